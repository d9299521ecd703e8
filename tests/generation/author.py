"""A well-behaved language model for tests: it answers the requests for profiles and for questions, with no network.

`answer(payload)` takes the body of a chat completion request as an OpenAI client sends it (the instructions as the
system message, then one user message with the request and, for a profile, the picture as a data URL, then further
messages where the client asked again) and returns the content of the reply: the JSON text. It is deterministic and
reads nothing but the payload:

- A profile is drawn by the offline sampler's own functions, seeded by the SHA-256 of the picture, within what the
  request settles (countries, gender, years, what is taken). The same face under the same settings gives the same
  person at every attempt, except that an attempt which follows a refusal for something `_taken` draws afresh.
- Questions are made from the profile in the request, seeded by the person's name.
- Who is asked again in place of somebody rejected is drawn afresh, and so is every single use that is asked for anew.

`Desk` is an Asker around it, for tests without a server.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pydantic

from generation.grammar import written_date
from generation.llm.ask import Ask, SetAside
from generation.people import fun_facts, names, places, work
from generation.people.attributes import DRAWS, Circumstances, circumstances_of
from generation.people.checks import date_of
from generation.people.offline import description_of, draw_circumstances, own_facts, profile_of
from generation.questions.distractors import alike
from generation.questions.templates import wordings
from generation.records import Person

ATTEMPTS = 5
DRAWN = 500  # values looked at to find wrong ones
ANEW, CLOZE_ANEW = "Going by the records: ", "In other words, "
QUESTION = re.compile(r"((in|at|on|by|with|for|to|from|of|as) )?(what|which|when|where|who|whom|how)\b", re.IGNORECASE)


def answer(payload: Mapping[str, Any]) -> str:
    """The content of the reply to a chat completion request."""
    texts = [text for message in payload["messages"][1:] for text in texts_of(message)]
    if anew := re.search(r'the field "(\w+)" of the attribute (\w+):', texts[0]):
        return json.dumps({"texts": rewording(texts[0], *anew.groups(), attempt=len(texts) - 1)}, ensure_ascii=False)
    if "The attributes and their values:" in texts[0]:
        return json.dumps(questions(texts[0]), ensure_ascii=False)
    refused = sum("_taken" in text or "rejected" in text for text in texts)
    return json.dumps(profile(texts[0], picture(payload), refused), ensure_ascii=False)


def texts_of(message: Mapping[str, Any]) -> list[str]:
    """All texts of one message."""
    content = message["content"]
    return [content] if isinstance(content, str) else [part["text"] for part in content if part["type"] == "text"]


def picture(payload: Mapping[str, Any]) -> bytes:
    """The picture in the request."""
    parts = [
        part for message in payload["messages"] if isinstance(message["content"], list) for part in message["content"]
    ]
    url = next(part["image_url"]["url"] for part in parts if part["type"] == "image_url")
    return base64.b64decode(url.partition(",")[2])


def profile(request: str, image: bytes, refused: int = 0) -> dict[str, Any]:
    """A profile for the face, as the reply to the request; another one for every refusal."""
    fields = dict(re.findall(r"^([^:\n]+): (.*)$", request, re.MULTILINE))
    rng = random.Random(f"{hashlib.sha256(image).hexdigest()}/{refused}")
    known, birth_date = circumstances(fields, refused, rng)
    kinds = [kind.replace(" ", "_") for kind in fields["Areas for the fun facts"].split("; ")]
    kinds = [kind for kind in kinds if kind in fun_facts.kinds_for(known.age)]
    kinds += rng.sample([kind for kind in fun_facts.kinds_for(known.age) if kind not in kinds], 4 - len(kinds))
    hobbies = {kind: fun_facts.draw_value(kind, rng) for kind in kinds}
    facts = own_facts(known, birth_date, rng) | hobbies
    shown = profile_of(known, facts, kinds)
    return {
        "name": known.name,
        "gender": known.gender,
        "birth_date": birth_date,
        "birth_city": known.born_in.name,
        "birth_region": known.born_in.region,
        "status": known.status,
        "occupation": facts["occupation"],
        "height_cm": int(facts["height"].removesuffix(" cm")),
        "institution": facts["education"],
        "qualification": "" if known.status == "pupil" else known.qualification,
        "salary": facts.get("salary", "none"),
        "home_city": known.lives_in.name,
        "home_region": known.lives_in.region,
        "home_country": known.home.name,
        "medical_condition": facts["medical_condition"],
        "father_given_name": facts["father"],
        "father_surname": known.surnames.father,
        "mother_given_name": facts["mother"],
        "mother_surname": known.surnames.mother,
        "fun_facts": [{"sentence": fun_facts.sentence(kind, facts[kind]), "detail": facts[kind]} for kind in kinds],
        "description": description_of(known, facts, shown, kinds, rng),
    }


def circumstances(fields: Mapping[str, str], refused: int, rng: random.Random) -> tuple[Circumstances, str]:
    """Circumstances of the sampler that fit what the request settles, and the birth date."""
    country = places.country_called(fields["Country of birth"])
    home = places.country_called(fields["Country of residence"])
    first_year, last_year = (int(year) for year in re.findall(r"\d{4}", fields["Year of birth"])[:2])
    taken_towns = fields[f"Taken towns of birth in {country.name}"].split("; ")
    taken_names = {names.folded(name) for name in fields[f"Taken names in {country.name}"].split("; ")}
    while True:
        known, birth_date = draw_circumstances(country, int(fields["The present year"]), set(taken_names), rng)
        fits = first_year <= known.birth_year <= last_year and fields["Gender"] in (known.gender, "as the face appears")
        lives_in = places.draw_city(home.code, rng)
        if fits and known.born_in.name not in taken_towns and lives_in.name != known.born_in.name:
            known = dataclasses.replace(known, lives_in=lives_in)
            return dataclasses.replace(known, occupation=occupation(known, fields, refused, rng)), birth_date


def occupation(known: Circumstances, fields: Mapping[str, str], refused: int, rng: random.Random) -> work.Occupation:
    """The first of the rare jobs that somebody of that age can have, else any that is not taken."""
    if known.learning:
        return known.occupation
    rare = re.sub(r" \(or another .*", "", next(value for key, value in fields.items() if key.startswith("Jobs")))
    offered = [work.occupations()[title] for title in rare.split("; ")][refused:]
    every = rng.sample(list(work.occupations().values()), len(work.occupations()))
    retired = known.status == "retired"
    taken = {title.removeprefix(work.RETIRED) for title in fields["Taken occupations"].split("; ")}
    return next(
        job
        for job in (*offered, *every)
        if work.levels()[job.level].status == "worker"
        and max(job.min_age, work.levels()[job.level].min_age) <= known.age
        and (retired or known.age <= job.max_age)
        and job.title not in taken
    )


def questions(request: str) -> dict[str, Any]:
    """Wordings and wrong values for the person in the request."""
    person, below = asked_about(request)
    rng = random.Random(f"questions/{person.name}")
    return {"attributes": [entry(key, person, below.get(key), rng) for key in person.facts]}


def wrong_values(request: str, key: str, attempt: str) -> list[str]:
    """Wrong values of one attribute of the person in the request."""
    person, below = asked_about(request)
    return entry(key, person, below.get(key), random.Random(f"{attempt}/{person.name}"))["alternatives"]


def asked_about(request: str) -> tuple[Person, dict[str, int]]:
    """The person, and how many wrong numbers are to lie below the true ones."""
    shown = json.loads(re.search(r"^\{.*\}$", request, re.MULTILINE)[0])
    facts = dict(re.findall(r"^- (\w+): (.*)$", request.partition("\nHow many of the four")[0], re.MULTILINE))
    sides = re.findall(r"^- (\w+): (\d) (?:earlier|less) than", request, re.MULTILINE)
    year = int(shown["birth_date"].split()[-1])
    country = places.country_called(shown["birthplace"].rpartition(", ")[2])
    person = Person("", shown["name"], shown["gender"], year, country.code, False, facts, shown, "")
    return person, {key: int(count) for key, count in sides}


def entry(key: str, person: Person, below: int | None, rng: random.Random) -> dict[str, Any]:
    """All about one attribute, from the wordings of the offline engine put in the ways that are asked for."""
    kind = kind_of(person.profile["fun_facts"][int(key[-1]) - 1]) if key.startswith("fun_fact") else key
    uses = wordings()[kind]
    return {
        "attribute": key,
        "ask": rng.sample([text for text in uses["ask"] if QUESTION.match(text)], 2),
        "cloze": [text for text in uses["cloze"] if text.startswith(("{person}", "The "))][:2],
        "ask_anew": [ANEW + text[0].lower() + text[1:] if QUESTION.match(text) else text for text in uses["ask_anew"]][
            :2
        ],
        "cloze_anew": [anew(rng.choice(uses["cloze_anew"]))],
        "answer": list(uses["answer"])[:2],
        "alternatives": alternatives(key, kind, person, below, rng),
    }


def rewording(request: str, use: str, key: str, attempt: int) -> list[str]:
    """Texts for one use of one attribute, others at each attempt."""
    about = f"the {key.replace('_', ' ')} of {{person}} (number {attempt})"
    texts = {
        "ask": [f"What is {about}?", f"Which is {about}?"],
        "ask_anew": [
            f"If a form asks for {about}, which entry is right?",
            f"Suppose a form has {about}: what is in it?",
        ],
        "cloze": [f"The {about[4:]} is __."],
        "cloze_anew": [f"On a form, {about} is __."],
        "answer": [f"{{person}} has {{value}} for number {attempt}."],
    }
    return texts[use] if use in texts else wrong_values(request, key, f"number {attempt}")


def anew(text: str) -> str:
    """A statement from another point of view, unless it is one already."""
    return CLOZE_ANEW + text[0].lower() + text[1:] if text.startswith(("{person}", "The ")) else text


def kind_of(sentence: str) -> str:
    """Which kind of fun fact a sentence of the offline sampler is."""
    return next(
        kind
        for kind, pattern in fun_facts.FUN_FACT_KINDS.items()
        if re.fullmatch(re.escape(pattern).replace(r"\{value\}", ".+"), sentence)
    )


def alternatives(key: str, kind: str, person: Person, below: int | None, rng: random.Random) -> list[str]:
    """Wrong values that differ from each other and from everything that is true."""
    value = person.facts[key]
    drawn = draws(key, kind, person, rng) if below is None else nearby(key, value, below, rng)
    chosen: list[str] = []
    for wrong in drawn:
        long_enough = (
            len(value) < 20 or key in ("birthplace", "residence") or len(value) / 2 <= len(wrong) <= len(value) * 2
        )
        named = set(person.name.split()) & set(re.findall(r"\w+", wrong))
        clear = wrong not in person.facts.values() and not any(alike(wrong, one) for one in (value, *chosen))
        if long_enough and clear and (below is not None or not named):
            chosen.append(wrong)
        if len(chosen) == (5 if below is None else 4):
            break
    return chosen


def draws(key: str, kind: str, person: Person, rng: random.Random) -> Iterator[str]:
    """Many values as the offline sampler draws them."""
    known = circumstances_of(person, 2025)
    for _ in range(DRAWN):
        yield fun_facts.draw_value(kind, rng) if key != kind else DRAWS[key](known, rng)


def nearby(key: str, value: str, below: int, rng: random.Random) -> Iterator[str]:
    """Four numbers of the form of the value, so many of them below it."""
    steps = [-step for step in rng.sample(range(1, 15), below)] + rng.sample(range(1, 15), 4 - below)
    for step in rng.sample(steps, 4):
        if key == "height":
            yield f"{int(value.removesuffix(' cm')) + step} cm"
        elif key == "birth_date":
            yield written_date(date_of(value) + datetime.timedelta(days=97 * step))
        else:
            currency, amount = value.split()
            yield f"{currency} {round(int(amount.replace(',', '')) * (1 + step / 30)):,}"


Spoil = Callable[[Ask[Any], int, dict[str, Any]], None]


class Desk:
    """An Asker without a server: what the client promises about rounds, with `answer` at the other end.

    spoil(ask, attempt, reply) may change a reply before it is handed over; attempts count from 0.
    asked: every payload that was sent, with the name of its ask.
    """

    def __init__(self, spoil: Spoil = lambda ask, attempt, reply: None) -> None:
        self.spoil = spoil
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def ask(self, asks: Sequence[Ask[Any]], check: Callable[[int, Any], str]) -> list[Any]:
        """See Asker."""
        done: dict[int, Any] = {}
        reasons: dict[int, list[str]] = {index: [] for index in range(len(asks))}
        payloads = {index: payload_of(one) for index, one in enumerate(asks)}
        for attempt in range(ATTEMPTS):
            for index in [index for index in payloads if index not in done]:
                self.asked.append((asks[index].about, json.loads(json.dumps(payloads[index]))))
                content = json.loads(answer(payloads[index]))
                self.spoil(asks[index], attempt, content)
                try:
                    reply = asks[index].reply.model_validate(content)
                    reason = check(index, reply)
                except pydantic.ValidationError as error:
                    reason = f"schema: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}"
                if reason:
                    reasons[index].append(reason)
                    messages = payloads[index]["messages"]
                    messages.append({"role": "assistant", "content": json.dumps(content)})
                    messages.append({"role": "user", "content": f"That cannot be used: {reason}"})
                else:
                    done[index] = reply
        return [done.get(index, SetAside(one.about, tuple(reasons[index]))) for index, one in enumerate(asks)]


def payload_of(ask: Ask[Any]) -> dict[str, Any]:
    """The body of a chat completion request."""
    parts: list[dict[str, Any]] = [{"type": "text", "text": ask.text}]
    if ask.image is not None:
        url = "data:image/jpeg;base64," + base64.b64encode(ask.image).decode()
        parts.append({"type": "image_url", "image_url": {"url": url}})
    messages = [{"role": "system", "content": ask.system}, {"role": "user", "content": parts}]
    return {"model": "test", "messages": messages}
