"""The table of celebrities against Wikidata: what agrees, what differs, what Wikidata does not say.

Asked through `wbgetentities` and not through the SPARQL service, which turns Julian dates into Gregorian ones, counts
years before Christ otherwise, lags behind, and limits the time of a query.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generation import vocabulary
from generation.faces.celebrity_sources import plain_name
from generation.grammar import TERRITORIES
from generation.people.wikidata_dates import compare, read_time
from generation.wikimedia import WIKIDATA, Client, Item, best_values, items_by_id, items_by_title

Verdict = Literal["agrees", "differs", "not_found"]
GENDERS = {"Q6581072": "female", "Q1052281": "female", "Q6581097": "male", "Q2449503": "male"}
LEVELS = 3  # administrative units above the birthplace that may stand in our table instead of it
YEAR = re.compile(r"\b(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact of one person. theirs: what Wikidata says, empty if nothing. note: what explains the verdict."""

    name: str
    fact: str
    verdict: Verdict
    ours: str
    theirs: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Atlas:
    """The Wikidata items that persons' statements point to: places and those above them, countries, other words."""

    items: Mapping[str, Item]

    def names(self, id: str) -> list[str]:
        """English label first, then aliases; the id of an item without a label."""
        item = self.items.get(id, {})
        label = (item.get("labels") or {}).get("en", {}).get("value", id)
        return [label, *(alias["value"] for alias in (item.get("aliases") or {}).get("en", ()))]

    def above(self, id: str) -> list[str]:
        """Ids of the place and of what it lies in (P131), LEVELS up at most."""
        ids, level = [id], [id]
        for _ in range(LEVELS):
            level = [up for known in level for up in _ids(self.items.get(known, {}), "P131") if up not in ids]
            ids += level
        return ids


def check(
    endpoint: str = WIKIDATA, contact: str = "", rows: Sequence[Mapping[str, str]] | None = None
) -> list[Finding]:
    """Every fact of `rows` (the celebrities of the table) that Wikidata can tell, in the order of the rows.

    Facts: birth_date (P569), birth_city (P19), birth_country (P17 of P19), gender (P21), occupation (P106), award
    (P166 with its year). contact: an e-mail address or a page for the User-Agent. Raises BadInput in one line if the
    endpoint does not answer.
    """
    rows = vocabulary.read("celebrities") if rows is None else rows
    with Client(contact) as client:
        items = dict(items_by_title(client, endpoint, [row["page_title"] for row in rows]))
        atlas = _atlas(client, endpoint, [item for item in items.values() if item])
    findings: list[Finding] = []
    for row in rows:
        item = items[row["page_title"]]
        if item is None:
            findings.append(Finding(row["name"], "page_title", "not_found", row["page_title"], note="no item"))
        else:
            findings += _compare(row, item, atlas)
    return findings


def report(findings: Sequence[Finding]) -> str:
    """A table of what differs and what was not found, and below it how many of each fact agree."""
    open_ones = [one for one in findings if one.verdict != "agrees" or one.note]
    cells = [("name", "fact", "verdict", "ours", "Wikidata", "note")]
    cells += [(one.name, one.fact, one.verdict, one.ours, _short(one.theirs), one.note) for one in open_ones]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]) for row in cells
    ]
    counts = Counter((one.fact, one.verdict) for one in findings)
    for fact in dict.fromkeys(one.fact for one in findings):
        agree, differ, absent = (counts[fact, verdict] for verdict in ("agrees", "differs", "not_found"))
        lines.append(f"{fact}: {agree} agree, {differ} differ, {absent} not found")
    return "\n".join(line.rstrip() for line in lines)


def _atlas(client: Client, endpoint: str, people: Sequence[Item]) -> Atlas:
    """Everything that the statements about these people point to; places with what they lie in."""
    items: dict[str, Item] = {}
    level = _distinct(people, "P19")
    for _ in range(LEVELS):
        items |= items_by_id(client, endpoint, level, "labels|aliases|claims")
        level = [id for id in _distinct([items[id] for id in level if id in items], "P131") if id not in items]
    places = [items[id] for id in _distinct(people, "P19") if id in items]
    countries = _distinct(places, "P17")
    items |= items_by_id(client, endpoint, [id for id in countries if id not in items], "labels|aliases|claims")
    words = dict.fromkeys([*level, *_distinct(people, "P106"), *_distinct(people, "P166")])
    return Atlas(items | items_by_id(client, endpoint, [id for id in words if id not in items], "labels|aliases"))


def _compare(row: Mapping[str, str], item: Item, atlas: Atlas) -> Iterator[Finding]:
    yield _birth_date(row, item)
    yield _birth_city(row, item, atlas)
    yield _birth_country(row, item, atlas)
    genders = [GENDERS.get(id, atlas.names(id)[0]) for id in _ids(item, "P21")]
    yield _finding(row, "gender", row["gender"], genders, row["gender"] in genders)
    words = [atlas.names(id) for id in _ids(item, "P106")]
    yield _finding(row, "occupation", row["occupation"], [names[0] for names in words], _is_called(row, words))
    if row["award"]:
        yield _award(row, item, atlas)


def _finding(
    row: Mapping[str, str], fact: str, ours: str, theirs: Sequence[str], agrees: bool, note: str = ""
) -> Finding:
    verdict: Verdict = "agrees" if agrees else "differs" if theirs else "not_found"
    return Finding(row["name"], fact, verdict, ours, " / ".join(theirs), note)


def _birth_date(row: Mapping[str, str], item: Item) -> Finding:
    values = best_values(item, "P569")
    times = [when for value in values if (when := read_time(value))]
    theirs = [when.written() for when in times]
    answers = sorted((compare(row["birth_date"], when) for when in times), key=lambda answer: not answer[0])
    agrees, note = answers[0] if answers else (False, "less precise than a year" if values else "")
    note = note or (f"Wikidata has {len(theirs)} dates" if len(theirs) > 1 else "")
    return _finding(row, "birth_date", row["birth_date"], theirs, agrees, note)


def _birth_city(row: Mapping[str, str], item: Item, atlas: Atlas) -> Finding:
    """The birthplace, a place it lies in, or one of those that the table calls too near to be wrong."""
    ours, near = plain_name(row["birth_city"]), {plain_name(name) for name in row["cities_nearby"].split("|") if name}
    places = _ids(item, "P19")
    theirs = [atlas.names(id)[0] for id in places]
    for id in places:
        if ours in map(plain_name, atlas.names(id)):
            return _finding(row, "birth_city", row["birth_city"], theirs, True)
    around = [plain_name(name) for id in places for up in atlas.above(id) for name in atlas.names(up)]
    if ours in around:
        return _finding(row, "birth_city", row["birth_city"], theirs, True, "Wikidata's place lies in ours")
    if near & set(around):
        return _finding(row, "birth_city", row["birth_city"], theirs, True, "Wikidata's place is among cities_nearby")
    return _finding(row, "birth_city", row["birth_city"], theirs, False)


def _birth_country(row: Mapping[str, str], item: Item, atlas: Atlas) -> Finding:
    """Today's country of the birthplace, by its ISO code (P297); a state that is gone has none."""
    countries = [id for place in _ids(item, "P19") for id in _ids(atlas.items.get(place, {}), "P17")]
    codes = {code for id in countries for code in best_values(atlas.items.get(id, {}), "P297")}
    theirs = [atlas.names(id)[0] for id in dict.fromkeys(countries)]
    note = "Wikidata names no state of today" if countries and not codes else ""
    return _finding(
        row, "birth_country", TERRITORIES[row["birth_country"]], theirs, row["birth_country"] in codes, note
    )


def _is_called(row: Mapping[str, str], words: Sequence[Sequence[str]]) -> bool:
    """Whether each occupation of ours ends with a noun that is in some name of theirs."""
    theirs = {word for names in words for name in names for word in plain_name(name).split()}
    return all(plain_name(part).split()[-1] in theirs for part in row["occupation"].split(" and "))


def _award(row: Mapping[str, str], item: Item, atlas: Atlas) -> Finding:
    """An award whose name stands in ours, of the year that ours names; ours may be an office, which is no award."""
    ours, years = f" {plain_name(row['award'])} ", set(YEAR.findall(row["award"]))
    theirs: list[str] = []
    for statement in (item.get("claims") or {}).get("P166", ()):
        id = statement["mainsnak"].get("datavalue", {}).get("value", {}).get("id", "")
        if not any(f" {plain_name(name)} " in ours for name in atlas.names(id)):
            continue
        times = [one.get("datavalue", {}).get("value", {}) for one in statement.get("qualifiers", {}).get("P585", ())]
        when = {f"{time.year}" for value in times if (time := read_time(value))}
        label = " ".join([atlas.names(id)[0], *sorted(when)])
        if not years or not when or years & when:
            return _finding(row, "award", row["award"], [label], True, "" if when or not years else "year not given")
        theirs.append(label)
    return _finding(row, "award", row["award"], theirs, False, "" if theirs else "not among Wikidata's awards")


def _ids(item: Item, property: str) -> list[str]:
    return [str(value["id"]) for value in best_values(item, property) if isinstance(value, dict) and "id" in value]


def _distinct(items: Sequence[Item], property: str) -> list[str]:
    return list(dict.fromkeys(id for item in items for id in _ids(item, property)))


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
