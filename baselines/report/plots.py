"""All plots of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baselines.report.bars import modality_bars
from baselines.report.curves import curves
from baselines.report.figures import Drawn, Plot, drawn, styled
from baselines.report.groups import Group
from baselines.report.heatmaps import heatmaps
from baselines.report.measures import modalities
from baselines.report.tradeoffs import tradeoffs

__all__ = ["Drawn", "Plot", "draw_all"]


def draw_all(groups: Sequence[Group]) -> list[Drawn]:
    """In the order of the page."""
    with styled():
        return [drawn(plot) for group in groups for plot in _plots(group)]


def _plots(group: Group) -> Iterator[Plot]:
    for modality in modalities(group):
        yield from tradeoffs(group, modality)
        yield from modality_bars(group, modality)
        yield from heatmaps(group, modality)
    yield from curves(group)
