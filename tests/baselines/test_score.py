"""Predictions become scores and items by the modules of metrics/, and what cannot be scored is said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from baselines import score as scoring
from baselines.errors import BadInput
from baselines.predictions import Prediction
from baselines.protocol import load_protocol
from baselines.results import BOTH, Item, Score
from baselines.score import Judge, Rules, Scored, score

TOWNS = ("Rome", "Oslo", "Lima", "Kyiv")
DEFAULT, PUBLISHED = (load_protocol(name) for name in ("default", "published"))


def choice(person: str, answer: str, reply: str = "", modality: str = "text", **more: Any) -> Prediction:
    key = more.pop("key", f"{more.get('set', 'forget')}/{person}/classification/{modality}/0")
    given = {"set": "forget", "options": TOWNS, "question": "Where?", "attribute": "birthplace", **more}
    return Prediction(
        person=person, task="classification", modality=modality, answer=answer, reply=reply, key=key, **given
    )


def said(task: str, person: str, answer: str, reply: str, set_: str = "forget", modality: str = "text") -> Prediction:
    key = f"{set_}/{person}/{task}/{modality}/0"
    return Prediction(set_, person, task, modality, answer, reply, question="Where was she born?", key=key)


def scored(those: Sequence[Prediction], choices: str = "", **more: Any) -> Scored:
    return score(those, Rules(more.pop("protocol", DEFAULT), choices, **more))


def one(found: Scored, metric: str, modality: str = "text", set_: str = "forget", task: str | None = None) -> Score:
    (only,) = [
        each
        for each in found.scores
        if (each.metric, each.modality, each.set) == (metric, modality, set_) and task in (None, each.task)
    ]
    return only


def item(found: Scored, person: str) -> Item:
    (only,) = [each for each in found.items if each.person == person]
    return only


def test_replies_to_multiple_choice() -> None:
    found = scored(
        [
            choice("P1", "B", "The answer is B."),
            choice("P2", "A", "Oslo"),
            choice("P3", "D", "No idea"),
            choice("P4", "D"),
        ]
    )
    accuracy = one(found, "accuracy")
    assert (accuracy.value, accuracy.n_items, accuracy.n_people, accuracy.not_scorable) == (0.25, 4, 4, 2)
    assert accuracy.low == 0 and accuracy.high is not None and 0.25 < accuracy.high < 1
    assert [each.prediction for each in found.items] == ["B", "B", None, None]
    assert [each.scores["accuracy"] for each in found.items] == [1, 0, 0, 0]
    assert item(found, "P1").reply == "The answer is B." and item(found, "P1").options == TOWNS
    assert all(each.reason for each in found.items)


def test_published_reading_takes_the_first_letter() -> None:
    replies = [choice("P1", "B", "The answer is B."), choice("P2", "A", "a man"), choice("P3", "D", "d")]
    found = scored(replies, protocol=PUBLISHED)
    assert [each.prediction for each in found.items] == [None, "A", "D"]


def test_intervals_resample_people() -> None:
    """The same answers given by two people or by twenty: the fewer people, the wider."""
    few = [choice(f"P{i % 2}", "B", "B" if i % 2 else "A", key=f"k{i}") for i in range(20)]
    many = [replace(each, person=f"P{i}") for i, each in enumerate(few)]
    narrow, wide = one(scored(many), "accuracy"), one(scored(few), "accuracy")
    assert (wide.low, wide.high, wide.n_people, wide.value) == (0, 1, 2, 0.5)
    assert narrow.low is not None and 0.2 < narrow.low < 0.4 and narrow.n_people == 20
    alone = one(scored([choice("P1", "B", "B")]), "accuracy")
    assert (alone.value, alone.low, alone.high) == (1, None, None)


def test_likelihoods_of_texts_give_accuracy_and_truth_ratio() -> None:
    right = [-1.0, -2.0, -3.0, -4.0]  # of A; the mean of the others is -3
    found = scored([choice("P1", "A", scores=tuple(right)), choice("P2", "B", scores=tuple(right))], "texts")
    assert one(found, "accuracy").value == 0.5 and one(found, "accuracy").not_scorable == 0
    assert item(found, "P1").scores["log_truth_ratio"] == pytest.approx(2)
    assert item(found, "P2").scores["log_truth_ratio"] == pytest.approx(-2 + 8 / 3)
    forget = (math.exp(-2) + math.exp(-2 / 3)) / 2  # of min(r, 1/r)
    assert one(found, "truth_ratio").value == pytest.approx(forget)
    kept = [replace(each, set="retain") for each in (choice("P1", "A", scores=tuple(right)),)]
    utility = one(scored(kept, "texts"), "truth_ratio", set_="retain")
    assert utility.value == pytest.approx(1 - math.exp(-2))


def test_likelihoods_of_letters_tell_how_much_of_the_probability_they_hold() -> None:
    scores = tuple(map(math.log, (0.4, 0.1, 0.1, 0.2)))
    broken = choice("P2", "A", problem="NaN")
    found = scored([choice("P1", "A", scores=scores), broken], "letters")
    mass = one(found, "letter_mass")
    assert mass.value == pytest.approx(0.8) and mass.not_scorable == 1
    assert "truth_ratio" not in {each.metric for each in found.scores}


def test_no_answer_is_wrong_and_counted() -> None:
    """Whether some or all came to nothing."""
    there = choice("P1", "A", scores=(-1.0, -2.0, -3.0, -4.0))
    broken = [choice(f"P{i}", "A", problem="NaN") for i in (2, 3, 4)]
    for choices in ("texts", "letters"):
        some, none = scored([there, *broken], choices), scored(broken, choices)
        assert (one(some, "accuracy").value, one(some, "accuracy").not_scorable) == (0.25, 3)
        assert (one(none, "accuracy").value, one(none, "accuracy").not_scorable) == (0, 3)
        assert [each.problem for each in some.items] == ["", "NaN", "NaN", "NaN"]
        assert [each.prediction for each in some.items] == ["A", None, None, None]
    assert one(scored([there, *broken], "texts"), "truth_ratio").not_scorable == 3


def test_cloze_whole_or_contained() -> None:
    given = [
        said("cloze", "P1", "man", "The woman"),
        said("cloze", "P2", "Lima", "lima."),
        said("cloze", "P3", "x", ""),
    ]
    assert [each.scores["accuracy"] for each in scored(given).items] == [0, 1, 0]
    assert [each.scores["accuracy"] for each in scored(given, protocol=PUBLISHED).items] == [1, 1, 0]
    assert one(scored(given), "accuracy").value == pytest.approx(1 / 3)


def test_generation_is_measured_and_judged() -> None:
    given = [said("generation", "P1", "She was born in Rome.", "She was born in Rome."),
             said("generation", "P2", "She was born in Rome.", "")]  # fmt: skip
    found = scored(given)
    assert one(found, "rouge_l").value == 0.5
    assert (item(found, "P1").scores["factuality"], item(found, "P2").scores["factuality"]) == (10, 1)
    assert one(found, "factuality").value == 5.5 and item(found, "P2").reason == "the reply is empty"
    assert found.judge["forget"]["name"] == "offline"
    unjudged = scored(given, judge=Judge("none"))
    assert "factuality" not in {each.metric for each in unjudged.scores} and unjudged.judge == {}
    published = {each.metric for each in scored(given, protocol=PUBLISHED).scores}
    assert {"rouge_l", "rouge_1", "rouge_2", "bleu"} <= published


def test_the_judge_is_paid_for_all_items_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it cost is told of the call that bought, not of one that found everything stored."""
    calls: list[int] = []

    class Judging:
        def compute(self, predictions: list[str], **_: Any) -> dict[str, Any]:
            calls.append(len(predictions))
            items = [{"score": 7.0, "reason": "so", "unscorable": None} for _ in predictions]
            return {
                "factuality": 7.0, "interval": (7.0, 7.0), "n_unscorable": 0, "per_item": items,
                "judge": {"name": "openai"}, "usage": {"call": len(calls)},
            }  # fmt: skip

    real = scoring.module
    monkeypatch.setattr(scoring, "module", lambda name: Judging() if name == "factuality" else real(name))
    given = [said("generation", f"P{i}", "x", "x", modality=each) for i in (1, 2) for each in ("text", "image_text")]
    found = scored(given, judge=Judge("openai"))
    assert calls == [4, 2, 2] and found.judge["forget"] == {"name": "openai", "usage": {"call": 1}}


def test_a_judge_that_does_not_answer_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def compute(self, **_: Any) -> None:
            raise RuntimeError("the server\nrefuses the key")

    real = scoring.module
    monkeypatch.setattr(scoring, "module", lambda name: Down() if name == "factuality" else real(name))
    with pytest.raises(BadInput, match=r"^forget, generation, 1 predictions from .*: the server refuses the key$"):
        scored([said("generation", "P1", "x", "x")])


def test_modalities_are_scored_alone_and_together_and_compared() -> None:
    seen = [choice(f"P{i}", "A", "A", "image_text") for i in range(4)]
    read = [choice(f"P{i}", "A", "A" if i < 1 else "B") for i in range(4)]
    found = scored([*seen, *read])
    assert [one(found, "accuracy", each).value for each in ("image_text", "text", BOTH)] == [1, 0.25, 0.625]
    gap = one(found, "gap", BOTH)
    assert (gap.value, gap.n_people) == (0.75, 4)
    assert one(found, "agreement", BOTH).value == 0.25
    unnamed = scored([replace(each, attribute="") for each in (*seen, *read)])
    assert "gap" not in {each.metric for each in unnamed.scores}


def test_utility_is_the_harmonic_mean_over_what_is_to_be_kept() -> None:
    kept = [choice("P1", "A", "A", set="retain"), choice("P2", "A", "B", set="retain"),
            said("cloze", "P1", "Rome", "Rome", "celebrity")]  # fmt: skip
    found = scored([*kept, choice("P9", "A", "B")])
    utility = one(found, "model_utility", BOTH, "kept")
    assert utility.value == pytest.approx(2 / (1 / 0.5 + 1 / 1)) and utility.n_items == 3
    assert "model_utility" not in {each.metric for each in scored([choice("P9", "A", "B")]).scores}


def test_items_stand_in_the_order_of_the_predictions() -> None:
    cloze = said("cloze", "P2", "x", "x")
    given = [cloze, choice("P1", "A", "A"), replace(cloze, key="k"), choice("P1", "A", "A", "image_text", set="test")]
    assert [each.key for each in scored(given).items] == [each.key for each in given]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"task": "essay"}, "k: task 'essay' is unknown; give one of classification, generation, cloze"),
        ({"modality": "both"}, "k: modality 'both' is unknown; give one of image_text, text"),
        ({"modality": "Pure_Text"}, "k: modality 'Pure_Text' is unknown"),
        ({"answer": "E"}, "forget, classification, 2 predictions from .*'E'; expected one of A, B, C, D"),
        ({"scores": (1.0, 2.0)}, "has a reply but no scores, unlike others of forget, classification"),
        ({"reply": "", "scores": (math.nan, 1.0, 1.0, 1.0)}, "has a reply but no scores"),
    ],
)
def test_what_cannot_be_scored_is_named(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says) as raised:
        scored([choice("P1", "A", "A"), replace(choice("P2", "A", "B", key="k"), **wrong)])
    assert "\n" not in str(raised.value)


def test_scores_of_another_number_or_that_are_no_numbers() -> None:
    for scores, says in (((-1.0, -2.0), "2 scores; expected 4"), ((math.nan, -1.0, -1.0, -1.0), "nan")):
        with pytest.raises(BadInput, match=says):
            scored([choice("P1", "A", scores=scores)])
