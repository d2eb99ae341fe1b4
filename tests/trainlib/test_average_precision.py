"""mAP of cut-outs: by hand, against torchmetrics, and its interval."""

import numpy as np
import pytest
import torch

from trainlib.evaluate.detection import mean_precisions
from trainlib.evaluate.rows import Row
from trainlib.metrics.average_precision import IOU_THRESHOLDS, average_precision


def test_average_precision_by_hand() -> None:
    # The surest is found, the next not, the last is: precision 1 up to a recall of 1/3 (34 of 101), 2/3 up to 2/3 (33).
    found = average_precision(np.array([0.3, 0.95, 0.6]), np.array([0.5, 0.9, 0.1]))[0]
    assert found[0] == pytest.approx((34 * 1 + 33 * 2 / 3) / 101)
    # From .65 on only the surest answer is found.
    assert found[3:] == pytest.approx([34 / 101] * 7)
    # The same answers with the bad one surest: precision is at most 2/3.
    assert average_precision(np.array([0.3, 0.95, 0.6]), np.array([1.0, 0.9, 0.1]))[0, 0] == pytest.approx(67 * 2 / 303)
    assert average_precision(np.array([0.2, 0.4]), np.array([1.0, 0.5])).sum() == 0


def test_a_photo_drawn_twice_counts_twice() -> None:
    ious, sure = np.array([0.3, 0.95, 0.6]), np.array([0.5, 0.9, 0.1])
    drawn = average_precision(ious, sure, np.array([[2, 1, 0], [0, 0, 3]]))
    assert drawn[0] == pytest.approx(average_precision(ious[[0, 0, 1]], sure[[0, 0, 1]])[0])
    assert drawn[1, 0] == pytest.approx(1) and drawn[1, 3] == 0


def test_average_precision_is_that_of_torchmetrics() -> None:
    pytest.importorskip("pycocotools", reason="torchmetrics computes mAP of masks with it")
    from torchmetrics.detection import MeanAveragePrecision

    rng = np.random.default_rng(2)
    true = np.zeros((50, 50), bool)
    true[10:40, 10:40] = True
    ious, sure = [], []
    theirs = MeanAveragePrecision(iou_type="segm")
    for _ in range(37):
        found, score = np.roll(true, int(rng.integers(0, 14)), axis=1), round(float(rng.uniform()), 6)
        ious.append((true & found).sum() / (true | found).sum())
        sure.append(score)
        answer = {"masks": torch.tensor(found)[None], "scores": torch.tensor([score]), "labels": torch.tensor([0])}
        theirs.update([answer], [{"masks": torch.tensor(true)[None], "labels": torch.tensor([0])}])
    ours, other = average_precision(np.array(ious), np.array(sure))[0], theirs.compute()
    assert ours.mean() == pytest.approx(float(other["map"]), abs=1e-6)
    assert ours[IOU_THRESHOLDS.index(0.75)] == pytest.approx(float(other["map_75"]), abs=1e-6)


def rows(method: str, ious: list[float], sure: list[float | None]) -> list[Row]:
    pairs = zip(ious, sure, strict=True)
    return [Row(f"{n}", method, "", metrics={"iou": iou}, confidence=score) for n, (iou, score) in enumerate(pairs)]


def test_methods_are_compared_on_the_same_draws() -> None:
    good = rows("good", [0.96, 0.97, 0.98, 0.96, 0.99, 0.97, 0.3], [0.9, 0.8, 0.9, 0.7, 0.8, 0.9, 0.1])
    bad = rows("bad", [0.6, 0.7, 0.4, 0.6, 0.7, 0.6, 0.3], [0.9, 0.8, 0.9, 0.7, 0.8, 0.9, 0.1])
    none = rows("masks", [0.9] * 7, [None] * 7)
    means, pairs = mean_precisions({"good": good, "bad": bad, "masks": none}, seed=7, resamples=400)
    assert list(means) == ["good", "bad"], "without a confidence nothing can be ranked"
    # All but the least sure one of seven are found: precision 1 up to a recall of 6/7, 86 of 101 places.
    assert means["good"].map == pytest.approx(86 / 101) and means["good"].map_50 == pytest.approx(86 / 101)
    assert means["good"].low < means["good"].map < means["good"].high <= 1
    pair = pairs["good", "bad"]
    assert pair.map == pytest.approx(means["good"].map - means["bad"].map)
    assert 0 < pair.low < pair.map < pair.high and pair.clear
    assert mean_precisions({"masks": none}, 7, 100) == ({}, {})
