"""`mine`: scores by disagreement, groups, proposals that the page reads, and what was accepted as a dataset."""

from pathlib import Path

import numpy as np
import pytest
import torch
from inference_networks import Brightness, save_checkpoint
from PIL import Image
from torch import nn

from trainlib.cli.main import main
from trainlib.data.photo_files import find_pairs
from trainlib.mining import known
from trainlib.mining.groups import group_of, hardest, propose, read_categories
from trainlib.mining.views import disagreement
from trainlib.records import proposals


class LeftOnly(nn.Module):
    """Product is what is darker than a half in the left half: mirrored views disagree."""

    def __init__(self) -> None:
        super().__init__()
        self.steep = nn.Parameter(torch.tensor(200.0))

    def forward(self, stack: torch.Tensor) -> torch.Tensor:
        logits = self.steep * (0.5 - stack[:, :3].mean(dim=1, keepdim=True))
        logits[..., logits.shape[-1] // 2 :] = -100
        return logits


def picture(path: Path, *, left: slice, level: int = 20) -> None:
    image = np.full((64, 64, 3), 240, np.uint8)
    image[16:48, left] = level
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A sharp square; a square whose halves a one-sided network cuts; one that no network finds."""
    picture(tmp_path / "photos/good/a.png", left=slice(16, 48))
    picture(tmp_path / "photos/bad/faint.png", left=slice(16, 48), level=200)
    picture(tmp_path / "photos/bad/b.png", left=slice(8, 24))
    return tmp_path / "photos"


def mine(photos: Path, *words: object) -> int:
    out = photos.parent / "out"
    return main(["mine", str(photos), "--out", str(out), "--device", "cpu", *map(str, words)])


def test_disagreement_by_its_definition() -> None:
    one, other = np.float32([[1, 0.5, 0]]), np.float32([[1, 0, 0.5]])
    assert disagreement(one, other) == pytest.approx(1 - 1 / 2)
    assert disagreement(one, one) == 0
    assert disagreement(0 * one, 0 * one) == 0


def test_what_views_do_not_agree_on_is_proposed(
    photos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    network = save_checkpoint(monkeypatch, photos.parent / "left.ckpt", LeftOnly(), "cutout")
    assert mine(photos, "--cutout", network, "--most", 2) == 0
    found = proposals.read(photos.parent / "out")
    assert [one.photo for one in found] == ["bad/b.png", "bad/faint.png"] or [one.photo for one in found] == [
        "bad/faint.png",
        "bad/b.png",
    ]
    by_photo = {one.photo: one for one in found}
    assert by_photo["bad/faint.png"].reasons == ("finds nothing",)
    assert "mirrored view differs" in by_photo["bad/b.png"].reasons[0]
    assert by_photo["bad/b.png"].group == "bad"
    with Image.open(photos.parent / "out" / by_photo["bad/b.png"].cutout) as cutout:
        assert cutout.mode == "RGBA" and cutout.size == (64, 64)
    assert "bad: 2 photos" in capsys.readouterr().out
    assert (photos.parent / "out/groups.csv").read_text().splitlines()[1].startswith("bad,2,")


def test_two_networks_disagree(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = save_checkpoint(monkeypatch, photos.parent / "one.ckpt", Brightness(), "cutout")
    other = save_checkpoint(monkeypatch, photos.parent / "other.ckpt", LeftOnly(), "cutout")
    assert mine(photos, "--cutout", one) == 0
    alone = {name: row.score for name, row in known.read(photos.parent / "out").items()}
    assert alone["good/a.png"] < 0.1
    assert mine(photos, "--cutout", one, other) == 0
    both = known.read(photos.parent / "out")
    assert both["good/a.png"].parts["networks"] > 0.3
    assert any("networks differ" in text for text in both["good/a.png"].reasons)


def test_scores_are_kept_and_broken_photos_named(
    photos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    network = save_checkpoint(monkeypatch, photos.parent / "one.ckpt", Brightness(), "cutout")
    (photos / "broken.jpg").write_bytes(b"no photo")
    assert mine(photos, "--cutout", network) == 0
    assert "broken.jpg" in capsys.readouterr().err
    scored = len((photos.parent / "out" / known.FILE).read_text().splitlines())
    assert mine(photos, "--cutout", network) == 0
    # What could not be read is tried again.
    assert len((photos.parent / "out" / known.FILE).read_text().splitlines()) == scored + 1


def test_accepted_photos_become_a_dataset(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = save_checkpoint(monkeypatch, photos.parent / "one.ckpt", Brightness(), "cutout")
    out = photos.parent / "out"
    assert mine(photos, "--cutout", network) == 0
    proposals.decide(out, "good/a.png", "accept")
    proposals.decide(out, "bad/b.png", "accept")
    proposals.decide(out, "bad/b.png", "reject")
    assert mine(photos, "--accepted") == 0
    assert list(find_pairs(out / "accepted/photos", out / "accepted/cutouts")) == ["good_a"]
    proposals.decide(out, "good/a.png", "open")
    assert mine(photos, "--accepted") == 0
    assert list((out / "accepted/photos").iterdir()) == []


def test_groups_by_folder_and_csv(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("photo,category\nshoes/a.jpg,boot\nb,sandal\n")
    categories = read_categories(tmp_path / "c.csv")
    assert group_of("shoes/a.jpg", None) == "shoes"
    assert group_of("a.jpg", None) == ""
    assert [group_of(one, categories) for one in ("shoes/a.jpg", "x/b.jpg", "x/c.jpg")] == ["boot", "sandal", ""]
    groups = {"a": "boot", "b": "boot", "c": "sandal"}
    scores = {"a": 0.9, "b": 0.8, "c": 0.5}
    assert [(one.name, one.photos) for one in hardest(scores, groups)] == [("boot", 2), ("sandal", 1)]
    assert propose(scores, groups, most=2, per_group=1) == ["a", "c"]


def test_mistakes_get_one_line(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mine(photos) == 2
    assert "give one or two" in capsys.readouterr().err
    assert mine(photos, "--accepted") == 2
    assert "mine the folder first" in capsys.readouterr().err
