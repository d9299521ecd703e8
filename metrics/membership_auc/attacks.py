"""Membership scores of one text: the higher, the likelier it is that the model was trained on it.

Each is a function of the log-probabilities of the text's tokens under the model.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def loss_score(log_probabilities: Floats) -> float:
    """Mean log-probability of a token: the loss with its sign turned (Yeom et al. 2018)."""
    return float(log_probabilities.mean())


def zlib_score(log_probabilities: Floats, text: str) -> float:
    """Mean log-probability over the bytes that zlib needs for the text (Carlini et al. 2021)."""
    return float(log_probabilities.mean()) / len(zlib.compress(text.encode()))


def min_k_score(log_probabilities: Floats, k: float) -> float:
    """Mean of the least probable share k of the tokens, at least one (Min-K %, Shi et al. 2024)."""
    count = max(1, int(len(log_probabilities) * k))
    return float(np.partition(log_probabilities, count - 1)[:count].mean())


def min_k_plus_plus_score(
    log_probabilities: Floats, means: Sequence[float], deviations: Sequence[float], k: float
) -> float:
    """Min-K % of the log-probabilities standardised by what the model expected there (Min-K %++, Zhang et al. 2025).

    means, deviations: at each token, mean and standard deviation of the log-probability of the next token, when that is
        drawn from the model's own distribution over the vocabulary.
    """
    return min_k_score((log_probabilities - np.asarray(means)) / np.asarray(deviations), k)
