"""What all commands share: how arguments are read, and how something is said."""

from __future__ import annotations

import argparse
import os
import re
from typing import Any, NoReturn, TextIO

TARGETS = ("person", "event", "both")  # of PEBench


class Parser(argparse.ArgumentParser):
    """A parser that is strict about names and brief about mistakes."""

    def __init__(self, **settings: Any) -> None:
        """Take options by their whole names: --beta is not --beta2."""
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """One line, exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def say(text: str, file: TextIO) -> None:
    """Print it once, however many processes there are."""
    if int(os.environ.get("RANK", "0")) == 0:
        print(text, file=file, flush=True)


def processors() -> int:
    """How many this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def positive(text: str) -> int:
    """1 or more."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few; give 1 or more")
    return int(text)


def prices(text: str) -> tuple[float, float]:
    """`2.5,10`: of what is read and of what is written."""
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no pair of prices; write one such as 2.5,10") from None
    return read, written


def percentages(text: str) -> list[float]:
    """`5,10,15`, whole numbers as such."""
    try:
        return [int(part) if part.strip().isdecimal() else float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of percentages; give one like 5,10,15") from None


def add_target(parser: argparse.ArgumentParser, flag: str) -> None:
    """--target, for a command whose option `flag` is read by `forget_config`."""
    parser.add_argument(
        "--target", help=f"person, event or both (pebench): of what {flag} is a percentage, 25 for instance"
    )


def forget_config(forget: str | None, target: str | None, flag: str = "--forget") -> str | None:
    """The config that `forget` means: 25 with the target "person" is person_25, and the name of a config is itself.

    flag: the option that `forget` was given by. Raises BadInput if the two do not tell one config.
    """
    from baselines.errors import BadInput
    from baselines.options import check_choice

    if target is not None:
        check_choice("--target", target, TARGETS)
    if forget is None:
        if target is not None:
            raise BadInput(f"--target {target}: means nothing without {flag}; give a percentage by that, or neither")
        return None
    if not forget.strip():
        raise BadInput(f"{flag} {forget!r}: names no config; give one, or leave it out")
    if re.fullmatch(r"\d+(\.\d+)?", forget):
        if target is None:
            example = f"give the name of a config, or --target {', '.join(TARGETS[:-1])} or {TARGETS[-1]}"
            raise BadInput(f"{flag} {forget}: does not tell of what it is a percentage; {example}")
        return f"{target}_{float(forget):g}"
    if target is not None and not forget.startswith(f"{target}_"):
        known = f"{flag} {forget} is neither a percentage nor a config of that target"
        raise BadInput(f"--target {target}: {known}; give one such as 25, or leave --target out")
    return forget
