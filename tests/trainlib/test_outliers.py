"""Photos far below the rest: by hand, with their reasons."""

import pytest

from trainlib.evaluate.measuring import THRESHOLDS
from trainlib.evaluate.outliers import find_outliers
from trainlib.evaluate.rows import Row


def row(photo: str, dice: float, found: int = 95, taken: int = 5, confidence: float | None = None) -> Row:
    sweep = [(found, taken)] * len(THRESHOLDS)
    return Row(photo, "net", "", metrics={"dice": dice}, sweep=sweep, product=100, confidence=confidence)


def test_outliers_and_why() -> None:
    # Quartiles .92 and .96 of these nine: the fence is .92 − 1.5·.04 = .86.
    usual = [row(f"{n}", dice) for n, dice in enumerate((0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98))]
    far = [row("half", 0.5, found=40, taken=0, confidence=0.9), row("near", 0.865)]
    (outlier,) = find_outliers([*usual, *far])
    assert outlier.photo == "half" and outlier.fence == pytest.approx(0.86)
    assert outlier.reasons == (
        "60% of the product is missing",
        "the network is sure: is the ground truth right? (confidence 0.90)",
    )
    (outlier,) = find_outliers([*usual, row("wide", 0.3, found=100, taken=230, confidence=0.2)])
    assert outlier.reasons == (
        "background of 230% of its area was kept",
        "the network is unsure (confidence 0.20)",
    )
    assert find_outliers([*usual, row("near", 0.91)]) == []
    assert find_outliers([row("a", 0.9), row("b", 0.1)]) == [], "of so few photos none is unusual"
