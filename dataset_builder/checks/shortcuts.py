"""How far the words of questions and options alone tell which option is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FOLDS = 5


class Choice(NamedTuple):
    """A multiple-choice question about a person; right: the place of the right option among the four, from 0."""

    person: str
    question: str
    options: Sequence[str]
    right: int


def shortcut_accuracy(choices: Sequence[Choice], folds: int = FOLDS) -> tuple[float, float]:
    """How often a bag of words that never saw the person holds the right option for the likeliest, the unlikeliest.

    0.25 is chance for both. The people are parted into `folds`; there must be as many.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from threadpoolctl import threadpool_limits

    texts = np.array([[f"{one.question} {option}" for option in one.options] for one in choices])
    right = np.array([one.right for one in choices])
    people = np.array([one.person for one in choices])
    labels = np.eye(4)[right]
    best = worst = 0
    with threadpool_limits(1):  # another number of threads sums in another order, and wins no time
        for train, test in GroupKFold(folds).split(texts, groups=people):
            words = CountVectorizer(ngram_range=(1, 2), binary=True, token_pattern=r"(?u)\b\w+\b")
            classifier = LogisticRegression(max_iter=300).fit(
                words.fit_transform(texts[train].ravel()), labels[train].ravel()
            )
            scores = classifier.decision_function(words.transform(texts[test].ravel())).reshape(-1, 4)
            best += int((scores.argmax(1) == right[test]).sum())
            worst += int((scores.argmin(1) == right[test]).sum())
    return best / len(choices), worst / len(choices)
