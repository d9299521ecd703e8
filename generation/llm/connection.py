"""Where and how fast a model is asked, and for how much: no part of a recipe, nor of the store's keys."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generation.records import BadInput


@dataclass(frozen=True)
class Connection:
    """A server and the manners towards it.

    base_url: up to /v1; None: OpenAI's, or that in OPENAI_BASE_URL. concurrency: requests at once. *_per_minute: 0 is
    no limit. batch: by the Batch API, cheaper and within 24 hours. max_usd: what the store may have cost in all.
    prices: USD per million tokens read and written, instead of the table's; no batch discount is taken off them.
    timeout: seconds for a reply. backoff: seconds, the longest first wait behind a fault; doubled each time. tries: of
    a request. poll: seconds between two looks at a batch.
    """

    base_url: str | None = None
    concurrency: int = 8
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    batch: bool = False
    max_usd: float | None = None
    prices: tuple[float, float] | None = None
    timeout: float = 120
    backoff: float = 1.0
    tries: int = 10
    poll: float = 30

    def __post_init__(self) -> None:
        amounts = {"max_usd": self.max_usd or 0.0, "backoff": self.backoff, "timeout": self.timeout, "poll": self.poll}
        amounts |= {f"prices[{side}]": price for side, price in enumerate(self.prices or ())}
        amounts |= {name: getattr(self, name) for name in ("requests_per_minute", "tokens_per_minute")}
        for name, value in amounts.items():
            if not (math.isfinite(value) and value >= 0):
                raise BadInput(f"{name}: {value} is no amount; give a number from 0")
        for name, number in (("concurrency", self.concurrency), ("tries", self.tries), ("timeout", self.timeout)):
            if number <= 0:
                raise BadInput(f"{name}: {number} is too little; give more than 0")
