"""Marks, means over seeds, and distances, with numbers worked out by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import ModuleType

import pytest

from baselines.report.closeness import distance, forget_quality
from baselines.report.entries import Entry
from baselines.report.groups import Cell, Group, Row, averaged, grouped
from baselines.report.measures import BEST, SECOND, key_of, marks, set_mean, table_marks
from baselines.report.mllmu import MEASURES, MLLMU, TABLE
from baselines.results import Score


def entry(results: object, name: str = "one") -> Entry:
    return Entry(Path(name) / "results.json", results)  # type: ignore[arg-type]


def row(label: str, method: str, **values: float) -> Row:
    """Of the forget set, image_text; measures by the names of their metrics."""
    keys = {measure.metric + measure.task: key_of("forget", measure, "image_text") for measure in MEASURES}
    cells = {keys[name]: Cell(value, None, None, 10, 2, 0) for name, value in values.items()}
    return Row(label, method, "", (), cells)


@pytest.mark.parametrize(
    ("values", "lower", "expected"),
    [
        ([3.0, 1.0, 2.0], True, ["", BEST, SECOND]),
        ([3.0, 1.0, 2.0], False, [BEST, "", SECOND]),
        ([1.0, 1.0, 2.0, 3.0], True, [BEST, BEST, SECOND, ""]),
        ([1.0, 2.0, 2.0, None], True, [BEST, SECOND, SECOND, ""]),
        ([1.0, 1.0], True, ["", ""]),
        ([1.0], True, [""]),
        ([None, None], True, ["", ""]),
        ([], True, []),
    ],
)
def test_best_and_second(values: list[float | None], lower: bool, expected: list[str]) -> None:
    assert marks(values, lower) == expected


def test_references_do_not_compete_and_equal_looking_values_share_a_mark() -> None:
    rows = (
        row("Vanilla", "vanilla", accuracyclassification=0.01),
        row("Retained", "retained", accuracyclassification=0.02),
        row("GA", "ga", accuracyclassification=0.30001),
        row("NPO", "npo", accuracyclassification=0.30004),  # 30.0 as well
        row("IDK", "idk", accuracyclassification=0.4),
    )
    marked = table_marks(Group("g", "g", "b", "forget_10", rows, MLLMU, "g"), "image_text")
    key = key_of("forget", MEASURES[0], "image_text")
    assert {label: mark for (label, one), mark in marked.items() if one == key} == {
        "GA": BEST,
        "NPO": BEST,
        "IDK": SECOND,
    }


def test_distance_is_the_mean_absolute_difference_on_a_scale_from_0_to_1() -> None:
    ours = row("GA", "ga", accuracyclassification=0.5, factualitygeneration=10.0, rouge_lgeneration=0.2)
    retained = row("Retained", "retained", accuracyclassification=0.3, factualitygeneration=1.0)
    found = distance([(ours, retained, column) for column in TABLE.columns], "image_text")
    assert found is not None
    assert found.value == pytest.approx((0.2 + 1.0) / 2)
    assert (found.n_cells, found.of) == (2, 16)
    assert distance([(ours, None, column) for column in TABLE.columns], "image_text") is None
    assert distance([(ours, retained, column) for column in TABLE.columns], "text") is None
    assert distance([(retained, retained, column) for column in TABLE.columns], "image_text") is None


def test_set_mean_needs_every_measure() -> None:
    whole = {"accuracyclassification": 0.5, "rouge_lgeneration": 0.1, "factualitygeneration": 5.5, "accuracycloze": 0.9}
    assert set_mean(row("GA", "ga", **whole), "forget", TABLE.columns, "image_text") == pytest.approx(
        (0.5 + 0.1 + 0.5 + 0.9) / 4
    )
    whole.pop("accuracycloze")
    assert set_mean(row("GA", "ga", **whole), "forget", TABLE.columns, "image_text") is None


def test_seeds_are_averaged_with_their_spread(making: ModuleType) -> None:
    def scored(seed: int, value: float | None, low: float) -> Entry:
        score = Score("forget", "cloze", "text", "accuracy", value, low, low + 0.2, 12, 6, 1)
        return entry(dataclasses.replace(making.make("ga", "text", seed=seed), scores=(score,)))

    key = ("forget", "cloze", "text", "accuracy")
    (cell,) = averaged([scored(0, 0.2, 0.1), scored(1, 0.4, 0.3)]).values()
    assert (cell.value, cell.low, cell.high) == pytest.approx((0.3, 0.2, 0.4))
    assert cell.spread == pytest.approx(0.02**0.5)  # of 0.2 and 0.4: each 0.1 from the mean, one degree of freedom
    assert (cell.n_items, cell.not_scorable, cell.seeds) == (12, 2, 2)
    assert averaged([scored(0, 0.2, 0.1), scored(1, None, 0.3)])[key].value is None
    assert averaged([scored(0, 0.2, 0.1)])[key].spread is None


def test_seeds_are_one_row_and_other_options_are_told(making: ModuleType) -> None:
    made = [
        making.make("vanilla"),
        making.make("npo", "text", seed=0, options={"lr": 1.4e-4}),
        making.make("npo", "text", seed=1, options={"lr": 1.4e-4}),
        making.make("npo", "text", seed=0, options={"lr": 1e-5}),
        making.make("npo", "image_text", options={"lr": 1e-3}),
        making.make("ga", "text"),
    ]
    (group,) = grouped([entry(one, str(number)) for number, one in enumerate(made)])
    assert [row.label for row in group.rows] == [
        "Vanilla", "GA, text", "NPO, image+text", "NPO, text, lr 1.4e-4", "NPO, text, lr 1e-5",
    ]  # fmt: skip
    assert [len(row.entries) for row in group.rows] == [1, 1, 1, 2, 1]


def test_models_that_only_their_names_tell_apart_get_them(making: ModuleType) -> None:
    one = making.make("base")
    other = dataclasses.replace(one, model=one.model | {"name": "runs/other", "weights": "0"})
    (group,) = grouped([entry(one, "a"), entry(other, "b")])
    assert [row.label for row in group.rows] == ["Base model (runs/base-0)", "Base model (runs/other)"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"judge": {"name": "openai", "by_set": {"test": {"model": "gpt-4o"}}}}, "judge (offline / openai gpt-4o)"),
        ({"protocol": {"choices": "texts"}}, "choices (letters / texts)"),
        ({"protocol": {"rules": {"max_new_tokens": 9}}}, "rules.max_new_tokens (50 / 9)"),
        ({"protocol": {"test_images": "all"}}, "test_images (one / all)"),
        ({"data": {"fingerprint": "other"}}, "the data of the sets"),
    ],
)
def test_what_is_measured_in_another_way_has_a_table_of_its_own(
    making: ModuleType, changes: dict[str, dict[str, object]], named: str
) -> None:
    usual = [entry(making.make("vanilla")), entry(making.make("retained"))]
    changed = {field: getattr(usual[0].results, field) | values for field, values in changes.items()}
    other = dataclasses.replace(making.make("ga", "text"), **changed)
    first, second = grouped([*usual, entry(other)])
    assert [row.method for row in first.rows] == ["vanilla", "retained"]
    assert [row.method for row in second.rows] == ["ga"]
    assert named in first.caution


def test_a_system_prompt_and_a_seed_make_no_other_way_of_measuring(making: ModuleType) -> None:
    seeded = making.make("ga", "text")
    seeded = dataclasses.replace(seeded, protocol=seeded.protocol | {"seed": 7})
    assert len(grouped([entry(making.make("vanilla")), entry(making.make("prompting")), entry(seeded)])) == 1


def test_what_a_judge_cost_makes_no_other_way_of_measuring(making: ModuleType) -> None:
    one, other = (entry(making.make("ga", trained, judge="openai")) for trained in ("text", "image_text"))
    assert one.results.judge != other.results.judge
    assert len(grouped([one, other])) == 1


def test_a_benchmark_of_other_questions_does(making: ModuleType) -> None:
    one, other = (making.make("ga", trained, benchmarks=True) for trained in ("text", "image_text"))
    limited = [one.data["also"][0] | {"fingerprint": "of fewer questions"}]
    changed = dataclasses.replace(one, data=one.data | {"also": limited})
    (first, second) = grouped([entry(changed), entry(other)])
    assert "the data of MMMU/MMMU" in first.caution and second.caution
    assert len(grouped([entry(changed), entry(making.make("vanilla"))])) == 1  # which was not asked it


def test_each_forget_set_has_its_table(making: ModuleType) -> None:
    made = [making.make("ga", "text", forget=forget) for forget in ("forget_10", "forget_5", "forget_15")]
    assert [group.forget for group in grouped([entry(one) for one in made])] == ["forget_5", "forget_10", "forget_15"]


def test_forget_quality_is_of_the_same_questions(making: ModuleType) -> None:
    made = [making.make("retained"), making.make("vanilla"), making.make("ga", "text", truth_ratio=False)]
    (group,) = grouped([entry(one) for one in made])
    of_vanilla, of_retained, of_ga = (group.of(name) for name in ("vanilla", "retained", "ga"))
    assert of_vanilla is not None and of_retained is not None and of_ga is not None
    found = forget_quality(of_vanilla, group, "both")
    ratios = [
        [item.scores["log_truth_ratio"] for item in one.entries[0].results.items if item.set == "forget"
         and item.task == "classification"]
        for one in (of_vanilla, of_retained)
    ]  # fmt: skip
    assert found is not None and found.n_items == 20  # two people, ten questions each
    assert found.statistic == pytest.approx(
        max(abs(sum(v <= x for v in ratios[0]) - sum(v <= x for v in ratios[1])) / 20 for x in ratios[0] + ratios[1])
    )
    assert 0 <= found.p_value <= 1
    assert forget_quality(of_retained, group, "both") is None
    assert forget_quality(of_ga, group, "both") is None
