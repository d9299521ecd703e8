"""A run of a judge: its outcomes, and what a result says of it.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from .judge import FORMAT, Judge, Outcome
from .messages import Completion
from .options import Options
from .server import Server
from .store import ReplyStore
from .usage import usage_report

Verdict = TypeVar("Verdict")


def judged_by_llm(
    requests: Sequence[dict[str, Any]],
    read: Callable[[Completion], Verdict],
    options: Options,
    default_store: Path,
    rubric: str,
) -> tuple[list[Outcome[Verdict]], dict[str, Any]]:
    """One outcome a request, and the keys "usage" and "judge" of a result; rubric: its fingerprint."""
    path = Path(options.store or default_store)
    with Server(options) as server, ReplyStore(path) as store:
        judge = Judge(server, store, options, read)
        outcomes = judge.outcomes(requests)
    about = {
        "name": "openai",
        "model": options.model,
        "models_that_answered": sorted({str(reply.get("model")) for reply in judge.asked + judge.stored}),
        FORMAT: sorted({str(reply.get(FORMAT, "unknown")) for reply in judge.asked + judge.stored}),
        "server": server.address,
        "rubric": rubric,
        "store": str(path),
    }
    return outcomes, {"usage": usage_report(judge.asked, judge.stored, options.model, options.prices), "judge": about}


def about_offline() -> dict[str, Any]:
    """The keys "usage" and "judge" of a result for which nothing was asked."""
    return {"usage": usage_report([], [], "offline", prices=(0.0, 0.0)), "judge": {"name": "offline"}}


def mean_and_counts(name: str, scores: Sequence[float | None]) -> dict[str, Any]:
    """The mean of the scored items, under this name, and how many there are; NaN where none could be scored."""
    scored = [score for score in scores if score is not None]
    return {
        name: sum(scored) / len(scored) if scored else math.nan,
        "n_items": len(scores),
        "n_scored": len(scored),
        "n_unscorable": len(scores) - len(scored),
    }
