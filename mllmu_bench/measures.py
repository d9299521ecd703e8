"""Commands about the measures."""

from __future__ import annotations

import argparse
from typing import Any


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


def add_commands(commands: Any) -> None:
    """metrics list, metrics push."""
    parser = commands.add_parser("metrics", help="list or publish the measures")
    commands = parser.add_subparsers(required=True, metavar="command")
    listing = commands.add_parser("list", help="show the measures", description=list_metrics.__doc__)
    listing.set_defaults(command=list_metrics)
    pushing = commands.add_parser("push", help="publish them as Spaces", description=push_metrics.__doc__)
    pushing.add_argument("--namespace", required=True, help="user or organisation on the Hugging Face Hub")
    pushing.set_defaults(command=push_metrics)
