"""Names of forget configs -> what is to be forgotten, and how much of it."""

from __future__ import annotations

import re

CONFIG = re.compile(r"(forget|person|event|both)_(\d+(?:\.\d+)?)")  # target, percentage
TARGETS = {"person": " of people", "event": " of events", "both": " of both"}


def percent(forget: str) -> float | None:
    """ "forget_5" or "person_5" -> 5.0; None where the name does not tell."""
    found = CONFIG.fullmatch(forget)
    return float(found[2]) if found else None


def target_of(forget: str) -> str:
    """ "person_5" -> "person"; "" where the name has none."""
    found = CONFIG.fullmatch(forget)
    return found[1] if found and found[1] in TARGETS else ""


def pool_of(forget: str) -> str:
    """What the configs of all targets of a share have in common."""
    return forget.replace(target_of(forget), "forget", 1) if target_of(forget) else forget


def said(forget: str) -> str:
    """In names of groups and sections."""
    share = percent(forget)
    if share is None:
        return forget or "no forget set"
    return f"forget {share:g} %{TARGETS.get(target_of(forget), '')}"
