"""A score from 0 to 1 out of the judge's answer: the expected one where the server tells probabilities."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from .messages import Completion, filled_form
from .rubric import HIGHEST, LOWEST, Form

PROBABILITIES, RATING, AGREEMENT = "probabilities", "rating", "agreement"  # bases of a score; the last is offline
_SCORE = re.compile(r'"score"\s*:\s*(\d)')
_SCORE_TOKEN = re.compile(rf"[\s\":]*([{LOWEST}-{HIGHEST}])[\s,}}]*")


@dataclass(frozen=True, slots=True)
class Rating:
    """score: 0 to 1; basis: what it was made from."""

    score: float
    reason: str
    basis: str


class _Alternative(BaseModel):
    token: str
    logprob: Annotated[float, Field(le=0.01)]  # 16-bit models come out a little above 0


class _Token(_Alternative):
    top_logprobs: list[_Alternative] = []


_TOKENS = TypeAdapter(list[_Token])


def rating_in(completion: Completion) -> Rating:
    """The rating that a chat completion holds; UnusableReply, with the reason, where it holds none."""
    form = filled_form(completion, Form)
    probabilities = _probabilities(completion["choices"][0], form.score)
    if probabilities is None:
        return Rating(_from_0_to_1(form.score), form.reason, RATING)
    expected = math.fsum(score * probability for score, probability in probabilities.items())
    return Rating(_from_0_to_1(expected), form.reason, PROBABILITIES)


def _from_0_to_1(score: float) -> float:
    return (score - LOWEST) / (HIGHEST - LOWEST)


def _probabilities(choice: dict[str, Any], said: int) -> dict[int, float] | None:
    """score -> its probability among the scores, at the token where the score was said; None where not told."""
    token = _score_token(choice, said)
    if token is None or not _SCORE_TOKEN.fullmatch(token.token):
        return None
    logprobs = {one.token: one.logprob for one in (*token.top_logprobs, token)}
    masses: dict[int, float] = defaultdict(float)
    for text, logprob in logprobs.items():  # "4" and " 4" are the same score
        if score := _SCORE_TOKEN.fullmatch(text):
            masses[int(score[1])] += math.exp(logprob)
    total = math.fsum(masses.values())
    return {score: mass / total for score, mass in masses.items()} if total > 0 else None


def _score_token(choice: dict[str, Any], said: int) -> _Token | None:
    """The token that holds the last score written; thoughts in front may have mentioned others."""
    try:
        tokens = _TOKENS.validate_python((choice.get("logprobs") or {}).get("content") or [])
    except (ValidationError, AttributeError):  # no log-probabilities in a form that is known
        return None
    written = list(_SCORE.finditer("".join(token.token for token in tokens)))
    if not written or int(written[-1][1]) != said:
        return None
    ends = itertools.accumulate(len(token.token) for token in tokens)
    return next(token for token, end in zip(tokens, ends, strict=True) if end > written[-1].start(1))
