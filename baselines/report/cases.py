"""Every question and every model's answer to it, as compact JSON for the page: each text stands in it once."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from baselines.report.entries import Entry
from baselines.report.groups import Group
from baselines.results import Item

LARGEST = 20_000_000  # characters, of all groups together; above it a sample is embedded
SEED = 0
NOT_ASKED = -2  # where a model has no answer; a verdict of -1 is neither right nor wrong
NAMES = {"rouge_l": "ROUGE-L", "factuality": "factuality", "g_eval": "G-Eval"}
VERDICTS = ("accuracy", "precision")  # 1 is right
UNSAID = (*VERDICTS, "log_truth_ratio")  # the verdict says the former, nobody reads the latter


def cases_json(groups: Sequence[Group], largest: int = LARGEST) -> str:
    """{"groups": [...]}, safe within a script element."""
    blocks = [_fitting(group, largest // max(1, len(groups))) for group in groups]
    return f'{{"groups":[{",".join(blocks)}]}}'


def inert(value: Any) -> str:
    """JSON that neither ends a script element nor starts anything in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _fitting(group: Group, largest: int) -> str:
    """All questions of the group, or as many of them, drawn with a seed, as fit."""
    models = [
        (_label(row.label, entry, len(row.entries)), row.method, entry) for row in group.rows for entry in row.entries
    ]
    questions = {item.key: item for _, _, entry in models for item in entry.results.items}
    keys = list(questions)
    text = inert(_block(group, models, questions, keys))
    share = 1.0
    while len(text) > largest and len(keys) > 1:
        share *= 0.97 * largest / len(text)
        kept = set(random.Random(SEED).sample(list(questions), max(1, int(share * len(questions)))))
        keys = [key for key in questions if key in kept]
        text = inert(_block(group, models, questions, keys))
    return text


def _label(label: str, entry: Entry, seeds: int) -> str:
    return f"{label}, seed {entry.seed}" if seeds > 1 else label


class _Texts:
    """Text -> its place in a list."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    def all(self) -> list[str]:
        return list(self._places)


def _block(
    group: Group, models: Sequence[tuple[str, str, Entry]], questions: Mapping[str, Item], keys: Sequence[str]
) -> dict[str, Any]:
    texts = _Texts()
    methods = [method for _, method, _ in models]
    return {
        "name": group.name,
        "models": [label for label, _, _ in models],
        "vanilla": methods.index("vanilla") if "vanilla" in methods else -1,
        "start": group.benchmark.vanilla,
        "fields": dict(group.benchmark.fields),
        "total": len(questions),
        "questions": [_question(questions[key], texts) for key in keys],
        "answers": [_answers(entry, keys, texts) for _, _, entry in models],
        "texts": texts.all(),
    }


def _question(item: Item, texts: _Texts) -> list[Any]:
    """Key, set, task, modality, attribute, person, question, answer, options, and keywords if there are any."""
    named = (item.key, item.set, item.task, item.modality, item.attribute, item.person, item.question, item.answer)
    lists = [item.options, item.keywords] if item.keywords else [item.options]
    return [*(texts.place(text) for text in named), *([texts.place(text) for text in one] for one in lists)]


def _answers(entry: Entry, keys: Sequence[str], texts: _Texts) -> list[list[int]]:
    """Columns in the order of the questions: verdict, reply, what was compared (-1: nothing), scores, why."""
    answers = {item.key: item for item in entry.results.items}
    rows = [_answer(answers[key], texts) if key in answers else [NOT_ASKED, 0, 0, 0, 0] for key in keys]
    return [list(column) for column in zip(*rows, strict=True)]


def _answer(item: Item, texts: _Texts) -> list[int]:
    verdict = next((item.scores[name] for name in VERDICTS if name in item.scores), None)
    said = -1 if item.prediction is None else texts.place(item.prediction)
    why = "; ".join(text for text in (item.reason, item.problem) if text)
    return [
        -1 if verdict is None else int(verdict == 1),
        texts.place(item.reply),
        said,
        texts.place(_scores(item)),
        texts.place(why),
    ]


def _scores(item: Item) -> str:
    shown = [
        (NAMES.get(name, name.replace("_", " ")), value) for name, value in item.scores.items() if name not in UNSAID
    ]
    return ", ".join(f"{name} {'not scorable' if value is None else f'{value:.3g}'}" for name, value in shown)
