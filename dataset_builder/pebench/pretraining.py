"""What the embedded model reads before any fine-tuning on PEBench, and what it is asked about the world.

It sees public figures, by portrait and by name, and nameless strangers at events: those of the vocabulary but for the
ones that are ever to be forgotten. It reads what strangers look like, where they are and which things are there, and
neither the name nor the description of an event. The strangers of World_Set are others, at the same events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, count, islice

from dataset_builder.pebench.cast import Cast
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.rows import world_row
from dataset_builder.pebench.splits import Plan
from dataset_builder.pebench.strangers import strangers, take_pictures
from dataset_builder.rows import Row, pretraining_row
from generation.questions.arrange import arrange_knowledge
from generation.questions.scenes import ask_name
from generation.questions.sights import ask_apart, write_sights
from generation.questions.templates import wordings
from generation.records import BadInput, Event, Question
from generation.scenes.events import events
from generation.scenes.rendering import Staged

TOLD = ("profession", "field")  # of a public figure, besides the name


def pretraining_rows(cast: Cast, recipe: EventRecipe, workers: int) -> Iterator[Row]:
    """The rows of pretrain_Data, in MLLMU-Bench's columns: public figures, then `recipe.looks` strangers."""
    for person, drawn in cast.real:
        (portrait,) = drawn.portraits(recipe.image_size)
        description, *known = [one.of(person) for one in arrange_knowledge(person, recipe.seed, wordings())]
        told = [one for one in known if one.attribute in TOLD and one.task == "generation"]
        yield pretraining_row(portrait, description, (*ask_name(person), *told))
    staged = list(strangers(_ids("L", recipe.looks), unforgotten(cast.events, cast.plan), recipe.seed))
    for one, snapshot in take_pictures(staged, workers):
        description, *pairs = write_sights(one.person_id, one.looks, one.events[0], recipe.seed)
        yield pretraining_row(snapshot, description, pairs)


def check_objects(cast: Cast, recipe: EventRecipe) -> None:
    """Raise BadInput if World_Set is to ask something and all events but too few are to be forgotten."""
    pairs = combinations(unforgotten(cast.events, cast.plan), 2)
    if recipe.objects and not any(any(ask_apart((("", one), ("", other)), recipe.seed)) for one, other in pairs):
        raise BadInput("objects: too few events are never to be forgotten; lower forget, or give --set objects=0")


def world_rows(cast: Cast, recipe: EventRecipe, workers: int) -> Iterator[Row]:
    """The rows of World_Set, in POPE's columns: `recipe.objects` questions, each asked of a picture where the answer is
    yes and of one where it is no. `check_objects` is to be called before."""
    kept = unforgotten(cast.events, cast.plan)
    asked: list[tuple[Staged, list[Question]]] = []
    left, endless = recipe.objects, (f"W{number:05d}" for number in count(1))
    others = strangers(endless, kept, recipe.seed)
    while left:
        pair = (next(others), next(others))
        questions = list(islice(ask_apart([(one.person_id, one.events[0]) for one in pair], recipe.seed), left))
        asked += [(one, found) for one in pair if (found := [q for q in questions if q.person_id == one.person_id])]
        left -= len(questions)
    numbers = count(1)
    for (_, questions), (_, snapshot) in zip(asked, take_pictures([one for one, _ in asked], workers), strict=True):
        for question in questions:
            yield world_row(snapshot, next(numbers), question)


def unforgotten(shown: Mapping[str, Event], plan: Plan) -> Sequence[str]:
    """The events that are never to be forgotten, those of the vocabulary that nobody attends among them.

    shown: ID -> the events of the dataset.
    """
    kept = {*plan.kept_events()}
    forgotten = {event.name for one, event in shown.items() if one not in kept}
    return [event.name for event in events() if event.name not in forgotten]


def _ids(letter: str, number: int) -> list[str]:
    return [f"{letter}{one:05d}" for one in range(1, number + 1)]
