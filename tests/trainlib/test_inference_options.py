"""The words of predict's command line."""

from pathlib import Path

import numpy as np
import pytest
from inference_networks import Brightness, save_checkpoint
from PIL import Image

from trainlib.inference import command, options
from trainlib.inference.framing import Frame


def test_options_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    values = np.full((90, 120, 3), 240, np.uint8)
    values[30:60, 30:90] = 20
    Image.fromarray(values).save(photos / "a.png")
    words = ["--photos", str(photos), "--out", str(out), "--cutout", str(cutout), "--device", "cpu"]
    more = ["--write", "packshot,mask", "--canvas", "200x100", "--tta", "flips+scales", "--two-pass"]
    more += ["--shadow", "soften"]
    assert command.main([*words, *more]) == 0
    assert Image.open(out / "a.packshot.png").size == (200, 100) and Image.open(out / "a.mask.png").size == (120, 90)
    assert not (out / "a.cutout.png").exists()
    page = (out / "index.html").read_text()
    assert "a.mask.png" in page and "a.cutout.png" not in page
    capsys.readouterr()
    assert command.main([*words, *more]) == 0
    assert "0 made, 1 kept" in capsys.readouterr().out
    more[1] = "cutout"  # what was not written is made, with nothing else changed
    assert command.main([*words, *more]) == 0
    assert "1 made, 0 kept" in capsys.readouterr().out and (out / "a.cutout.png").is_file()
    for wrong, says in [
        (["--fill", "1.5"], "--fill 1.5"),
        (["--square", "--canvas", "20x10"], "not square"),
        (["--colours", "relit"], "give --relight CKPT"),
        (["--margin", "99", "--canvas", "200x200"], "leaves no room"),
    ]:
        assert command.main([*words, *wrong]) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("error: ") and says in lines[0]
    for wrong in (
        ["--write", "mask,picture"],
        ["--canvas", "20"],
        ["--canvas", "0x10"],
        ["--canvas", "12001x10000"],
        ["--margin", "46%"],
        ["--margin", "1.5"],
        ["--margin", "-3"],
    ):
        with pytest.raises(SystemExit):
            command.main([*words, *wrong])


def test_margin_fill_and_square_say_the_frame() -> None:
    words = ["--photos", "photos", "--out", "out", "--device", "cpu"]
    for given, frame in [
        (["--margin", "5%"], Frame(1.0, margin_share=0.05)),
        (["--margin", "30", "--square"], Frame(1.0, square=True, margin=30)),
        (["--margin", "20%", "--fill", "0.85"], Frame(0.85, margin_share=0.2)),
        (["--square"], Frame(0.85, square=True)),
        ([], None),
    ]:
        assert options.frame_of(options.parser().parse_args([*words, *given])) == frame
