"""Commands that make models: vanilla, retained, unlearned."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mllmu_bench.parsing import add_target, forget_config, positive, say

if TYPE_CHECKING:
    from baselines.runs import Run
    from baselines.train import Running

LEARNING_ONLY = ("replay",)
FORGETTING_ONLY = ("beta", "gamma", "stop_at")


def finetune(arguments: argparse.Namespace) -> None:
    """Fine-tune a model on the whole dataset: the vanilla model, or with --without the retained one."""
    from baselines.quiet import hush
    from baselines.train import finetune

    hush()
    arguments.without = forget_config(arguments.without, arguments.target, "--without")
    _report(arguments, finetune(_given(arguments), _running(arguments)))


def unlearn(arguments: argparse.Namespace) -> None:
    """Make a fine-tuned model forget what a config has to be forgotten."""
    from baselines.quiet import hush
    from baselines.train import unlearn

    hush()
    arguments.forget = forget_config(arguments.forget, arguments.target)
    _report(arguments, unlearn(_given(arguments), _running(arguments)))


def add_commands(commands: Any) -> None:
    """finetune, unlearn."""
    tuning = commands.add_parser(
        "finetune", help="make the vanilla or the retained model", description=finetune.__doc__
    )
    tuning.add_argument("--model", required=True, help="embedded (made on the spot), a model folder or a Hub id")
    tuning.add_argument("--without", help="config of what to leave out, such as forget_10 or person_10")
    add_target(tuning, "--without")
    _add_training_options(tuning, "finetune", FORGETTING_ONLY)
    tuning.set_defaults(command=finetune)
    forgetting = commands.add_parser(
        "unlearn", help="make a model forget people or events", description=unlearn.__doc__
    )
    forgetting.add_argument("--model", required=True, help="who knows the people: a run of finetune, or a Hub id")
    forgetting.add_argument(
        "--method",
        required=True,
        help="ga, gradient_difference, kl_minimization, npo, simnpo, dpo, po, idk, siu; of people and events together: "
        "bgd (on gradient_difference), bgd_kl (on kl_minimization)",
    )
    forgetting.add_argument("--forget", required=True, help="config of what to forget, such as forget_10 or person_10")
    add_target(forgetting, "--forget")
    forgetting.add_argument("--retain", help="config of what to keep (default: all else, such as retain_90)")
    forgetting.add_argument(
        "--reference", help="npo, dpo: vanilla (default: the model itself), or a run to compare with"
    )
    _add_training_options(forgetting, "unlearn", LEARNING_ONLY)
    forgetting.set_defaults(command=unlearn)


def _add_training_options(parser: argparse.ArgumentParser, command: str, without: Collection[str]) -> None:
    """What a command takes, `without` what only the other does; defaults for any model, and for the embedded one."""
    from baselines.options import EXPLAINED, defaults

    usual = defaults(command)
    embedded, scenes = (defaults(command, True, name) for name in ("mllmu-bench", "pebench"))

    parser.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    parser.add_argument("--out", type=Path, required=True, help="folder to make")
    for name, explanation in EXPLAINED.items():
        if name in without:
            continue
        other = f"; embedded: {embedded[name]}" if {embedded[name], scenes[name]} != {usual[name]} else ""
        other += f", on PEBench {scenes[name]}" if scenes[name] != embedded[name] else ""
        text = f"{explanation} (default: {usual[name]}{other})"
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(usual[name]), help=text)
    switch = argparse.BooleanOptionalAction
    parser.add_argument("--full", action=switch, help="train the language model and the projector, not a LoRA")
    parser.add_argument("--merge", action="store_true", help="save the whole model instead of the adapter")
    parser.add_argument(
        "--checkpointing", action=switch, help="recompute activations: slower, less memory (default: yes; embedded: no)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    parser.add_argument("--force", action="store_true", help="replace the run in --out")
    parser.add_argument(
        "--save-every", type=positive, default=0, help="steps between checkpoints (default: ten in a run)"
    )
    parser.add_argument("--report-to", default="none", help="trackers such as tensorboard or wandb (default: none)")


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of training that were named: the others have defaults that depend on the model."""
    from baselines.options import Options

    return {name: value for name, value in vars(arguments).items() if name in Options.__slots__ and value is not None}


def _running(arguments: argparse.Namespace) -> Running:
    from baselines.train import Running

    return Running(**{name: getattr(arguments, name) for name in Running.__slots__})


def _report(arguments: argparse.Namespace, run: Run) -> None:
    """Say what a training came to."""
    lines = [run.stopped] if run.stopped else []
    lines += [f"last logged: {', '.join(f'{name} {value:.4g}' for name, value in run.metrics.items())}"]
    lines += [f"The model is in {arguments.out}; its card, {arguments.out / 'README.md'}, lists options and versions."]
    say("\n".join(lines), sys.stdout)
