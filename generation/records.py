"""What a person is, looks like and is asked about: the records every stage shares. Imports nothing of ours."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Gender = Literal["female", "male"]
Task = Literal["classification", "generation", "cloze"]
Modality = Literal["image_text", "text"]


class BadInput(ValueError):
    """A mistake of the caller, in one line that names the value, the place and the remedy; exit code 2."""


@dataclass(frozen=True, slots=True)
class Person:
    """One profile, fictitious or a celebrity's.

    facts: attribute -> value as it is asked for and answered ("birthplace": "Kraków"). Every ground truth of every
        question is one of these values, and each of them stands word for word in `profile`.
    profile: the whole profile in reading order, under our own names ("birthplace": "Kraków, Lesser Poland, Poland");
        a tuple where there are several ("fun_facts").
    country: ISO 3166-1 alpha-2 code of the country of birth. birth_year: negative before Christ.
    """

    id: str
    name: str
    gender: Gender
    birth_year: int
    country: str
    celebrity: bool
    facts: Mapping[str, str]
    profile: Mapping[str, str | tuple[str, ...]]
    description: str


@dataclass(frozen=True, slots=True)
class Character:
    """A fictitious person as pictures at events show one: no biography.

    age: years. job, sector: what they do, and one of the sectors of sectors.csv that it belongs to.
    area: where they are at home, "Lagos, Nigeria, Africa"; its last part is the continent.
    appearance: one or two sentences that name nobody; empty as long as nobody has looks.
    """

    id: str
    name: str
    gender: Gender
    age: int
    job: str
    sector: str
    area: str
    continent: str
    appearance: str


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head stands before the camera; the default is the passport photograph.

    yaw, pitch, roll: degrees; positive turns to the viewer's right, raises the chin, tilts clockwise.
    scale: 1.0 fills the frame as the frontal portrait does.
    light: -1.0 (from the viewer's left) to 1.0 (from the right).
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    scale: float = 1.0
    light: float = 0.0


@dataclass(frozen=True, slots=True)
class Portrait:
    """An encoded image of a person, named or not (JPEG bytes), and where it came from ("procedural" ...).

    licence, credit: of a picture that somebody else made, as they come with it: an SPDX name or a sentence; the author
        and the page.
    """

    person_id: str
    image: bytes
    source: str
    pose: Pose = Pose()
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people attend, as a scene shows it.

    description: two or three sentences that name nobody and fit no other event.
    keywords: ten words or phrases that tell it from other events; what a reply about it is measured by.
    """

    name: str
    description: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An encoded picture of a person at an event (JPEG bytes), and where it came from; as in Portrait."""

    person_id: str
    event: str
    image: bytes
    source: str
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """A frontal picture of somebody who has no name yet, as the curation let it pass.

    id: 16 hexadecimal digits of the SHA-256 of the file as found: the same file is the same face in any folder.
    path: the picture upright and re-encoded, JPEG without metadata.
    source: where it was found: "folder:seed0001.png", "gan:17" ...
    gender, age (years): as they appear; None where no model says.
    embedding: ArcFace's, 512 values of length 1; empty where no model says.
    """

    id: str
    path: Path
    source: str
    gender: Gender | None = None
    age: int | None = None
    embedding: tuple[float, ...] = ()
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one attribute of one person, or about who or what a picture shows.

    person_id: the person's, or that of a picture with a face to which nobody gave a name, or of somebody at an event.
    answer: the right option (classification), a sentence, of looks one word (generation), or the missing words (cloze).
    options: the four options in the order A to D, for classification only.
    """

    person_id: str
    task: Task
    modality: Modality
    attribute: str
    text: str
    answer: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Everything that one person is asked.

    training: question and answer to learn from, of both modalities, the description first.
    direct: questions about trained attributes in the wordings of the training.
    paraphrased: questions in other wordings, some about attributes that no training question asks.
    """

    training: tuple[Question, ...]
    direct: tuple[Question, ...]
    paraphrased: tuple[Question, ...]


class Source(Protocol):
    """Where people come from: what the wrong options need of it."""

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """A value of that attribute for somebody else in the person's circumstances."""
        ...


class Likeness(Protocol):
    """What portraits of one person are made of. Processes hand it on, so it is small and holds no picture."""

    def portraits(self, size: int) -> tuple[Portrait, ...]:
        """The frontal portrait first, then the transformed ones, `size` x `size` pixels."""
        ...
