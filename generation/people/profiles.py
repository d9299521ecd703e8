"""One profile by a language model: what is asked, and the person that the reply makes."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image
from pydantic import BaseModel, ConfigDict

from generation import images, prompt
from generation.grammar import is_day, written_date
from generation.llm.ask import Ask
from generation.people import fun_facts, names, places, work
from generation.people.checks import Setting, date_of, fun_fact_details, works
from generation.people.places import Country
from generation.records import BadInput, Face, Gender, Person

PICTURE = 512  # pixels, the longer side: one tile of a vision model
TOWNS, JOBS = 4, 3  # offered as examples
RECALLED = 40  # fun facts of others that a prompt shows
EXPECTED_TOKENS = 600  # measured on replies of the usual length, four characters a token
NO_SALARY = "none"


class FunFact(BaseModel):
    """detail: the words of the sentence that answer a question about it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    sentence: str
    detail: str


class Profile(BaseModel):
    """The reply; prompts/profile.txt says what each field holds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: str
    gender: Literal["female", "male"]
    birth_date: str
    birth_city: str
    birth_region: str
    status: Literal["pupil", "student", "worker", "retired"]
    occupation: str
    height_cm: int
    institution: str
    qualification: str
    salary: str
    home_city: str
    home_region: str
    home_country: str
    medical_condition: str
    father_given_name: str
    father_surname: str
    mother_given_name: str
    mother_surname: str
    fun_facts: list[FunFact]
    description: str


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person's id settles, whichever face takes it. position: among all ids, from 0."""

    id: str
    position: int
    country: Country
    home: Country

    def setting(self, face: Face, reference_year: int) -> Setting:
        """What the rules hold the person against."""
        return Setting(reference_year, self.country, self.home, face.gender, face.age)


def seats(ids: Sequence[str], seed: int) -> list[Seat]:
    """Countries of birth by turns; one time in eight another one to live in."""
    found = []
    for position, id in enumerate(ids):
        country = places.country_of_turn(position, seed)
        home = places.draw_home(country, random.Random(f"{seed}/home/{id}"))
        found.append(Seat(id, position, country, places.countries()[home]))
    return found


class Taken:
    """What the people of earlier waves used up. Nobody of the same wave is in it: who comes first must not matter."""

    def __init__(self, people: Sequence[Person], most_of_a_job: int) -> None:
        self.people: dict[str, list[Person]] = {}
        for person in people:
            self.people.setdefault(person.country, []).append(person)
        jobs = Counter(person.facts["occupation"] for person in people if works(person))
        self.jobs = sorted(job for job, times in jobs.items() if times >= most_of_a_job)
        self.fun_facts = [detail for person in people for detail in fun_fact_details(person)]


def profile_ask(seat: Seat, face: Face, picture: bytes, reference_year: int, taken: Taken, seed: int) -> Ask[Profile]:
    """The request for one profile."""
    rng = random.Random(f"{seed}/ideas/{seat.id}")
    neighbours = taken.people.get(seat.country.code, [])
    born_in = [person.facts["birthplace"] for person in neighbours]
    years = seat.setting(face, reference_year).birth_years()
    kinds = fun_facts.kinds_for(reference_year - years[-1])
    system, text = prompt.filled(
        "profile",
        country=seat.country.name,
        home=seat.home.name,
        currency=seat.home.currency,
        gender=face.gender or "as the face appears",
        first_year=years[0],
        last_year=years[-1],
        appears="" if face.age is None else f" (the face looks about {face.age} years old)",
        reference_year=reference_year,
        towns=_listed(_towns(seat.country, born_in, rng)),
        jobs=_listed(_jobs(seat.position, taken, seed)),
        areas=_listed(kind.replace("_", " ") for kind in rng.sample(kinds, 4)),
        taken_names=_listed(person.name for person in neighbours),
        taken_towns=_listed(born_in),
        taken_jobs=_listed(taken.jobs),
        taken_fun_facts=_listed(rng.sample(taken.fun_facts, min(RECALLED, len(taken.fun_facts)))),
    )
    return Ask(f"{seat.id} profile", system, text, Profile, EXPECTED_TOKENS, picture)


def picture_of(face: Face) -> bytes:
    """JPEG of at most PICTURE pixels; a smaller file goes as it is, so that no library version changes the request.

    Raises BadInput if the file cannot be read.
    """
    try:
        data = face.path.read_bytes()
        image = images.read(data)
    except (OSError, images.BadImage) as error:
        raise BadInput(f"{face.path}: the face cannot be read ({error}); curate the faces again") from None
    if max(image.size) <= PICTURE:
        return data
    image.thumbnail((PICTURE, PICTURE), Image.Resampling.LANCZOS)
    return images.encode(image)


def person_of(reply: Profile, seat: Seat) -> Person:
    """The person that the reply describes, right or wrong."""
    written = _in_words(reply.birth_date)
    day = date_of(written)
    facts = {
        "birthplace": reply.birth_city,
        "birth_date": written,
        "occupation": reply.occupation,
        "height": f"{reply.height_cm} cm",
        "education": reply.institution,
        "salary": reply.salary,
        "residence": reply.home_city,
        "medical_condition": reply.medical_condition,
        "father": reply.father_given_name,
        "mother": reply.mother_given_name,
    }
    profile: dict[str, str | tuple[str, ...]] = {
        "name": reply.name,
        "birthplace": _place(reply.birth_city, reply.birth_region, seat.country.name),
        "gender": reply.gender,
        "birth_date": written,
        "occupation": reply.occupation,
        "height": facts["height"],
        "education": f"{reply.institution} ({reply.qualification})" if reply.qualification else reply.institution,
        "salary": reply.salary,
        "residence": _place(reply.home_city, reply.home_region, reply.home_country),
        "medical_condition": reply.medical_condition,
        "father": names.full_name(seat.country, reply.father_given_name, reply.father_surname),
        "mother": names.full_name(seat.country, reply.mother_given_name, reply.mother_surname),
        "fun_facts": tuple(one.sentence for one in reply.fun_facts),
    }
    if reply.salary.lower() == NO_SALARY:
        del facts["salary"]
        profile["salary"] = f"none ({reply.status})"
    facts |= {f"fun_fact_{number}": one.detail for number, one in enumerate(reply.fun_facts, start=1)}
    description = reply.description.replace(reply.birth_date, written) if day else reply.description
    gender: Gender = reply.gender
    year = day.year if day else 0
    return Person(seat.id, reply.name, gender, year, seat.country.code, False, facts, profile, description)


def _in_words(date: str) -> str:
    """An ISO date as it is written out; anything else as it is."""
    try:
        return written_date(datetime.date.fromisoformat(date)) if is_day(date) else date
    except ValueError:
        return date


def _place(city: str, region: str, country: str) -> str:
    """As the offline sampler writes it: without a region that is called like the country."""
    return ", ".join((city, *([region] if region not in ("", country) else []), country))


def _listed(values: Iterable[str]) -> str:
    return "; ".join(values) or "none"


def _towns(country: Country, taken: Sequence[str], rng: random.Random) -> list[str]:
    """A few towns, those that are not taken first."""
    drawn = dict.fromkeys(places.draw_city(country.code, rng) for _ in range(20))
    free = [city for city in drawn if city.name not in taken]
    return [f"{city.name} ({city.region})" for city in (*free, *drawn)][:TOWNS]


def _jobs(position: int, taken: Taken, seed: int) -> list[str]:
    """Jobs take turns, too, so that people who are written at the same time do not all get the same one."""
    titles = [job.title for job in work.occupations().values() if work.levels()[job.level].status == "worker"]
    random.Random(f"{seed}/jobs").shuffle(titles)
    order = [titles[(JOBS * position + number) % len(titles)] for number in range(len(titles))]
    return [title for title in order if title not in taken.jobs][:JOBS]
