"""A judge without a language model: agreement of words and numbers, on the LLM judge's scale.

A stand-in, so that everything runs with no key: it knows no paraphrase and is no measure of factuality.
"""

from __future__ import annotations

import math
import re

from .agreement import content, f_measure, folded

_NEGATION = re.compile(r"\b(?:no|not|never|neither|nor|none|nobody|nothing|cannot|\w+n't)\b")


def offline_verdict(question: str, ground_truth: str, reply: str) -> tuple[int, str]:
    """(score from 1 to 10, reason): 1 + 9 F, rounded, where F is the F-measure of the reply's tokens.

    Tokens are folded for case and Unicode form; function words and words of the question, which a reply may echo,
    count in neither text; a number weighs as much as three words, and commas between its thousands make no difference.
    An empty reply, and one that negates where the ground truth does not (or the reverse), gets 1.
    """
    if not reply.strip():
        return 1, "the reply is empty"
    truth, said = folded(ground_truth), folded(reply)
    if bool(_NEGATION.search(truth)) != bool(_NEGATION.search(said)):
        return 1, "one of ground truth and reply negates, the other does not"
    expected, found = content(truth, folded(question)), content(said, folded(question))
    agreement = f_measure(expected, found)
    shared = ", ".join(sorted(expected & found)) or "nothing"
    return 1 + math.floor(9 * agreement + 0.5), f"token agreement {agreement:.2f}; shared: {shared}"
