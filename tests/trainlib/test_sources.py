"""Photos, composites and renders as sources: splits, weights, backgrounds, and what is said of broken folders."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from fixture_dataset import make_dataset
from PIL import Image

from trainlib.cli.main import main
from trainlib.data.backgrounds import cover, free_part, lay_over, unmix
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.mixed import MixedDataModule
from trainlib.data.photo_files import find_pairs, read_matte
from trainlib.data.photos import PhotoDataModule
from trainlib.data.sources import CompositeSource, PhotoSource, Reading, RenderSource
from trainlib.data.splits import SplitConfig
from trainlib.records.dataset import DatasetError

RED, BLUE = (200, 40, 40), (30, 60, 180)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Ten photos of a red disc before grey, their RGBA cut-outs, and five plain blue backgrounds."""
    for name in ("photos", "cutouts", "backgrounds"):
        (tmp_path / name).mkdir()
    for number in range(10):
        alpha = np.zeros((96, 64), np.uint8)
        cv2.circle(alpha, (32, 30 + 3 * number), 18, 255, -1, cv2.LINE_AA)
        colour = np.full((96, 64, 3), RED, np.uint8)
        photo = lay_over(colour, alpha, np.full((96, 64, 3), 90, np.uint8))
        Image.fromarray(photo).save(tmp_path / f"photos/{number}.png")
        Image.fromarray(np.dstack([photo, alpha])).save(tmp_path / f"cutouts/{number}.png")
    for number in range(5):
        Image.new("RGB", (80, 70), BLUE).save(tmp_path / f"backgrounds/b{number}.png")
    return tmp_path


def photos(folders: Path, **settings: object) -> PhotoSource:
    return PhotoSource(str(folders / "photos"), str(folders / "cutouts"), **settings)  # type: ignore[arg-type]


def test_names_are_assigned_by_the_seed_and_none_twice() -> None:
    names = [f"photo {n}" for n in range(140)]
    config = SplitConfig(val=0.05, test=0.2)
    splits = {split: config.names_in(split, names) for split in ("train", "val", "test")}
    assert {split: len(chosen) for split, chosen in splits.items()} == {"train": 105, "val": 7, "test": 28}
    assert sorted(name for chosen in splits.values() for name in chosen) == sorted(names)
    assert config.names_in("test", names[::-1]) == splits["test"], "the order of the folder means nothing"
    assert SplitConfig(val=0.05, test=0.2, seed=8).names_in("test", names) != splits["test"]


def test_lists_say_it_all(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("a.jpg\nb\n")
    (tmp_path / "val.txt").write_text("c\n")
    config = SplitConfig(lists=str(tmp_path))
    assert [config.names_in(split, ["a", "b", "c", "d"]) for split in ("train", "val", "test")] == [
        ["a", "b"],
        ["c"],
        [],
    ]
    with pytest.raises(DatasetError, match="'c' is not an image"):
        config.names_in("train", ["a", "b"])
    (tmp_path / "test.txt").write_text("a\n")
    with pytest.raises(DatasetError, match="'a' is in two splits"):
        config.names_in("train", ["a", "b", "c"])


def reading(folders: Path) -> Reading:
    return Reading((96, 64), "none", str(folders / "cache"), frozenset({"image", "alpha"}))


def test_a_photo_s_alpha_is_its_cut_out_s(folders: Path) -> None:
    samples = photos(folders).open("train", reading(folders))
    assert samples is not None
    item = samples[0]
    with Image.open(folders / f"cutouts/{item['id']}.png") as image:
        np.testing.assert_array_equal(item["alpha"][0], np.array(image)[..., 3])
    with Image.open(folders / f"photos/{item['id']}.png") as image:
        np.testing.assert_array_equal(item["image"].permute(1, 2, 0), np.array(image))
    assert len(list((folders / "cache").glob("*.npy"))) == 1, "decoded once, mapped from then on"
    assert torch.equal(samples[0]["image"], item["image"])


def test_a_grey_mask_is_a_cut_out_too(folders: Path) -> None:
    for path in (folders / "cutouts").iterdir():
        with Image.open(path) as image:
            mask = image.getchannel("A")
        mask.save(path)
    samples = photos(folders).open("train", reading(folders))
    assert samples is not None
    assert {0, 255} <= set(samples[0]["alpha"].unique().tolist())


def test_a_composite_has_the_product_before_another_background(folders: Path) -> None:
    source = CompositeSource(str(folders / "cutouts"), str(folders / "backgrounds"), split=SplitConfig(0.2, 0.2))
    samples = source.open("train", reading(folders))
    assert samples is not None
    item = samples[0]
    levels, alpha = item["image"].int(), item["alpha"][0] / 255
    assert levels[:, alpha == 0].unique(dim=1).T.tolist() == [list(BLUE)]
    assert (levels[:, alpha == 1].T - torch.tensor(RED)).abs().max() <= 1
    # The edge holds no grey of the old background: its colours lie between red and blue.
    edge = levels[:, (alpha > 0.1) & (alpha < 0.9)]
    assert (edge[1] <= 62).all()
    assert (edge[1] >= 38).all()
    again = source.open("val", reading(folders))
    assert again is not None
    assert torch.equal(again[0]["image"], again[0]["image"])


def test_a_product_is_unmixed_at_its_edge() -> None:
    alpha = np.zeros((40, 40), np.uint8)
    alpha[:, 20:] = 255
    alpha[:, 19] = 128
    image = lay_over(np.full((40, 40, 3), RED, np.uint8), alpha, np.full((40, 40, 3), 255, np.uint8))
    assert np.abs(image[:, 19].astype(int) - RED).max() > 30
    assert np.abs(unmix(image, alpha)[:, 19:].astype(int) - RED).max() <= 1


def test_the_free_part_shows_no_product() -> None:
    alpha = np.zeros((60, 80), np.uint8)
    alpha[10:60, 20:50] = 255
    image = np.dstack([alpha] * 3)
    part = free_part(image, alpha)
    assert part is not None and part.shape == (60, 30, 3) and part.max() == 0
    assert cover(part, (32, 32), np.random.default_rng(0)).shape == (32, 32, 3)
    assert free_part(image, np.full((60, 80), 255, np.uint8)) is None


@pytest.mark.parametrize("foreground", [False, True])
def test_a_render_is_put_before_another_background(dataset: Path, folders: Path, foreground: bool) -> None:
    def load(**settings: object) -> PackshotDataModule:
        torch.manual_seed(0)
        data = PackshotDataModule(str(dataset), size=64, num_workers=0, augment="none", **settings)  # type: ignore[arg-type]
        data.setup("fit")
        return data

    before = load().sets["train"][0]
    settings = {"backgrounds": str(folders / "backgrounds")} if foreground else {}
    after = load(swap=1.0, cache_dir=str(folders / "cache"), **settings).sets["train"][0]
    assert torch.equal(before["alpha"], after["alpha"])
    assert torch.equal(before["target"], after["target"])
    inside, outside = before["alpha"][0] == 255, before["alpha"][0] == 0
    change = (before["image"].int() - after["image"].int()).abs()
    assert change[:, inside].max() <= 1
    assert change[:, outside].float().mean() > 0.005 * 255
    if foreground:
        assert after["image"][:, outside].unique(dim=1).T.tolist() == [list(BLUE)]


def test_a_foreground_is_laid_over_as_light_mixes(folders: Path) -> None:
    """Where foreground.png is at hand it is the product's colour; every pixel by hand."""
    root = make_dataset(folders / "one", count=1, seed=1)  # a ball
    folder = root / "samples/000/000000"
    Image.new("RGB", (64, 64), RED).save(folder / "foreground.png")
    record = json.loads((folder / "sample.json").read_text())
    record["files"]["foreground.png"] = hashlib.sha256((folder / "foreground.png").read_bytes()).hexdigest()
    (folder / "sample.json").write_text(json.dumps(record))

    def load(relight: float) -> torch.Tensor:
        source = RenderSource(str(root), relight=relight, swap=1.0, backgrounds=str(folders / "backgrounds"))
        samples = source.open("train", Reading((64, 64), "none", None, frozenset({"image", "alpha"})))
        assert samples is not None
        image: torch.Tensor = samples[0]["image"]
        return image

    with Image.open(folder / "alpha.png") as image:
        share = np.asarray(image, np.float64)[..., None] / 255
    assert len(np.unique(share)) > 5, "an anti-aliased edge"
    red, blue = (((np.array(colour) / 255 + 0.055) / 1.055) ** 2.4 for colour in (RED, BLUE))  # all above 0.04045
    expected = 255 * (1.055 * (share * red + (1 - share) * blue) ** (1 / 2.4) - 0.055)
    np.testing.assert_allclose(load(0.0).permute(1, 2, 0).numpy(), expected, atol=0.51)
    # In new light the foreground that was rendered in the old one is none: the product's pixels are relit ones.
    relit, alpha = load(1.0).permute(1, 2, 0).int().numpy(), share[..., 0]
    assert np.abs(relit[alpha == 1] - RED).mean() > 10
    assert (relit[alpha == 0] == BLUE).all()


def mixture(dataset: Path, folders: Path, epoch: int) -> MixedDataModule:
    composites = CompositeSource(str(folders / "cutouts"), str(folders / "backgrounds"), 1.0, SplitConfig(0.2, 0.0))
    sources = [RenderSource(str(dataset), 2.0), photos(folders, weight=5.0), composites]
    return MixedDataModule(sources, 64, "none", str(folders / "cache"), epoch, batch_size=4, num_workers=0)


def test_sources_come_as_often_as_their_weights_say(dataset: Path, folders: Path) -> None:
    torch.manual_seed(0)
    data = mixture(dataset, folders, 4000)
    data.setup("fit")
    counts = Counter()
    for index in data.train_sampler():
        counts[("render", "photo", "composite")[(index >= 8) + (index >= 16)]] += 1
    assert counts["render"] / 4000 == pytest.approx(2 / 8, abs=0.03)
    assert counts["photo"] / 4000 == pytest.approx(5 / 8, abs=0.03)
    assert list(data.train_sampler())[:50] != list(data.train_sampler())[:50]


def test_limits_nest_in_photos_and_mixtures(dataset: Path, folders: Path) -> None:
    def ids(limit: int | None) -> set[str]:
        data = mixture(dataset, folders, 8)
        data.max_samples = limit
        data.setup("fit")
        train = data.sets["train"]
        assert len(data.weights) == len(train)  # type: ignore[arg-type]
        assert sum(data.weights) == pytest.approx(8), "each source as often as ever"
        return {f"{place}" if limit is None else str(train.indices[place]) for place in range(len(train))}  # type: ignore[attr-defined, arg-type]

    assert len(ids(None)) == 24
    assert len(ids(12)) == 12
    assert ids(12) < ids(18) < ids(None)
    with pytest.raises(DatasetError, match=r"data.max_samples 1 leaves no sample of .*Source, source . of 3; raise it"):
        ids(1)
    with pytest.raises(DatasetError, match=r"data.max_samples is 25 and there are 24 training samples"):
        ids(25)
    paths = {"photos": str(folders / "photos"), "cutouts": str(folders / "cutouts")}
    few = PhotoDataModule(
        **paths, split=SplitConfig(0.2, 0.2), size=64, cache_dir=str(folders / "cache"), max_samples=3
    )
    few.setup("fit")
    assert len(few.sets["train"]) == 3  # type: ignore[arg-type]
    assert len(few.train_sampler()) == 3
    assert len(few.sets["val"]) == 2  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"data.max_samples 0 must be at least 1"):
        PhotoDataModule(**paths, max_samples=0)


def test_a_mixed_batch_holds_what_all_have(dataset: Path, folders: Path) -> None:
    data = mixture(dataset, folders, 8)
    data.setup("fit")
    batches = list(data.train_dataloader())
    assert [set(batch) for batch in batches] == [{"image", "alpha", "id", "split"}] * 2
    assert batches[0]["image"].shape == (4, 3, 64, 64)
    assert data.offer().keys == {"image", "alpha"}
    assert len(data.sets["val"]) == 2 + 1 + 2  # type: ignore[arg-type]


def lose_cutout(folders: Path) -> None:
    (folders / "cutouts/3.png").unlink()


def shrink_cutout(folders: Path) -> None:
    Image.new("RGBA", (10, 12)).save(folders / "cutouts/3.png")


def break_photo(folders: Path) -> None:
    (folders / "photos/3.png").write_bytes(b"no image")


def double_photo(folders: Path) -> None:
    Image.new("RGB", (64, 96)).save(folders / "photos/3.jpg")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lose_cutout, "1 of 10 photos have no cut-out, the first is '3'"),
        (shrink_cutout, "3.png: 10 x 12 pixels, its photo has 64 x 96"),
        (break_photo, "3.png: not a readable image"),
        (double_photo, "3.png: 3.jpg has the same name"),
    ],
)
def test_broken_folders_are_named(folders: Path, damage: object, message: str) -> None:
    assert callable(damage)
    damage(folders)
    with pytest.raises(DatasetError, match=message) as caught:
        find_pairs(folders / "photos", folders / "cutouts")
    assert "\n" not in str(caught.value)


def test_an_empty_split_is_named(folders: Path) -> None:
    paths = {"photos": str(folders / "photos"), "cutouts": str(folders / "cutouts")}
    with pytest.raises(DatasetError, match=r"no source .* has a sample in split 'val'"):
        PhotoDataModule(**paths, split=SplitConfig(val=0.0), size=64, cache_dir=str(folders / "cache")).setup("fit")


def test_photos_train_a_cut_out_and_nothing_else(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = ["--model.network.encoder", "tu-regnetx_002", "--model.network.decoder_channels", "[32,24,16,8,8]"]
    where = ["--data.photos", str(folders / "photos"), "--data.cutouts", str(folders / "cutouts")]
    small = ["--data.size", "64", "--data.num_workers", "0", "--data.cache_dir", str(folders / "cache")]
    shares = ["--data.split.val", "0.2"]
    run = ["--out", str(folders / "runs"), "--trainer.max_epochs", "1"]
    assert main(["fit", "--config", "garments", *network, *where, *small, *shares, *run]) == 0
    record = json.loads((folders / "runs/garments/splits.json").read_text())
    assert {split: len(names) for split, names in record[0].items()} == {"train": 6, "val": 2, "test": 2}
    data = ["--data", "PhotoDataModule", *where, *small]
    assert main(["fit", "--config", "relight", *data, *run]) == 2
    assert "RelightTask needs target, which PhotoDataModule does not give" in capsys.readouterr().err


def test_masks_are_read_as_they_are_judged(tmp_path: Path) -> None:
    """Of 16 bits, in colour with nothing transparent, and what is not a mask: training sees what `evaluate` does."""
    alpha = np.zeros((8, 8), np.uint8)
    alpha[2:6, 2:6], alpha[2, 2] = 255, 100
    Image.fromarray(alpha.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    Image.fromarray(np.dstack([alpha, alpha, alpha, np.full_like(alpha, 255)])).save(tmp_path / "opaque.png")
    for name in ("deep", "opaque"):
        assert np.array_equal(read_matte(tmp_path / f"{name}.png"), alpha)
    Image.fromarray(np.dstack([alpha, 0 * alpha, alpha])).save(tmp_path / "colour.png")
    Image.fromarray(alpha // 255).save(tmp_path / "ones.png")
    for name, said in (("colour", "neither a mask nor a cut-out"), ("ones", "holds 0 and 1 of 255 alone")):
        with pytest.raises(DatasetError, match=f"{name}.png: .*{said}.*; fix it or remove it from the folder"):
            read_matte(tmp_path / f"{name}.png")
