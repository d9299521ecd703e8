"""Which curated face suits which person: by gender and age."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import get_args

import numpy as np
from scipy.optimize import linear_sum_assignment

from dataset_builder.galleries import MOST_CHOICE, Photographs
from generation.records import BadInput, Face, Gender, Person

MOST_YEARS = 8  # between a person and the face; models that tell ages are off by about 5 years
IMPOSSIBLE = 1e6


class Unmatched(BadInput):
    """There are too few faces of some age and gender."""


def matched(
    people: Sequence[Person],
    gallery: Photographs,
    reference_year: int,
    kept: Mapping[str, Face] = MappingProxyType({}),
) -> list[Face]:
    """A face for everybody, as `match` chooses it among those that can be turned; a generator is asked for more.

    kept: faces by person id that these people have already, and nobody else gets.
    """
    faceless = [person for person in people if person.id not in kept]
    anew = iter(_matched(faceless, gallery, reference_year, {face.id for face in kept.values()}))
    return [kept.get(person.id) or next(anew) for person in people]


def _matched(people: Sequence[Person], gallery: Photographs, reference_year: int, taken: Collection[str]) -> list[Face]:
    wanted, unturned = gallery.choice(), set[str]()
    while True:
        faces = [face for face in gallery.curated(wanted) if face.id not in unturned and face.id not in taken]
        try:
            chosen = match(people, faces, reference_year)
        except Unmatched as error:
            if wanted is None or wanted >= MOST_CHOICE * gallery.people:
                raise Unmatched(f"{error}; {len(unturned)} could not be turned") from None
            wanted *= 2
            continue
        turned = {face.id for face in gallery.turned(chosen)}
        if len(turned) == len(chosen):
            return chosen
        unturned |= {face.id for face in chosen} - turned


def match(people: Sequence[Person], faces: Sequence[Face], reference_year: int) -> list[Face]:
    """A face of its own for every person, of the same gender, the differences in age being small in all.

    Raises Unmatched, with the gender and ages for which faces are missing, and BadInput where faces have neither.
    """
    if unknown := [face for face in faces if face.gender is None or face.age is None]:
        raise BadInput(
            f"faces: {len(unknown)} of {len(faces)} have no apparent gender and age, such as {unknown[0].source}; "
            "give --face-models with a model that tells them, or have people written for the faces (text: llm)"
        )
    ages = [reference_year - person.birth_year for person in people]
    chosen: dict[int, int] = {}  # person -> face
    for gender in get_args(Gender):  # a table each: a quarter of the memory
        ours = [i for i, person in enumerate(people) if person.gender == gender]
        theirs = [j for j, face in enumerate(faces) if face.gender == gender]
        years = np.abs(np.subtract.outer([ages[i] for i in ours], [float(faces[j].age or 0) for j in theirs]))
        years[years > MOST_YEARS] = IMPOSSIBLE
        pairs = zip(*linear_sum_assignment(years), strict=True) if ours and theirs else ()
        chosen |= {ours[i]: theirs[j] for i, j in pairs if years[i, j] < IMPOSSIBLE}
    alone = [i for i in range(len(people)) if i not in chosen]
    if alone:
        some = ", ".join(f"{people[i].gender} of {ages[i]}" for i in alone[:5])
        raise Unmatched(
            f"faces: {len(alone)} of {len(people)} people find none within {MOST_YEARS} years among {len(faces)} faces "
            f"({some}{' ...' if len(alone) > 5 else ''}); name more pictures with --faces"
        )
    return [faces[chosen[i]] for i in range(len(people))]
