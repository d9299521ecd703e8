"""Benchmarks of general ability -> questions, to see what else unlearning took: MMMU, LLaVA-Bench, POPE."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from datasets import Dataset, Image

from baselines.data import Given, config_names, load_table
from baselines.errors import BadInput
from baselines.layouts import DEFAULT, LAYOUTS, MMMU, SUBJECTS, Layout, Row, scorable
from baselines.options import check_choice
from baselines.questions import Question, Questionnaire

FLAG = "--also"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """questionnaire: of one set. left_out: items that are not asked: the open questions of MMMU."""

    questionnaire: Questionnaire
    left_out: int = 0


def chosen(also: str) -> dict[str, str]:
    """The benchmarks in a list such as "mmmu,pope=folder": name -> a folder or a Hub id. Raises BadInput."""
    found: dict[str, str] = {}
    for part in filter(None, also.split(",")):
        name, _, data = part.strip().partition("=")
        check_choice(FLAG, name, LAYOUTS)
        if name in found:
            raise BadInput(f"{FLAG} {also}: names {name} twice; name it once")
        found[name] = data or LAYOUTS[name].data
    return found


def load_benchmark(
    name: str,
    data: str,
    limit: int = 0,
    seed: int = 0,
    given: Given | None = None,
    within: tuple[str, str] | None = None,
) -> Benchmark:
    """The questions of a benchmark, from the folder or Hub id `data`, which has the layout of LAYOUTS[name].data.

    limit: how many to draw by the seed; 0: all. given: of the data, if --also did not name it. within: config and
    split that hold them, if not those of the layout. Each picture is decoded once, to be sure. Raises BadInput for a
    dataset or a column that is not there, and for a row that does not hold its question and its pictures.
    """
    if limit < 0:
        raise BadInput(f"{FLAG}-limit: {limit} is out of range; give a number of questions, or 0 for all")
    given = given or Given(f"{FLAG} {name}=", f"name a folder or a Hub id in the layout of {LAYOUTS[name].data}")
    places = [within] if within else [(config, LAYOUTS[name].split) for config in _configs(name, data, given)]
    tables = {config: _table(LAYOUTS[name], data, config, split, given) for config, split in places}
    asked = [(config, number) for config, table in tables.items() for number in scorable(LAYOUTS[name], table)]
    left_out = sum(map(len, tables.values())) - len(asked)
    if not asked:
        raise BadInput(f"{given.by}{data}: holds no questions to ask; {given.remedy}")
    if 0 < limit < len(asked):
        drawn = sorted(random.Random(f"{seed}/{name}").sample(range(len(asked)), limit))
        asked = [asked[number] for number in drawn]
    pictures: dict[str, bytes] = {}
    questions: dict[str, Question] = {}
    for config, number in asked:
        row = Row(tables[config][number], config, f"{given.by}{data}, config {config}, row {number}", pictures)
        question = LAYOUTS[name].question(row)
        if question.key in questions:
            raise BadInput(f"{row.place}: {question.key} stands in several rows; give each question an id of its own")
        questions[question.key] = question
    return Benchmark(Questionnaire(tuple(questions.values()), pictures, {name.replace("-", "_"): data}), left_out)


def _configs(name: str, data: str, given: Given) -> Sequence[str]:
    if name != "mmmu":
        return (DEFAULT,)
    return SUBJECTS if data == MMMU else config_names(data, given)


def _table(layout: Layout, data: str, config: str, split: str, given: Given) -> Dataset:
    """The rows, with their pictures encoded as they are."""
    table = load_table(data, config, split, given)
    for column in layout.columns:
        if column not in table.column_names:
            raise BadInput(
                f"{given.by}{data}, config {config}: no column {column!r} (it has {', '.join(table.column_names)}); "
                f"{given.remedy}"
            )
    for column, feature in table.features.items():
        if isinstance(feature, Image):
            table = table.cast_column(column, Image(decode=False))
    return table
