"""Metrics of salient object detection, by their definitions and against another implementation."""

import numpy as np
import pytest
from test_metrics_photos import example

from trainlib.metrics import saliency
from trainlib.metrics.photos import measure_matte


def test_saliency_metrics_are_those_of_pysodmetrics() -> None:
    """What pysodmetrics 1.6.2 (MIT) gives for the example; it asks for an older NumPy, so it is not installed here."""
    matte, mask = example()
    assert saliency.max_f(matte, mask) == pytest.approx(0.8719955282280605, abs=1e-9)
    assert saliency.s_measure(matte, mask) == pytest.approx(0.7511556268245798, abs=1e-9)
    assert saliency.e_measure(matte, mask) == pytest.approx(0.6618294035914614, abs=1e-9)
    assert saliency.weighted_f(matte, mask) == pytest.approx(0.5664634452069255, abs=1e-9)
    assert measure_matte(matte, mask.astype(float))["mae"] == pytest.approx(0.25376838235294114, abs=1e-9)


def test_saliency_metrics_are_those_of_pysodmetrics_where_it_is_installed() -> None:
    """Of drawn maps, and where nothing or all is product, is found, or is a single pixel."""
    reference = pytest.importorskip("py_sod_metrics", reason="wants pysodmetrics, the extra saliency")
    rng = np.random.default_rng(3)
    cases = [(rng.integers(0, 256, (h, w)), rng.random((h, w)) < rng.random()) for h, w in rng.integers(3, 40, (20, 2))]
    box = np.zeros((12, 17), bool)
    box[3:8, 4:10] = True
    corner = np.zeros_like(box)
    corner[0, 0] = True
    for mask in (box, corner, box & False, box | True):
        cases += [(np.full(mask.shape, level), mask) for level in (0, 100, 255)]
        cases += [(255 * mask, mask), (255 * ~mask, mask)]
    for levels, mask in cases:
        matte, found = levels / 255, {}
        for name, kind in (("f", "Fmeasure"), ("s", "Smeasure"), ("e", "Emeasure"), ("w", "WeightedFmeasure")):
            measure = getattr(reference, kind)()
            measure.step(pred=matte, gt=mask, normalize=False)
            found[name] = measure.get_results()
        assert saliency.max_f(matte, mask) == pytest.approx(found["f"]["fm"]["curve"].max(), abs=1e-9)
        assert saliency.s_measure(matte, mask) == pytest.approx(found["s"]["sm"], abs=1e-9)
        assert saliency.e_measure(matte, mask) == pytest.approx(found["e"]["em"]["curve"].mean(), abs=1e-9)
        assert saliency.weighted_f(matte, mask) == pytest.approx(found["w"]["wfm"], abs=1e-9)


def test_max_f_and_e_by_their_definitions() -> None:
    matte, mask = example()
    f, e = [], []
    for level in range(256):
        binary = matte >= level / 255 - 1e-9
        both = (binary & mask).sum()
        precision, recall = both / max(binary.sum(), 1), both / mask.sum()
        f.append(1.3 * precision * recall / (0.3 * precision + recall) if both else 0)
        b, g = binary - binary.mean(), mask - mask.mean()
        e.append((((2 * b * g / (b**2 + g**2) + 1) ** 2) / 4).sum() / (mask.size - 1))
    assert saliency.max_f(matte, mask) == pytest.approx(max(f))
    assert saliency.e_measure(matte, mask) == pytest.approx(np.mean(e))


@pytest.mark.parametrize("measure", [saliency.max_f, saliency.s_measure, saliency.weighted_f])
def test_the_mask_itself_is_best(measure: object) -> None:
    _, mask = example()
    assert measure(mask.astype(float), mask) == pytest.approx(1, abs=1e-6)  # type: ignore[operator]
    assert measure(1 - mask.astype(float), mask) < 0.35  # type: ignore[operator]


def test_saliency_without_a_product() -> None:
    nothing = np.zeros((6, 8), bool)
    assert saliency.max_f(np.zeros((6, 8)), nothing) == 0
    assert saliency.weighted_f(np.zeros((6, 8)), nothing) == 0
    assert saliency.s_measure(np.full((6, 8), 0.25), nothing) == pytest.approx(0.75)
    assert saliency.s_measure(np.full((6, 8), 0.25), ~nothing) == pytest.approx(0.25)
