"""Which curated face suits which person: by gender and age."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from dataset_builder.galleries import Photographs
from generation.records import BadInput, Face, Person

MOST_YEARS = 8  # between a person and the face; models that tell ages are off by about 5 years
IMPOSSIBLE = 1e6


def matched(people: Sequence[Person], gallery: Photographs, reference_year: int) -> list[Face]:
    """A face for everybody, as `match` chooses it among those that can be turned."""
    faces = list(gallery.curated(gallery.needed()))
    while True:
        chosen = match(people, faces, reference_year)
        turned = {face.id for face in gallery.turned(chosen)}
        if len(turned) == len(chosen):
            return chosen
        unturned = {face.id for face in chosen} - turned
        faces = [face for face in faces if face.id not in unturned]


def match(people: Sequence[Person], faces: Sequence[Face], reference_year: int) -> list[Face]:
    """A face of its own for every person, of the same gender, the differences in age being small in all.

    Raises BadInput, with the gender and ages for which faces are missing.
    """
    if unknown := [face for face in faces if face.gender is None or face.age is None]:
        raise BadInput(
            f"faces: {len(unknown)} of {len(faces)} have no apparent gender and age, such as {unknown[0].source}; "
            "give --face-models with a model that tells them, or have people written for the faces (text: llm)"
        )
    ages = np.array([reference_year - person.birth_year for person in people])
    apparent = np.array([face.age for face in faces], dtype=float)
    years = np.abs(ages[:, None] - apparent)  # (people, faces)
    other = np.array([person.gender for person in people])[:, None] != np.array([face.gender for face in faces])
    cost = np.where(other | (years > MOST_YEARS), IMPOSSIBLE, years)
    chosen = dict(zip(*linear_sum_assignment(cost), strict=True)) if faces else {}
    alone = [i for i in range(len(people)) if i not in chosen or cost[i, chosen[i]] == IMPOSSIBLE]
    if alone:
        some = ", ".join(f"{people[i].gender} of {ages[i]}" for i in alone[:5])
        raise BadInput(
            f"faces: {len(alone)} of {len(people)} people find none within {MOST_YEARS} years among {len(faces)} faces "
            f"({some}{' ...' if len(alone) > 5 else ''}); curate more pictures"
        )
    return [faces[chosen[i]] for i in range(len(people))]
