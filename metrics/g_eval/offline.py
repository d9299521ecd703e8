"""A judge without a language model: agreement of keywords and words.

A stand-in, so that everything runs with no key: it knows no paraphrase and is no measure of understanding.
"""

from __future__ import annotations

from .agreement import content, f_measure, folded, tokens
from .rating import AGREEMENT, Rating


def offline_rating(question: str, ground_truth: str, keywords: list[str], reply: str) -> Rating:
    """The share of the keywords in the reply, or the F-measure of its tokens and the ground truth's: the larger one.

    Tokens are folded for case and Unicode form; function words and words of the question, which a reply may echo,
    count in neither text; a number weighs as much as three words. A keyword is there where its tokens stand in a row.
    """
    if not reply.strip():
        return Rating(0.0, "the reply is empty", AGREEMENT)
    said, asked = folded(reply), folded(question)
    found = [keyword for keyword in keywords if _holds(tokens(said), tokens(folded(keyword)))]
    share = len(found) / len(keywords) if keywords else 0.0
    agreement = f_measure(content(folded(ground_truth), asked), content(said, asked))
    reason = f"keywords {len(found)} of {len(keywords)}: {', '.join(found) or 'none'}; token agreement {agreement:.2f}"
    return Rating(max(share, agreement), reason, AGREEMENT)


def _holds(said: list[str], keyword: list[str]) -> bool:
    n = len(keyword)
    return n > 0 and any(said[start : start + n] == keyword for start in range(len(said) - n + 1))
