"""The report's files: what stands in them, that they are the same every time, and what is refused."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from baselines.errors import BadInput
from baselines.report import latex, markdown
from baselines.report.cases import cases_json, inert
from baselines.report.entries import Entry, read_all
from baselines.report.groups import grouped
from baselines.report.make import make

Report = Callable[..., Path]
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \u2028 %_{}$"


@pytest.fixture(scope="module")
def report(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report on vanilla, retained, two seeds of one method, and another."""
    root = tmp_path_factory.mktemp("report")
    made = [making.make("vanilla"), making.make("retained"), making.make("ga", "text", seed=0)]
    made += [making.make("ga", "text", seed=1), making.make("npo", "image_text")]
    making.folder(root / "results", *made)
    return make([root / "results"], root / "out").parent


def test_every_file_is_there(report: Path) -> None:
    assert {path.name for path in report.iterdir()} == {
        "report.html", "report.md", "table2.md", "table2.tex", "scores.csv", "plots",
    }  # fmt: skip
    png, svg = ({path.stem for path in (report / "plots").glob(f"*.{kind}")} for kind in ("png", "svg"))
    assert png == svg
    kinds = {re.sub(r"^1-.*forget-10-", "", name) for name in png}
    assert kinds >= {"tradeoff-retain-text", "tradeoff-celebrity-both", "by-attribute-text", "by-person-image-text"}
    assert kinds >= {"curves-unlearning", "curves-fine-tuning"}


def test_same_results_same_bytes(making: ModuleType, tmp_path: Path) -> None:
    places = making.folder(tmp_path / "results", making.make("vanilla"), making.make("npo", "text"))
    folders = [make(places, tmp_path / name).parent for name in ("one", "other")]
    files = [{path.relative_to(one): path.read_bytes() for path in one.rglob("*.*")} for one in folders]
    assert files[0] == files[1]


def test_csv_has_every_score_of_every_seed(report: Path, making: ModuleType) -> None:
    rows = list(csv.DictReader(io.StringIO((report / "scores.csv").read_text())))
    given = [("vanilla", "", 0), ("retained", "", 0), ("ga", "text", 0), ("ga", "text", 1), ("npo", "image_text", 0)]
    assert len(rows) == sum(len(making.make(method, trained, seed=seed).scores) for method, trained, seed in given)
    assert {row["seed"] for row in rows if row["method"] == "ga"} == {"0", "1"}
    one = making.make("npo", "image_text").scores[0]
    (found,) = [
        row for row in rows
        if row["method"] == "npo" and (row["set"], row["task"], row["modality"], row["metric"])
        == (one.set, one.task, one.modality, one.metric)
    ]  # fmt: skip
    assert float(found["value"]) == one.value
    assert found["judge"] == "offline"


def test_markdown_and_latex_have_marks_intervals_and_seeds(report: Path) -> None:
    text, tex = ((report / f"table2.{kind}").read_text() for kind in ("md", "tex"))
    assert "**" in text and "<u>" in text and "(2 seeds)" in text and "| *Vanilla* |" in text
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1
    assert r"\textbf{" in tex and r"\underline{" in tex and r"$\pm$" in tex
    rows = [line for line in tex.splitlines() if line.endswith(r"\\") and "multicolumn" not in line]
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {18}  # the method, 16 numbers, distance, quality
    assert "image + text" in tex and "text only" in tex and "both" not in tex


def test_report_in_markdown_leads_to_its_plots(report: Path) -> None:
    text = (report / "report.md").read_text()
    places = re.findall(r"\]\((plots/[^)]+)\)", text)
    assert places and all((report / place).is_file() for place in places)
    assert "offline stand-in" in text


def test_escaping() -> None:
    assert latex.escaped("50 % of a_b & {c} #1 $x$ ~ ^ \\d") == (
        r"50 \% of a\_b \& \{c\} \#1 \$x\$ \textasciitilde{} \textasciicircum{} \textbackslash{}d"
    )
    assert markdown.escaped("a|b *c* <d>\n[e]") == r"a\|b \*c\* \<d\> \[e\]"
    assert json.loads(inert(EVIL)) == EVIL
    assert not set(inert(EVIL)) & set("<>&\u2028")


def test_text_of_the_data_stays_text(making: ModuleType, tmp_path: Path) -> None:
    one = making.make("vanilla")
    items = [dataclasses.replace(one.items[0], question=EVIL, reply=EVIL, attribute=EVIL, person=EVIL), *one.items[1:]]
    hostile = dataclasses.replace(
        one, items=tuple(items), protocol=one.protocol | {"prompts": EVIL}, model=one.model | {"base": EVIL}
    )
    html = make(making.folder(tmp_path / "results", hostile), tmp_path / "out").read_text()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert html.count("<script") == 3 and html.count("</script>") == 3
    for svg in (tmp_path / "out" / "plots").glob("*.svg"):
        assert "<script>" not in svg.read_text()


def test_a_page_that_would_be_too_large_holds_a_sample(making: ModuleType) -> None:
    made = [Entry(Path("x/results.json"), making.make(method)) for method in ("vanilla", "retained")]
    groups = grouped(made)
    whole, part = (json.loads(cases_json(groups, largest))["groups"][0] for largest in (10**9, 10_000))
    assert len(whole["questions"]) == whole["total"] == part["total"] == 9 * 18
    assert 0 < len(part["questions"]) < 9 * 18
    assert len(cases_json(groups, 10_000)) <= 10_100
    assert cases_json(groups, 10_000) == cases_json(groups, 10_000)


def test_results_without_the_references_say_so(making: ModuleType, tmp_path: Path) -> None:
    html = make(making.folder(tmp_path / "results", making.make("ga", "text")), tmp_path / "out").read_text()
    assert "there are no results of the vanilla and the retained model" in html


def test_a_report_is_replaced_and_nothing_else(making: ModuleType, tmp_path: Path) -> None:
    places = making.folder(tmp_path / "results", making.make("vanilla"))
    out = tmp_path / "out"
    make(places, out)
    (out / "stale.txt").write_text("of an earlier report")
    make(places, out)
    assert not (out / "stale.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"results", "out"}
    for other, message in ((tmp_path / "results", "holds other things"), (places[0] / "results.json", "is a file")):
        before = sorted(other.rglob("*"))
        with pytest.raises(BadInput, match=message):
            make(places, other)
        assert sorted(other.rglob("*")) == before


def test_nothing_is_left_when_writing_fails(
    making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = making.folder(tmp_path / "results", making.make("vanilla"))
    out = make(places, tmp_path / "out").parent
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):  # the earlier report is out of the way already
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(BadInput, match="No space left"):
        make(places, out)
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before
    assert {path.name for path in tmp_path.iterdir()} == {"results", "out"}


def test_what_is_no_results_is_refused_in_one_line(making: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (place,) = making.folder(tmp_path / "other", making.make("ga", "text"))
    file = place / "results.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 99}))
    for paths, message in (
        ([], "no results to report"),
        ([tmp_path / "empty"], "holds no results.json"),
        ([tmp_path / "missing"], "cannot be read"),
        ([place], "has format 99"),
    ):
        with pytest.raises(BadInput, match=message) as caught:
            make(paths, tmp_path / "out")
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_the_same_model_twice_is_refused_by_both_paths(making: ModuleType, tmp_path: Path) -> None:
    one = making.make("ga", "text")
    first, second = making.folder(tmp_path, one, one)
    with pytest.raises(BadInput) as caught:
        read_all([tmp_path])
    assert str(first) in str(caught.value) and str(second) in str(caught.value)
    assert len(read_all([first, first / "results.json"])) == 1  # the same file, named twice


def test_prompting_is_not_the_vanilla_model_twice(making: ModuleType, tmp_path: Path) -> None:
    assert len(read_all(making.folder(tmp_path, making.make("vanilla"), making.make("prompting")))) == 2
