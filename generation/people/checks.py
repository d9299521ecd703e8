"""What must hold for every fictitious person, whichever engine wrote it. A fault reads `code: what to do about it`."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations

from generation.grammar import MONTHS
from generation.people import names, places
from generation.people.attributes import OLDEST, YOUNGEST, growth
from generation.people.places import Country
from generation.people.work import RETIRED
from generation.questions.distractors import alike
from generation.records import Gender, Person

FUN_FACTS = 4
ADULT = 18  # years
WITHOUT_SALARY = ("pupil", "student", "retired")
DESCRIPTION_WORDS = (60, 250)
LONGEST_TEXT = 200  # characters of one entry of the profile
LONGEST_FACT = 18  # words: what a cloze may leave out
UNUSUAL = 4.5  # standard deviations of a height: one in 150,000, so more is a slip
AGE_TOLERANCE, AGE_TOLERANCE_SHARE = 5, 0.25
ALWAYS = ("birthplace", "birth_date", "occupation", "height", "education", "residence", "medical_condition",
          "father", "mother")  # fmt: skip
BIRTH_DATE = re.compile(rf"([1-9]|[12]\d|3[01]) ({'|'.join(MONTHS)}) (\d{{4}})")
HEIGHT = re.compile(r"([1-9]\d{1,2}) cm")
SALARY = re.compile(r"([A-Z]{3}) ([1-9]\d{0,2}(?:,\d{3})*)")
WORD = re.compile(r"\w")
ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)
BLEMISHES = (
    ("control_character", re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u200b\ufeff]"), "write one line of plain text"),
    ("odd_spaces", re.compile(r"^\s|\s$|  "), "use single spaces, and none at either end"),
    ("broken_letters", re.compile("\ufffd|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|â€"), "write proper Unicode letters"),
    ("left_over", re.compile(r"[{}\[\]<>]|__|\.{3}|…|\b(?:TODO|TBD|N/A|lorem ipsum)\b"), "fill in every placeholder"),
    ("markdown", re.compile(r"\*\*|```|^#+ |^[-*] "), "write plain text without markup"),
    ("about_the_writer", re.compile(
        r"\bas an? (?:ai|(?:ai |large )*language model|ai (?:model|assistant))(?:,| i\b| it is\b)"
        r"|\bi(?: am|['’]m) (?:sorry, but|sorry, i|unable to|not able to|an ai\b)"
        r"|\bi (?:cannot|can['’]t|can not) (?:help|assist|provide|identify|determine|tell|say|verify|confirm|answer"
        r"|comply|fulfil|create|generate|write|describe|disclose|share|recogni[sz]e)", re.IGNORECASE),
     "write about the person only"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What was settled before the person was written: years, countries, and how the face appears (None: not known)."""

    reference_year: int
    country: Country
    home: Country
    gender: Gender | None = None
    age: int | None = None

    def birth_years(self) -> range:
        """The years of birth that go with the face, or all that people of the dataset may have.

        Estimates of an apparent age are off by some five years on average and by more for older faces: a quarter of
        the age, and at least AGE_TOLERANCE, lets pass nearly all faces whose description is right.
        """
        youngest, oldest = YOUNGEST, OLDEST
        if self.age is not None:
            age = min(max(self.age, YOUNGEST), OLDEST)
            off = max(AGE_TOLERANCE, round(age * AGE_TOLERANCE_SHARE))
            youngest, oldest = max(YOUNGEST, age - off), min(OLDEST, age + off)
        return range(self.reference_year - oldest, self.reference_year - youngest + 1)


@dataclass(slots=True)
class Used:
    """What nobody else may have; most_of_a_job: how many people may share one occupation, pupils and students apart."""

    taken_names: Collection[str] = ()
    most_of_a_job: int | None = None
    names: set[str] = field(init=False)
    fun_facts: set[str] = field(init=False, default_factory=set)
    jobs: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self.names = {names.folded(name) for name in self.taken_names}

    def add(self, person: Person) -> None:
        """From now on what this person has is used."""
        self.names.add(names.folded(person.name))
        self.fun_facts.update(_fun_facts(person))
        if works(person):
            self.jobs[names.folded(person.facts["occupation"])] += 1

    def release(self, person: Person) -> None:
        """What this person has is free again."""
        self.names.discard(names.folded(person.name))
        self.fun_facts.difference_update(_fun_facts(person))
        if works(person):
            self.jobs[names.folded(person.facts["occupation"])] -= 1

    def full(self, occupation: str) -> bool:
        """Whether as many as may share that occupation have it."""
        return self.most_of_a_job is not None and self.jobs[names.folded(occupation)] >= self.most_of_a_job


def fun_fact_details(person: Person) -> list[str]:
    """What the questions about fun facts ask for."""
    return [value for key, value in person.facts.items() if key not in (*ALWAYS, "salary")]


def works(person: Person) -> bool:
    """Whether the occupation is a job, done now or before retirement."""
    return "salary" in person.facts or person.facts["occupation"].startswith(RETIRED)


def faults(person: Person, setting: Setting, used: Used) -> list[str]:
    """Everything that is wrong with the person; an empty list for a good one."""
    keys = dict.fromkeys((*ALWAYS, *person.facts))
    missing = [f"missing_fact: give a value for {key}" for key in keys if not WORD.search(person.facts.get(key, ""))]
    if missing:
        return missing
    alone = (*_texts(person), *_facts(person), *_name(person))
    settled = (rule(person, setting) for rule in (_age, _status, _looks, _places, _numbers))
    return [*alone, *chain(*settled), *_fun_fact_faults(person), *_apart(person), *duplicates(person, used)]


def contradictions(person: Person) -> list[str]:
    """What is wrong with a profile as such, whoever was to be described."""
    rules = (_texts, _facts, _name, _day, _fun_fact_faults, _apart)
    return [fault for rule in rules for fault in rule(person)]


def duplicates(person: Person, used: Used) -> Iterator[str]:
    """What the person has and nobody else may have."""
    if names.folded(person.name) in used.names:
        yield f"name_taken: somebody else is called {person.name!r}; give another name"
    for repeated in sorted(used.fun_facts & set(_fun_facts(person))):
        yield f"fun_fact_taken: somebody else has the fun fact {repeated!r}; write another one"
    if works(person) and used.full(person.facts["occupation"]):
        yield f"occupation_taken: too many people are {person.facts['occupation']!r} already; give another occupation"


def blemishes(text: str, what: str) -> Iterator[str]:
    """What is wrong with a text as such, whatever it says."""
    if not text:
        yield f"empty: write {what}"
    for code, pattern, remedy in BLEMISHES:
        if found := pattern.search(text):
            yield f"{code}: {what} contains {found[0]!r}; {remedy}"


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text as they are, and not within other words."""
    return words in text and bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def date_of(written: str) -> datetime.date | None:
    """The day that `12 March 1984` names, if there is one."""
    if not (found := BIRTH_DATE.fullmatch(written)):
        return None
    try:
        return datetime.date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def name_parts(name: str) -> list[str]:
    """The words of a name that give it away: those of two letters and more, without particles such as `de`."""
    return [part for part in name.split() if len(part) >= 2 and part[0].isupper()]


def _texts(person: Person) -> Iterator[str]:
    for key, value in person.profile.items():
        for text in (value,) if isinstance(value, str) else value:
            yield from blemishes(text, key)
            if len(text) > LONGEST_TEXT:
                yield f"too_long: {key} has {len(text)} characters; write at most {LONGEST_TEXT}"
    yield from blemishes(person.description, "description")
    fewest, most = DESCRIPTION_WORDS
    if not fewest <= (length := len(person.description.split())) <= most:
        yield f"description_length: the description has {length} words; write {fewest} to {most}"


def _facts(person: Person) -> Iterator[str]:
    for key, value in person.facts.items():
        shown = person.profile.get(key, " ".join(person.profile["fun_facts"]))
        if not stands_in(value, str(shown)):
            yield f"not_in_profile: {key} {value!r} must stand word for word in {str(shown)!r}"
        if not _is_told(value, person.description):
            yield f"not_in_description: write {key} {value!r} word for word in the description"
        if len(value.split()) > LONGEST_FACT or value[-1] in ".,;:!?":
            yield f"fact_form: {key} {value!r} must be at most {LONGEST_FACT} words, without a mark at the end"
    if ARTICLE.match(person.facts["occupation"]):
        yield f"fact_form: occupation {person.facts['occupation']!r} must not start with an article"
    if not _is_told(person.name, person.description):
        yield f"not_in_description: write the name {person.name!r} in the description"


def _is_told(value: str, text: str) -> bool:
    """Whether the value stands in the text, maybe at the beginning of a sentence or with another kind of apostrophe."""
    return stands_in(places.plain(value).casefold(), places.plain(text).casefold())


def _name(person: Person) -> Iterator[str]:
    everybody = {"name": person.name, **{key: str(person.profile[key]) for key in ("father", "mother")}}
    for key, name in everybody.items():
        if len(name.split()) < 2 or not names.LATIN.fullmatch(name):
            yield f"name_form: {key} {name!r} needs a given name and a surname in Latin letters"
    own = set(names.folded(person.name).split())
    for key in ("father", "mother"):
        if own & set(names.folded(person.facts[key]).split()):
            yield f"name_shared: give the {key} a given name that shares no word with {person.name!r}"


def _day(person: Person) -> Iterator[str]:
    if date_of(person.facts["birth_date"]) is None:
        yield f"no_date: birth_date {person.facts['birth_date']!r} is no day; write it like 12 March 1984"


def _age(person: Person, setting: Setting) -> Iterator[str]:
    day, years = date_of(person.facts["birth_date"]), setting.birth_years()
    yield from _day(person)
    if day and (day.year != person.birth_year or day.year not in years):
        yield f"age: born in {day.year}, but it must be a year from {years[0]} to {years[-1]}"


def _status(person: Person, setting: Setting) -> Iterator[str]:
    age, salary = setting.reference_year - person.birth_year, str(person.profile["salary"])
    retired, job = person.facts["occupation"].startswith(RETIRED), person.facts["occupation"]
    if "salary" in person.facts:
        if age < ADULT or retired:
            yield f"status: somebody of {age} years who is {job!r} has no salary"
        return
    if salary not in (f"none ({status})" for status in WITHOUT_SALARY):
        yield f"status: only {', '.join(WITHOUT_SALARY)} have no salary; give one or another status"
    if (age < ADULT) != (salary == "none (pupil)"):
        yield f"status: at {age} years the status pupil is {'right' if age < ADULT else 'wrong'}; {ADULT} is the limit"
    if retired != (salary == "none (retired)"):
        yield f"status: the occupation {job!r} starts with {RETIRED!r} if, and only if, the status is retired"


def _looks(person: Person, setting: Setting) -> Iterator[str]:
    if setting.gender not in (None, person.gender):
        yield f"gender: the face appears {setting.gender}; write a {setting.gender} person"


def _places(person: Person, setting: Setting) -> Iterator[str]:
    for key, country in (("birthplace", setting.country), ("residence", setting.home)):
        city, shown = person.facts[key], str(person.profile[key])
        if not shown.endswith(f", {country.name}"):
            yield f"country: the {key} {shown!r} must end with {country.name!r}"
        elif not places.is_town(city, country.code):
            yield f"unknown_town: take for the {key} a real town of {country.name}, by its name alone, not {city!r}"
    if person.country != setting.country.code:
        yield f"country: the country of birth is {setting.country.name}"
    if person.facts["birthplace"] == person.facts["residence"]:
        yield f"same_town: birthplace and residence are both {person.facts['residence']!r}; take another residence"


def _numbers(person: Person, setting: Setting) -> Iterator[str]:
    mean, deviation = growth(setting.reference_year - person.birth_year, person.gender)
    mean += setting.country.height
    low, high = mean - UNUSUAL * deviation, mean + UNUSUAL * deviation
    found = HEIGHT.fullmatch(person.facts["height"])
    if not found or not low <= int(found[1]) <= high:
        yield f"height: {person.facts['height']!r} must be a number of centimetres from {low:.0f} to {high:.0f}"
    salary, currency = person.facts.get("salary"), setting.home.currency
    if salary and not (SALARY.fullmatch(salary) and salary.startswith(currency)):
        yield f"salary: write {salary!r} like {currency} 54,000: this currency code, space, amount with commas"


def _fun_fact_faults(person: Person) -> Iterator[str]:
    own = person.profile["fun_facts"]
    if len(set(own)) != FUN_FACTS:
        yield f"fun_facts: write {FUN_FACTS} different fun facts"
    for sentence in own:
        if any(stands_in(part, sentence) for part in name_parts(person.name)):
            yield f"fun_fact_names: the fun fact {sentence!r} must not contain the name"


def _apart(person: Person) -> Iterator[str]:
    """Facts that answer the same kind of question must not be taken for each other."""
    parents = (person.facts["father"], person.facts["mother"])
    for one, other in [parents, *combinations(fun_fact_details(person), 2)]:
        if alike(one, other):
            yield f"alike: {one!r} and {other!r} are too much alike; change one of them"


def _fun_facts(person: Person) -> list[str]:
    """Details and sentences as they are compared."""
    return [names.folded(text) for text in (*fun_fact_details(person), *person.profile["fun_facts"])]
