"""What forgetting one concept does to the other in the same picture, and to both in pictures to be retained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from baselines.report.figures import MUTED, Plot, new
from baselines.report.groups import Group
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
        "What forgetting one concept leaves of the other in the same picture",
        "Right: more is forgotten of what is to be forgotten, in the pictures that unlearning saw. Up: more is left "
        "there of the other concept, in per cent of what the finetuned model (star) knows of it; where both are to be "
        "forgotten, more is forgotten of events too. Best is top right, where the goal model is (diamond, dashed "
        "lines). Bottom right are methods that took the other concept along. Thin lines are 95 % intervals.",
        [scatters],
    )


def retention(section: Section) -> Iterator[Plot]:
    """A column for each target, a row for each concept that is to be retained."""
    groups = _comparable(section)
    yield from _plot(
        section,
        "tradeoff-retain",
        "Forgetting against what is to be retained",
        "Right: more is forgotten, in the pictures that unlearning saw. Up: more is known of the people (above) and "
        "the events (below) in pictures that show nothing to be forgotten. Best is top right, where the goal model is "
        "(diamond, dashed lines); the finetuned model is the star. Thin lines are 95 % intervals.",
        [[_retaining(group, concept) for group in groups] for concept in CONCEPTS],
    )


def _comparable(section: Section) -> list[Group]:
    return [group for group in section.groups if group.target and group.of("vanilla") and group.competitors]


def _interfering(group: Group) -> Scatter | None:
    if group.target == "both":
        return Scatter(group, TITLES["both"], _forgotten("person"), _forgotten("event"))
    vanilla, (set, measure) = group.of("vanilla"), column(group.target, "scope")
    key = key_of(set, measure, MODALITY)
    start = vanilla.value(key) if vanilla else None
    if not start:
        return None
    said = f"{CONCEPTS[OTHER[group.target]].lower()} left"
    left = Axis(key, f"{said}: {measure.name} (% of finetuned)", said, lambda value: 100 * value / start, 100)
    return Scatter(group, TITLES[group.target], _forgotten(group.target), left)


def _retaining(group: Group, concept: str) -> Scatter:
    x = _forgotten(concept if group.target == "both" else group.target)
    return Scatter(group, TITLES[group.target], x, _axis(concept, "retain", "retained"))


def _forgotten(concept: str) -> Axis:
    return _axis(concept, "forget_train", "forgotten")


def _axis(concept: str, set: str, participle: str) -> Axis:
    """In the unit of the tables."""
    _, measure = column(concept, set)
    said = f"{CONCEPTS[concept].lower()} {participle}"
    label = f"{said}: {measure.name} ({measure.unit})"
    return Axis(key_of(set, measure, MODALITY), label, said, measure.scaled, measure.scale)


def _plot(section: Section, kind: str, title: str, caption: str, rows: Sequence[Sequence[Scatter]]) -> Iterator[Plot]:
    if not rows[0]:
        return
    width, height = max(7.2, 3.86 * len(rows[0])), 3.2 * len(rows) + 0.75
    figure, axes = new(width, height, len(rows), len(rows[0]))
    tips: dict[str, str] = {}
    for ax, one in zip(axes, [one for row in rows for one in row], strict=True):
        panel(ax, one.group, one.x, one.y, tips)
        ax.set_title(one.title)
        ax.set_title("best: top right", loc="right", color=MUTED, fontsize=8, fontweight="normal")
        _from_nothing(ax, one)
    if not tips:
        return
    figure.subplots_adjust(
        left=0.6 / width, right=1 - 0.1 / width, top=1 - 0.3 / height, bottom=1.15 / height, wspace=0.22, hspace=0.35
    )
    legend(figure, [one.group for one in rows[0]], columns=7)
    yield Plot(section, kind, "", title, caption, f"{title}, scatter plots. {'; '.join(tips.values())}.", figure, tips)


def _from_nothing(ax: Axes, one: Scatter) -> None:
    """Both axes from nothing to all, so that panels compare and a corner means the same in each."""
    for whole, limits, set_limits in (
        (one.x.whole, ax.get_xlim(), ax.set_xlim),
        (one.y.whole, ax.get_ylim(), ax.set_ylim),
    ):
        set_limits(-0.05 * whole, max(1.05 * whole, limits[1]))
