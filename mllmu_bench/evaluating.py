"""Commands that ask models, score answers and compare."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mllmu_bench.parsing import add_target, forget_config, positive, processors, say

if TYPE_CHECKING:
    from baselines.results import Results
    from baselines.score import Judge

DIMENSIONS = {  # tasks of PEBench -> metrics
    "identity": ("precision",),
    "description": ("g_eval", "rouge_l"),
    "yes_no": ("accuracy",),
}
EVALUATION_OPTIONS = {  # name -> default, explanation
    "forget": (
        "",
        "config of what was to be forgotten (default: forget_10 of MLLMU-Bench; of PEBench it must be named)",
    ),
    "retain": ("", "config of the retain set (default: what belongs to --forget)"),
    "sets": ("all", "which sets of the benchmark, by comma"),
    "real": (
        "",
        "pebench: people who exist, a dataset such as MIKE, or a folder for each name (default: its Real_Set)",
    ),
    "world": ("", "pebench: a dataset in POPE's layout, or with a World_Set (default: its own)"),
    "limit": (0, "questions of each set and task, drawn by the seed; 0: all"),
    "protocol": ("default", "default, published or a .yaml file"),
    "choices": ("auto", "multiple choice by the likelihood of letters or of texts, or by the reply"),
    "system_prompt": ("", "privacy (the prompting baseline) or a .txt file"),
    "demonstrations": ("0", "people of few_shot to show, or published: one of each set, as the paper's code does"),
    "test_images": ("", "mllmu-bench: all or one transformed portrait a person (default: the protocol's)"),
    "also": ("", "general ability: mmmu, llava-bench, pope, by comma; pope=FOLDER for a copy of the dataset"),
    "also_limit": (0, "questions of each of these, drawn by the seed; 0: all"),
    "server": ("", "address of an OpenAI-compatible server that has the model"),
    "dtype": ("auto", "auto (bf16 on a GPU, fp32 on a CPU), bf16 or fp32"),
    "batch_size": (
        0,
        "questions at a time, fewer where memory runs out; 0: 64, or 256 of a small model, or 16 of a server",
    ),
    "seed": (0, "of demonstrations and portraits"),
}
DEMOS = {"mllmu-bench": ("demo", "demo"), "pebench": ("pebench_demo", "pebench_demo")}  # recipes of build and sweep


def evaluate(arguments: argparse.Namespace) -> None:
    """Ask a model all questions of the benchmark's sets, and score its answers."""
    from baselines.evaluation import Options, evaluate
    from baselines.quiet import hush

    hush()
    given = {name: value for name, value in vars(arguments).items() if name in Options.__slots__}
    given["forget"] = forget_config(arguments.forget or None, arguments.target) or ""
    _show(evaluate(Options(**given), _judge(arguments), arguments.out), arguments.out)


def score(arguments: argparse.Namespace) -> None:
    """Score a predictions.jsonl, of `evaluate` or of another tool."""
    from baselines.evaluation import rescore
    from baselines.quiet import hush

    hush()
    path, out = arguments.predictions, arguments.out
    forget = forget_config(arguments.forget or None, arguments.target) or ""
    _show(rescore(path, arguments.name, forget, arguments.protocol, _judge(arguments), out), out)


def report(arguments: argparse.Namespace) -> None:
    """Set the results of several evaluations side by side: tables, plots and one HTML page."""
    from baselines.report.make import make

    say(f"The report is {make(arguments.results, arguments.out)}", sys.stdout)


def sweep(arguments: argparse.Namespace) -> None:
    """Train and evaluate a grid of methods, modalities, percentages, seeds and learning rates, and report on it."""
    from baselines.grids import load_recipe
    from baselines.report.make import make
    from baselines.sweep import sweep

    recipe = load_recipe(arguments.recipe, arguments.model)
    folders = sweep(recipe, arguments.data, arguments.out, arguments.workers)
    say(f"The report is {make(folders, arguments.out / 'report')}", sys.stdout)


def demo(arguments: argparse.Namespace) -> None:
    """The whole benchmark on a small dataset and a small model, from nothing to the report, in ten minutes."""
    from dataset_builder.build import build as build_dataset
    from dataset_builder.material import Material
    from dataset_builder.recipe import load_recipe
    from generation.records import BadInput

    made, grid = DEMOS[arguments.benchmark]
    data = arguments.out / arguments.benchmark
    for other in DEMOS:
        if other != arguments.benchmark and (arguments.out / other).exists():
            raise BadInput(
                f"--out {arguments.out}: holds the demo of {other}; give --benchmark {other} or a new folder"
            )
    if (data / "manifest.json").is_file():
        seed = json.loads((data / "manifest.json").read_text(encoding="utf-8"))["recipe"]["seed"]
        if seed != arguments.seed:
            raise BadInput(f"--out {arguments.out}: holds the demo of seed {seed}; give --seed {seed} or a new folder")
    else:
        recipe = load_recipe(made, {"seed": arguments.seed})
        build_dataset(recipe, data, Material(arguments.out / "store"), arguments.workers)
    sweep(argparse.Namespace(**vars(arguments) | {"recipe": grid, "model": "", "data": str(data)}))


def add_commands(commands: Any) -> None:
    """evaluate, score, report, sweep, demo."""
    evaluating = commands.add_parser("evaluate", help="ask a model and score it", description=evaluate.__doc__)
    evaluating.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    evaluating.add_argument("--model", required=True, help="embedded, a run, a model folder or a Hub id")
    evaluating.add_argument("--out", type=Path, required=True, help="folder to make, or to go on with")
    for name, (default, explanation) in EVALUATION_OPTIONS.items():
        text = f"{explanation} (default: {default})" if default else explanation
        evaluating.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default, help=text)
    add_target(evaluating, "--forget")
    _add_judge(evaluating)
    evaluating.set_defaults(command=evaluate)
    scoring = commands.add_parser("score", help="score predictions", description=score.__doc__)
    scoring.add_argument("predictions", type=Path, help="predictions.jsonl, or the folder it is in")
    scoring.add_argument("--out", type=Path, required=True, help="folder for results.json")
    scoring.add_argument("--name", default="", help="of the model, if evaluate did not make the predictions")
    scoring.add_argument("--forget", default="", help="config of what was to be forgotten, likewise")
    add_target(scoring, "--forget")
    scoring.add_argument("--protocol", default="default", help="whose rules read them, if evaluate did not make them")
    _add_judge(scoring)
    scoring.set_defaults(command=score)
    reporting = commands.add_parser("report", help="compare results", description=report.__doc__)
    reporting.add_argument("results", type=Path, nargs="+", help="folders that evaluate or score made")
    reporting.add_argument("--out", type=Path, default=Path("report"), help="folder to make (default: report)")
    reporting.set_defaults(command=report)
    sweeping = commands.add_parser("sweep", help="train and evaluate a grid", description=sweep.__doc__)
    sweeping.add_argument("recipe", help="demo, paper, pebench_demo, pebench or a .yaml file")
    sweeping.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    sweeping.add_argument("--out", type=Path, required=True, help="folder to make, or to go on with")
    sweeping.add_argument("--model", default="", help="embedded, a model folder or a Hub id (default: the recipe's)")
    sweeping.add_argument("--workers", type=positive, default=1, help="models at a time (default: 1)")
    sweeping.set_defaults(command=sweep)
    showing = commands.add_parser("demo", help="all of it, small", description=demo.__doc__)
    showing.add_argument(
        "--out", type=Path, default=Path("demo"), help="folder to make, or to go on with (default: demo)"
    )
    showing.add_argument("--benchmark", choices=DEMOS, default="mllmu-bench", help="which (default: mllmu-bench)")
    showing.add_argument("--seed", type=int, default=0, help="other seed, other people")
    showing.add_argument("--workers", type=positive, default=processors(), help="processes")
    showing.set_defaults(command=demo)


def _add_judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--judge", default="offline", help="of replies in free words: offline (a stand-in), openai or none"
    )
    parser.add_argument("--judge-model", default="", help="of the judge openai (default: the measure's)")
    parser.add_argument("--judge-url", default="", help="of a server like OpenAI's (default: OpenAI)")


def _judge(arguments: argparse.Namespace) -> Judge:
    from baselines.score import Judge

    return Judge(arguments.judge, arguments.judge_model, arguments.judge_url)


def _show(results: Results, out: Path) -> None:
    """Say what an evaluation came to: one line a set and modality, or a set and task."""
    wide = any(item.task in ("identity", "description") for item in results.items)
    lines = _by_task(results) if wide else _by_modality(results)
    choices = results.protocol["choices"] or "what was said"
    said = "" if wide else f"Multiple choice by {choices}. "
    lines.append(f"\n{said}Free words are judged by the judge {results.judge['name']}.")
    say("\n".join([*lines, f"Intervals and items are in {out / 'results.json'}"]), sys.stdout)


def _by_modality(results: Results) -> list[str]:
    columns = {
        "classification": ("classification", "accuracy"),
        "cloze": ("cloze", "accuracy"),
        "ROUGE-L": ("generation", "rouge_l"),
        "factuality": ("generation", "factuality"),
    }
    lines = [f"{'':24}" + "".join(f"{name:>16}" for name in columns)]
    for set_, modality in dict.fromkeys((item.set, item.modality) for item in results.items):
        cells = [_cell(results, set_, task, modality, metric) for task, metric in columns.values()]
        lines.append(f"{f'{set_}, {modality}':24}" + "".join(cells))
    return lines


def _by_task(results: Results) -> list[str]:
    """Of PEBench: names told, descriptions, what is to be seen."""
    metrics = dict.fromkeys(metric for those in DIMENSIONS.values() for metric in those)
    lines = [f"{'':24}" + "".join(f"{metric:>16}" for metric in metrics)]
    for set_, task in dict.fromkeys((item.set, item.task) for item in results.items):
        cells = [  # POPE has a precision, too, but of yes
            _cell(results, set_, task, "image_text", metric if metric in DIMENSIONS.get(task, ()) else "")
            for metric in metrics
        ]
        lines.append(f"{f'{set_}, {task}':24}" + "".join(cells))
    return lines


def _cell(results: Results, set_: str, task: str, modality: str, metric: str) -> str:
    score = results.score(set_, task, modality, metric)
    return f"{score.value:>16.3f}" if score and score.value is not None else f"{'-':>16}"
