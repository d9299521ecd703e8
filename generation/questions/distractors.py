"""Wrong options: values of other people in the same circumstances, drawn the way the right one was drawn.

Because right and wrong come from one distribution (same country, age, gender ... see `Sampler.draw`), neither the
question nor the other options tell them apart. The only draws refused are those that a judge could take for another
option; to ask for more (numbers further apart, say) would make the true value the middle one more often than chance.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence

from generation.records import BadInput, Person, Source

TRIES = 500


class Alternatives:
    """Wrong values that were written for each very person; a Source."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], dict[str, Sequence[str]]] = {}  # (id, name) -> attribute -> values

    def add(self, person: Person, values: Mapping[str, Sequence[str]]) -> None:
        """From now on these are drawn, instead of any others of these attributes."""
        self._values.setdefault((person.id, person.name), {}).update(values)

    def of(self, person: Person) -> Mapping[str, Sequence[str]]:
        """attribute -> values. Raises BadInput if there are none."""
        if (person.id, person.name) not in self._values:
            raise BadInput(f"{person.id} ({person.name}): not written by this author; draw for its own people only")
        return self._values[person.id, person.name]

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """One of the values."""
        return rng.choice(self.of(person)[attribute])


def draw_options(person: Person, attribute: str, source: Source, rng: random.Random) -> tuple[str, ...]:
    """Four options in random order, exactly one of them `person.facts[attribute]`.

    Raises BadInput if the source has too few values for this person.
    """
    options = [person.facts[attribute]]
    for _ in range(TRIES):
        value = source.draw(person, attribute, rng)
        if not any(alike(value, other) for other in options):
            options.append(value)
        if len(options) == 4:
            rng.shuffle(options)
            return tuple(options)
    raise BadInput(
        f"{person.id}: only {len(options)} different values of {attribute} in {TRIES} draws; "
        "its vocabulary is too small for multiple choice"
    )


def alike(one: str, other: str) -> bool:
    """Whether the values are the same to a judge: equal, or the words of one within the other's."""
    a_words, b_words = (f" {' '.join(_words(value))} " for value in (one, other))
    return a_words in b_words or b_words in a_words


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
