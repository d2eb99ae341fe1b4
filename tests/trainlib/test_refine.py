"""A network's small matte brought to full size: edges, veils and islands, by hand."""

import numpy as np

from trainlib.inference import preprocess, refine


def naive_guided_filter(guide: np.ndarray, source: np.ndarray, radius: int, epsilon: float) -> np.ndarray:
    """Eqs. 19 to 21 of the paper, window by window."""
    height, width = source.shape
    a, b = np.zeros((height, width, 3)), np.zeros((height, width))

    def window(y: int, x: int) -> tuple[slice, slice]:
        return slice(max(0, y - radius), y + radius + 1), slice(max(0, x - radius), x + radius + 1)

    for y in range(height):
        for x in range(width):
            colours = guide[window(y, x)].reshape(-1, 3).astype(np.float64)
            values = source[window(y, x)].reshape(-1).astype(np.float64)
            sigma = np.cov(colours.T, bias=True) + epsilon * np.eye(3)
            covariance = (colours * values[:, None]).mean(0) - colours.mean(0) * values.mean()
            a[y, x] = np.linalg.inv(sigma) @ covariance
            b[y, x] = values.mean() - a[y, x] @ colours.mean(0)
    result = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            result[y, x] = a[window(y, x)].reshape(-1, 3).mean(0) @ guide[y, x] + b[window(y, x)].mean()
    return result


def test_guided_filter_is_the_papers() -> None:
    rng = np.random.default_rng(3)
    guide = rng.random((12, 17, 3)).astype(np.float32)
    source = rng.random((12, 17)).astype(np.float32)
    fast = refine.guided_upsample(guide, source, guide, 2, 1e-2)
    assert np.abs(fast - naive_guided_filter(guide, source, 2, 1e-2)).max() < 1e-3


def test_box_mean_by_hand() -> None:
    values = np.arange(9, dtype=np.float32).reshape(3, 3)
    assert refine.box_mean(values, 1).tolist() == [[2, 2.5, 3], [3.5, 4, 4.5], [5, 5.5, 6]]


def test_edges_follow_the_photo() -> None:
    # A disc of 400 pixels across; the network's matte is that of a disc a little off, at 64 pixels.
    y, x = np.mgrid[:512, :512].astype(np.float32)
    disc = ((y - 256) ** 2 + (x - 256) ** 2 < 200**2).astype(np.float32)
    rng = np.random.default_rng(0)
    guide = np.clip((0.8 - 0.6 * disc)[..., None] + rng.normal(0, 0.02, (512, 512, 3)), 0, 1).astype(np.float32)
    moved = ((y - 256) ** 2 + (x - 264) ** 2 < 200**2).astype(np.float32)
    small = preprocess.resize(moved, (64, 64))
    refined = refine.refine_alpha(small, preprocess.resize(guide, (64, 64)), guide)
    plain = preprocess.resize(small, (512, 512))
    assert np.abs(refined - disc).mean() < 0.3 * np.abs(plain - disc).mean()
    assert refined.min() >= 0 and refined.max() <= 1


def test_translucent_parts_keep_their_alpha() -> None:
    small = np.full((32, 32), 0.3, np.float32)
    guide = np.full((128, 128, 3), 0.5, np.float32)
    refined = refine.refine_alpha(small, guide[::4, ::4], guide)
    assert np.abs(refined - 0.3).max() < 0.006  # the ends of the range are cut off it


def test_next_to_nothing_is_nothing_and_next_to_all_is_all() -> None:
    """Two levels of haze would make a background of 253: a marketplace asks for 255."""
    small = np.full((32, 32), 2 / 255, np.float32)
    small[:, 16:] = 253 / 255
    guide = np.repeat(preprocess.resize(small, (128, 128))[..., None], 3, axis=2)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    assert refined[:, :56].max() == 0 and refined[:, 72:].min() == 1


def test_the_photo_moves_edges_by_a_pixel_of_the_network_at_most() -> None:
    # A half-plane, and a photo of loud stripes that run across its edge and have nothing to do with it.
    small = np.zeros((32, 32), np.float32)
    small[:, 16:] = 1
    stripes = ((np.arange(256)[:, None] // 12 + np.arange(256)[None] // 30) % 2).astype(np.float32)
    guide = np.repeat(stripes[..., None], 3, axis=2)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    # The edge lies at column 128 and a pixel of the network is 8 wide; half of one more by enlarging.
    assert (refined[:, : 128 - 12] == 0).all() and (refined[:, 128 + 12 :] == 1).all()


def test_what_the_network_is_undecided_about_stays_grey() -> None:
    # From background over a doubtful part (0.4) to product: its own edge to the background is not a sure edge.
    small = np.zeros((32, 32), np.float32)
    small[:, 10:22], small[:, 22:] = 0.4, 1
    photo = np.where(np.arange(256) < 80, 0.2, 0.8).astype(np.float32)
    guide = np.broadcast_to(photo[None, :, None], (256, 256, 3)).copy()
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 32)), guide)
    assert np.abs(refined[:, 88:160] - 0.4).max() < 0.02
    assert refined[:, :70].max() < 0.02 and refined[:, 190:].min() > 0.98


def test_a_faint_veil_beside_an_edge_fades_and_alone_it_stays() -> None:
    # Alpha 0.1 beside product fades to 0.1² / 0.2 = 0.05; far from any edge it is what the network says.
    small = np.full((32, 64), 0.1, np.float32)
    small[:, :16] = 1
    guide = np.full((128, 256, 3), 0.5, np.float32)
    refined = refine.refine_alpha(small, preprocess.resize(guide, (32, 64)), guide)
    assert refined[:, 70:74].max() < 0.06
    assert np.abs(refined[:, 140:] - 0.1).max() < 0.011


def test_islands_go_and_parts_stay() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[10:60, 10:60] = 1  # the product
    alpha[70:80, 70:80] = 1  # its other shoe, 4 %
    alpha[90:92, 5:7] = 1  # a speck, 0.15 %
    alpha[5, 90] = 0.05  # haze
    kept = refine.drop_islands(alpha)
    assert kept[10:60, 10:60].all() and kept[70:80, 70:80].all()
    assert kept[85:, :20].max() == 0 and kept[5, 90] == 0
    assert not refine.drop_islands(np.zeros((8, 8), np.float32)).any()
