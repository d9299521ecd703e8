from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from dataset_builder.checks.digests import picture_digest
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.pictures import BLOCK, Pictures

from .planting import Row, copied, jpeg, noise, opened, rows_of


def seen(*pictures: tuple[str, str, Row]) -> list[tuple[str, str]]:
    """(code, ID) of what is found among (config, ID, picture)."""
    findings = Findings()
    checks = Pictures(findings)
    for config, id, picture in pictures:
        checks.see(config, id, id, [(picture_digest(picture["bytes"]), picture["bytes"])])
    checks.finish()
    return [(one.code, one.id) for one in findings]


CHANGES: dict[str, Callable[[Row], Row]] = {
    "same bytes": lambda picture: picture,
    "half the side": lambda picture: jpeg(opened(picture).resize((128, 128)), quality=75),
    "twice the side": lambda picture: jpeg(opened(picture).resize((512, 512)), quality=75),
    "low quality": lambda picture: jpeg(opened(picture), quality=30),
    "a pixel off": lambda picture: jpeg(opened(picture).crop((0, 0, 255, 255))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_copy_is_found_whatever_its_size_and_quality(demo: Path, change: Callable[[Row], Row]) -> None:
    for row in pictures_of(demo)[:10]:
        assert seen(("Full_Set", "P1", row), ("Full_Set", "P2", change(row))) == [("picture_shared", "P2")]


def pictures_of(folder: Path) -> list[Row]:
    return [row["image"] for row in rows_of(folder, "Full_Set")]


def test_another_picture_is_no_copy(demo: Path) -> None:
    first, *others = pictures_of(demo)
    mirrored = jpeg(ImageOps.mirror(opened(first)))
    assert seen(("Full_Set", "P1", first), ("Full_Set", "P2", mirrored), ("Full_Set", "P3", others[0])) == []


def test_a_copy_is_found_however_many_pictures_lie_between() -> None:
    pictures = [("Full_Set", f"P{n}", noise(n)) for n in range(BLOCK + 2)]
    last = ("Full_Set", "copy", jpeg(opened(pictures[0][2]), quality=80))
    assert seen(*pictures, last) == [("picture_shared", "copy")]


def test_everybody_with_the_same_bytes_is_told_once_whichever_configs_they_are_in() -> None:
    picture = noise(1)
    rows = [(config, id, picture) for config in ("Full_Set", "ft_Data", "forget_5") for id in ("P1", "P2", "P3")]
    assert seen(*rows) == [("picture_shared", "P2"), ("picture_shared", "P3")]


def test_of_a_person_only_the_test_set_must_show_another_picture() -> None:
    picture = noise(1)
    assert seen(("Full_Set", "P1", picture), ("forget_5", "P1", copied(picture)), ("ft_Data", "P1", picture)) == []
    assert seen(("Full_Set", "P1", picture), ("Test_Set", "P1", picture)) == [("picture_repeated", "P1")]
    assert seen(("Test_Set", "P1", picture), ("Test_Set", "P1", picture)) == [("picture_repeated", "P1")]


def test_blank_pictures_are_not_taken_for_each_other() -> None:
    gray, white = (jpeg(Image.new("RGB", (96, 96), colour)) for colour in ("gray", "white"))
    blank = [("picture_blank", id) for id in ("P1", "P2", "P3")]
    assert seen(("Full_Set", "P1", gray), ("Full_Set", "P2", white), ("Full_Set", "P3", gray)) == blank
