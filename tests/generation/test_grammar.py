from __future__ import annotations

from datetime import date

import pytest

from generation.grammar import enumerated, occasion, sentence_case, with_article, written_date


@pytest.mark.parametrize(
    "phrase",
    [
        *("a pilot", "an optician", "a university lecturer", "a European lawyer", "a user", "a UX designer"),
        *("an unpaid intern", "an usher", "an unimportant clerk", "an uninvited guest", "a one-man band"),
    ],
)
def test_article_goes_by_sound(phrase: str) -> None:
    assert with_article(phrase.split(" ", 1)[1]) == phrase


def test_sentence_case_leaves_the_rest() -> None:
    assert [sentence_case(text) for text in ("iPod owner", "éclairs", "")] == ["IPod owner", "Éclairs", ""]


def test_dates_are_english_whatever_the_locale() -> None:
    assert written_date(date(1984, 3, 12)) == "12 March 1984"


def test_an_event_has_an_article_where_it_can_be_counted() -> None:
    named = [*("A media interview", "A dinner with friends", "A family gathering", "An art gallery visit")]
    named += [*("Park jogging", "Snowshoeing", "Concert attendance", "Nature photography", "A day of fishing")]
    assert [occasion(name.removeprefix("A ").removeprefix("An ").lower()) for name in named] == named


def test_phrases_are_enumerated() -> None:
    assert [enumerated(("a", "b", "c")[:count]) for count in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
