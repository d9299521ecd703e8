"""What forgetting one concept does to the other in the same picture, and to both in pictures that are to be retained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from baselines.report.benchmark import Column, Measure
from baselines.report.figures import INK, MUTED, Plot, new
from baselines.report.groups import Group, Row
from baselines.report.measures import key_of
from baselines.report.pebench import CONCEPTS, column
from baselines.report.points import Axis, legend, panel
from baselines.report.sections import Section

MODALITY = "image_text"
OTHER = {"person": "event", "event": "person"}
TITLES = {"person": "To forget: people", "event": "To forget: events", "both": "To forget: both"}


@dataclass(frozen=True, slots=True)
class Scatter:
    """A panel. title: what is to be forgotten; x, y: of the axes."""

    group: Group
    title: str
    x: Axis
    y: Axis


def interference(section: Section) -> Iterator[Plot]:
    """A panel for each target: the target's concept against the other one, or the two of `both`."""
    scatters = [found for group in _comparable(section) if (found := _interfering(group))]
    yield from _plot(
        section,
        "interference",
        "Interference: forgetting one concept, and what is left of the other in the same picture",
        "Right: more of what is to be forgotten is forgotten, in the pictures that unlearning saw. Up: more of the other "
        "concept is left in these pictures, in per cent of what the finetuned model (star) has of it; where both are to be "
        "forgotten, more of the other is forgotten too. Best is top right, where the goal model is (diamond, dashed "
        "lines). Right but low is a method that took the other concept along. Thin lines are 95 % intervals.",
        [scatters],
    )


def retention(section: Section) -> Iterator[Plot]:
    """A column for each target, a row for each concept that is to be retained."""
    groups = _comparable(section)
    yield from _plot(
        section,
        "tradeoff-retain",
        "Forgetting against what is to be retained",
        "Right: more is forgotten, in the pictures that unlearning saw. Up: more is known of people (above) and of events "
        "(below) in pictures that show nothing to be forgotten. Best is top right, where the goal model is (diamond, dashed "
        "lines); the finetuned model is the star. Thin lines are 95 % intervals.",
        [[_retaining(group, concept) for group in groups] for concept in CONCEPTS],
    )


def _comparable(section: Section) -> list[Group]:
    return [group for group in section.groups if group.target and group.of("vanilla") and group.competitors]


def _interfering(group: Group) -> Scatter | None:
    if group.target == "both":
        return Scatter(group, TITLES["both"], _forgotten("person"), _forgotten("event"))
    vanilla, (set, measure) = group.of("vanilla"), column(group.target, "scope")
    whole = vanilla.value(key_of(set, measure, MODALITY)) if vanilla else None
    if not whole:
        return None
    return Scatter(
        group, TITLES[group.target], _forgotten(group.target), _left(OTHER[group.target], measure, set, whole)
    )


def _retaining(group: Group, concept: str) -> Scatter:
    forgotten = concept if group.target == "both" else group.target
    set, measure = column(concept, "retain")
    label = f"{CONCEPTS[concept].lower()} retained{_unit(measure)}"
    return Scatter(
        group,
        TITLES[group.target],
        _forgotten(forgotten),
        Axis(key_of(set, measure, MODALITY), label, label, measure.scaled),
    )


def _forgotten(concept: str) -> Axis:
    set, measure = column(concept, "forget_train")
    said = f"{CONCEPTS[concept].lower()} forgotten"
    return Axis(key_of(set, measure, MODALITY), f"{said}: {measure.name}{_unit(measure)}", said, measure.scaled)


def _left(concept: str, measure: Measure, set: str, whole: float) -> Axis:
    said = f"{CONCEPTS[concept].lower()} left"
    return Axis(key_of(set, measure, MODALITY), f"{said}: % of the finetuned", said, lambda value: 100 * value / whole)


def _unit(measure: Measure) -> str:
    return f" ({measure.unit})"


def _plot(section: Section, kind: str, title: str, caption: str, rows: Sequence[Sequence[Scatter]]) -> Iterator[Plot]:
    if not rows[0]:
        return
    width, height = 0.9 + 3.6 * len(rows[0]), 3.0 * len(rows) + 0.75
    figure, axes = new(width, height, len(rows), len(rows[0]))
    tips: dict[str, str] = {}
    for ax, one in zip(axes, [one for row in rows for one in row], strict=True):
        panel(ax, one.group, one.x, one.y, tips)
        ax.set_title(one.title)
    if not tips:
        return
    figure.subplots_adjust(
        left=0.65 / width, right=1 - 0.1 / width, top=1 - 0.3 / height, bottom=1.2 / height, wspace=0.25, hspace=0.4
    )
    legend(figure, [one.group for one in rows[0]], columns=6)
    yield Plot(section, kind, "", title, caption, f"{title}, scatter plots. {'; '.join(tips.values())}.", figure, tips)
