"""A well-behaved language model for people at events and for events: like `author`, it reads nothing but the payload.

What is asked again, for whatever reason, is drawn afresh.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Mapping
from typing import Any

from generation.grammar import enumerated
from generation.people import names
from generation.people.characters import areas
from generation.people.offline import draw_name

from .author import texts_of

NEW = [f"{mood} {thing}" for mood in ("quiet", "busy", "festive") for thing in ("harbour", "orchard", "forge", "rink")]


def answer(payload: Mapping[str, Any]) -> str:
    """The content of the reply to a chat completion request."""
    request, *later = [text for message in payload["messages"][1:] for text in texts_of(message)]
    rng = random.Random(hashlib.sha256(f"{request}/{len(later)}".encode()).hexdigest())
    fields = dict(re.findall(r"^([^:\n]+): (.*)$", request, re.MULTILINE))
    write = character if request.startswith("Write one person.") else event
    return json.dumps(write(fields, rng), ensure_ascii=False)


def character(fields: Mapping[str, str], rng: random.Random) -> dict[str, Any]:
    """A name of the country, a job that is offered, the looks that are given."""
    country = areas()[fields["At home in"]].country
    taken = fields[f"Taken names in {country.name}"].split("; ")
    drawn = (draw_name(country, fields["Gender"], rng)[0] for _ in range(1000))
    name = next(one for one in drawn if one not in taken and "'" not in one)
    jobs = [re.sub(r" \(or another one\)$", "", job) for job in fields["Jobs of that sector that would do"].split("; ")]
    someone = "A woman" if fields["Gender"] == "female" else "A man"
    return {
        "name": name,
        "job": f"{rng.choice(('senior', 'travelling', 'assistant', 'local', 'trainee'))} {rng.choice(jobs)}",
        "appearance": f"{someone} of {fields['Age']} with {enumerated(fields['Looks'].split('; '))}.",
    }


def event(fields: Mapping[str, str], rng: random.Random) -> dict[str, Any]:
    """Words of its own, put together from its name."""
    taken = {names.folded(name) for name in fields["Taken names"].split("; ")}
    invented = [name for name in rng.sample(NEW, len(NEW)) if name not in taken]
    name = invented[0] if fields["Name"] == "invent the event" else fields["Name"]
    begin = fields["Begin the description with"]
    return {
        "name": name,
        "description": f"A {name} that begins with {begin}. What else is to be seen are {rng.randint(2, 99)} things.",
        "keywords": [f"{name.split()[0]} {name.split()[-1]} {number}" for number in range(10)],
    }
