"""Commands between a build and a dataset that others trust."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from mllmu_bench.parsing import say


def check(arguments: argparse.Namespace) -> int:
    """Audit a dataset in the published layout: a folder, or a repository of the Hub. Exit code 1 if it has errors."""
    from dataset_builder.checks.audit import audit
    from dataset_builder.checks.report import check_out

    check_out(arguments.out, arguments.data)
    found = audit(arguments.data, arguments.revision)
    print(found.table())
    found.write(arguments.out)
    print(f"\nAll findings are in {arguments.out}")
    return 1 if found.errors else 0


def review(arguments: argparse.Namespace) -> None:
    """Look through a dataset person by person on a local web page; every decision is kept the moment it is made."""
    from dataset_builder.review.page import Options, serve

    serve(Options(**{name: getattr(arguments, name) for name in Options.__slots__}))


def publish(arguments: argparse.Namespace) -> None:
    """Check a dataset and put it on the Hub: data and card in one commit, and a tag. Private unless --public."""
    from dataset_builder.publishing.publish import publish

    given = (arguments.data, arguments.repo, arguments.tag, arguments.public, arguments.dry_run)
    say(publish(*given), sys.stdout)


def pull(arguments: argparse.Namespace) -> None:
    """Fetch a published version and compare every file with its manifest."""
    from dataset_builder.publishing.pull import pull

    say(pull(arguments.repo, arguments.out, arguments.revision, arguments.force), sys.stdout)


def add_commands(commands: Any) -> None:
    """check, review, publish, pull."""
    checking = commands.add_parser("check", help="audit a dataset", description=check.__doc__)
    checking.add_argument("data", help="a folder or a Hub id")
    checking.add_argument("--revision", help="branch, tag or commit on the Hub (default: main)")
    checking.add_argument("--out", type=Path, default=Path("check.json"), help="file to write (default: check.json)")
    checking.set_defaults(command=check)
    reviewing = commands.add_parser("review", help="look through a dataset", description=review.__doc__)
    reviewing.add_argument("data", type=Path, help="the folder of the dataset")
    reviewing.add_argument("--reviewer", help="who decides (default: your login)")
    reviewing.add_argument("--reviews", type=Path, default=Path("reviews.jsonl"), help="file to write or to go on with")
    reviewing.add_argument("--check", type=Path, default=Path("check.json"), help="findings of check, to filter by")
    reviewing.add_argument("--host", default="127.0.0.1", help="address to serve at (default: 127.0.0.1)")
    reviewing.add_argument("--port", type=int, default=7860, help="port to serve at (default: 7860)")
    reviewing.set_defaults(command=review)
    publishing = commands.add_parser("publish", help="put a dataset on the Hub", description=publish.__doc__)
    publishing.add_argument("data", type=Path, help="the folder of the dataset")
    publishing.add_argument("--repo", required=True, help="USER/NAME on the Hub")
    publishing.add_argument("--tag", help="of the version, such as v1.1.0 (default: the next free one)")
    publishing.add_argument("--public", action="store_true", help="for everybody to see (default: private)")
    publishing.add_argument("--dry-run", action="store_true", help="list what would go, send nothing")
    publishing.set_defaults(command=publish)
    pulling = commands.add_parser("pull", help="fetch a published dataset", description=pull.__doc__)
    pulling.add_argument("repo", help="USER/NAME on the Hub")
    pulling.add_argument("--revision", help="tag, branch or commit (default: main)")
    pulling.add_argument("--out", type=Path, help="folder to make (default: the name of the repository)")
    pulling.add_argument("--force", action="store_true", help="replace a folder that holds other things")
    pulling.set_defaults(command=pull)
