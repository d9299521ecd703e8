"""What forgetting costs: the drop on the forget set against what is left elsewhere, after the paper's Figure 4."""

from __future__ import annotations

from collections.abc import Iterator

from baselines.report.benchmark import Measure
from baselines.report.figures import Plot, new
from baselines.report.groups import Group, Key
from baselines.report.labels import MODALITIES
from baselines.report.measures import key_of
from baselines.report.mllmu import MEASURES
from baselines.report.points import Axis, legend, panel

KEPT = {"retain": "retain set", "celebrity": "real celebrities"}
BENCHMARKS = {"mmmu": "MMMU", "llava_bench": "LLaVA-Bench", "pope": "POPE"}


def tradeoffs(group: Group, modality: str) -> Iterator[Plot]:
    """Forget against retain, celebrities, and each benchmark of general ability that there are scores of."""
    if group.of("vanilla") is None or not group.competitors:
        return
    for set, said in KEPT.items():
        yield from _against(
            group, modality, set, said, {measure: key_of(set, measure, modality) for measure in MEASURES}
        )
    for set, said in BENCHMARKS.items():
        key = _benchmark_key(group, set)
        if key:
            yield from _against(group, modality, set.replace("_", "-"), said, dict.fromkeys(MEASURES, key))


def _benchmark_key(group: Group, set: str) -> Key | None:
    keys = sorted({key for row in group.rows for key in row.cells if key[0] == set})
    return next((key for key in keys if key[2] == "both"), keys[0] if keys else None)


def _against(group: Group, modality: str, kind: str, said: str, keys: dict[Measure, Key]) -> Iterator[Plot]:
    figure, axes = new(11.6, 3.5, 1, len(MEASURES))
    tips: dict[str, str] = {}
    vanilla = group.of("vanilla")
    for ax, (measure, key) in zip(axes, keys.items(), strict=True):
        forget = key_of("forget", measure, modality)
        start = vanilla.value(forget) if vanilla else None
        ax.set_title(measure.name)
        if start is not None:
            panel(ax, group, _dropped(forget, start, measure), _left(key, measure, said), tips)
    if not tips:
        return
    figure.subplots_adjust(left=0.05, right=0.995, top=0.92, bottom=0.285, wspace=0.27)
    legend(figure, [group])
    yield Plot(
        group,
        f"tradeoff-{kind}",
        modality,
        f"Forgetting against {said}",
        "Right: more is forgotten than by the vanilla model. Up: more is left. The dashed lines cross at the retained "
        "model, which is where a perfect unlearning would end; thin lines are 95 % intervals by person.",
        f"Four scatter plots, one a measure ({MODALITIES[modality]}): drop on the forget set against the score on "
        f"the {said}. " + _spoken(group, modality, keys),
        figure,
        tips,
    )


def _dropped(key: Key, start: float, measure: Measure) -> Axis:
    def drop(value: float) -> float:
        return (start - value) * measure.scale

    return Axis(key, f"drop on the forget set{_unit(measure)}", "drop", drop)


def _left(key: Key, measure: Measure, said: str) -> Axis:
    is_own = key[1] == measure.task  # a benchmark of general ability has a scale of its own
    scale = measure.scale if is_own else 100 if key[3] == "accuracy" else 1
    return Axis(key, f"{said}{_unit(measure) if is_own else ''}", said, lambda value: value * scale)


def _unit(measure: Measure) -> str:
    return f" ({'points' if measure.scale == 100 else measure.unit})" if measure.unit else ""


def _spoken(group: Group, modality: str, keys: dict[Measure, Key]) -> str:
    """The first measure in words."""
    measure, kept = next(iter(keys.items()))
    forget = key_of("forget", measure, modality)
    said = [
        f"{row.label} {measure.text(row.value(forget))} and {measure.text(row.value(kept))}"
        for row in group.rows
        if row.value(forget) is not None and row.value(kept) is not None
    ]
    return f"{measure.name}, forget set and kept: {'; '.join(said)}."
