"""The command line: one function per command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baselines.results import Results
    from baselines.runs import Run
    from baselines.score import Judge
    from baselines.train import Running
    from dataset_builder.material import Material
    from dataset_builder.recipe import Recipe
    from generation.faces.celebrity_sources import Endpoints


def main(argv: Sequence[str] | None = None) -> int:
    """Run `mllmu-bench ...`; returns 0, 1 if `check` found errors, or 2 after one line that says what was wrong."""
    from baselines.errors import BadInput as BadTrainingInput
    from generation.records import BadInput

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve what runs beside them
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments) or 0
    except (BadInput, BadTrainingInput) as error:
        _say(f"mllmu-bench: {error}", sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        _say(f"mllmu-bench: {str(stop) or 'interrupted; nothing half done was left behind'}", sys.stderr)
        return 130


def build(arguments: argparse.Namespace) -> None:
    """Generate the people, arrange the dataset, say what was made."""
    from dataset_builder.build import build
    from dataset_builder.costs import costs
    from dataset_builder.reviews import Reviews

    recipe, material = _recipe(arguments), _material(arguments)
    if arguments.dry_run:
        print(costs(recipe, material))
        return
    reviews = Reviews.read(arguments.reviews) if arguments.reviews else Reviews()
    with _kept(material):
        built = build(recipe, arguments.out, material, arguments.workers, arguments.force, reviews)
    print(f"{'':30}{'paper':>12}{'here':>12}")
    for name, paper, ours in built.counts.table():
        print(f"{name:30}{paper:>12}{ours:>12}")
    _print_losses(built.lost, built.not_run)
    _print_reviewed(built.reviewed)
    out = arguments.out.expanduser()
    print(f"\nThe dataset is in {out}; its card, {out / 'README.md'}, explains it. To load it:\n")
    print("    from datasets import load_dataset")
    print(f'    forget = load_dataset({json.dumps(str(out))}, "forget_{recipe.forget[0]:g}", split="train")')


def faces(arguments: argparse.Namespace) -> None:
    """Curate pictures of faces into the store, as many as the recipe needs and some to spare."""
    from dataset_builder.preparing import curate_faces

    recipe, material = _recipe(arguments), _material(arguments)
    with _kept(material):
        found, gallery = curate_faces(recipe, material)
    _print_losses({"pictures": gallery.rejects} if gallery.rejects else {}, gallery.not_run)
    shown = "; rejects.jpg there shows what was left out" if gallery.rejects else ""
    print(f"{found} faces for {gallery.people} people are in {material.store / 'faces'}{shown}")


def poses(arguments: argparse.Namespace) -> None:
    """Turn the faces in the store, as `build` would, but on many GPUs under `accelerate launch`."""
    from dataset_builder.preparing import turn_faces

    material = _material(arguments)
    with _kept(material):
        turned, needed = turn_faces(_recipe(arguments), material)
    rest = "" if turned >= needed else "; curate more pictures for the others"
    shown = f": {material.store / 'poses' / 'poses.jpg'} shows some" if turned else ""
    _say(f"{turned} of {needed} faces are turned{shown}{rest}", sys.stdout)


def check_celebrities(arguments: argparse.Namespace) -> None:
    """Compare the facts about public figures with Wikidata."""
    from generation.people.wikidata import check, report

    endpoints = _endpoints(arguments)
    print(report(check(endpoints.wikidata, endpoints.contact)))


def check(arguments: argparse.Namespace) -> int:
    """Audit a dataset in the published layout: a folder, or a repository of the Hub. Exit code 1 if it has errors."""
    from dataset_builder.checks.audit import audit

    found = audit(arguments.data, arguments.revision)
    found.write(arguments.out)
    print(found.table())
    print(f"\nAll findings are in {arguments.out}")
    return 1 if found.errors else 0


def review(arguments: argparse.Namespace) -> None:
    """Look through a dataset person by person on a local web page; every decision is kept the moment it is made."""
    from dataset_builder.review.page import Options, serve

    serve(Options(**{name: getattr(arguments, name) for name in Options.__slots__}))


def publish(arguments: argparse.Namespace) -> None:
    """Check a dataset and put it on the Hub: data and card in one commit, and a tag. Private unless --public."""
    from dataset_builder.publish import publish

    given = (arguments.data, arguments.repo, arguments.tag, arguments.public, arguments.dry_run)
    _say(publish(*given), sys.stdout)


def pull(arguments: argparse.Namespace) -> None:
    """Fetch a published version and compare every file with its manifest."""
    from dataset_builder.publish import pull

    _say(pull(arguments.repo, arguments.out, arguments.revision, arguments.force), sys.stdout)


def finetune(arguments: argparse.Namespace) -> None:
    """Fine-tune a model on the people of the dataset: the vanilla model, or with --without the retained one."""
    from baselines.quiet import hush
    from baselines.train import finetune

    hush()
    _report(arguments, finetune(_given(arguments), _running(arguments)))


def unlearn(arguments: argparse.Namespace) -> None:
    """Make a fine-tuned model forget the people of a forget config."""
    from baselines.quiet import hush
    from baselines.train import unlearn

    hush()
    _report(arguments, unlearn(_given(arguments), _running(arguments)))


def evaluate(arguments: argparse.Namespace) -> None:
    """Ask a model all questions of the forget, test, retain and celebrity sets, and score its answers."""
    from baselines.evaluation import Options, evaluate
    from baselines.quiet import hush

    hush()
    given = {name: value for name, value in vars(arguments).items() if name in Options.__slots__}
    _show(evaluate(Options(**given), _judge(arguments), arguments.out), arguments.out)


def score(arguments: argparse.Namespace) -> None:
    """Score a predictions.jsonl, of `evaluate` or of another tool."""
    from baselines.evaluation import rescore
    from baselines.quiet import hush

    hush()
    path, out = arguments.predictions, arguments.out
    _show(rescore(path, arguments.name, arguments.protocol, _judge(arguments), out), out)


def report(arguments: argparse.Namespace) -> None:
    """Set the results of several evaluations side by side: tables, plots and one HTML page."""
    from baselines.report.make import make

    _say(f"The report is {make(arguments.results, arguments.out)}", sys.stdout)


def sweep(arguments: argparse.Namespace) -> None:
    """Train and evaluate a grid of methods, modalities, percentages, seeds and learning rates, and report on it."""
    from baselines.report.make import make
    from baselines.sweep import load_recipe, sweep

    recipe = load_recipe(arguments.recipe, arguments.model)
    folders = sweep(recipe, arguments.data, arguments.out, arguments.workers)
    _say(f"The report is {make(folders, arguments.out / 'report')}", sys.stdout)


def demo(arguments: argparse.Namespace) -> None:
    """The whole benchmark on a small dataset and a small model, from nothing to the report, in ten minutes."""
    from dataset_builder.build import build as build_dataset
    from dataset_builder.material import Material
    from dataset_builder.recipe import load_recipe
    from generation.records import BadInput

    data = arguments.out / "mllmu-bench"
    if (data / "manifest.json").is_file():
        seed = json.loads((data / "manifest.json").read_text(encoding="utf-8"))["recipe"]["seed"]
        if seed != arguments.seed:
            raise BadInput(f"--out {arguments.out}: holds the demo of seed {seed}; give --seed {seed} or a new folder")
    else:
        recipe = load_recipe("demo", {"seed": arguments.seed})
        build_dataset(recipe, data, Material(arguments.out / "store"), arguments.workers)
    sweep(argparse.Namespace(**vars(arguments) | {"recipe": "demo", "model": "", "data": str(data)}))


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
EVALUATION_OPTIONS = {  # name -> default, explanation
    "forget": ("forget_10", "config of the forget set"),
    "retain": ("", "config of the retain set (default: everybody else, such as retain_90)"),
    "sets": ("forget,test,retain,celebrity", "which sets"),
    "protocol": ("default", "default, published or a .yaml file"),
    "choices": ("auto", "multiple choice by the likelihood of letters or of texts, or by the reply"),
    "system_prompt": ("", "privacy (the prompting baseline) or a .txt file"),
    "demonstrations": ("0", "people of few_shot to show, or published: one of each set, as the paper's code does"),
    "test_images": ("", "all or one transformed portrait a person (default: the protocol's)"),
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
MATERIAL_OPTIONS = {
    "faces": "folder or .zip of pictures, or an ONNX generator (default: what the store holds)",
    "celebrity_photos": "folder of pictures of public figures, where the recipe's celebrity_faces is folder or celeba",
    "face_models": "folder of insightface's models (default: ~/.insightface/models/antelopev2)",
    "pose_images": "folder of pictures that a ControlNet takes poses from",
}
CONNECTION_OPTIONS = {  # name -> type, explanation
    "base_url": (str, "of a server like OpenAI's (default: OpenAI, or OPENAI_BASE_URL)"),
    "concurrency": (int, "requests at a time (default: 8)"),
    "timeout": (float, "seconds to wait for a reply (default: 120)"),
    "requests_per_minute": (int, "at most (default: no limit)"),
    "tokens_per_minute": (int, "at most (default: no limit)"),
    "max_usd": (float, "stop before the store has cost more in all; run again with more to go on"),
}
WIKIMEDIA_OPTIONS = {
    "wikidata": "address of an API other than Wikidata's",
    "commons": "address of an API other than Wikimedia Commons'",
    "contact": "your e-mail address or page, which Wikimedia asks every program to send",
}
LEARNING_ONLY = ("replay",)
FORGETTING_ONLY = ("beta", "gamma", "stop_at")


def _recipe(arguments: argparse.Namespace) -> Recipe:
    from dataset_builder.recipe import load_recipe

    overrides = {name: getattr(arguments, name) for name in RECIPE_OPTIONS if getattr(arguments, name) is not None}
    return load_recipe(arguments.recipe, overrides | _settings(arguments.set))


def _settings(given: Sequence[str]) -> dict[str, Any]:
    """`llm.model=gpt-4o-mini` as {"llm": {"model": "gpt-4o-mini"}}."""
    import yaml

    from generation.records import BadInput

    settings: dict[str, Any] = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        group, dot, option = name.partition(".")
        if not (equals and group and (option or not dot)):
            raise BadInput(f"--set {setting}: is no option with a value; write one like llm.model=gpt-4o-mini")
        try:
            parsed = yaml.safe_load(value)
        except yaml.YAMLError:
            raise BadInput(f"--set {setting}: {value!r} is no YAML value; put quotes around it") from None
        settings |= {group: {**settings.get(group, {}), option: parsed} if dot else parsed}
    return settings


def _material(arguments: argparse.Namespace) -> Material:
    from dataset_builder.material import Material
    from generation.llm.client import Connection

    store = arguments.store or Path(f"{arguments.out.expanduser()}-store")
    given = {name: getattr(arguments, name, None) for name in (*CONNECTION_OPTIONS, "batch", "prices")}
    connection = Connection(**{name: value for name, value in given.items() if value is not None})
    paths = {name: getattr(arguments, name) for name in MATERIAL_OPTIONS}
    return Material(store, **paths, connection=connection, wikimedia=_endpoints(arguments))


def _endpoints(arguments: argparse.Namespace) -> Endpoints:
    """Wikimedia's addresses, where no others were named."""
    from generation.faces.celebrity_sources import Endpoints

    given = {name: getattr(arguments, name, None) for name in WIKIMEDIA_OPTIONS}
    return Endpoints(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def _kept(material: Material) -> Iterator[None]:
    """An interruption says what is not lost."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"interrupted; what was bought and generated is kept in {material.store}: run again to go on"
        ) from None


def _print_losses(lost: Mapping[str, Mapping[str, int]], not_run: Sequence[str]) -> None:
    """Say what did not get into the dataset, and which checks of pictures were left out."""
    for what, reasons in lost.items():
        counted = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        print(f"\nNot taken: {sum(reasons.values())} {what} ({counted})")
    if not_run:
        print(f"\nChecks of pictures that the models at hand cannot do: {', '.join(not_run)}")


def _print_reviewed(reviewed: Mapping[str, Any]) -> None:
    """Say what came of the decisions of reviewers, and which came to nothing."""
    if not reviewed:
        return
    replaced = ", ".join(f"{count} {what}" for what, count in reviewed["replaced"].items())
    print(f"\nReviews: {replaced} replaced, {reviewed['texts_edited']} texts edited")
    if reviewed["not_found"]:
        print(
            f"{reviewed['not_found']} rejections or edits match nothing here: of another dataset, or outdated"
        )
    if reviewed["not_possible"]:
        print(f"{reviewed['not_possible']} are about biographies of celebrities: correct vocabularies/celebrities.csv")


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of training that were named: the others have defaults that depend on the model."""
    from baselines.options import Options

    return {name: value for name, value in vars(arguments).items() if name in Options.__slots__ and value is not None}


def _running(arguments: argparse.Namespace) -> Running:
    from baselines.train import Running

    return Running(**{name: getattr(arguments, name) for name in Running.__slots__})


def _judge(arguments: argparse.Namespace) -> Judge:
    from baselines.score import Judge

    return Judge(arguments.judge, arguments.judge_model, arguments.judge_url)


def _show(results: Results, out: Path) -> None:
    """Say what an evaluation came to: one line a set and modality."""
    columns = {
        "classification": ("classification", "accuracy"),
        "cloze": ("cloze", "accuracy"),
        "ROUGE-L": ("generation", "rouge_l"),
        "factuality": ("generation", "factuality"),
    }
    lines = [f"{'':24}" + "".join(f"{name:>16}" for name in columns)]
    for set_, modality in dict.fromkeys((item.set, item.modality) for item in results.items):
        scores = [results.score(set_, task, modality, metric) for task, metric in columns.values()]
        cells = [f"{one.value:.3f}" if one and one.value is not None else "-" for one in scores]
        lines.append(f"{f'{set_}, {modality}':24}" + "".join(f"{cell:>16}" for cell in cells))
    choices = results.protocol["choices"] or "what was said"
    lines.append(f"\nMultiple choice by {choices}, factuality by the judge {results.judge['name']}.")
    _say("\n".join([*lines, f"Intervals and items are in {out / 'results.json'}"]), sys.stdout)


def _report(arguments: argparse.Namespace, run: Run) -> None:
    """Say what a training came to."""
    lines = [run.stopped] if run.stopped else []
    lines += [f"last logged: {', '.join(f'{name} {value:.4g}' for name, value in run.metrics.items())}"]
    lines += [f"The model is in {arguments.out}; its card, {arguments.out / 'README.md'}, lists options and versions."]
    _say("\n".join(lines), sys.stdout)


def _say(text: str, file: TextIO) -> None:
    """Print it once, however many processes there are."""
    if int(os.environ.get("RANK", "0")) == 0:
        print(text, file=file, flush=True)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        """Take options by their whole names: --beta is not --beta2."""
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """One line, exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mllmu-bench", description="Did the model really forget this person?")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_building_commands(commands)
    _add_publishing_commands(commands)
    _add_training_commands(commands)
    _add_evaluation_commands(commands)
    _add_metrics_commands(commands.add_parser("metrics", help="list or publish the measures"))
    return parser


def _add_building_commands(commands: Any) -> None:
    building = commands.add_parser("build", help="make the dataset", description=build.__doc__)
    _add_recipe_options(building)
    building.add_argument("--force", action="store_true", help="replace a folder that holds other things")
    building.add_argument("--reviews", type=Path, help="reviews.jsonl: replace what was rejected, edit what was edited")
    building.add_argument("--workers", type=_positive, default=_processors(), help="processes that make portraits")
    building.add_argument("--dry-run", action="store_true", help="tell what the language model would cost, ask nothing")
    building.add_argument("--batch", action="store_true", help="ask by the Batch API: half the price, within a day")
    building.add_argument("--prices", type=_prices, help="USD per million tokens read and written, such as 2.5,10")
    for name, (kind, explanation) in CONNECTION_OPTIONS.items():
        building.add_argument(f"--{name.replace('_', '-')}", type=kind, help=explanation)
    building.set_defaults(command=build)
    for command, summary in ((faces, "curate pictures of faces"), (poses, "turn the curated faces")):
        preparing = commands.add_parser(command.__name__, help=summary, description=command.__doc__)
        _add_recipe_options(preparing)
        preparing.set_defaults(command=command)
    celebrities = commands.add_parser("celebrities", help="check the facts about public figures")
    checking = celebrities.add_subparsers(required=True, metavar="command").add_parser(
        "check", help="compare them with Wikidata", description=check_celebrities.__doc__
    )
    _add_wikimedia_options(checking, ("wikidata", "contact"))
    checking.set_defaults(command=check_celebrities)


def _add_publishing_commands(commands: Any) -> None:
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


def _add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """What to make, of what and where; all commands on the way to a dataset take the same."""
    parser.add_argument("--recipe", default="offline", help="offline (default), demo, paper, or a .yaml file")
    parser.add_argument("--out", type=Path, default=Path("mllmu-bench"), help="folder to make (default: mllmu-bench)")
    parser.add_argument("--store", type=Path, help="folder of what was bought or generated (default: OUT-store)")
    for name, explanation in MATERIAL_OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, help=explanation)
    for name, explanation in RECIPE_OPTIONS.items():
        kind = _percentages if name == "forget" else int
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=f"{explanation} (default: the recipe's)")
    _add_wikimedia_options(parser, tuple(WIKIMEDIA_OPTIONS))
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", help="any option of the recipe: llm.model=gpt-4o"
    )


def _add_wikimedia_options(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    for name in names:
        parser.add_argument(f"--{name}", help=WIKIMEDIA_OPTIONS[name])


def _add_training_commands(commands: Any) -> None:
    from baselines.options import defaults

    tuning = commands.add_parser(
        "finetune", help="make the vanilla or the retained model", description=finetune.__doc__
    )
    tuning.add_argument("--model", required=True, help="embedded (made on the spot), a model folder or a Hub id")
    tuning.add_argument("--without", help="config of people to leave out, such as forget_10")
    _add_training_options(tuning, defaults("finetune"), defaults("finetune", embedded=True), FORGETTING_ONLY)
    tuning.set_defaults(command=finetune)
    forgetting = commands.add_parser("unlearn", help="make a model forget people", description=unlearn.__doc__)
    forgetting.add_argument("--model", required=True, help="who knows the people: a run of finetune, or a Hub id")
    forgetting.add_argument(
        "--method", required=True, help="ga, gradient_difference, kl_minimization, npo, simnpo, dpo or idk"
    )
    forgetting.add_argument("--forget", required=True, help="config of people to forget, such as forget_10")
    forgetting.add_argument("--retain", help="config of people to keep (default: everybody else, such as retain_90)")
    forgetting.add_argument(
        "--reference", help="npo, dpo: vanilla (default: the model itself), or a run to compare with"
    )
    _add_training_options(forgetting, defaults("unlearn"), defaults("unlearn", embedded=True), LEARNING_ONLY)
    forgetting.set_defaults(command=unlearn)


def _add_training_options(
    parser: argparse.ArgumentParser, usual: dict[str, Any], embedded: dict[str, Any], without: Collection[str]
) -> None:
    """What a command takes, `without` what only the other does; defaults for any model, and for the embedded one."""
    from baselines.options import EXPLAINED

    parser.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    parser.add_argument("--out", type=Path, required=True, help="folder to make")
    for name, explanation in EXPLAINED.items():
        if name in without:
            continue
        other = f"; embedded: {embedded[name]}" if embedded[name] != usual[name] else ""
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
        "--save-every", type=_positive, default=0, help="steps between checkpoints (default: ten in a run)"
    )
    parser.add_argument("--report-to", default="none", help="trackers such as tensorboard or wandb (default: none)")


def _add_evaluation_commands(commands: Any) -> None:
    evaluating = commands.add_parser("evaluate", help="ask a model and score it", description=evaluate.__doc__)
    evaluating.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    evaluating.add_argument("--model", required=True, help="embedded, a run, a model folder or a Hub id")
    evaluating.add_argument("--out", type=Path, required=True, help="folder to make, or to go on with")
    for name, (default, explanation) in EVALUATION_OPTIONS.items():
        text = f"{explanation} (default: {default})" if default else explanation
        evaluating.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default, help=text)
    _add_judge(evaluating)
    evaluating.set_defaults(command=evaluate)
    scoring = commands.add_parser("score", help="score predictions", description=score.__doc__)
    scoring.add_argument("predictions", type=Path, help="predictions.jsonl, or the folder it is in")
    scoring.add_argument("--out", type=Path, required=True, help="folder for results.json")
    scoring.add_argument("--name", default="", help="of the model, if evaluate did not make the predictions")
    scoring.add_argument("--protocol", default="default", help="whose rules read them, if evaluate did not make them")
    _add_judge(scoring)
    scoring.set_defaults(command=score)
    reporting = commands.add_parser("report", help="compare results", description=report.__doc__)
    reporting.add_argument("results", type=Path, nargs="+", help="folders that evaluate or score made")
    reporting.add_argument("--out", type=Path, default=Path("report"), help="folder to make (default: report)")
    reporting.set_defaults(command=report)
    sweeping = commands.add_parser("sweep", help="train and evaluate a grid", description=sweep.__doc__)
    sweeping.add_argument("recipe", help="demo, paper or a .yaml file")
    sweeping.add_argument("--data", required=True, help="the dataset: a folder or a Hub id")
    sweeping.add_argument("--out", type=Path, required=True, help="folder to make, or to go on with")
    sweeping.add_argument("--model", default="", help="embedded, a model folder or a Hub id (default: the recipe's)")
    sweeping.add_argument("--workers", type=_positive, default=1, help="models at a time (default: 1)")
    sweeping.set_defaults(command=sweep)
    showing = commands.add_parser("demo", help="all of it, small", description=demo.__doc__)
    showing.add_argument(
        "--out", type=Path, default=Path("demo"), help="folder to make, or to go on with (default: demo)"
    )
    showing.add_argument("--seed", type=int, default=0, help="other seed, other people")
    showing.add_argument("--workers", type=_positive, default=_processors(), help="processes")
    showing.set_defaults(command=demo)


def _add_judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--judge", default="offline", help="of factuality: offline (a stand-in), openai or none")
    parser.add_argument("--judge-model", default="", help="of the judge openai (default: the measure's)")
    parser.add_argument("--judge-url", default="", help="of a server like OpenAI's (default: OpenAI)")


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


def _prices(text: str) -> tuple[float, float]:
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no pair of prices; write one such as 2.5,10") from None
    return read, written


def _percentages(text: str) -> list[float]:
    try:
        return [int(part) if part.strip().isdecimal() else float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of percentages; give one like 5,10,15") from None


if __name__ == "__main__":
    sys.exit(main())
