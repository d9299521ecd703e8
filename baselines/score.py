"""predictions.jsonl -> scores, by the modules of metrics/ through `evaluate.load`."""

from __future__ import annotations

import importlib.util
import math
import os
import string
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import evaluate

from baselines.completions import KEY_VARIABLE
from baselines.errors import BadInput
from baselines.options import check_choice
from baselines.predictions import Prediction
from baselines.protocol import Protocol
from baselines.results import BOTH, Item, Score
from baselines.yes_no import said, yes_no_scores

MODALITIES = ("image_text", "text")
FORGOTTEN, KEPT = ("forget", "test"), ("retain", "celebrity")
JUDGES = ("none", "offline", "openai")
TRUTHS = {"classification": "accuracy", "cloze": "accuracy", "generation": "rouge_l"}  # what utility is made of
UTILITY = "kept"  # the set of scores over the retain and the celebrity set together
T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Judge:
    """Of factuality and of descriptions. name: "none", "offline" or "openai"; model, base_url: of the latter."""

    name: str = "offline"
    model: str = ""
    base_url: str = ""

    def __post_init__(self) -> None:
        """Check the name."""
        check_choice("--judge", self.name, JUDGES)

    def check(self) -> None:
        """Raise BadInput if it would fail once all has been asked."""
        if self.name == "openai" and not os.environ.get(KEY_VARIABLE, "").strip():
            raise BadInput(
                f"--judge openai: the environment variable {KEY_VARIABLE} is not set; set it (to any word for a local "
                "server that asks for no key), or give --judge offline"
            )

    def options(self) -> dict[str, str]:
        """What the module is to be given."""
        named = {"model": self.model, "base_url": self.base_url}
        return {"judge": self.name} | {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Rules:
    """How predictions are read. choices: what their scores are of, "letters" or "texts"."""

    protocol: Protocol
    choices: str = ""
    judge: Judge = Judge()


@dataclass(frozen=True, slots=True)
class Scored:
    """judge: what the modules factuality and g_eval say of their judge and of the cost, by set."""

    scores: tuple[Score, ...]
    items: tuple[Item, ...]
    judge: dict[str, Any]


@dataclass(slots=True)
class _Measured:
    """Of some predictions: metric -> value, interval and how many were not scorable; and what is said of each item."""

    numbers: dict[str, tuple[float, tuple[float, float], int]]
    read: list[str | None]
    scores: list[dict[str, float | None]]
    reasons: list[str]
    judge: dict[str, Any] = field(default_factory=dict)


def score(predictions: Sequence[Prediction], rules: Rules) -> Scored:
    """All scores: of each set, task and modality, of both modalities together, and over several tasks and sets.

    Raises BadInput for predictions that the modules of metrics/ refuse, with what they say.
    """
    scores: list[Score] = []
    items: dict[str, Item] = {}
    judge: dict[str, Any] = {}
    for (set_, task), those in _grouped(predictions, lambda one: (one.set, one.task)).items():
        _check(those)
        whole = _measured(those, rules)  # first: its judge's replies are bought, those about the parts are stored then
        if whole.judge:
            judge[set_] = whole.judge
        for modality, part in _grouped(those, lambda one: one.modality).items():
            measured = _measured(part, rules) if len(part) < len(those) else whole
            scores += _scores(part, measured, set_, task, modality)
            items |= {one.key: one for one in _items(part, measured)}
        scores += _scores(those, whole, set_, task, BOTH)
    in_order = tuple(items[one.key] for one in predictions)
    return Scored((*scores, *_gaps(in_order), *_utility(in_order)), in_order, judge)


@cache
def module(name: str) -> Any:
    """The measure of that name, by `evaluate.load`."""
    found = importlib.util.find_spec("metrics")
    assert found is not None and found.origin is not None, "metrics/ is installed with this package"
    return evaluate.load(str(Path(found.origin).parent / name), keep_in_memory=True)


def _check(those: Sequence[Prediction]) -> None:
    """Raise BadInput for what no measure would notice."""
    by_likelihood = any(one.scores for one in those)
    for one in those:
        if one.task not in MEASURES:
            raise BadInput(f"{one.key}: task {one.task!r} is unknown; give one of {', '.join(MEASURES)}")
        if one.modality not in MODALITIES:
            raise BadInput(f"{one.key}: modality {one.modality!r} is unknown; give one of {', '.join(MODALITIES)}")
        if by_likelihood and one.reply and not one.scores:
            raise BadInput(
                f"{one.key}: has a reply but no scores, unlike others of {one.set}, {one.task}; give the same of all"
            )


def _measured(those: Sequence[Prediction], rules: Rules) -> _Measured:
    try:
        return MEASURES[those[0].task](those, rules)
    except (ValueError, RuntimeError) as error:  # the latter of a judge that does not answer
        place = f"{those[0].set}, {those[0].task}, {len(those)} predictions from {those[0].key} on"
        raise BadInput(f"{place}: {' '.join(str(error).split())}") from None


def _classification(those: Sequence[Prediction], rules: Rules) -> _Measured:
    by_likelihood = any(one.scores for one in those)
    tied = [[0.0] * len(one.options) for one in those]  # where there is no likelihood, no option is the best
    result = module("choice_accuracy").compute(
        predictions=[list(one.scores) or tie for one, tie in zip(those, tied, strict=True)]
        if by_likelihood
        else [one.reply for one in those],
        references=[one.answer for one in those],
        options=[list(one.options) for one in those] if all(one.options for one in those) else None,
        mode=rules.protocol.classification.parsing,
        ids=[one.person for one in those],
    )
    details = result["per_item"]
    unparsed = sum(one["prediction"] is None for one in details)
    measured = _Measured(
        {"accuracy": (result["accuracy"], result["interval"], unparsed)},
        [one["prediction"] for one in details],
        [{"accuracy": one["score"]} for one in details],
        [one["reason"] for one in details],
    )
    if by_likelihood and rules.choices == "texts":
        _add_truth_ratio(measured, those)
    if by_likelihood and rules.choices == "letters":
        mass = [sum(map(math.exp, one.scores)) for one in those if one.scores]
        missing = len(those) - len(mass)
        measured.numbers["letter_mass"] = (sum(mass) / len(mass), (math.nan, math.nan), missing)
    return measured


def _add_truth_ratio(measured: _Measured, those: Sequence[Prediction]) -> None:
    """TOFU's, of option texts: as the figure for a forget set, or as the utility of a set to be kept."""
    there = [(number, one, string.ascii_uppercase.index(one.answer)) for number, one in enumerate(those) if one.scores]
    result = module("truth_ratio").compute(
        paraphrased=[one.scores[right] for _, one, right in there],
        perturbed=[[*one.scores[:right], *one.scores[right + 1 :]] for _, one, right in there],
        ids=[one.person for _, one, _ in there],
    )
    kind = "forget" if those[0].set in FORGOTTEN else "utility"
    interval, missing = result[f"{kind}_interval"], len(those) - len(there)
    measured.numbers["truth_ratio"] = (result[kind], interval, missing)
    for (number, _, _), item in zip(there, result["per_item"], strict=True):
        measured.scores[number]["log_truth_ratio"] = item["log_ratio"]


def _cloze(those: Sequence[Prediction], rules: Rules) -> _Measured:
    result = module("cloze_accuracy").compute(
        predictions=[one.reply for one in those],
        references=[one.answer for one in those],
        mode=rules.protocol.cloze.parsing,
        ids=[one.person for one in those],
    )
    details = result["per_item"]
    return _Measured(
        {"accuracy": (result["accuracy"], result["interval"], 0)},
        [one["prediction"] for one in details],
        [{"accuracy": one["score"]} for one in details],
        [one["reason"] for one in details],
    )


def _generation(those: Sequence[Prediction], rules: Rules) -> _Measured:
    measured = _overlap(those, rules.protocol.generation.measures)
    _add_judged(measured, those, "factuality", rules.judge)
    return measured


def _description(those: Sequence[Prediction], rules: Rules) -> _Measured:
    measured = _overlap(those, ("rouge_l",))
    _add_judged(measured, those, "g_eval", rules.judge, keywords=[list(one.keywords) for one in those])
    return measured


def _overlap(those: Sequence[Prediction], measures: Sequence[str]) -> _Measured:
    """By the words that replies share with the truth."""
    texts = {"predictions": [one.reply for one in those], "references": [one.answer for one in those]}
    result = module("rouge_l").compute(**texts, measures=list(measures), ids=[one.person for one in those])
    value = {name: "score" if name == "bleu" else "f1" for name in measures}
    return _Measured(
        {name: (result[name][value[name]], result[name]["interval"], 0) for name in measures},
        [one.reply for one in those],
        [{name: one[name][value[name]] for name in measures} for one in result["per_item"]],
        [""] * len(those),
    )


def _add_judged(
    measured: _Measured, those: Sequence[Prediction], name: str, judge: Judge, **columns: Sequence[Any]
) -> None:
    """What the judge says, unless there is none. name: of the module; columns: what it reads besides."""
    if judge.name == "none":
        return
    judged = module(name).compute(
        predictions=[one.reply for one in those],
        references=[one.answer for one in those],
        questions=[one.question or "?" for one in those],
        ids=[one.person for one in those],
        **columns,
        **judge.options(),
    )
    measured.numbers[name] = (judged[name], judged["interval"], judged["n_unscorable"])
    measured.judge = judged["judge"] | {"usage": judged["usage"]}
    for scores, one in zip(measured.scores, judged["per_item"], strict=True):
        scores[name] = one["score"]
    measured.reasons = [one["reason"] or one["unscorable"] or "" for one in judged["per_item"]]


def _identity(those: Sequence[Prediction], rules: Rules) -> _Measured:
    result = module("identity_precision").compute(
        predictions=[one.reply for one in those],
        references=[one.answer for one in those],
        ids=[one.person for one in those],
    )
    details = result["per_item"]
    return _Measured(
        {"precision": (result["named"], result["interval"], 0)},
        [one.reply for one in those],
        [{"precision": one["score"]} for one in details],
        [one["reason"] for one in details],
    )


def _yes_no(those: Sequence[Prediction], rules: Rules) -> _Measured:
    words = [said(one.reply) for one in those]
    found = yes_no_scores(words, [one.answer for one in those], [one.person for one in those])
    unparsed = words.count(None)
    return _Measured(
        {metric: (*number, unparsed) for metric, number in found.items()},
        list(words),
        [{"accuracy": float(word == one.answer)} for word, one in zip(words, those, strict=True)],
        ["neither yes nor no" if word is None else "" for word in words],
    )


MEASURES: Mapping[str, Callable[[Sequence[Prediction], Rules], _Measured]] = {
    "classification": _classification,
    "generation": _generation,
    "cloze": _cloze,
    "yes_no": _yes_no,
    "identity": _identity,
    "description": _description,
}


def _gaps(items: Sequence[Item]) -> Iterator[Score]:
    """Of each set: is what is known with the picture known without it? Pairs of questions about the same attribute."""
    chosen = [one for one in items if one.task == "classification" and one.attribute]
    for set_, those in _grouped(chosen, lambda one: one.set).items():
        text = {(one.person, one.attribute): one for one in those if one.modality == "text"}
        pairs = [(one, text.get((one.person, one.attribute))) for one in those if one.modality == "image_text"]
        both = [(seen, read) for seen, read in pairs if read is not None]
        if not both:
            continue
        result = module("modality_gap").compute(
            image_text=[seen.scores["accuracy"] for seen, _ in both],
            text=[read.scores["accuracy"] for _, read in both],
            ids=[seen.person for seen, _ in both],
        )
        people = [seen for seen, _ in both]
        yield _score(set_, "classification", BOTH, "gap", result["gap"], result["interval"], 0, people)
        interval = result["agreement_interval"]
        yield _score(set_, "classification", BOTH, "agreement", result["agreement"], interval, 0, people)


def _utility(items: Sequence[Item]) -> Iterator[Score]:
    """Harmonic mean over what is to be kept: retain and celebrity set, all tasks."""
    kept = [one for one in items if one.set in KEPT and one.task in TRUTHS]
    if not kept:
        return
    result = module("model_utility").compute(
        predictions=[one.scores[TRUTHS[one.task]] for one in kept],
        parts=[f"{one.set} {one.task} {one.modality}" for one in kept],
        ids=[f"{one.set} {one.person}" for one in kept],
    )
    yield _score(UTILITY, "all", BOTH, "model_utility", result["model_utility"], result["interval"], 0, kept)


def _scores(those: Sequence[Prediction], measured: _Measured, set_: str, task: str, modality: str) -> Iterator[Score]:
    for metric, number in measured.numbers.items():
        yield _score(set_, task, modality, metric, *number, those)


def _score(
    set_: str,
    task: str,
    modality: str,
    metric: str,
    value: float,
    interval: Sequence[float],
    not_scorable: int,
    those: Sequence[Prediction | Item],
) -> Score:
    low, high = (None if math.isnan(bound) else bound for bound in interval)
    people = len({one.person for one in those})
    return Score(
        set_, task, modality, metric, None if math.isnan(value) else value, low, high, len(those), people, not_scorable
    )


def _items(those: Sequence[Prediction], measured: _Measured) -> Iterator[Item]:
    for one, read, scores, reason in zip(those, measured.read, measured.scores, measured.reasons, strict=True):
        yield Item(
            one.key, one.set, one.person, one.task, one.modality, one.attribute, one.question, one.options, one.answer,
            one.reply, read, scores, reason, one.problem, one.keywords,
        )  # fmt: skip


def _grouped(those: Sequence[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for one in those:
        groups[key(one)].append(one)
    return groups
