"""scores.csv: every score of every file, one a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields

from baselines.report.groups import Group
from baselines.results import Score

ABOUT = ("group", "model", "method", "trained", "base", "forget", "seed", "weights", "protocol_seed", "judge")


def scores_csv(groups: Sequence[Group]) -> str:
    """Not averaged over seeds, not rounded; an empty field is a score that could not be had."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*ABOUT, *(one.name for one in fields(Score))])
    for group in groups:
        for row in group.rows:
            for entry in row.entries:
                one = entry.results
                about = [group.name, row.label, one.method, one.trained, group.base, group.forget, entry.seed]
                about += [one.model.get("weights"), one.protocol.get("seed"), one.judge.get("name")]
                writer.writerows([*about, *astuple(score)] for score in one.scores)
    return file.getvalue()
