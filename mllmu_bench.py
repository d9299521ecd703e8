"""The command line: one function per command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    """Run `mllmu-bench ...`; returns the exit code: 0, or 2 after one line that says what was wrong."""
    from generation.records import BadInput

    arguments = _parser().parse_args(argv)
    try:
        arguments.command(arguments)
    except BadInput as error:
        print(f"mllmu-bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mllmu-bench: interrupted; nothing half done was left behind", file=sys.stderr)
        return 130
    return 0


def build(arguments: argparse.Namespace) -> None:
    """Generate the people, arrange the dataset, say what was made."""
    from dataset_builder.build import build
    from dataset_builder.recipe import load_recipe

    overrides = {name: getattr(arguments, name) for name in RECIPE_OPTIONS if getattr(arguments, name) is not None}
    recipe = load_recipe(arguments.recipe, overrides)
    counts = build(recipe, arguments.out, arguments.workers, arguments.force)
    print(f"{'':30}{'paper':>12}{'here':>12}")
    for name, paper, ours in counts.table():
        print(f"{name:30}{paper:>12}{ours:>12}")
    out = arguments.out.expanduser()
    print(f"\nThe dataset is in {out}; its card, {out / 'README.md'}, explains it. To load it:\n")
    print("    from datasets import load_dataset")
    print(f'    forget = load_dataset({json.dumps(str(out))}, "forget_{recipe.forget[0]:g}", split="train")')


def list_metrics(arguments: argparse.Namespace) -> None:
    """Show the measures and how to load them."""
    from metrics.spaces import headline, module_folders

    for folder in module_folders():
        print(f"{folder.name:20}{headline(folder)}")
    print(f'\nTo load one: evaluate.load("{module_folders()[0]}")')


def push_metrics(arguments: argparse.Namespace) -> None:
    """Publish every measure as a Space, so that evaluate.load("USER/NAME") finds it anywhere."""
    from generation.records import BadInput
    from metrics.spaces import PushRefused, module_folders, push

    try:
        for folder in module_folders():
            print(push(folder, arguments.namespace), flush=True)
    except PushRefused as error:
        raise BadInput(str(error)) from error


RECIPE_OPTIONS = {
    "seed": "other seed, other people",
    "people": "how many fictitious people",
    "celebrities": "how many real public figures",
    "few_shot": "how many fictitious people for demonstrations",
    "forget": "percentages to forget, such as 5,10,15",
    "poses": "transformed portraits a person in Test_Set",
    "held_out": "attributes a person that only Test_Set asks about",
    "image_size": "pixels, square",
    "looks": "how many further faces in pretrain_Data",
    "reference_year": "the year as of which ages are told",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mllmu-bench", description="Did the model really forget this person?")
    commands = parser.add_subparsers(required=True, metavar="command")
    building = commands.add_parser("build", help="make the dataset", description=build.__doc__)
    building.add_argument("--recipe", default="offline", help="offline (default), demo, or a .yaml file")
    building.add_argument("--out", type=Path, default=Path("mllmu-bench"), help="folder to make (default: mllmu-bench)")
    building.add_argument("--force", action="store_true", help="replace a folder that holds other things")
    building.add_argument("--workers", type=_positive, default=_processors(), help="processes that draw")
    for name, explanation in RECIPE_OPTIONS.items():
        kind = _percentages if name == "forget" else int
        building.add_argument(f"--{name.replace('_', '-')}", type=kind, help=f"{explanation} (default: the recipe's)")
    building.set_defaults(command=build)
    _add_metrics_commands(commands.add_parser("metrics", help="list or publish the measures"))
    return parser


def _add_metrics_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="command")
    listing = commands.add_parser("list", help="show the measures", description=list_metrics.__doc__)
    listing.set_defaults(command=list_metrics)
    pushing = commands.add_parser("push", help="publish them as Spaces", description=push_metrics.__doc__)
    pushing.add_argument("--namespace", required=True, help="user or organisation on the Hugging Face Hub")
    pushing.set_defaults(command=push_metrics)


def _processors() -> int:
    """How many this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _positive(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few; give 1 or more")
    return int(text)


def _percentages(text: str) -> list[float]:
    return [int(part) if part.strip().isdecimal() else float(part) for part in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
