"""The metric itself: inputs, aggregation and the offline judge. The LLM judge is tested beside this file."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.g_eval.offline import offline_rating

QUESTION = "What is happening in the picture?"
TRUTH = "Families watch a giraffe behind the fence of a zoo."
KEYWORDS = ["zoo", "giraffe", "fence", "ticket booth"]


def offline(metric: Any, *replies: str, **options: Any) -> dict[str, Any]:
    n = len(replies)
    columns = {"references": [TRUTH] * n, "keywords": [KEYWORDS] * n, "questions": [QUESTION] * n}
    result: dict[str, Any] = metric.compute(predictions=list(replies), **columns, judge="offline", **options)
    return result


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        (TRUTH, 1.0),  # though the ticket booth is missing
        ("A ZOO! With a giraffe, a ticket booth, and a fence.", 1.0),  # every keyword
        ("A giraffe in a zoo.", 4 / 8),  # keywords 2 of 4; F: shares giraffe, zoo of 6 and 2 tokens, 2 * 2 / 8
        ("Families watch giraffe", 6 / 9),  # keywords 1 of 4; F: shares 3 of 6 and 3 tokens
        ("The picture is of people at the booth for a ticket.", 0.0),  # words of the question; no ticket booth in a row
        ("Zoology", 0.0),
        ("", 0.0),
        (" \n", 0.0),
    ],
)
def test_offline_scores(reply: str, score: float) -> None:
    """The truth without function words and the question's: families, watch, giraffe, behind, fence, zoo."""
    assert offline_rating(QUESTION, TRUTH, KEYWORDS, reply).score == pytest.approx(score, abs=1e-12)


def test_offline_judge_without_keywords_goes_by_the_words() -> None:
    assert offline_rating(QUESTION, TRUTH, [], "A giraffe in a zoo.").score == 0.5
    assert offline_rating(QUESTION, TRUTH, ["?!"], "A giraffe in a zoo.").score == 0.5  # nothing to be found


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(question=TEXTS, truth=TEXTS, keywords=st.lists(TEXTS, max_size=3), reply=TEXTS)
def test_offline_judge_is_bounded_and_deterministic(question: str, truth: str, keywords: list[str], reply: str) -> None:
    rating = offline_rating(question, truth, keywords, reply)
    assert 0 <= rating.score <= 1
    assert rating == offline_rating(question, truth, keywords, reply)


@given(question=TEXTS, truth=TEXTS.map(lambda text: f"{text} word"), keywords=st.lists(TEXTS, max_size=3))
def test_offline_judge_gives_1_to_the_truth(question: str, truth: str, keywords: list[str]) -> None:
    assert offline_rating(question, truth, keywords, truth).score == 1


def test_mean_counts_and_items(metric: Any) -> None:
    """1 and 0.5 for p, 0 for q: mean 0.5; (p, p) has 0.75, (q, q) 0."""
    result = offline(metric, TRUTH, "A giraffe in a zoo.", "I cannot say.", ids=["p", "p", "q"])
    assert (result["g_eval"], result["interval"]) == (0.5, (0.0, 0.75))
    assert (result["n_items"], result["n_scored"], result["n_unscorable"]) == (3, 3, 0)
    assert result["per_item"][1] == {
        "id": "p",
        "score": 0.5,
        "reason": "keywords 2 of 4: zoo, giraffe; token agreement 0.50",
        "samples": [0.5],
        "basis": ["agreement"],
        "unscorable": None,
    }
    assert result["judge"] == {"name": "offline", "basis": ["agreement"]}
    assert result["usage"]["asked"]["cost_usd"] == 0
    json.dumps(result)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"predictions": []}, "predictions is empty; expected at least one item"),
        ({"predictions": ["a", None]}, r"predictions\[1\] is None; expected a string"),
        ({"references": ["a", " "]}, r"references\[1\] is blank"),
        ({"questions": ["", "a"]}, r"questions\[0\] is blank"),
        ({"keywords": None}, "keywords is None; expected a list of lists of strings"),
        ({"keywords": "zoo"}, "keywords is 'zoo'; expected a list of lists of strings"),
        ({"keywords": ["zoo", "farm"]}, r"keywords\[0\] is 'zoo'; expected a list of strings"),
        ({"keywords": [["zoo"], None]}, r"keywords\[1\] is None; expected a list of strings"),
        ({"keywords": [["zoo"], ["farm", 7]]}, r"keywords\[1\]\[1\] is 7; expected a string"),
        ({"keywords": [["zoo", " "], []]}, r"keywords\[0\]\[1\] is blank"),
        ({"keywords": [["zoo"]]}, r"has 1 items and predictions has 2|\(2\) and keywords \(1\)"),
        ({"ids": ["a"]}, "ids has 1 items and predictions has 2"),
        ({"judge": "oracle"}, "judge is 'oracle'; expected one of 'openai', 'offline'"),
        ({"samples": 0}, "samples is 0; expected a whole number from 1"),
        ({"samples": 2.0}, "samples is 2.0; expected a whole number from 1"),
        ({"samples": True}, "samples is True"),
        ({"attempts": 0}, "attempts is 0"),
        ({"confidence": 95}, "confidence is 95"),
    ],
)
def test_what_cannot_be_right_is_named(metric: Any, change: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {
        "predictions": ["a", "b"],
        "references": ["a", "b"],
        "keywords": [["a"], []],
        "questions": ["c", "d"],
    }
    with pytest.raises(ValueError, match=message):
        metric.compute(**{**good, "judge": "offline", **change})
    assert metric.compute(**good, judge="offline")["g_eval"] == 1  # a failed call leaves nothing behind


def test_unknown_option_is_refused(metric: Any) -> None:
    with pytest.raises(TypeError, match="modle"):
        offline(metric, "a", modle="gpt-4o")


def test_batches_may_be_added_one_by_one(metric: Any) -> None:
    metric.add_batch(predictions=[TRUTH], references=[TRUTH], keywords=[KEYWORDS], questions=[QUESTION])
    metric.add(prediction="", reference=TRUTH, keywords=KEYWORDS, questions=QUESTION)
    assert [item["score"] for item in metric.compute(judge="offline")["per_item"]] == [1, 0]
    with pytest.raises(ValueError, match=r"keywords\[0\] is 'zoo'; expected a list of strings"):
        metric.add(prediction="", reference=TRUTH, keywords="zoo", questions=QUESTION)


def test_columns_of_pandas_and_numpy(metric: Any) -> None:
    texts = pd.Series([TRUTH, "A giraffe in a zoo."], index=[5, 6])
    result = metric.compute(
        predictions=texts,
        references=np.array([TRUTH] * 2),
        keywords=pd.Series([np.array(KEYWORDS), tuple(KEYWORDS)]),
        questions=[QUESTION] * 2,
        ids=np.array([7, 8]),
        judge="offline",
    )
    assert [(item["id"], item["score"]) for item in result["per_item"]] == [(7, 1), (8, 0.5)]


def test_one_person_has_no_interval(metric: Any) -> None:
    assert all(map(math.isnan, offline(metric, "a", "b", ids=["p", "p"])["interval"]))
