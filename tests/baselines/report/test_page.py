"""The page in a browser: it needs no network, fits a phone, and every case can be found by mouse and by keyboard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from baselines.report.make import make
from baselines.results import Results

EVIL = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def place(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a report on two forget sets, one question of which is hostile."""
    root = tmp_path_factory.mktemp("page")
    named = (("vanilla",), ("retained",), ("ga", "text"), ("ga", "image_text"))
    made = [with_hostile_question(making.make(*one)) for one in named]
    making.folder(root / "results", *made, making.make("vanilla", forget="forget_15"))
    return make([root / "results"], root / "out").as_uri()


def with_hostile_question(results: Results) -> Results:
    first, *others = results.items
    return dataclasses.replace(
        results, items=(dataclasses.replace(first, question=EVIL, reply=EVIL, attribute=EVIL), *others)
    )


@pytest.fixture(scope="module")
def place_of_both(making: ModuleType, making_pebench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a report on both benchmarks, PEBench's questions of which are the second and third table's."""
    root = tmp_path_factory.mktemp("both")
    made = [making.make("vanilla"), making.make("ga", "text")]
    made += [making_pebench.make(method, "person_25") for method in ("vanilla", "retained", "po", "ga")]
    made += [making_pebench.make(method, "both_25") for method in ("vanilla", "bgd")]
    making.folder(root / "results", *made)
    return make([root / "results"], root / "out").as_uri()


@pytest.fixture(scope="module")
def place_of_pebench(making: ModuleType, making_pebench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a report on PEBench alone, with all its tables."""
    root = tmp_path_factory.mktemp("pebench")
    making.folder(root / "results", *making_pebench.everything())
    return make([root / "results"], root / "out").as_uri()


@pytest.fixture
def page(browser: Any, place: str) -> Iterator[Any]:
    """The page, opened. At the end: nothing was asked of a network, nothing went wrong."""
    with opened(browser, place) as one:
        yield one


class opened:
    """A page whose requests and errors are watched."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self._context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **settings}
        )
        self._address = address
        self._wrong: list[str] = []

    def __enter__(self) -> Any:
        page = self._context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on(
            "request", lambda request: self._note(request.url.split("#")[0] != self._address.split("#")[0], request.url)
        )
        page.goto(self._address)
        return page

    def _note(self, is_wrong: bool, text: str) -> None:
        if is_wrong and not text.startswith("data:"):
            self._wrong.append(text)

    def __exit__(self, *_: object) -> None:
        self._context.close()
        assert self._wrong == []


def count(page: Any) -> int:
    return int(page.locator("#count").inner_text().split(" ")[0].replace(",", ""))


def chosen(page: Any) -> str:
    return str(page.locator("#list button[aria-current] .ask").inner_text())


def choose(page: Any, name: str, value: str) -> None:
    page.locator(f"#filters [name={name}]").select_option(value)


def test_hostile_text_is_shown_as_it_is(page: Any) -> None:
    assert "broken" not in page.title()
    page.locator("#filters [name=text]").fill("<script>")
    page.wait_for_function("document.getElementById('count').textContent.startsWith('1 of')")
    assert page.locator("#case h3").inner_text() == EVIL
    assert page.locator("#case td.reply").first.inner_text().startswith(EVIL)
    assert page.locator("main img").count() == 0


def test_filters(page: Any) -> None:
    assert count(page) == 9 * 18
    choose(page, "set", "forget")
    assert count(page) == 2 * 18
    choose(page, "task", "cloze")
    assert count(page) == 2 * 4
    choose(page, "modality", "text")
    assert count(page) == 2 * 2
    choose(page, "person", "P00001")
    assert count(page) == 2
    page.locator("#filters button[type=reset]").click()
    page.wait_for_function("document.getElementById('count').textContent.startsWith('162 of')")


def test_changes_relative_to_vanilla(page: Any, making: ModuleType) -> None:
    verdicts = {}
    for name, results in (("vanilla", making.make("vanilla")), ("text", making.make("ga", "text"))):
        verdicts[name] = {item.key: item.scores["accuracy"] for item in results.items if "accuracy" in item.scores}
    before, after = verdicts["vanilla"], verdicts["text"]
    choose(page, "model", page.locator("#filters [name=model] option", has_text="GA, text").get_attribute("value"))
    for change, expected in (
        ("broke", sum(before[key] == 1 and after[key] == 0 for key in before)),
        ("mended", sum(before[key] == 0 and after[key] == 1 for key in before)),
        ("changed", sum(before[key] != after[key] for key in before)),
        ("right", sum(value == 1 for value in after.values())),
    ):
        choose(page, "change", change)
        assert count(page) == expected, change
    choose(page, "change", "all_right")
    assert page.locator("#case td.yes").count() == 4


def test_no_case_fits(page: Any) -> None:
    page.locator("#filters [name=text]").fill("nothing says this")
    page.wait_for_function("document.getElementById('count').textContent.startsWith('0 of')")
    assert "No case fits" in page.locator("#case").inner_text()


def test_keyboard(page: Any) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("birth")
    page.wait_for_function("!document.getElementById('count').textContent.startsWith('162 of')")
    page.keyboard.press("Escape")
    asked = page.locator("#list .ask").all_inner_texts()
    assert chosen(page) == asked[0]
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    assert page.locator("#list button[aria-current]").get_attribute("data-place") == "2"
    assert chosen(page) == asked[2] == page.locator("#case h3").inner_text()
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.place") == "1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_pages_turn(page: Any) -> None:
    assert "page 1 of 4" in page.locator("#place").inner_text()
    page.locator("#later").click()
    assert page.locator("#list button[aria-current]").get_attribute("data-place") == "50"
    page.locator("#list button[aria-current]").focus()
    page.keyboard.press("k")
    assert "page 1 of 4" in page.locator("#place").inner_text()
    assert page.locator("#list button[aria-current]").get_attribute("data-place") == "49"


def test_an_address_leads_to_a_case(page: Any, browser: Any) -> None:
    choose(page, "set", "retain")
    page.locator("#list button").nth(3).click()
    with opened(browser, page.url) as other:
        assert count(other) == count(page)
        assert chosen(other) == chosen(page)
        assert other.locator("#filters [name=set]").input_value() == "retain"
        assert other.evaluate("scrollY") > 0


def test_each_table_has_its_cases(page: Any) -> None:
    assert page.locator("#filters [name=group] option").count() == 2
    assert page.locator("#case tbody tr").count() == 4
    choose(page, "group", "1")
    assert page.locator("#case tbody tr").count() == 1  # of forget_15 there is only the vanilla model


def test_modality_switch_shows_its_tables_and_plots(page: Any) -> None:
    for modality in ("text", "both", "image_text"):
        page.locator(f"input[name=modality][value={modality}]").check()
        shown = page.locator("main [data-modality]:visible").evaluate_all("all => all.map(one => one.dataset.modality)")
        assert set(shown) == {modality}


def test_theme_toggle(browser: Any, place: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, place, color_scheme="dark") as page:
        dark = page.evaluate(ground)
        page.locator("#theme").click()
        light = page.evaluate(ground)
        assert light == "rgb(255, 255, 255)" != dark
        assert page.locator("#theme").get_attribute("aria-label") == "Colour theme: light"
        page.locator("#theme").click()
        assert page.evaluate(ground) == dark


@pytest.mark.parametrize("address", ["place", "place_of_pebench"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_page_is_no_wider_than_the_screen(
    browser: Any, request: pytest.FixtureRequest, address: str, width: int
) -> None:
    place = request.getfixturevalue(address)
    with opened(browser, place, viewport={"width": width, "height": 844}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_models_are_readable(browser: Any, place: str) -> None:
    with opened(browser, place, viewport={"width": 390, "height": 844}) as page:
        widths = page.locator("#case tbody th").evaluate_all("all => all.map(one => one.offsetWidth)")
        assert min(widths) > 90


@pytest.mark.parametrize("address", ["place", "place_of_both", "place_of_pebench"])
def test_what_a_screen_reader_needs(browser: Any, request: pytest.FixtureRequest, address: str) -> None:
    with opened(browser, request.getfixturevalue(address)) as page:
        check_for_screen_readers(page)


def check_for_screen_readers(page: Any) -> None:
    assert page.locator("main").count() == page.locator("h1").count() == page.locator("nav").count() == 1
    assert page.locator("table:not(:has(caption)):not(.facts)").count() == 0
    assert page.locator("main thead th:not([scope])").count() == 0
    assert page.locator("figure svg:not([role=img])").count() == 0
    assert page.locator("figure svg").evaluate_all(
        "all => all.every(one => one.getAttribute('aria-label').length > 40)"
    )
    assert page.locator(".best .unseen").first.text_content() == " best"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    for name in page.locator("nav a").evaluate_all("all => all.map(one => one.hash)"):
        assert page.locator(name).count() == 1


def test_cases_of_pebench_by_set_and_concept(browser: Any, place_of_pebench: str) -> None:
    with opened(browser, place_of_pebench) as page:
        assert count(page) == 4 + 4 + 4 + 2 * 4 + 3 + 4
        assert page.locator("#filters label", has_text="Concept").is_visible()
        assert not page.locator("#filters [name=modality]").is_visible()  # there is but one
        choose(page, "attribute", "event")
        assert count(page) == 4 + 4
        choose(page, "set", "scope")
        assert count(page) == 4
        assert "Keywords: " in page.locator("#case").inner_text()
        assert page.locator("#case td.yes, #case td.no").count() == 0  # descriptions have scores only
        assert "G-Eval" in page.locator("#case tbody tr").first.inner_text()
        choose(page, "attribute", "")
        choose(page, "set", "forget_train")
        assert "lost since finetuned" in page.locator("#case").inner_text()
        assert page.locator("#filters [name=change] option", has_text="finetuned right → model wrong").count() == 1


def test_the_modality_switch_leaves_pebench_alone(browser: Any, place_of_both: str, place_of_pebench: str) -> None:
    with opened(browser, place_of_both) as page:
        for modality, of_people in (("text", 1), ("both", 1), ("image_text", 1)):
            page.locator(f"input[name=modality][value={modality}]").check()
            assert page.locator("#scores table.scores:visible", has_text="Forget set").count() == of_people
            assert page.locator("#scores table.scores:visible", has_text="Forgetting people").count() == 1
            assert page.locator("#interference figure:visible").count() == 1
    with opened(browser, place_of_pebench) as page:
        assert page.locator("input[name=modality]").count() == 0
        assert page.locator("#scores table.scores:visible").count() == 2


def test_filters_follow_the_benchmark(browser: Any, place_of_both: str) -> None:
    with opened(browser, place_of_both) as page:
        assert page.locator("#filters label", has_text="Attribute").is_visible()
        choose(page, "group", "1")
        assert page.locator("#filters label", has_text="Concept").is_visible()
        assert "Attribute" not in page.locator("#filters").inner_text()
        choose(page, "group", "0")
        assert page.locator("#filters label", has_text="Attribute").is_visible()
        assert page.locator("#filters [name=modality]").is_visible()
