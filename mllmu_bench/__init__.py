"""The command line: one function per command. Rooms are imported by the command that needs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from mllmu_bench import building, evaluating, measures, publishing, training
from mllmu_bench.parsing import Parser, say


def main(argv: Sequence[str] | None = None) -> int:
    """Run `mllmu-bench ...`; returns 0, 1 if `check` found errors, or 2 after one line that says what was wrong."""
    from baselines.errors import BadInput as BadTrainingInput
    from generation.records import BadInput

    # threads that spin for long starve what runs beside them, threads that never do wait for one another
    os.environ.setdefault("GOMP_SPINCOUNT", "100000")
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments) or 0
    except (BadInput, BadTrainingInput) as error:
        say(f"mllmu-bench: {error}", sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        say(f"mllmu-bench: {str(stop) or 'interrupted; nothing half done was left behind'}", sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="mllmu-bench", description="Did the model really forget this person?")
    commands = parser.add_subparsers(required=True, metavar="command")
    for group in (building, publishing, training, evaluating, measures):
        group.add_commands(commands)
    return parser
