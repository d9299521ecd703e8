"""How much faster the measures are than the usual way, both timed in this process, best of several runs.

ROUGE-L is timed as a user calls it, `compute` with per-item results and interval, against the package rouge_score
alone; the bootstraps against a Python loop over resamples that draws people and computes the statistic anew.

    python benchmarks/metric_speed.py [--pairs 2000] [--runs 5]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evaluate
import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sklearn.metrics import roc_auc_score

from metrics.intervals import interval_by_person

METRICS = Path(__file__).parents[1] / "metrics"
ITEMS, PER_PERSON, RESAMPLES = 10_000, 20, 1000


def main() -> None:
    """Print a row a comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of 20 to 60 words (a 20th of 500 words)")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{'':44}{'usual':>10}{'here':>10}{'ratio':>8}")
    for stemming in (False, True):
        for words, pairs in (((20, 60), arguments.pairs), ((500, 500), max(1, arguments.pairs // 20))):
            compare_rouge(words, pairs, stemming, arguments.runs)
    compare_intervals(arguments.runs)
    compare_membership(arguments.runs)


def compare_rouge(words: tuple[int, int], pairs: int, stemming: bool, runs: int) -> None:
    """`compute` against rouge_score on the same texts; the figures must agree."""
    replies, truths = texts(words, pairs, seed=1), texts(words, pairs, seed=2)
    scorer = RougeScorer(["rougeL"], use_stemmer=stemming)
    metric = evaluate.load(str(METRICS / "rouge_l"))
    ids = [str(index // PER_PERSON) for index in range(pairs)]
    options = {"predictions": replies, "references": truths, "stemming": stemming, "ids": ids}
    usual, expected = best(lambda: [scorer.score(*pair)["rougeL"] for pair in zip(truths, replies, strict=True)], runs)
    here, result = best(lambda: metric.compute(**options), runs)
    for item, score in zip(result["per_item"], expected, strict=True):
        assert abs(item["rouge_l"]["f1"] - score.fmeasure) < 1e-12
    length = f"{words[0]} to {words[1]}" if words[0] < words[1] else f"{words[0]}"
    row(f"ROUGE-L, {length} words, {'stems' if stemming else 'no stems'}, x{pairs}", usual, here)


def compare_intervals(runs: int) -> None:
    """The interval of a mean, by person and by item; the loop runs a tenth of the resamples, counted tenfold."""
    values = np.random.default_rng(0).random(ITEMS).tolist()
    for name, per_person in (("by person", PER_PERSON), ("by item", 1)):
        ids = [str(index // per_person) for index in range(ITEMS)]
        usual, _ = best(lambda ids=ids: loop(values, ids, lambda drawn: sum(drawn) / len(drawn), RESAMPLES // 10), 1)
        here, _ = best(lambda ids=ids: interval_by_person(values, ids), runs)
        row(f"interval of a mean {name}, {ITEMS} items", usual * 10, here)


def compare_membership(runs: int) -> None:
    """Two AUCs with intervals; the loop calls scikit-learn in a hundredth of the resamples, counted hundredfold."""
    rng = np.random.default_rng(0)
    tokens, members = (-rng.random((ITEMS, 30))).tolist(), (np.arange(ITEMS) < ITEMS // 2).astype(int).tolist()
    ids = [str(index // PER_PERSON) for index in range(ITEMS)]
    pairs = list(zip(members, np.mean(tokens, axis=1).tolist(), strict=True))
    metric = evaluate.load(str(METRICS / "membership_auc"))
    usual, _ = best(
        lambda: loop(pairs, ids, lambda drawn: roc_auc_score(*zip(*drawn, strict=True)), RESAMPLES // 100), 1
    )
    here, _ = best(lambda: metric.compute(predictions=tokens, references=members, ids=ids), runs)
    row(f"membership AUC, 2 attacks, {ITEMS} items", usual * 100 * 2, here)


def loop(items: list[Any], ids: list[str], statistic: Callable[[list[Any]], float], resamples: int) -> list[float]:
    """The statistic of each resample of people, one after the other."""
    by_person: dict[str, list[Any]] = {}
    for one_id, item in zip(ids, items, strict=True):
        by_person.setdefault(one_id, []).append(item)
    people, rng = list(by_person.values()), random.Random(0)
    drawn = (rng.choices(people, k=len(people)) for _ in range(resamples))
    return [statistic([item for person in one for item in person]) for one in drawn]


def texts(words: tuple[int, int], count: int, seed: int) -> list[str]:
    """Random texts over a vocabulary of 2,000 words of 2 to 10 letters."""
    rng = random.Random(0)
    vocabulary = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 10))) for _ in range(2000)]
    rng = random.Random(seed)
    return [" ".join(rng.choices(vocabulary, k=rng.randint(*words))).capitalize() + "." for _ in range(count)]


def best(function: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """(seconds of the fastest run, the result)."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def row(name: str, usual: float, here: float) -> None:
    """One comparison."""
    print(f"{name:44}{usual:>9.3f}s{here:>9.3f}s{usual / here:>7.1f}x", flush=True)


if __name__ == "__main__":
    main()
