"""What must hold for everybody in pictures at events, whichever engine wrote it; faults as in `checks`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from generation.people import names
from generation.people.characters import OLDEST, YOUNGEST, areas, sectors
from generation.people.checks import ARTICLE, blemishes, name_parts, stands_in
from generation.people.describing import nobody_named, sentences
from generation.records import Character

JOBS = 50  # different ones that a full-sized dataset has at least
LONGEST_JOB = 5  # words
APPEARANCE_WORDS = (8, 60)


@dataclass(slots=True)
class Used:
    """What nobody else may have; most_of_a_job: how many may share one."""

    taken_names: Collection[str] = ()
    most_of_a_job: int | None = None
    names: set[str] = field(init=False)
    jobs: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self.names = {names.folded(name) for name in self.taken_names}

    def add(self, character: Character) -> None:
        """From now on what they have is used."""
        self.names.add(names.folded(character.name))
        self.jobs[names.folded(character.job)] += 1

    def full(self, job: str) -> bool:
        """Whether as many as may share that job have it."""
        return self.most_of_a_job is not None and self.jobs[names.folded(job)] >= self.most_of_a_job


def most_of_a_job(people: int) -> int:
    """How many of so many people may share a job: at least two, and few enough for JOBS different ones."""
    return max(2, people // JOBS)


def faults(one: Character, used: Used) -> list[str]:
    """Everything that is wrong with somebody; an empty list for who is all right."""
    rules = (_settled(one), _name(one, used), _job(one, used), _appearance(one))
    return [fault for rule in rules for fault in rule]


def _settled(one: Character) -> Iterator[str]:
    if not YOUNGEST <= one.age <= OLDEST:
        yield f"age: {one.age} years; write somebody of {YOUNGEST} to {OLDEST}"
    if one.sector not in sectors():
        yield f"sector: {one.sector!r} is none; take one of {', '.join(sectors())}"
    area = areas().get(one.area)
    if area is None or area.continent != one.continent:
        yield f"area: {one.area!r} in {one.continent!r} is none of areas.csv; take one of those"


def _name(one: Character, used: Used) -> Iterator[str]:
    yield from blemishes(one.name, "name")
    if len(one.name.split()) < 2 or not names.LATIN.fullmatch(one.name):
        yield f"name_form: {one.name!r} needs a given name and a surname in Latin letters"
    if names.folded(one.name) in used.names:
        yield f"name_taken: somebody else is called {one.name!r}; give another name"


def _job(one: Character, used: Used) -> Iterator[str]:
    yield from blemishes(one.job, "job")
    if not 1 <= len(one.job.split()) <= LONGEST_JOB or ARTICLE.match(one.job) or one.job[:1].isupper():
        yield f"job_form: write {one.job!r} in lower case, without an article, in at most {LONGEST_JOB} words"
    if used.full(one.job):
        yield f"job_taken: too many people are {one.job!r} already; give another job"


def _appearance(one: Character) -> Iterator[str]:
    fewest, most = APPEARANCE_WORDS
    yield from blemishes(one.appearance, "appearance")
    if not fewest <= len(one.appearance.split()) <= most or sentences(one.appearance) not in (1, 2):
        yield f"appearance_length: write one or two sentences of {fewest} to {most} words in all"
    if own := [part for part in name_parts(one.name) if stands_in(part, one.appearance)]:
        yield f"names_somebody: the appearance contains {own[0]!r} of the name; leave the name out"
    yield from nobody_named(one.appearance, "appearance")
    if told := [job for job in _titles(one.job) if stands_in(job, one.appearance.casefold())]:
        yield f"job_told: the appearance says {told[0]!r}; describe the looks and clothes, not the job"


def _titles(job: str) -> Iterable[str]:
    """The job, its last word, which is mostly what people are called, and all jobs of the vocabulary."""
    usual = (one.title for jobs in sectors().values() for one in jobs)
    return dict.fromkeys((job, *job.split()[-1:], *usual))
