"""Image+text beside text-only correctness."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def test_by_hand(load) -> None:
    """Both, image+text only twice, neither: accuracies 3/4 and 1/4, gap 1/2, agreement 2/4."""
    result = load("modality_gap").compute(
        image_text=[True, True, True, False], text=[True, False, False, False], ids=list("ppqq")
    )
    assert (result["gap"], result["agreement"]) == (0.5, 0.5)
    shares = [result[name] for name in ("both", "image_text_only", "text_only", "neither")]
    assert shares == [0.25, 0.5, 0.0, 0.25]
    assert result["interval"] == result["agreement_interval"] == (0.5, 0.5)  # each person has one gap of two
    assert result["per_item"][1] == {"id": "p", "image_text": True, "text": False, "outcome": "image_text_only"}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_shares_add_up(load, pairs: list[tuple[bool, bool]]) -> None:
    seen, read = map(list, zip(*pairs, strict=True))
    result = load("modality_gap").compute(image_text=seen, text=read, n_resamples=1)
    assert sum(result[name] for name in ("both", "image_text_only", "text_only", "neither")) == pytest.approx(1)
    assert result["gap"] == pytest.approx(sum(seen) / len(seen) - sum(read) / len(read))
    assert result["agreement"] == pytest.approx(result["both"] + result["neither"])
    swapped = load("modality_gap").compute(image_text=read, text=seen, n_resamples=1)
    assert swapped["gap"] == -result["gap"]


@pytest.mark.parametrize("value", [nan, 2.0, 0.5, None])
def test_inputs_that_cannot_be_right(load, value: float | None) -> None:
    with pytest.raises(ValueError, match=rf"text\[1\] is {value}; expected 0 or 1"):
        load("modality_gap").compute(image_text=[1, 0], text=[1, value])
