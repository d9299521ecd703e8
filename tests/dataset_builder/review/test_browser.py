"""The page as a reviewer uses it: a real process, a real browser, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ...review_page import ReviewPage, lines, reviewing
from . import small

EVIL = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
QUESTION, EDITED = "Which city of Ada Number0 is __.", "Which town of Ada Number0 is __?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset, a check of it, and where decisions go."""
    place = tmp_path_factory.mktemp("review")
    small.make(
        place / "data", [small.person(0, description=EVIL), *map(small.person, range(1, 4))], [small.person(9, "1")]
    )
    leak = {
        "severity": "warning",
        "code": "leak",
        "config": "Full_Set",
        "id": "P00002",
        "value": EVIL,
        "expected": "none",
    }
    small.findings(place / "check.json", place / "data", leak)
    return place


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with reviewing(place / "data", place / "reviews.jsonl", "ann") as address:
        yield address


@pytest.fixture
def page(browser: Any, address: str, place: Path) -> Iterator[ReviewPage]:
    (place / "reviews.jsonl").unlink(missing_ok=True)
    with ReviewPage(browser, address) as page:
        yield page
        assert page.errors == [] and page.asked <= {address.removeprefix("http://"), ""}  # "" for data in the page


def test_reject_and_edit_by_keyboard_survive_a_reload_and_two_reviewers_agree(
    page: ReviewPage, browser: Any, place: Path
) -> None:
    page.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "r")
    assert page.text("#item h2") == "Which city is the person in the image from?"
    page.press("5")
    page.until("#item h2", "Which city is Ada Number0 from?")  # the next one
    page.choose(QUESTION)
    page.press("e")
    page.fill("Question", "Which town of Ada Number0?")
    page.press("Enter")
    page.until("#edit .fault", "a cloze needs one, written __")
    page.fill("Question", EDITED)
    page.press("Enter")
    page.until("#progress", "2 items decided, 0 of 5 people done")
    page.reload()
    page.until("#progress", "2 items decided, 0 of 5 people done")
    page.choose("Which city is the person in the image from?")
    assert page.text("#decision .stands") == "✗ rejected: several options are right"
    page.choose(EDITED)
    assert page.text("#decision .stands") == "✎ edited"
    assert page.text("#item h2") == f"{EDITED} {QUESTION}"  # the old text crossed out
    first, second = lines(place / "reviews.jsonl")
    common = {"reviewer": "ann", "person": "P00000", "kind": "question"}
    rejected = {"item": "Full_Set, image_text classification 1", "verdict": "reject", "edits": {}}
    assert first.items() >= {**common, **rejected, "reason": "several options are right"}.items()
    edited = {"item": "Full_Set, text cloze 1", "verdict": "edit", "edits": {"Question": EDITED}}
    assert second.items() >= {**common, **edited, "reason": ""}.items()

    with reviewing(place / "data", place / "reviews.jsonl", "ben") as other, ReviewPage(browser, other) as his:
        assert his.text("#reviewer") == "ben" and his.text("#progress").startswith("0 items")
        assert his.page.locator("#items .sign:not(:empty)").count() == 0  # nothing of hers shows
        his.press("Shift+A")
        his.until("#progress", "16 items decided, 1 of 5 people done")
        his.page.click("#agreement summary")
        his.until("#agreement", "ann and ben: kappa 0.00, 2 items")


def test_texts_of_the_dataset_are_shown_as_text(page: ReviewPage) -> None:
    assert page.text("#biography p") == EVIL
    page.press("ArrowRight", "ArrowRight")
    page.until("#findings", EVIL)
    assert page.page.title() != "taken" and page.page.locator("#person script, #person img[src=x]").count() == 0


def test_keys_do_nothing_while_somebody_types(page: ReviewPage, place: Path) -> None:
    page.press("/", *"aAr3")
    assert page.page.input_value("#words") == "aAr3"
    page.until("#count", "0 people")
    page.press("Escape", "r", "0", *"a e, j", "Enter")
    page.until("#progress", "1 item decided")
    page.choose("biography")
    page.press("e", *"ajk", "Escape")
    (line,) = lines(place / "reviews.jsonl")
    assert (line["item"], line["verdict"], line["reason"]) == ("Full_Set, portrait", "reject", "a e, j")


def test_nothing_is_decided_before_it_is_seen(page: ReviewPage) -> None:
    page.page.route(re.compile("component_server"), lambda route: None)  # answers do not come
    page.press("ArrowRight", "ArrowRight", "ArrowRight", "Shift+A", "a")  # the neighbours were there before
    assert page.page.locator("#items .sign:not(:empty)").count() == 0
    page.page.unroute_all()


def test_people_are_found_by_status_finding_and_name(page: ReviewPage) -> None:
    page.press("Shift+A")
    page.until("#progress", "1 of 5 people done")
    for selector, choice, count in (("#status", "done", 1), ("#status", "open", 4), ("#code", "leak", 1)):
        page.page.select_option(selector, choice)
        page.until("#count", "1 person" if count == 1 else f"{count} people")
    assert page.text("#people .name") == "Ada Number2"
    page.press("ArrowRight")
    page.until("#name", "Ada Number2")


def test_what_could_not_be_kept_is_open_again_and_said(page: ReviewPage, place: Path) -> None:
    (place / "reviews.jsonl").mkdir()
    try:
        page.press("a")
        page.until("#notice", "NOT KEPT")
        assert page.page.locator("#items .sign:not(:empty)").count() == 0
    finally:
        (place / "reviews.jsonl").rmdir()
    page.press("ArrowUp", "a")
    page.until("#progress", "1 item decided")
    assert len(lines(place / "reviews.jsonl")) == 1


def test_nothing_else_is_served_and_nobody_else_is_answered(address: str, place: Path) -> None:
    for path in (place / "data" / "Full_Set" / "train-00000-of-00001.parquet", Path("/etc/passwd")):
        assert requests.get(f"{address}/gradio_api/file={path}", timeout=20).status_code in (403, 404)
    other = {"Origin": "http://example.org"}
    assert requests.post(f"{address}/gradio_api/component_server", headers=other, timeout=20).status_code == 403
    assert requests.get(address, headers={"Host": "example.org"}, timeout=20).status_code == 400
    assert "default-src 'self'" in requests.get(address, timeout=20).headers["Content-Security-Policy"]
