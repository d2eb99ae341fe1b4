"""Metrics of photos at full size, against plain loops over their definitions and against published code's metrics."""

import math
from collections import deque
from pathlib import Path

import numpy as np
import pytest
import torch
from torchmetrics.functional.image.lpips import _LPIPS
from torchvision.models import AlexNet
from training import TINY

from trainlib import metrics
from trainlib.metrics import contours, mattes, packshots, saliency
from trainlib.metrics.perceptual import ALEXNET, Lpips, MissingWeightsError
from trainlib.metrics.photos import MATTE_METRICS, measure_matte
from trainlib.tasks.relight import RelightTask

Array = np.ndarray


def example() -> tuple[Array, Array]:
    """A matte with waves and a shifted edge in steps of 1/255, and an ellipse for a mask."""
    y, x = np.mgrid[0:24, 0:32]
    mask = ((x - 17) / 9) ** 2 + ((y - 11) / 7) ** 2 < 1
    soft = 1 / (1 + np.exp((((x - 15) / 9) ** 2 + ((y - 12) / 7) ** 2 - 1) * 3))
    wave = 0.25 * (1 + np.sin(1.7 * x) * np.cos(2.3 * y))
    levels = np.round(255 * np.clip(1.15 * soft + wave * (1 - soft) - 0.05, 0, 1))
    levels[0, 0], levels[12, 15] = 0, 255
    return levels / 255, mask


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


def test_boundary_iou_by_its_definition() -> None:
    matte, mask = example()
    found = matte >= 0.5

    def band(which: Array, width: int) -> Array:
        height, across = which.shape
        out = np.zeros_like(which)
        for y in range(height):
            for x in range(across):
                for j in range(-width, width + 1):
                    for i in range(-width, width + 1):
                        inside = 0 <= y + j < height and 0 <= x + i < across
                        if which[y, x] and not (inside and which[y + j, x + i]):
                            out[y, x] = True
        return out

    for share, width in ((0.02, 1), (0.05, 2)):
        one, other = band(found, width), band(mask, width)
        expected = (one & other).sum() / (one | other).sum()
        assert contours.boundary_iou(found, mask, share) == pytest.approx(expected)
    assert contours.boundary_iou(mask, mask) == 1
    assert contours.boundary_iou(~mask & mask, ~mask & mask) == 1


def test_sad_of_known_pixels() -> None:
    matte, alpha = np.full((20, 50), 0.5), np.zeros((20, 50))
    assert mattes.sad(matte, alpha) == pytest.approx(0.5)
    region = np.zeros((20, 50), bool)
    region[:10] = True
    assert mattes.sad(matte, alpha, region) == pytest.approx(0.25)


def test_gradient_error_by_its_definition() -> None:
    matte, mask = example()
    alpha = mask.astype(float)
    x = np.arange(-4, 5)  # to the first place where the bell has fallen below a hundredth
    bell = np.exp(-(x**2) / (2 * 1.4**2)) / (1.4 * math.sqrt(2 * math.pi))
    assert bell[0] < 0.01 < bell[1]
    kernel = np.outer(bell, -x * bell / 1.4**2)
    kernel /= np.sqrt((kernel**2).sum())

    def steepness(values: Array) -> Array:
        padded = np.pad(values, len(x) // 2, mode="edge")
        out = np.zeros((2, *values.shape))
        for axis, k in enumerate((kernel, kernel.T)):
            for j in range(values.shape[0]):
                for i in range(values.shape[1]):
                    out[axis, j, i] = (padded[j : j + len(x), i : i + len(x)] * k).sum()
        return np.hypot(*out)

    expected = ((steepness(matte) - steepness(alpha)) ** 2).sum() / 1000
    assert mattes.gradient_error(matte, alpha) == pytest.approx(expected, rel=1e-6)


def largest_part(mask: Array) -> Array:
    """The largest 4-connected part, by walking through it."""
    best: set[tuple[int, int]] = set()
    seen = set()
    for start in map(tuple, np.argwhere(mask)):
        if start in seen:
            continue
        part, queue = {start}, deque([start])
        while queue:
            y, x = queue.popleft()
            for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                inside = 0 <= place[0] < mask.shape[0] and 0 <= place[1] < mask.shape[1]
                if inside and mask[place] and place not in part:
                    part.add(place)
                    queue.append(place)
        seen |= part
        best = max(best, part, key=len)
    out = np.zeros_like(mask)
    for place in best:
        out[place] = True
    return out


def test_connectivity_error_by_its_definition() -> None:
    matte, mask = example()
    alpha = np.clip(mask - 0.3 * (matte > 0.9), 0, 1)
    levels = np.zeros(matte.shape)
    for y, x in np.ndindex(matte.shape):
        for tenth in range(1, 11):
            both = (matte >= tenth / 10 - 1e-9) & (alpha >= tenth / 10 - 1e-9)
            if not largest_part(both)[y, x]:
                break
            levels[y, x] = tenth / 10

    def connected(values: Array) -> Array:
        distance = values - levels
        return np.where(distance >= 0.15, 1 - distance, 1)

    expected = np.abs(connected(matte) - connected(alpha)).sum() / 1000
    assert expected > 0.01
    assert mattes.connectivity_error(matte, alpha) == pytest.approx(expected)
    assert mattes.connectivity_error(alpha, alpha) == 0


def test_a_packshot_as_a_marketplace_looks_at_it() -> None:
    packshot, alpha = np.full((100, 200, 3), 255, np.uint8), np.zeros((100, 200))
    alpha[10:95, 40:120] = 1
    packshot[10:95, 40:120] = (200, 30, 30)
    metrics = packshots.measure_packshot(packshot, alpha)
    assert (metrics.white, metrics.border_white, metrics.fill, metrics.parts) == (1, True, pytest.approx(0.85), 1)
    assert metrics.off_centre == pytest.approx(0.1)  # 80 of 200 across, where the middle is 100
    packshot[0, 0] = (255, 254, 255)
    alpha[0, 150:170] = 1
    metrics = packshots.measure_packshot(packshot, alpha)
    assert metrics.border_white is False
    # A rim of 1 pixel (half a per cent of the diagonal) around both parts is no background; of the rest one is off.
    assert metrics.white == pytest.approx(1 - 1 / (20000 - 87 * 82 - 2 * 22))
    packshot[9, 39], packshot[0, 0] = 254, 255
    assert packshots.measure_packshot(packshot, alpha).white == 1, "a soft edge is allowed"
    assert packshots.measure_packshot(packshot, alpha, 0).white < 1
    assert metrics.parts == 2
    assert packshots.measure_packshot(packshot, 0 * alpha).fill == 0


def test_halo_and_leftovers_of_known_pixels() -> None:
    truth, mask = np.full((40, 40, 3), 255, np.uint8), np.zeros((40, 40), bool)
    mask[10:30, 10:30] = True
    truth[mask] = 100
    assert packshots.halo(truth, truth, mask) == 0
    rimmed = truth.copy()
    rimmed[9, 9:31] = 204  # one row of the rim outside, 51 of 255 too dark
    rim = 22 * 22 - 18 * 18
    assert packshots.halo(rimmed, truth, mask, 1) == pytest.approx(22 * 0.2 / rim)
    matte = mask.astype(float)
    matte[9, 9:31] = 1  # on the rim
    assert packshots.leftover(matte, mask, 1) == 0
    matte[0, :8] = 0.5
    assert packshots.leftover(matte, mask, 1) == pytest.approx(4 / 400)


def test_all_metrics_of_a_photo() -> None:
    matte, mask = example()
    alpha = mask.astype(float)
    measured = measure_matte(matte, alpha)
    assert list(measured) == list(MATTE_METRICS)
    tensors = torch.from_numpy(matte).view(1, 1, 24, 32), torch.from_numpy(alpha).view(1, 1, 24, 32)
    for name in ("dice", "iou", "mae", "mse"):
        assert measured[name] == pytest.approx(float(getattr(metrics, name)(*tensors)), abs=1e-6)
    perfect = measure_matte(alpha, alpha)
    for name, more_is_better in MATTE_METRICS.items():
        # E counts the threshold 0, where everything is product.
        assert perfect[name] == pytest.approx(1 if more_is_better else 0, abs=4e-3)
        assert (measured[name] < perfect[name]) is more_is_better
    with pytest.raises(ValueError, match="not two maps of one size"):
        measure_matte(matte[:5], alpha)


def test_pictures_of_known_difference() -> None:
    white, grey = torch.ones(1, 3, 8, 8), torch.full((1, 3, 8, 8), 0.5)
    alpha = torch.zeros(1, 1, 8, 8)
    assert float(metrics.delta_e(white, grey, alpha)) == 0
    alpha[..., :4] = 1
    # Greys differ in lightness alone: L* 100 and 53.389, mean 76.695; S_L = 1 + 0.015·m²/√(20 + m²), m = 26.695.
    middle = (100 + 53.389) / 2 - 50
    expected = (100 - 53.389) / (1 + 0.015 * middle**2 / math.sqrt(20 + middle**2))
    assert float(metrics.delta_e(white, grey, alpha)) == pytest.approx(expected, abs=0.01)
    assert float(metrics.sharpness(grey)) == pytest.approx(0, abs=1e-12)
    # A chequerboard of 0 and 1: the Laplacian is ±4 everywhere.
    board = torch.tensor([[(x + y) % 2 for x in range(8)] for y in range(8)]).float().expand(1, 3, 8, 8)
    assert float(metrics.sharpness(board)) == pytest.approx(16, rel=1e-5)
    # Half the contrast has half the Laplacian, so a quarter of its variance.
    assert float(metrics.sharpness_kept(board / 2, board)) == pytest.approx(0.25, rel=1e-5)
    assert metrics.sharpness_kept(board, 0 * board).isnan().all()


def test_depth_and_normals_of_known_pixels() -> None:
    depth, mask = torch.tensor([1.0, 2.0, 9.0]).view(1, 1, 1, 3), torch.tensor([1, 1, 0]).bool().view(1, 1, 1, 3)
    # ln(predicted/true) = ln 3 ± 0.1 within the mask: a spread of 0.1 once the scale is right.
    found = (3 * depth).log() + torch.tensor([0.1, -0.1, 5.0]).view(1, 1, 1, 3)
    assert float(metrics.log_depth_error(found, depth, mask)) == pytest.approx(0.1, abs=1e-6)
    up, side = torch.tensor([0.0, 1, 0]).view(1, 3, 1, 1), torch.tensor([2.0, 2, 0]).view(1, 3, 1, 1)
    one = torch.ones(1, 1, 1, 1, dtype=torch.bool)
    assert float(metrics.normal_degrees(side, up, one)) == pytest.approx(45, abs=1e-3)
    assert metrics.normal_degrees(side, up, ~one).isnan().all()


@pytest.fixture
def alexnet_file(tmp_path: Path) -> Path:
    """AlexNet's file as torchvision has it, less the layers that LPIPS has no use for, with drawn weights."""
    torch.manual_seed(4)
    with torch.device("meta"):
        shapes = {f"features.{name}": value.shape for name, value in AlexNet().features.state_dict().items()}
    path = tmp_path / ALEXNET
    torch.save({name: torch.randn(shape) * 0.05 for name, shape in shapes.items()}, path)
    return path


def test_lpips_is_torchmetrics(alexnet_file: Path) -> None:
    """The same drawn weights in torchmetrics' network, which would have had to be downloaded whole."""
    generator = torch.Generator().manual_seed(5)
    one, other = torch.rand(2, 2, 3, 64, 96, generator=generator)
    found = Lpips(alexnet_file)
    reference = _LPIPS(net="alex", pnet_rand=True, use_dropout=True)
    tensors = torch.load(alexnet_file, weights_only=True)
    slices = {key.split(".")[-2]: key.rpartition(".")[0] for key in reference.net.state_dict()}
    reference.net.load_state_dict(
        {f"{slices[key.split('.')[1]]}.{key.split('.')[2]}": value for key, value in tensors.items()}
    )
    expected = reference(one, other, normalize=True).flatten()
    assert expected.min() > 1e-3
    assert torch.allclose(found(one, other), expected, rtol=1e-4)
    assert found(one, one).tolist() == [0, 0]
    nearer = found(one, 0.9 * one + 0.1 * other)
    assert (nearer < found(one, other)).all() and (nearer > 0).all()
    with pytest.raises(ValueError, match="from 32 pixels on"):
        found(one[..., :16, :16], other[..., :16, :16])


def test_lpips_says_what_it_needs(tmp_path: Path, alexnet_file: Path) -> None:
    with pytest.raises(MissingWeightsError, match=r"LPIPS needs AlexNet's weights and .*none.pth is not there: give"):
        Lpips(tmp_path / "none.pth")
    other = tmp_path / "other.pth"
    torch.save({"features.0.weight": torch.zeros(2)}, other)
    with pytest.raises(MissingWeightsError, match="does not hold AlexNet's weights"):
        Lpips(other)
    torch.save({"features.0.weight": Path}, other)
    with pytest.raises(MissingWeightsError, match=r"refused, it is not a file of weights alone|broken"):
        Lpips(other)
    with pytest.raises(MissingWeightsError, match="is not there"):
        RelightTask(TINY, lpips=str(tmp_path / "no"))
    task = RelightTask(TINY, lpips=str(alexnet_file))
    assert not any("features" in name for name in task.state_dict()), "its weights are in no checkpoint"
    picture = torch.rand(2, 3, 32, 32)
    batch = {"target": picture, "alpha": torch.ones(2, 1, 32, 32)}
    assert task.measure_packshot(picture, batch)["lpips"].tolist() == [0, 0] and "lpips" in task.metric_names


def test_every_metric_where_nothing_or_all_is_product() -> None:
    """Finite throughout, best where answer and truth agree; of a single pixel, too."""
    for shape in ((1, 1), (7, 9)):
        nothing, everything = np.zeros(shape), np.ones(shape)
        for matte in (nothing, everything, everything / 2):
            for alpha in (nothing, everything, everything / 2):
                assert all(math.isfinite(value) for value in measure_matte(matte, alpha).values())
        agreed, missed = measure_matte(everything, everything), measure_matte(nothing, everything)
        # Not the best F, which takes all for product at its lowest threshold, nor the weighted one, see there.
        for name in ("dice", "iou", "boundary_iou", "s_measure"):
            assert agreed[name] == pytest.approx(1) and missed[name] == pytest.approx(0)
        assert [agreed["max_f"], agreed["weighted_f"]] == pytest.approx([1, 1])
        assert agreed["sad"] == agreed["leftover"] == missed["leftover"] == 0
        assert missed["mae"] == missed["mse"] == 1 and missed["sad"] == nothing.size / 1000
        empty, invented = measure_matte(nothing, nothing), measure_matte(everything, nothing)
        assert empty["dice"] == empty["iou"] == empty["boundary_iou"] == empty["s_measure"] == 1
        assert invented["dice"] == invented["iou"] == invented["boundary_iou"] == invented["s_measure"] == 0
        assert invented["leftover"] == nothing.size, "of a product of no area, as of a pixel"
