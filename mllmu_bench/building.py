"""Commands that make a dataset."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mllmu_bench.parsing import percentages, positive, prices, processors, say
from mllmu_bench.telling import print_losses, print_reviewed

if TYPE_CHECKING:
    from dataset_builder.material import Material
    from dataset_builder.recipe import AnyRecipe, Recipe
    from generation.faces.celebrity_sources import Endpoints

RECIPE_OPTIONS = {
    "seed": "other seed, other people",
    "people": "how many fictitious people",
    "events": "how many events (PEBench)",
    "celebrities": "how many real public figures",
    "few_shot": "how many fictitious people for demonstrations",
    "forget": "percentages to forget, such as 5,10,15",
    "poses": "transformed portraits a person in Test_Set (MLLMU-Bench)",
    "held_out": "attributes a person that only Test_Set asks about (MLLMU-Bench)",
    "image_size": "pixels, square",
    "looks": "how many further faces in pretrain_Data",
    "reference_year": "the year as of which ages are told (MLLMU-Bench)",
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


def build(arguments: argparse.Namespace) -> None:
    """Generate the people, arrange the dataset, say what was made."""
    from dataset_builder.build import build
    from dataset_builder.costs import costs
    from dataset_builder.reviews import Reviews

    recipe = _recipe(arguments)
    out, material = _out(arguments, recipe), _material(arguments, recipe)
    reviews = Reviews.read(arguments.reviews) if arguments.reviews else Reviews()
    if arguments.dry_run:
        print(costs(recipe, material, reviews))
        return
    with _kept(material):
        built = build(recipe, out, material, arguments.workers, arguments.force, reviews)
    print(f"{'':30}{'paper':>12}{'here':>12}")
    for name, paper, ours in built.table:
        print(f"{name:30}{paper:>12}{ours:>12}")
    print_losses(built.lost, built.not_run)
    print_reviewed(built.reviewed, recipe.benchmark)
    out = out.expanduser()
    print(f"\nThe dataset is in {out}; its card, {out / 'README.md'}, explains it. To load it:\n")
    print("    from datasets import load_dataset")
    config, split = built.example
    print(f'    forget = load_dataset({json.dumps(str(out))}, "{config}", split="{split}")')


def faces(arguments: argparse.Namespace) -> None:
    """Curate pictures of faces into the store, as many as the recipe needs and some to spare."""
    from dataset_builder.preparing import curate_faces

    recipe = _portraits_recipe(arguments)
    material = _material(arguments, recipe)
    with _kept(material):
        found, gallery = curate_faces(recipe, material)
    print_losses({"pictures": gallery.rejects} if gallery.rejects else {}, gallery.not_run)
    shown = "; rejects.jpg there shows what was left out" if gallery.rejects else ""
    print(f"{found} faces for {gallery.people} people are in {material.store / 'faces'}{shown}")


def poses(arguments: argparse.Namespace) -> None:
    """Turn the faces in the store, as `build` would, but on many GPUs under `accelerate launch`."""
    from dataset_builder.preparing import turn_faces

    recipe = _portraits_recipe(arguments)
    material = _material(arguments, recipe)
    with _kept(material):
        turned, needed = turn_faces(recipe, material)
    rest = "" if turned >= needed else "; curate more pictures for the others"
    shown = f": {material.store / 'poses' / 'poses.jpg'} shows some" if turned else ""
    say(f"{turned} of {needed} faces are turned{shown}{rest}", sys.stdout)


def scenes(arguments: argparse.Namespace) -> None:
    """Paint PEBench's people at the events, as `build` would, but on many GPUs under `accelerate launch`."""
    from dataset_builder.pebench.recipe import EventRecipe
    from dataset_builder.preparing import paint_people
    from generation.records import BadInput

    recipe = _recipe(arguments)
    if not isinstance(recipe, EventRecipe):
        raise BadInput(f"--recipe {arguments.recipe}: has no events; name one of PEBench, such as pebench_paper")
    material = _material(arguments, recipe)
    with _kept(material):
        people, pictures = paint_people(recipe, material)
    where = material.store / "scenes"
    say(f"{pictures} pictures of {people} people are in {where}; {where / 'scenes.jpg'} shows some", sys.stdout)


def check_celebrities(arguments: argparse.Namespace) -> None:
    """Compare the facts about public figures with Wikidata."""
    from generation.people.wikidata import check, report

    endpoints = _endpoints(arguments)
    print(report(check(endpoints.wikidata, endpoints.contact)))


def add_commands(commands: Any) -> None:
    """build, faces, poses, scenes, celebrities."""
    building = commands.add_parser("build", help="make the dataset", description=build.__doc__)
    _add_recipe_options(building)
    building.add_argument("--force", action="store_true", help="replace a folder that holds other things")
    building.add_argument("--reviews", type=Path, help="reviews.jsonl: replace what was rejected, edit what was edited")
    building.add_argument("--workers", type=positive, default=processors(), help="processes that make portraits")
    building.add_argument("--dry-run", action="store_true", help="tell what is to be bought and generated, do nothing")
    building.add_argument("--batch", action="store_true", help="ask by the Batch API: half the price, within a day")
    building.add_argument("--prices", type=prices, help="USD per million tokens read and written, such as 2.5,10")
    for name, (kind, explanation) in CONNECTION_OPTIONS.items():
        building.add_argument(f"--{name.replace('_', '-')}", type=kind, help=explanation)
    building.set_defaults(command=build)
    steps = ((faces, "curate pictures of faces"), (poses, "turn the curated faces"), (scenes, "paint people at events"))
    for command, summary in steps:
        preparing = commands.add_parser(command.__name__, help=summary, description=command.__doc__)
        _add_recipe_options(preparing)
        preparing.set_defaults(command=command)
    celebrities = commands.add_parser("celebrities", help="check the facts about public figures")
    checking = celebrities.add_subparsers(required=True, metavar="command").add_parser(
        "check", help="compare them with Wikidata", description=check_celebrities.__doc__
    )
    _add_wikimedia_options(checking, ("wikidata", "contact"))
    checking.set_defaults(command=check_celebrities)


def _add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """What to make, of what and where; all commands on the way to a dataset take the same."""
    parser.add_argument(
        "--recipe",
        default="offline",
        help="offline (default), demo, paper; pebench, pebench_demo, pebench_paper; or a .yaml file",
    )
    parser.add_argument("--out", type=Path, help="folder to make (default: mllmu-bench, or pebench)")
    parser.add_argument("--store", type=Path, help="folder of what was bought or generated (default: OUT-store)")
    for name, explanation in MATERIAL_OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, help=explanation)
    for name, explanation in RECIPE_OPTIONS.items():
        kind = percentages if name == "forget" else int
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=f"{explanation} (default: the recipe's)")
    _add_wikimedia_options(parser, tuple(WIKIMEDIA_OPTIONS))
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", help="any option of the recipe: llm.model=gpt-4o"
    )


def _add_wikimedia_options(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    for name in names:
        parser.add_argument(f"--{name}", help=WIKIMEDIA_OPTIONS[name])


def _portraits_recipe(arguments: argparse.Namespace) -> Recipe:
    """Raises BadInput for a recipe of people at events, who have no curated portraits."""
    from dataset_builder.recipe import Recipe
    from generation.records import BadInput

    recipe = _recipe(arguments)
    if not isinstance(recipe, Recipe):
        raise BadInput(f"--recipe {arguments.recipe}: PEBench has no portraits to curate and turn; name another recipe")
    return recipe


def _recipe(arguments: argparse.Namespace) -> AnyRecipe:
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


def _out(arguments: argparse.Namespace, recipe: AnyRecipe) -> Path:
    """The folder to make, by default called like the benchmark."""
    return arguments.out or Path(recipe.benchmark)


def _material(arguments: argparse.Namespace, recipe: AnyRecipe) -> Material:
    from dataset_builder.material import Material
    from generation.llm.client import Connection

    store = arguments.store or Path(f"{_out(arguments, recipe).expanduser()}-store")
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
