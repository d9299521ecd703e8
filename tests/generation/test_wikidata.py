"""The table of celebrities against a Wikidata on loopback that holds the table itself, and then something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from generation import vocabulary, wikimedia
from generation.grammar import TERRITORIES, is_day
from generation.people.wikidata import Finding, check, report
from generation.people.wikidata_dates import When, compare, read_time
from generation.records import BadInput

from ..wikimedia_server import JULIAN, World, cut, drop, malformed, running, statement, status, time, to_item

ROWS = {row["name"]: row for row in vocabulary.read("celebrities")}
EINSTEIN = ROWS["Albert Einstein"]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(wikimedia, "FIRST_PAUSE", 0.001)
    with running() as world:
        yield world


def written(birth_date: str) -> dict[str, object]:
    """The table's date as Wikidata writes it."""
    sign = "" if birth_date.startswith("-") else "+"
    return time(sign + birth_date) if is_day(birth_date) else time(f"{sign}{birth_date}-00-00", precision=9)


def fill(world: World, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Everything that the table says, as Wikidata would."""
    world.add_item("Q6581097", "male")
    world.add_item("Q6581072", "female")
    countries = {code: f"Q{n}" for n, code in enumerate(sorted({row["birth_country"] for row in rows.values()}), 100)}
    for code, id in countries.items():
        world.add_item(id, TERRITORIES[code], P297=statement(code))
    for n, row in enumerate(rows.values(), start=1):
        city, work, award = f"Q{n}1000", f"Q{n}2000", f"Q{n}3000"
        ended = statement(to_item("Q99"), P582=time("+1945-05-08"))
        world.add_item(city, row["birth_city"], P17=[ended, statement(to_item(countries[row["birth_country"]]))])
        world.add_item(work, row["occupation"])
        world.add_item(award, row["award"].removeprefix("the ").lstrip("0123456789 ") or "prize")
        world.add_item(f"Q{n}0000", row["name"], row["page_title"], **claims(row, city, work, award))


def claims(row: Mapping[str, str], city: str, work: str, award: str) -> dict[str, object]:
    year = next((word for word in row["award"].split() if word.isdigit() and len(word) == 4), None)
    when = {"P585": time(f"+{year}-01-01", precision=9)} if year else {}
    gender = "Q6581072" if row["gender"] == "female" else "Q6581097"
    return {
        "P569": statement(written(row["birth_date"])),
        "P19": city,
        "P21": gender,
        "P106": work,
        "P166": statement(to_item(award), **when),
    }


def of(findings: list[Finding], fact: str) -> Finding:
    return next(one for one in findings if one.fact == fact)


def one(world: World, row: Mapping[str, str] = EINSTEIN, **changed: object) -> list[Finding]:
    """The findings about one person, whose statements are those of the table but for `changed`."""
    fill(world, {row["name"]: row})
    world.add_item("Q10000", row["name"], row["page_title"], **claims(row, "Q11000", "Q12000", "Q13000") | changed)
    return check(world.api, rows=[row])


def test_the_table_agrees_with_itself(world: World) -> None:
    fill(world, ROWS)
    findings = check(world.api)
    assert not [finding for finding in findings if finding.verdict != "agrees"]
    assert len(findings) == 5 * len(ROWS) + sum(bool(row["award"]) for row in ROWS.values())
    assert all(finding.theirs == finding.ours for finding in findings if finding.fact == "birth_country")
    assert "birth_date: 153 agree, 0 differ, 0 not found" in report(findings)
    assert len(world.asked) < 80


def test_every_difference_is_reported(world: World) -> None:
    world.add_item("Q7", "Munich", P17=["Q8"])
    world.add_item("Q8", "Austria", P297=statement("AT"))
    world.add_item("Q9", "cook")
    findings = one(
        world, P569=statement(time("+1879-03-15")), P19="Q7", P21="Q6581072", P106=["Q9"], P166=statement(to_item("Q9"))
    )
    found = {finding.fact: (finding.verdict, finding.theirs) for finding in findings}
    assert found == {
        "birth_date": ("differs", "1879-03-15"),
        "birth_city": ("differs", "Munich"),
        "birth_country": ("differs", "Austria"),
        "gender": ("differs", "female"),
        "occupation": ("differs", "cook"),
        "award": ("not_found", ""),
    }
    text = report(findings)
    assert "birth_date     differs    1879-03-14" in text and "birth_date: 0 agree, 1 differ, 0 not found" in text


def test_what_wikidata_does_not_say_is_not_found(world: World) -> None:
    world.add_item("Q10000", "Albert Einstein", "Albert Einstein")
    findings = check(world.api, rows=[EINSTEIN])
    assert {finding.verdict for finding in findings} == {"not_found"}
    assert [finding.fact for finding in check(world.api, rows=[ROWS["Pelé"]])] == ["page_title"]


def test_answers_that_were_cut_off_are_completed(world: World) -> None:
    few = {name: ROWS[name] for name in ("Albert Einstein", "Marie Curie", "Aristotle")}
    fill(world, few)
    world.most_items = 1
    assert {finding.verdict for finding in check(world.api, rows=list(few.values()))} == {"agrees"}


def test_redirected_titles_are_found(world: World) -> None:
    row = ROWS["Margaret Hamilton"]
    world.moved[row["page_title"]] = "Margaret Hamilton (engineer)"
    fill(world, {row["name"]: {**row, "page_title": "Margaret Hamilton (engineer)"}})
    assert of(check(world.api, rows=[row]), "birth_date").verdict == "agrees"


@pytest.mark.parametrize(
    ("ours", "theirs", "agrees", "note"),
    [
        ("1879-03-14", time("+1879-03-14"), True, ""),
        ("1879-03-14", time("+1879-03-15"), False, ""),
        ("1879-03-14", time("+1879-03-14", calendar=JULIAN), True, ""),
        ("1729-05-02", time("+1729-04-21", calendar=JULIAN), True, "the same day: ours is in the Gregorian calendar"),
        ("1729-04-21", time("+1729-05-02"), True, "the same day: ours is in the Julian calendar"),
        ("1729-05-01", time("+1729-04-21", calendar=JULIAN), False, ""),
        ("1950-01-14", time("+1950-01-01", calendar=JULIAN), False, ""),
        ("1533-09-07", time("+1533-09-17"), True, "the same day: ours is in the Julian calendar"),
        ("1879-03-14", time("+1879-00-00", 9), True, "Wikidata knows the year only"),
        ("1879-03-14", time("+1880-00-00", 9), False, "Wikidata knows the year only"),
        ("1879-03-14", time("+1879-03-00", 10), True, "Wikidata knows the month only"),
        ("1879-03-14", time("+1879-04-00", 10), False, "Wikidata knows the month only"),
        ("1694", time("+1694-11-21"), True, ""),
        ("1694", time("+1693-12-25", calendar=JULIAN), True, "the same day: our year is of the Gregorian calendar"),
        ("1694", time("+1695-02-20"), False, ""),
        ("-0384", time("-0384-00-00", 9), True, ""),
        ("-0384", time("-0383-00-00", 9), False, ""),
        ("-0384", time("+0384-00-00", 9), False, ""),
        ("-0044-03-13", time("-0044-03-15", calendar=JULIAN), True, "the same day: ours is in the Gregorian calendar"),
        ("-0106", time("-0106-01-03", calendar=JULIAN), True, ""),
    ],
)
def test_dates_are_compared_in_both_calendars(ours: str, theirs: dict[str, object], agrees: bool, note: str) -> None:
    when = read_time(theirs)
    assert when is not None
    assert compare(ours, when) == (agrees, note)


def test_dates_less_precise_than_a_year_say_nothing(world: World) -> None:
    assert read_time(time("+1870-00-00", 8)) is None
    finding = of(one(world, P569=statement(time("+1900-00-00", 7))), "birth_date")
    assert (finding.verdict, finding.note) == ("not_found", "less precise than a year")


def test_a_julian_date_is_written_as_such() -> None:
    assert When(1729, 4, 21, 11, True).written() == "1729-04-21 (Julian)"
    assert When(-384, 1, 1, 9, True).written() == "-0384"


def test_the_calendars_meet_where_history_says() -> None:
    for julian, gregorian in (("1582-10-05", "1582-10-15"), ("1752-09-03", "1752-09-14"), ("1918-02-01", "1918-02-14")):
        assert compare(gregorian, read_time(time(f"+{julian}", calendar=JULIAN)) or When(1, 1, 1, 11, True))[0]
        assert compare(julian, read_time(time(f"+{gregorian}")) or When(1, 1, 1, 11, True))[0]
    assert date.fromisoformat("1918-02-14").toordinal() - date.fromisoformat("1918-02-01").toordinal() == 13


def test_the_preferred_of_several_dates_counts(world: World) -> None:
    dates = [statement(time("+1879-03-15")), statement(time("+1879-03-14"), rank="preferred")]
    assert of(one(world, P569=dates), "birth_date").theirs == "1879-03-14"
    finding = of(one(world, P569=[statement(time("+1879-03-15")), statement(time("+1879-03-14"))]), "birth_date")
    assert (finding.verdict, finding.note) == ("agrees", "Wikidata has 2 dates")


def test_a_birthplace_may_lie_in_ours(world: World) -> None:
    world.add_item("Q7", "Old Quarter", P131=["Q71"], P17=["Q72"])
    world.add_item("Q71", "Ulm District", P131=["Q73"])
    world.add_item("Q73", "Donaustadt", aliases=("Ulm",))
    world.add_item("Q72", "Germany", P297=statement("DE"))
    findings = one(world, P19="Q7")
    finding = of(findings, "birth_city")
    assert (finding.verdict, finding.theirs, finding.note) == ("agrees", "Old Quarter", "Wikidata's place lies in ours")
    assert of(findings, "birth_country").verdict == "agrees"


def test_a_birthplace_may_be_one_that_the_table_calls_near(world: World) -> None:
    row = ROWS["Chien-Shiung Wu"]
    world.add_item("Q7", "Suzhou")
    finding = of(one(world, row, P19="Q7"), "birth_city")
    assert finding.verdict == "agrees" and finding.note == "Wikidata's place is among cities_nearby"


def test_a_country_that_is_gone_is_said(world: World) -> None:
    world.add_item("Q7", "Ulm", P17=["Q72"])
    world.add_item("Q72", "Kingdom of Württemberg")
    finding = of(one(world, P19="Q7"), "birth_country")
    assert (finding.verdict, finding.note) == ("differs", "Wikidata names no state of today")


def test_the_year_of_an_award_counts(world: World) -> None:
    world.add_item("Q7", "Nobel Prize in Physics")
    finding = of(one(world, P166=statement(to_item("Q7"), P585=time("+1922-00-00", 9))), "award")
    assert (finding.verdict, finding.theirs) == ("differs", "Nobel Prize in Physics 1922")
    finding = of(one(world, P166=statement(to_item("Q7"))), "award")
    assert (finding.verdict, finding.note) == ("agrees", "year not given")


def test_letters_within_words_are_no_award(world: World) -> None:
    world.add_item("Q7", "Order of the Sun", aliases=("hys", ""))
    assert of(one(world, P166=statement(to_item("Q7"))), "award").verdict == "not_found"


def test_faults_are_waited_out(world: World) -> None:
    fill(world, {EINSTEIN["name"]: EINSTEIN})
    world.faults = [status(429, Retry_After="0"), drop, malformed, None, cut, status(502), None, status(500)]
    assert {finding.verdict for finding in check(world.api, rows=[EINSTEIN])} == {"agrees"}


def test_an_endpoint_that_does_not_answer_is_one_line(world: World) -> None:
    world.faults = [malformed] * 6
    with pytest.raises(BadInput, match=r"no answer after 6 tries, malformed JSON") as raised:
        check(world.api, rows=[EINSTEIN])
    assert "\n" not in str(raised.value)
    with pytest.raises(BadInput, match="status 404; is it the address of a MediaWiki API"):
        check(f"{world.address}/wiki", rows=[EINSTEIN])
