from __future__ import annotations

import pytest

from dataset_builder.parallel import AHEAD, in_order


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(in_order(abs, range(-50, 0), workers)) == list(range(50, 0, -1))


def test_no_more_items_are_taken_than_the_consumer_keeps_up_with() -> None:
    taken = []
    results = in_order(abs, (taken.append(n) or n for n in range(1000)), workers=2)  # type: ignore[func-returns-value]
    next(results)
    assert len(taken) == 2 * AHEAD + 1
    results.close()  # type: ignore[attr-defined]


def test_an_error_in_a_worker_reaches_the_consumer() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(in_order(int, ["1", "x"], workers=2))
