"""What tokens cost: the table prices.csv, or prices as given."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generation.llm.connection import Connection

TABLE = Path(__file__).with_name("prices.csv")


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens read and written. basis: where the figures come from, with their date."""

    reading: float
    writing: float
    basis: str

    def usd(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What these tokens cost; no discount is counted for input that the server had cached."""
        return (prompt_tokens * self.reading + completion_tokens * self.writing) / 1e6


def price_of(model: str, connection: Connection) -> Price | None:
    """The price of a model as it will be asked: in batches at their discount, unless prices are given: then those.

    None for a model that the table does not know.
    """
    if connection.prices is not None:
        return Price(*connection.prices, "as given")
    listed = _table().get(model)
    if listed is None:
        return None
    reading, writing, factor, basis = listed
    factor = factor if connection.batch else 1.0
    return Price(reading * factor, writing * factor, basis)


@cache
def _table() -> dict[str, tuple[float, float, float, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["model"]: (
                float(row["input_usd_per_million"]),
                float(row["output_usd_per_million"]),
                float(row["batch_factor"]),
                f"{row['source']}, looked up {row['looked_up']}",
            )
            for row in csv.DictReader(file)
        }
