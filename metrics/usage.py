"""Tokens and cost of the judge's replies: what this run bought, and what earlier runs had bought for it.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Completion = dict[str, Any]
Prices = tuple[float, float]  # USD per million tokens: input, output

PRICES_AS_OF = "May 2026"
USD_PER_MILLION_TOKENS: dict[str, Prices] = {  # list prices of OpenAI, no discount for cached input
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-2024-08-06": (2.50, 10.00),
    "gpt-4o-2024-11-20": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "gpt-4o-mini-2024-07-18": (0.15, 0.60),
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
}


def usage_report(
    asked: Sequence[Completion], stored: Sequence[Completion], model: str, prices: Prices | None
) -> dict[str, Any]:
    """Sums over the chat completions asked for in this run, and over those found in the store.

    prices: (input, output) in USD per million tokens; None: those of the table. A cost is None where the prices, or
    the tokens of a reply, are not known.
    """
    known = prices or USD_PER_MILLION_TOKENS.get(model)
    return {
        "asked": _sums(asked, known),
        "stored": _sums(stored, known),
        "prices": _basis(known, model, "as given" if prices else f"list prices of {PRICES_AS_OF}"),
    }


def _sums(completions: Sequence[Completion], prices: Prices | None) -> dict[str, Any]:
    usages = [completion.get("usage") or {} for completion in completions]
    counts = [(usage.get("prompt_tokens"), usage.get("completion_tokens")) for usage in usages]
    tokens_in, tokens_out = (sum(count[side] or 0 for count in counts) for side in (0, 1))
    without_usage = sum(None in count for count in counts)
    return {
        "replies": len(counts),
        "without_usage": without_usage,
        "input_tokens": tokens_in,
        "output_tokens": tokens_out,
        "cost_usd": (tokens_in * prices[0] + tokens_out * prices[1]) / 1e6 if prices and not without_usage else None,
    }


def _basis(prices: Prices | None, model: str, source: str) -> str:
    if prices is None:
        return f"no price known for model {model!r}: give prices=(input, output) in USD per million tokens"
    return f"{prices[0]} USD in, {prices[1]} USD out per million tokens, {source}"
