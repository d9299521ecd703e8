"""What a fictitious face is: closed vocabularies, sampling by gender and age, and the visual distance of two faces."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.faces.hairstyles import STYLES
from generation.records import BadInput, Gender

Colours = Mapping[str, str]

SKINS: Colours = {
    "porcelain": "#fbdfcd", "fair": "#f6cdb2", "peach": "#eebc98", "beige": "#e2aa80", "honey": "#d29664",
    "tan": "#bb7d4e", "bronze": "#a0673f", "brown": "#825033", "umber": "#6f4430", "ebony": "#5b392b",
}  # fmt: skip
HAIR_COLOURS: Colours = {
    "black": "#25222b", "espresso": "#3a2723", "brown": "#5c3a28", "chestnut": "#7b4528", "auburn": "#8e3b24",
    "ginger": "#c9652b", "dark blond": "#a67c48", "blond": "#dcb266", "platinum": "#eedfba",
    "salt and pepper": "#6c6a6e", "grey": "#98979b", "silver": "#bfc1c6", "white": "#e9e7e3",
    "pink": "#e0759a", "teal": "#2f8f92", "violet": "#7a55a6", "blue": "#3f6cb5",
}  # fmt: skip
GREYS = ("salt and pepper", "grey", "silver", "white")
DYED = ("pink", "teal", "violet", "blue")
EYE_COLOURS: Colours = {
    "dark brown": "#3b241a", "brown": "#6b4226", "amber": "#a86f2a", "hazel": "#7d7038",
    "green": "#4d8059", "grey": "#75838e", "blue": "#4682b0",
}  # fmt: skip
CLOTH_COLOURS: Colours = {
    "white": "#f4f1ea", "cream": "#ead9b5", "mustard": "#e0a52f", "orange": "#e2743a", "red": "#cb3f3d",
    "burgundy": "#7c2a3f", "pink": "#ec9db0", "lilac": "#b49ad4", "purple": "#66448f", "navy": "#263e6b",
    "blue": "#3f7cc0", "sky": "#93c5e3", "teal": "#21807f", "mint": "#9ed5b8", "green": "#4a8a4e",
    "olive": "#767a3c", "brown": "#825b40", "grey": "#8b9099", "charcoal": "#3b4049",
}  # fmt: skip
BACKGROUNDS: Colours = {  # each is the ground; its motif is drawn in MOTIF_COLOURS of the same name
    "sand": "#f0dfc0", "apricot": "#f7bd8c", "coral": "#ee8a78", "rose": "#f0b9c3", "plum": "#8a5a85",
    "lavender": "#c3b5e2", "indigo": "#4d5a9c", "sky": "#a6d3ee", "ocean": "#3f86ad", "aqua": "#8fd3cc",
    "forest": "#3f7663", "sage": "#b5cba5", "lime": "#d3dc84", "lemon": "#f7dd7c",
    "clay": "#b9694c", "slate": "#6d7f92",
}  # fmt: skip
MOTIF_COLOURS: Colours = {
    "sand": "#e3b98a", "apricot": "#fbdcae", "coral": "#f9c9a4", "rose": "#fbe6df", "plum": "#c58aa5",
    "lavender": "#efe3f4", "indigo": "#7f8fd0", "sky": "#e6f4f8", "ocean": "#7fc0cf", "aqua": "#d9f2e2",
    "forest": "#79ac86", "sage": "#e6e8c4", "lime": "#f3f2bd", "lemon": "#f3b65b",
    "clay": "#e7ae83", "slate": "#aebccb",
}  # fmt: skip

FACE_SHAPES = ("oval", "round", "square", "heart", "long", "diamond", "pear")
HAIR_STYLES = tuple(STYLES)
EXPRESSIONS = ("neutral", "gentle smile", "smile", "open smile", "half smile")
MARKS = ("none", "freckles", "beauty spot", "dimples")
GLASSES = ("none", "round", "square", "cat-eye", "half-rim", "sunglasses")
FACIAL_HAIR = ("none", "stubble", "moustache", "goatee", "short beard", "full beard", "long beard")
HEADWEAR = ("none", "cap", "beanie", "bobble hat", "bucket hat", "sun hat", "beret", "headband")
CLOTHING = ("tee", "v-neck", "collared shirt", "crew sweater", "hoodie", "turtleneck", "dungarees", "blazer")
PATTERNS = ("plain", "stripes", "dots", "zigzag")
MOTIFS = ("plain", "disc", "arch", "split", "corners", "hills", "dots", "rings", "bars", "leaves")
EARRINGS = ("none", "studs", "hoops", "drops")
NECKLACES = ("none", "chain", "pendant", "beads")


@dataclass(frozen=True, slots=True)
class Looks:
    """One face. Strings are words of this module's vocabularies; proportions run from -1 to 1, 0 being average.

    accent_colour: what is worn besides the garment (headwear, pattern, collar). gender and age (years) are inputs.
    """

    gender: Gender
    age: int
    skin: str
    face_shape: str
    hair_style: str
    hair_colour: str
    eye_colour: str
    expression: str
    marks: str
    glasses: str
    facial_hair: str
    headwear: str
    clothing: str
    pattern: str
    clothing_colour: str
    accent_colour: str
    background: str
    motif: str
    earrings: str
    necklace: str
    eye_spacing: float
    eye_size: float
    eye_tilt: float
    nose_length: float
    nose_width: float
    mouth_width: float
    lip_fullness: float
    brow_height: float
    brow_thickness: float
    brow_tilt: float
    jaw: float
    cheek: float
    ear_size: float


VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "skin": tuple(SKINS), "face_shape": FACE_SHAPES, "hair_style": HAIR_STYLES, "hair_colour": tuple(HAIR_COLOURS),
    "eye_colour": tuple(EYE_COLOURS), "expression": EXPRESSIONS, "marks": MARKS, "glasses": GLASSES,
    "facial_hair": FACIAL_HAIR, "headwear": HEADWEAR, "clothing": CLOTHING, "pattern": PATTERNS,
    "clothing_colour": tuple(CLOTH_COLOURS), "accent_colour": tuple(CLOTH_COLOURS), "background": tuple(BACKGROUNDS),
    "motif": MOTIFS, "earrings": EARRINGS, "necklace": NECKLACES,
}  # fmt: skip
PROPORTIONS = tuple(field.name for field in fields(Looks) if field.name not in VOCABULARIES)[2:]


def sample_looks(rng: random.Random, gender: Gender, age: int) -> Looks:
    """A face drawn from `rng`; it depends on nothing but `rng`, gender and age (years)."""
    skin = rng.choice(tuple(SKINS))
    colour = _hair_colour(rng, skin, age)
    style = rng.choice([name for name, style in STYLES.items() if style.suits(gender, age)])
    garment = rng.choice(tuple(CLOTH_COLOURS))
    accent = rng.choice([name for name in CLOTH_COLOURS if name != garment])
    grown_woman = gender == "female" and age >= 16
    words: dict[str, Any] = {
        "skin": skin,
        "face_shape": rng.choice(("round", "oval", "heart", "pear") if age < 13 else FACE_SHAPES),
        "hair_style": style,
        "hair_colour": colour,
        "eye_colour": rng.choice(tuple(EYE_COLOURS)[: 3 if tuple(SKINS).index(skin) > 6 else None]),
        "expression": _weighted(rng, EXPRESSIONS, (1, 4, 4, 4, 1)),
        "marks": _weighted(rng, MARKS, (10, 3 if age < 50 else 1, 2, 2)),
        "glasses": _weighted(
            rng, GLASSES, (6 if age > 50 else 12, 2, 2, 2 if grown_woman else 0, 1, 1 if age > 14 else 0)
        ),
        "facial_hair": _facial_hair(rng, gender, age),
        "headwear": rng.choice(HEADWEAR[1:]) if rng.random() < 0.16 else "none",
        "clothing": _weighted(rng, CLOTHING, (3, 2, 3, 3, 2 if age < 60 else 0, 2, 2, 2 if age > 17 else 0)),
        "pattern": _weighted(rng, PATTERNS, (7, 2, 1, 1)),
        "clothing_colour": garment,
        "accent_colour": accent,
        "background": rng.choice(tuple(BACKGROUNDS)),
        "motif": rng.choice(MOTIFS),
        "earrings": _weighted(rng, EARRINGS, (3, 2, 1, 1) if grown_woman else (20, 1, 1 if age > 15 else 0, 0)),
        "necklace": _weighted(rng, NECKLACES, (5, 1, 1, 1) if grown_woman else (12, 1 if age > 15 else 0, 0, 0)),
    }
    words |= {name: round(rng.uniform(-1, 1), 2) for name in PROPORTIONS}
    return Looks(gender=gender, age=age, **words)


def _weighted(rng: random.Random, words: Sequence[str], weights: Sequence[int]) -> str:
    return rng.choices(words, weights)[0]


def _hair_colour(rng: random.Random, skin: str, age: int) -> str:
    if rng.random() < min(max((age - 36) / 28, 0), 0.94):
        share = min(max((age - 45) / 30, 0), 1)  # of the light greys
        return rng.choices(GREYS, (2 - 2 * share, 2, 1 + share, 3 * share))[0]
    if 15 < age < 55 and rng.random() < 0.06:
        return rng.choice(DYED)
    natural = [name for name in HAIR_COLOURS if name not in GREYS + DYED]
    depth = tuple(SKINS).index(skin)  # fair hair is common on fair skin and rare on dark skin
    return rng.choices(natural, [4, 4, *(max(weight - 0.5 * depth, 0.15) for weight in (4, 3.5, 3, 3, 3, 3, 2.5))])[0]


def _facial_hair(rng: random.Random, gender: Gender, age: int) -> str:
    if gender == "female" or age < 18:
        return "none"
    return _weighted(rng, FACIAL_HAIR, (7, 2, 1, 1, 2, 1, 0) if age < 30 else (7, 2, 2, 2, 3, 3, 1))


# How much a difference in each feature shows in the picture. Colours count by their distance, words by being unequal.
_COLOURED: Mapping[str, tuple[Colours, float]] = {
    "skin": (SKINS, 2.0), "hair_colour": (HAIR_COLOURS, 2.0), "clothing_colour": (CLOTH_COLOURS, 2.0),
    "background": (BACKGROUNDS, 2.0), "accent_colour": (CLOTH_COLOURS, 0.3),
}  # fmt: skip
_WORDED = {
    "hair_style": 1.0, "motif": 0.5, "headwear": 0.5, "facial_hair": 0.4, "glasses": 0.4, "clothing": 0.4,
    "pattern": 0.3,
    "face_shape": 0.2, "expression": 0.1, "necklace": 0.1, "earrings": 0.1,
}  # fmt: skip
DISTANCE_FLOOR = 1.5
_DRAWS = 200


def distinct_looks(people: Collection[tuple[str, Gender, int]], seed: int) -> list[Looks]:
    """Looks of (id, gender, age), each from its own stream and at least DISTANCE_FLOOR from all earlier ones.

    The answer for a prefix of `people` is a prefix of the answer.
    """
    codes = np.zeros((len(_tables()), len(people)), np.intp)  # (features, people)
    found: list[Looks] = []
    for person_id, gender, age in people:
        rng = random.Random(f"{seed}/looks/{person_id}")
        for _ in range(_DRAWS):
            looks = sample_looks(rng, gender, age)
            code = _code(looks)
            if _nearest(code, codes[:, : len(found)]) >= DISTANCE_FLOOR:
                break
        else:
            raise BadInput(f"looks: no distinct face left for {person_id} after {len(found)} people; ask for fewer")
        codes[:, len(found)] = code
        found.append(looks)
    return found


def other_looks(looks: Looks, others: Collection[Looks], stream: str) -> Looks:
    """Looks of the same gender and age, at least DISTANCE_FLOOR from all others; `stream` seeds the draw."""
    rng = random.Random(stream)
    codes = np.column_stack([_code(one) for one in (looks, *others)])  # (features, people)
    for _ in range(_DRAWS):
        found = sample_looks(rng, looks.gender, looks.age)
        if _nearest(_code(found), codes) >= DISTANCE_FLOOR:
            return found
    raise BadInput(f"looks: no other distinct face of {looks.gender}, {looks.age} among {len(others)} people")


def distance(one: Looks, other: Looks) -> float:
    """Weighted feature distance of two faces, 0 (alike) to about 10."""
    return _nearest(_code(one), _code(other)[:, None])


def _code(looks: Looks) -> NDArray[np.intp]:
    return np.array([index[getattr(looks, name)] for name, (index, _) in _tables().items()], np.intp)


def _nearest(code: NDArray[np.intp], others: NDArray[np.intp]) -> float:
    tables = (table for _, table in _tables().values())
    sums = sum(table[own][row] for table, own, row in zip(tables, code, others, strict=True))
    return float(np.min(sums, initial=np.inf))


@cache
def _tables() -> dict[str, tuple[dict[str, int], NDArray[Any]]]:
    """Feature -> (word -> code, distance by code and code)."""
    tables = {}
    for name, words in VOCABULARIES.items():
        if name in _COLOURED:
            colours, weight = _COLOURED[name]
            rgb = np.array([list(bytes.fromhex(colours[word][1:])) for word in words]) / 255
            table = weight * np.sqrt(((rgb[:, None] - rgb) ** 2).sum(-1))
        else:
            table = _WORDED.get(name, 0.0) * (1 - np.eye(len(words)))
        tables[name] = ({word: code for code, word in enumerate(words)}, table)
    return tables
