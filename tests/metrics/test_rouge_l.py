"""ROUGE and BLEU against the packages that the published evaluation used."""

from __future__ import annotations

import random
from math import exp, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from rouge_score.rouge_scorer import RougeScorer

MEASURES = {"rouge_l": "rougeL", "rouge_1": "rouge1", "rouge_2": "rouge2"}
WORDS = [
    "the", "teaches", "teaching", "taught", "Music", "music", "in", "Kraków", "O'Brien", "naïve", "co-operate", "1971",
    "3.5", "İstanbul", "東京", "ﬁne", "running", "runs", "a_b", "\n", "—", "K2", "ſtory", "generously", "dying",
]  # fmt: skip


def differences(load, replies: list[str], truths: list[str], stemming: bool) -> float:
    """The largest one to rouge_score, over precision, recall and F1 of all measures and items."""
    result = load("rouge_l").compute(
        predictions=replies, references=truths, measures=list(MEASURES), stemming=stemming, n_resamples=1
    )
    scorer = RougeScorer(list(MEASURES.values()), use_stemmer=stemming)
    largest = 0.0
    for item, reply, truth in zip(result["per_item"], replies, truths, strict=True):
        for measure, expected in scorer.score(truth, reply).items():
            ours = item[next(name for name, theirs in MEASURES.items() if theirs == measure)]
            theirs = {"precision": expected.precision, "recall": expected.recall, "f1": expected.fmeasure}
            largest = max(largest, *(abs(ours[name] - theirs[name]) for name in theirs))
    return largest


def random_texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(0, 20))) for _ in range(count)]


@pytest.mark.parametrize("stemming", [False, True])
def test_equals_rouge_score_on_random_pairs(load, stemming: bool) -> None:
    """10,000 pairs; with up to 20 words of 25, many repeat."""
    replies, truths = random_texts(10_000, seed=1), random_texts(10_000, seed=2)
    assert "" in replies
    assert differences(load, replies, truths, stemming) < 1e-12


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=10), st.booleans())
def test_equals_rouge_score_on_any_text(load, pairs: list[tuple[str, str]], stemming: bool) -> None:
    replies, truths = map(list, zip(*pairs, strict=True))
    assert differences(load, replies, truths, stemming) < 1e-12


def test_rouge_by_hand(load) -> None:
    """Reply of 5 words, truth of 9. Stemmed, all five stand in the truth in order ("teaches", "teaching": "teach"):
    precision 5/5, recall 5/9, F1 2*5/(5+9). Without stems only four do. Of the reply's four pairs of neighbours, the
    truth has "teach music" and "in porto": precision 2/4, recall 2/8.
    """
    texts = {
        "predictions": ["She teaches music in Porto"],
        "references": ["She is teaching music at a school in Porto"],
    }
    stemmed = load("rouge_l").compute(**texts, measures=["rouge_l", "rouge_2"])
    expected = {"precision": 1.0, "recall": 5 / 9, "f1": 10 / 14}
    assert stemmed["per_item"][0]["rouge_l"] == pytest.approx(expected, abs=1e-15)
    assert (stemmed["rouge_2"]["precision"], stemmed["rouge_2"]["recall"]) == (0.5, 0.25)
    plain = load("rouge_l").compute(**texts, stemming=False)
    assert (plain["rouge_l"]["precision"], plain["rouge_l"]["recall"]) == (0.8, pytest.approx(4 / 9, abs=1e-15))


def test_means_and_interval_by_hand(load) -> None:
    """F1 is 1, 0 and 0.5 (one word of two, both ways): mean 0.5. Person p has 1 and 0, q has 0.5: no way to draw them
    changes the mean of F1.
    """
    result = load("rouge_l").compute(
        predictions=["oslo", "", "red car"], references=["oslo", "rome", "red bus"], ids=["p", "p", "q"]
    )
    assert result["rouge_l"]["f1"] == 0.5
    assert result["rouge_l"]["interval"] == (0.5, 0.5)
    assert result["per_item"][2] == {"id": "q", "rouge_l": {"precision": 0.5, "recall": 0.5, "f1": 0.5}}


def test_bleu_by_hand(load) -> None:
    """Words in common 4 of 5, pairs 1 of 4, triples 0.1 of 3 and quadruples 0.1 of 2 by smoothing; brevity penalty
    exp(1 - 9/5).
    """
    result = load("rouge_l").compute(
        predictions=["She teaches music in Porto"],
        references=["She is teaching music at a school in Porto"],
        measures=["bleu"],
    )
    expected = (4 / 5 * 1 / 4 * 0.1 / 3 * 0.1 / 2) ** (1 / 4) * exp(1 - 9 / 5)
    assert result["bleu"]["score"] == pytest.approx(expected, rel=1e-12)


def test_bleu_is_that_of_nltk(load) -> None:
    replies, truths = random_texts(200, seed=3), random_texts(200, seed=4)
    result = load("rouge_l").compute(predictions=replies, references=truths, measures=["bleu"], n_resamples=1)
    smoothing = SmoothingFunction().method1
    for item, reply, truth in zip(result["per_item"], replies, truths, strict=True):
        expected = sentence_bleu([truth.split()], reply.split(), smoothing_function=smoothing)
        assert item["bleu"]["score"] == expected


def test_bleu_of_a_perfect_short_answer(load) -> None:
    """The card warns of it: what no n-gram can fill counts 0.1 of 1."""
    result = load("rouge_l").compute(predictions=["a", "a b"], references=["a", "a b"], measures=["bleu"])
    assert [round(item["bleu"]["score"], 3) for item in result["per_item"]] == [0.178, 0.316]


@pytest.mark.parametrize(("measures", "shown"), [("rouge_l", "'rouge_l'"), ([], r"\[\]")])
def test_measures_are_a_list(load, measures: object, shown: str) -> None:
    with pytest.raises(ValueError, match=rf"measures is {shown}; expected a list of names"):
        load("rouge_l").compute(predictions=["a"], references=["a"], measures=measures)


@pytest.mark.parametrize(
    ("references", "message"),
    [
        (["a", nan], r"references\[1\] is nan; expected a string"),
        (["a", None], r"references\[1\] is None; expected a string"),
        (["a", "\udfff"], r"references\[1\] is '\\udfff'; expected Unicode text"),
        (["a"], "references has 1 items and predictions has 2"),
    ],
)
def test_what_is_no_text_is_refused(load, references: list[object], message: str) -> None:
    """And leaves nothing behind."""
    metric = load("rouge_l")
    with pytest.raises(ValueError, match=message):
        metric.compute(predictions=["a", "b"], references=references)
    assert metric.compute(predictions=["a"], references=["a"])["n_items"] == 1


def test_measures_are_checked(load) -> None:
    with pytest.raises(
        ValueError, match="measures is 'rouge_9'; expected one of 'rouge_l', 'rouge_1', 'rouge_2', 'bleu'"
    ):
        load("rouge_l").compute(predictions=["a"], references=["a"], measures=["rouge_9"])
