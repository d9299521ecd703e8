"""How far the words of questions alone tell what is in the picture, or the answer."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.shortcuts import FOLDS

FEWEST = 40  # questions
MARGIN, ERRORS = 0.05, 4  # above chance, and in standard errors of it


class Guess(NamedTuple):
    """A question, the answer to be told from its words, and the group that is left out when it is asked."""

    text: str
    answer: str
    group: str


class Words:
    """The questions of each kind."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._guesses: dict[str, list[Guess]] = {}

    def add(self, kind: str, guess: Guess) -> None:
        """Take a question."""
        if all(guess):
            self._guesses.setdefault(kind, []).append(guess)

    def finish(self, config: dict[str, str]) -> dict[str, Any]:
        """kind -> figures; None where there is too little. config: where the questions of a kind stand."""
        return {kind: self._figures(kind, where) for kind, where in config.items()}

    def _figures(self, kind: str, config: str) -> dict[str, Any] | None:
        guesses = self._guesses.get(kind, [])
        answers, groups = ({one[n] for one in guesses} for n in (1, 2))
        if len(guesses) < FEWEST or len(groups) < FOLDS or len(answers) < 2:
            few = f"words alone, {kind}: {len(guesses)} questions"
            self._findings.add("not_checkable", config, "", few, f"at least {FEWEST}, in {FOLDS} groups")
            return None
        accuracy = told_by_words(guesses)
        chance = Counter(one.answer for one in guesses).most_common(1)[0][1] / len(guesses)
        limit = chance + MARGIN + ERRORS * sqrt(chance * (1 - chance) / len(guesses))
        if accuracy > limit:
            shown = f"{accuracy:.1%} of {kind} questions by their words"
            self._findings.add("shortcut", config, "", shown, f"at most {limit:.1%}, chance is {chance:.1%}")
        return {"questions": len(guesses), "likeliest": round(accuracy, 4), "chance": round(chance, 4)}


def told_by_words(guesses: list[Guess], folds: int = FOLDS) -> float:
    """How often a naive Bayes over the words of a question gives the answer, in groups that it did not learn from.

    Where every word has all answers equally often, that is below chance: what is left out was one of them.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.model_selection import GroupKFold
    from sklearn.naive_bayes import MultinomialNB

    texts, answers, groups = (np.array([one[n] for one in guesses]) for n in range(3))
    right = 0
    for train, test in GroupKFold(folds).split(texts, groups=groups):
        words = CountVectorizer(ngram_range=(1, 2), binary=True, token_pattern=r"(?u)\b\w+\b")
        model = MultinomialNB().fit(words.fit_transform(texts[train]), answers[train])
        right += int((model.predict(words.transform(texts[test])) == answers[test]).sum())
    return right / len(guesses)
