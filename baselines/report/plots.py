"""All plots of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baselines.report.bars import modality_bars
from baselines.report.curves import curves
from baselines.report.figures import Drawn, Plot, drawn, styled
from baselines.report.groups import Group
from baselines.report.heatmaps import heatmaps
from baselines.report.interference import interference, retention
from baselines.report.measures import modalities
from baselines.report.pebench import PEBENCH
from baselines.report.sections import Section
from baselines.report.tradeoffs import tradeoffs

__all__ = ["Drawn", "Plot", "draw_all"]


def draw_all(sections: Sequence[Section]) -> list[Drawn]:
    """In the order of the page."""
    with styled():
        return [drawn(plot) for section in sections for plot in _plots(section)]


def _plots(section: Section) -> Iterator[Plot]:
    yield from _of_both(section) if section.benchmark is PEBENCH else _of_people(section.groups)
    for group in section.groups:
        yield from curves(group)


def _of_people(groups: Sequence[Group]) -> Iterator[Plot]:
    for group in groups:
        for modality in modalities(group):
            yield from tradeoffs(group, modality)
            yield from modality_bars(group, modality)
            yield from heatmaps(group, modality)


def _of_both(section: Section) -> Iterator[Plot]:
    yield from interference(section)
    yield from retention(section)
    for group in section.groups:
        yield from heatmaps(group, "image_text")
