"""The prompts: text files in prompts/, the instructions first, then below a line `---` the request with $fields."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "prompts"
LONGEST_REMARK = 300  # characters


def filled(name: str, /, **fields: str | int) -> tuple[str, str]:
    """Instructions and request of `prompts/{name}.txt`; the instructions are the same for all, so servers cache them.

    Raises KeyError for a field of the request that is not given.
    """
    instructions, request = _read(name)
    return instructions, request.substitute(fields)


@cache
def whole(name: str) -> str:
    """The text of `prompts/{name}.txt`."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def in_short(remark: str) -> str:
    """What somebody said, in one line of at most LONGEST_REMARK characters."""
    return " ".join(remark.split())[:LONGEST_REMARK].rstrip()


@cache
def _read(name: str) -> tuple[str, Template]:
    instructions, _, request = whole(name).partition("\n---\n")
    return instructions.strip(), Template(request.strip())
