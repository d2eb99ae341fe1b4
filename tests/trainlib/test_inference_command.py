"""`predict`, run as a user runs it, on real files."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from inference_networks import Brightness, Doubled, save_checkpoint
from PIL import Image

from trainlib.inference import command
from trainlib.inference.pipeline import Pipeline, Result
from trainlib.records import predictions


def dark_square(height: int = 90, width: int = 120, value: int = 40) -> Image.Image:
    """A dark square (rows and columns 30 to 60) on near-white."""
    values = np.full((height, width, 3), 230, np.uint8)
    values[30:60, 30:60] = (value, value + 10, value + 20)
    return Image.fromarray(values)


@pytest.fixture
def cutout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")


def squares(root: Path, names: str) -> Path:
    """A folder of photos, each named by a letter."""
    photos = root / "photos"
    photos.mkdir()
    for name in names:
        dark_square().save(photos / f"{name}.png")
    return photos


def predict(photos: Path, out: Path, cutout: Path, *more: str) -> int:
    arguments = ["--photos", str(photos), "--out", str(out), "--cutout", str(cutout), "--device", "cpu"]
    return command.main([*arguments, *more])


def test_results_are_full_size_and_white_is_255(tmp_path: Path, cutout: Path) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    dark_square().save(photos / "square.png")
    assert predict(photos, out, cutout) == 0
    mask = np.asarray(Image.open(out / "square.mask.png"))
    cut = np.asarray(Image.open(out / "square.cutout.png"))
    packshot = np.asarray(Image.open(out / "square.packshot.png"))
    assert (mask.shape, cut.shape, packshot.shape) == ((90, 120), (90, 120, 4), (90, 120, 3))
    assert mask.dtype == np.uint8
    target = np.zeros((90, 120), bool)
    target[30:60, 30:60] = True
    assert ((mask >= 128) == target).mean() > 0.995
    assert (mask[35:55, 35:55] == 255).all()
    assert (packshot[mask == 0] == 255).all()
    assert mask[:25].max() == 0 and (packshot[:25] == 255).all()
    assert (packshot[35:55, 35:55] == (40, 50, 60)).all()
    assert (cut[..., 3] == mask).all()
    # No halo: where the cut-out is half there, its colour is the square's and not mixed with the wall's 230.
    edge = (mask > 20) & (mask < 235)
    if edge.any():
        assert cut[edge][:, 0].max() < 140
    assert not list(out.rglob("*.part"))


def test_relight_changes_light_and_not_the_white(tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relight = save_checkpoint(monkeypatch, tmp_path / "relight.ckpt", Doubled(), "relight")
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    dark_square(value=100).save(photos / "square.png")
    assert predict(photos, out, cutout, "--relight", str(relight)) == 0
    packshot = np.asarray(Image.open(out / "square.packshot.png"))
    mask = np.asarray(Image.open(out / "square.mask.png"))
    # sRGB 100 is 0.1274 linear; twice that, 0.2548, is sRGB 138.
    assert np.abs(packshot[40:50, 40:50, 0].astype(int) - 138).max() <= 3
    assert (packshot[mask == 0] == 255).all()
    assert (np.asarray(Image.open(out / "square.cutout.png"))[45, 45, :3] == (100, 110, 120)).all()
    assert not (out / "square.relit.png").exists()
    assert predict(photos, out, cutout, "--relight", str(relight), "--write", "relit") == 0
    relit = np.asarray(Image.open(out / "square.relit.png"))
    assert (relit[..., 3] == mask).all() and (relit[mask == 255, :3] == packshot[mask == 255]).all()
    assert "square.relit.png" in (out / "index.html").read_text()
    assert predict(photos, out, cutout, "--write", "relit") == 2
    assert predict(photos, out, cutout, "--relight", str(relight), "--colours", "own", "--write", "relit") == 2


def test_broken_photos_are_rows_and_the_rest_goes_on(
    tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    dark_square().save(photos / "good one äöü.jpg")
    dark_square(300, 400).save(photos / "cut.jpg")
    whole = (photos / "cut.jpg").read_bytes()
    (photos / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (photos / "letter.jpg").write_text("Dear photographer,")
    (photos / "nothing.png").write_bytes(b"")
    (photos / "notes.txt").write_text("not a photo")
    assert predict(photos, out, cutout) == 0
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "good one äöü.jpg" in page
    assert "not a JPEG, PNG, WebP, TIFF or HEIC image" in page
    assert "the file is empty" in page
    assert "truncated" in page
    shown = capsys.readouterr()
    assert "1 made, 0 kept, 3 not read" in shown.out
    assert ".txt (1)" in shown.err
    assert (out / "good one äöü.packshot.png").is_file()
    assert not (out / "cut.packshot.png").exists()
    assert all((out / "thumbnails" / f"good one äöü.{kind}.jpg").is_file() for kind in ("photo", "packshot"))


def test_nothing_readable_is_exit_code_1(tmp_path: Path, cutout: Path) -> None:
    (tmp_path / "letter.jpg").write_text("Dear photographer,")
    assert predict(tmp_path / "letter.jpg", tmp_path / "out", cutout) == 1


def test_same_stem_gives_separate_results(tmp_path: Path, cutout: Path) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    dark_square(90, 120).save(photos / "vase.jpg")
    dark_square(64, 80).save(photos / "vase.png")
    assert predict(photos, out, cutout) == 0
    assert Image.open(out / "vase.jpg.mask.png").size == (120, 90)
    assert Image.open(out / "vase.png.mask.png").size == (80, 64)
    assert not (out / "vase.mask.png").exists()


def test_a_second_run_keeps_and_a_changed_photo_is_made_again(
    tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    for name in ("one", "two"):
        dark_square().save(photos / f"{name}.png")
    assert predict(photos, out, cutout) == 0
    first = {path.name: path.stat().st_mtime_ns for path in out.glob("*.png")}
    capsys.readouterr()
    assert predict(photos, out, cutout) == 0
    shown = capsys.readouterr()
    assert "0 made, 2 kept" in shown.out and "kept      one.png" in shown.err
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.png")} == first
    assert (out / "index.html").read_text().count("<article") == 2

    dark_square(80, 80).save(photos / "one.png")
    assert predict(photos, out, cutout) == 0
    assert "1 made, 1 kept" in capsys.readouterr().out
    assert Image.open(out / "one.packshot.png").size == (80, 80)
    (out / "two.mask.png").unlink()
    assert predict(photos, out, cutout) == 0
    assert "1 made, 1 kept" in capsys.readouterr().out
    (out / "thumbnails" / "one.overlay.jpg").unlink()
    assert predict(photos, out, cutout) == 0
    assert "1 made, 1 kept" in capsys.readouterr().out and (out / "thumbnails" / "one.overlay.jpg").is_file()
    assert predict(photos, out, cutout, "--overwrite") == 0
    assert "2 made, 0 kept" in capsys.readouterr().out
    assert predict(photos, out, cutout, "--tta", "none") == 0
    assert "2 made, 0 kept" in capsys.readouterr().out


def test_results_of_other_settings_are_not_taken_for_these(
    tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    dark_square().save(photos / "a.png")
    assert predict(photos, out, cutout) == 0
    # Only the mask is made again: the packshot that lies there is no square one.
    assert predict(photos, out, cutout, "--square", "--write", "mask") == 0
    assert "a.packshot.png" not in (out / "index.html").read_text()
    capsys.readouterr()
    assert predict(photos, out, cutout, "--square") == 0
    assert "1 made, 0 kept" in capsys.readouterr().out
    assert Image.open(out / "a.packshot.png").size == (35, 35)
    # One file more with the same settings: the others stay true.
    assert predict(photos, out, cutout, "--square", "--write", "cutout", "--overwrite") == 0
    capsys.readouterr()
    assert predict(photos, out, cutout, "--square") == 0
    assert "0 made, 1 kept" in capsys.readouterr().out


def test_what_nobody_thought_of_is_a_row(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    for name, width in (("memory", 91), ("odd", 92), ("well", 93)):
        dark_square(90, width).save(photos / f"{name}.png")
    os.mkfifo(photos / "pipe.jpg")
    (photos / "loop.jpg").symlink_to(photos / "loop.jpg")
    whole = Pipeline.__call__

    def fails(self: Pipeline, picture: np.ndarray) -> Result:
        if picture.shape[1] == 91:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
        if picture.shape[1] == 92:
            raise ValueError("a thing\nof two lines")
        return whole(self, picture)

    monkeypatch.setattr(Pipeline, "__call__", fails)
    assert predict(photos, out, cutout) == 0
    shown = capsys.readouterr()
    assert "1 made, 0 kept, 4 not read" in shown.out
    assert "memory.png: not enough memory for it" in shown.err
    assert "odd.png: failed on it, please report it: ValueError: a thing of two lines" in shown.err
    assert "pipe.jpg: not a file" in shown.err
    assert "loop.jpg: cannot be read: Too many levels of symbolic links" in shown.err


def test_ctrl_c_leaves_a_state_to_go_on_from(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = squares(tmp_path, "abc"), tmp_path / "out"

    def read_until_b(path: Path) -> np.ndarray:
        if path.name == "b.png":
            raise KeyboardInterrupt
        return np.asarray(Image.open(path))

    with monkeypatch.context() as patch:
        patch.setattr(command, "read_photo", read_until_b)
        assert predict(photos, out, cutout) == 130
    shown = capsys.readouterr()
    assert shown.out.strip() == ("interrupted: 1 of 3 photos are finished; the same command continues from there")
    assert predict(photos, out, cutout) == 0
    assert "2 made, 1 kept" in capsys.readouterr().out


def test_sigterm_ends_it_as_ctrl_c_does(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = squares(tmp_path, "ab"), tmp_path / "out"

    def ended_at_b(path: Path) -> np.ndarray:
        if path.name == "b.png":
            os.kill(os.getpid(), signal.SIGTERM)
        return np.asarray(Image.open(path))

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(command, "read_photo", ended_at_b)
    assert predict(photos, out, cutout) == 130
    assert "1 of 2 photos are finished" in capsys.readouterr().out and (out / "index.html").is_file()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_torn_record_costs_one_photo(tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photos, out = squares(tmp_path, "ab"), tmp_path / "out"
    assert predict(photos, out, cutout) == 0
    record = out / predictions.FILE
    record.write_text(record.read_text()[:-40])
    capsys.readouterr()
    assert predict(photos, out, cutout) == 0
    assert "1 made, 1 kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "absent", "no such file or folder"),
        (lambda folder: folder, "holds no JPEG, PNG, WebP, TIFF or HEIC photo"),
    ],
)
def test_without_photos_one_line_and_exit_code_2(
    tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path], says: str
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    assert predict(make(folder), tmp_path / "out", cutout) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("error: --photos") and says in lines[0]


def test_what_cannot_work_is_said_in_one_line(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    dark_square().save(photos / "a.png")
    deep = save_checkpoint(
        monkeypatch,
        tmp_path / "deep.ckpt",
        Doubled(),
        "relight",
        inputs=("image", "alpha", "depth", "normal"),
    )
    (tmp_path / "file").write_text("")
    junk = tmp_path / "junk.ckpt"
    junk.write_bytes(b"no checkpoint")
    best = Path(shutil.copy(cutout, tmp_path / "best.ckpt"))
    for out, network, more, says in [
        (tmp_path / "out", tmp_path / "absent.ckpt", [], "absent.ckpt: no such checkpoint file"),
        (tmp_path / "out", tmp_path / "cutuot.ckpt", [], f"(did you mean {cutout}?)"),
        (tmp_path / "out", tmp_path, [], f"is a folder, a checkpoint file is needed here (did you mean {best}?)"),
        (tmp_path / "out", junk, [], "junk.ckpt: no checkpoint but another kind of file"),
        (tmp_path / "out", deep, [], "cutout"),
        (tmp_path / "out", cutout, ["--relight", str(deep)], "depth and normal"),
        (tmp_path / "file", cutout, [], "give a folder"),
        (tmp_path / "file" / "out", cutout, [], "file"),
        (photos, cutout, [], "give another folder"),
    ]:
        assert predict(photos, out, network, *more) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("error: ") and says in lines[0], lines
    assert sorted(path.name for path in photos.iterdir()) == ["a.png"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--photoz", "x"], "--photoz (did you mean --photos?)"),
        (["--photos", "x", "--shadow", "sof"], "(did you mean soften?)"),
        (["--photos", "x", "--device", "gpu"], "choose from"),
        (["--photos", "x"], "required: --out"),
    ],
)
def test_misspelt_options_name_the_nearest(capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(words)
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert stopped.value.code == 2 and line.startswith("error: ") and says in line


def test_recursive_mirrors_folders_and_takes_no_result_for_a_photo(
    tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    (photos / "chairs").mkdir(parents=True)
    dark_square().save(photos / "a.png")
    dark_square().save(photos / "chairs" / "a.png")
    assert predict(photos, out, cutout, "--recursive") == 0
    assert (out / "a.mask.png").is_file() and (out / "chairs" / "a.mask.png").is_file()
    assert 'src="./thumbnails/chairs/a.photo.jpg"' in (out / "index.html").read_text()
    assert predict(photos, photos / "results", cutout, "--recursive") == 2
    assert "give another folder" in capsys.readouterr().err


def test_a_single_photo_is_called_as_in_its_folder(tmp_path: Path, cutout: Path) -> None:
    dark_square().save(tmp_path / "a.jpg")
    dark_square().save(tmp_path / "a.png")
    assert predict(tmp_path / "a.png", tmp_path / "out", cutout) == 0
    assert (tmp_path / "out" / "a.png.mask.png").is_file()


def test_a_full_disk_is_one_line(tmp_path: Path, cutout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if os.geteuid() == 0 and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    out.mkdir()
    dark_square().save(photos / "a.png")
    (out / predictions.FILE).symlink_to("/dev/full")
    assert predict(photos, out, cutout) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error")]
    assert len(lines) == 1 and "No space left" in lines[0]


def test_real_garment_photos(tmp_path: Path, cutout: Path, shared: Path) -> None:
    source = shared / "garments" / "original"
    if not source.is_dir():
        pytest.skip("no garment photos beside the repository")
    photos = tmp_path / "photos"
    photos.mkdir()
    for path in sorted(source.glob("*.jpg"))[:2]:
        shutil.copy(path, photos / path.name)
    assert predict(photos, tmp_path / "out", cutout) == 0
    for path in photos.iterdir():
        packshot = np.asarray(Image.open(tmp_path / "out" / f"{path.stem}.packshot.png"))
        mask = np.asarray(Image.open(tmp_path / "out" / f"{path.stem}.mask.png"))
        assert packshot.shape == (864, 576, 3)
        assert (packshot[mask == 0] == 255).all()
        assert 0 < (mask == 0).mean() < 1
