"""What many questions together give away: places of the right option, and words that go with it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.shortcuts import Choice, shortcut_accuracy
from dataset_builder.counts import SCORED
from dataset_builder.entries import Entry
from dataset_builder.schema import CELEBRITY, FULL, LETTERS, TEST

ALPHA = 0.001  # of the chi-square test
FEWEST_QUESTIONS = 40  # ten expected at each letter
FEWEST_PEOPLE, MOST_PEOPLE = 50, 500  # with fewer the accuracy is noise; with more it only takes longer
LIMIT = 0.32  # accuracy; chance is 0.25, of 60 people 0.32 is four standard errors away
AUDITED = {"fictitious": (FULL, TEST), "celebrity": (CELEBRITY,)}


class Balance:
    """The multiple-choice questions of the scored configs."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._letters: dict[str, Counter[str]] = {config: Counter() for config in SCORED}
        self._choices: dict[str, dict[str, list[Choice]]] = {config: {} for config in SCORED}

    def see(self, config: str, entry: Entry) -> None:
        """Take a row; without an ID it is not known whose it is."""
        if config not in SCORED:
            return
        sound = [one for one in entry.questions if one.letter in one.options and all(one.options.values())]
        self._letters[config].update(one.letter for one in sound)
        people = self._choices[config]
        if entry.id and sound and (entry.id in people or len(people) < MOST_PEOPLE):
            places = [(LETTERS.index(one.letter), one) for one in sound]
            choices = [Choice(entry.id, one.text, list(one.options.values()), place) for place, one in places]
            people.setdefault(entry.id, []).extend(choices)

    def finish(self) -> dict[str, Any]:
        """The figures of both audits."""
        positions = {config: self._positions(config, letters) for config, letters in self._letters.items()}
        return {"positions": positions, "shortcuts": {who: self._shortcut(who) for who in AUDITED}}

    def _positions(self, config: str, letters: Counter[str]) -> dict[str, Any]:
        from scipy.stats import chisquare

        found = {letter: letters[letter] for letter in LETTERS}
        if letters.total() < FEWEST_QUESTIONS:
            few = f"positions of the right option: {letters.total()} questions"
            self._findings.add("not_checkable", config, "", few, f"at least {FEWEST_QUESTIONS}")
            return found | {"p": None}
        p = float(chisquare(list(found.values())).pvalue)
        if p <= ALPHA:
            shown = ", ".join(f"{letter} {count / letters.total():.0%}" for letter, count in found.items())
            self._findings.add("positions_uneven", config, "", f"{shown} (p = {p:.1g})", "a quarter each")
        return found | {"p": float(f"{p:.4g}")}

    def _shortcut(self, who: str) -> dict[str, Any] | None:
        """None where there are too few people."""
        configs = AUDITED[who]
        people = {id for config in configs for id in self._choices[config]}
        if len(people) < FEWEST_PEOPLE:
            few = f"shortcut audit of {who} people: {len(people)}"
            self._findings.add("not_checkable", configs[0], "", few, f"at least {FEWEST_PEOPLE} people")
            return None
        choices = [one for config in configs for those in self._choices[config].values() for one in those]
        likeliest, unlikeliest = shortcut_accuracy(choices)
        told = {"likeliest": likeliest}
        if who == "fictitious":  # of celebrities, what is never right is knowledge of the others, who are real
            told["unlikeliest"] = unlikeliest
        for what, accuracy in told.items():
            if accuracy > LIMIT:
                value = f"{accuracy:.1%} by the {what} option"
                self._findings.add("shortcut", configs[0], "", value, f"at most {LIMIT:.0%}")
        return {
            "people": len(people), "questions": len(choices), "likeliest": round(likeliest, 4),
            "unlikeliest": round(unlikeliest, 4), "chance": 0.25,
        }  # fmt: skip
