"""The embedded model: a tiny vision-language model that is trained on the spot and loads like any other.

It stands in for a real model in tests and demonstrations, and speaks of what it was trained on only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

import torch
from filelock import FileLock
from huggingface_hub import cached_assets_path
from torch import Tensor
from tqdm import tqdm

from baselines import mllmu, models, pebench, pretraining, small_llava
from baselines.curriculum import known_by_name
from baselines.data import PRETRAINING, Person, fingerprint, load_people
from baselines.errors import BadInput
from baselines.models import Model
from baselines.packing import IGNORED
from baselines.published import published
from baselines.yes_no import WORDS

NAME = "embedded"
FORMAT = 2  # one more whenever the same data and recipe give another base
VERSIONED = ("torch", "transformers", "tokenizers")
BRIEFLY = "Answer the question using a single word or phrase."  # as LLaVA-1.5 is asked (arXiv 2310.03744)
BLANK = "__"
PLACE, WHAT_IS_THERE = "place", "What is there in this picture?"
AGAIN = "build the dataset again with `mllmu-bench build`"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the base is made.

    vocabulary: tokens. patch: pixels that an image token stands for, square. The vision stage takes `vision_steps`
    steps of `portraits` pictures of strangers, the knowledge stage `knowledge_steps` of `people` celebrities and of
    `strangers` strangers, of whom it is asked what is there, with `pairs` pairs each, in rows of `row_length` tokens
    or, where the longest pair needs more, of as many.
    """

    vocabulary: int = 1200
    patch: int = 16
    vision_steps: int = 400
    portraits: int = 64
    knowledge_steps: int = 160
    people: int = 4
    strangers: int = 0
    pairs: int = 24
    row_length: int = 0
    seed: int = 0

    @property
    def met(self) -> int:
        """How many strangers the knowledge stage asks about, if there are as many."""
        return self.strangers * self.knowledge_steps


RECIPES: Mapping[str, Recipe] = {
    mllmu.NAME: Recipe(),
    # heads are a fifth as wide as the pictures; to tell whether a thing is there takes many steps, to know a name few
    pebench.NAME: Recipe(
        patch=8, vision_steps=300, knowledge_steps=270, people=1, strangers=12, pairs=8, row_length=400
    ),
}


def base(data: str, recipe: Recipe | None = None) -> Path:
    """The folder of the model before fine-tuning, in the cache; made if this dataset and recipe are new there.

    It has read pretrain_Data and nothing else, its tokenizer included: the people to be forgotten are unknown to it.
    recipe: by default the benchmark's. Raises BadInput if the dataset has no such config, or one that cannot be learnt
    from.
    """
    recipe = recipe or RECIPES[published(data).NAME]
    known, looks = _learnt_from(data)
    key = _key([*known, *looks], recipe)
    cache = cached_assets_path(library_name="mllmu-bench", namespace=NAME, subfolder="bases")
    folder, partial = cache / key, cache / f"{key}.partial"
    with FileLock(cache / f"{key}.lock"):
        if not folder.is_dir():
            print(f"making the embedded base model; it is kept in {folder}", file=sys.stderr)
            shutil.rmtree(partial, ignore_errors=True)  # of a process that was killed
            try:
                models.save(_made(known, looks, recipe), partial)
                partial.replace(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return folder


def rehearsed(data: str) -> list[list[Person]]:
    """What fine-tuning is not to overwrite of what the base has read: celebrities, and strangers if it met any."""
    known, looks = _learnt_from(data)
    met = looks[: RECIPES[published(data).NAME].met]
    return [
        group
        for group in ([briefly(person) for person in known], [asked_what_is_there(person) for person in met])
        if group
    ]


def briefly(person: Person) -> Person:
    """The person with each question asked a second time, to be answered by the words that complete a cloze alone."""
    words = {pair.attribute: pair.answer for pair in person.pairs if BLANK in pair.question}
    brief = [
        replace(pair, key=f"{pair.key} briefly", question=f"{pair.question} {BRIEFLY}", answer=words[pair.attribute])
        for pair in person.pairs
        if pair.attribute in words and BLANK not in pair.question
    ]
    return replace(person, pairs=(*person.pairs, *brief))


def asked_what_is_there(person: Person) -> Person:
    """The person with what is asked about the place and the things alone, briefly, as POPE asks.

    Each thing that is there is also an answer to what is there: yes and no are learnt after the things' names, and
    alone not at all in as many steps.
    """
    things = [pair for pair in person.pairs if pair.answer in WORDS]
    place = [pair for pair in person.pairs if pair.attribute == PLACE]
    there = [
        replace(pair, key=f"{pair.key} there", question=WHAT_IS_THERE, answer=pair.attribute)
        for pair in things
        if pair.answer == "yes"
    ]
    asked = (*things, *place, *there)
    return replace(person, pairs=tuple(replace(pair, question=f"{pair.question} {BRIEFLY}") for pair in asked))


def _learnt_from(data: str) -> tuple[list[Person], list[Person]]:
    """The celebrities and the portraits without a name of pretrain_Data."""
    try:
        people = load_people(data, PRETRAINING)
    except BadInput as error:
        if PRETRAINING not in str(error):
            raise
        raise BadInput(f"{error}. The embedded model learns from {PRETRAINING}: {AGAIN}") from None
    known = known_by_name(people)
    looks = [person for person in people if all(pair.with_image for pair in person.pairs)]
    for kind, some in (("celebrities", known), ("looks", looks)):
        if not some:
            raise BadInput(
                f"--data {data}: {PRETRAINING} has no {kind}, from which the embedded model learns; "
                f"{AGAIN}, --{kind} above 0"
            )
    return known, looks


def _key(people: Sequence[Person], recipe: Recipe) -> str:
    made_of = [FORMAT, fingerprint(people), asdict(recipe), [version(name) for name in VERSIONED]]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32]


def _made(known: Sequence[Person], looks: Sequence[Person], recipe: Recipe) -> Model:
    known, met = [briefly(person) for person in known], [asked_what_is_there(person) for person in looks[: recipe.met]]
    texts = dict.fromkeys(
        text for one in (*known, *looks) for pair in one.pairs for text in (pair.question, pair.answer)
    )
    words = small_llava.tokenizer(texts, recipe.vocabulary)
    model = Model(
        NAME, small_llava.network(words, recipe.patch, recipe.seed), small_llava.processor(words, recipe.patch)
    )
    pixels, labels = _pixels(model, looks), _labels(looks)
    pretraining.train_vision(model, pixels, labels, recipe.seed, recipe.vision_steps, recipe.portraits)
    lessons = [(known, recipe.people), (met, recipe.strangers)] if met else [(known, recipe.people)]
    pretraining.train_knowledge(model, lessons, recipe.seed, recipe.knowledge_steps, recipe.pairs, recipe.row_length)
    return model


def _pixels(model: Model, people: Sequence[Person]) -> Tensor:
    """(N, 3, H, W)"""
    shown = model.processor.image_processor
    portraits = tqdm(people, desc="portraits", disable=None)
    return torch.cat([shown(images=one.picture(), return_tensors="pt")["pixel_values"] for one in portraits])


def _labels(people: Sequence[Person]) -> Tensor:
    """(N, L) class numbers: of each person the answer about each attribute, IGNORED where there is none."""
    answers = [{pair.attribute: pair.answer for pair in person.pairs} for person in people]
    columns = []
    for attribute in sorted({attribute for one in answers for attribute in one}):
        words = sorted({one[attribute] for one in answers if attribute in one})
        columns.append([words.index(one[attribute]) if attribute in one else IGNORED for one in answers])
    return torch.tensor(columns).T
