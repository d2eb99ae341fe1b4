"""`suggest`: traits of drawn photos, causes worked out by hand, and specs that the generator accepts."""

import dataclasses
import subprocess
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from trainlib.cli.main import main
from trainlib.records import evaluations
from trainlib.records.evaluations import Input
from trainlib.records.files import write_csv
from trainlib.suggest.changes import GLOSSY, THIN, changes_for
from trainlib.suggest.failures import Cause, find_causes
from trainlib.suggest.spec_text import DEFAULTS, harder, read_spec
from trainlib.suggest.traits import TRAITS, traits_of

REPO = Path(__file__).resolve().parents[2]
BLENDER = REPO / ".venv-blender/bin/python"


def disc(product: int, ground: int, radius: int = 60, x: int = 128) -> tuple[np.ndarray, np.ndarray]:
    """A grey disc on a grey ground, and its alpha."""
    alpha = np.zeros((256, 256), np.uint8)
    cv2.circle(alpha, (x, 128), radius, 255, -1)
    image = np.where(alpha[..., None] > 0, np.uint8(product), np.uint8(ground)).repeat(3, 2)
    return image, (alpha / 255).astype(np.float32)


def of(*words: int, **keys: int) -> list[str]:
    return traits_of(*disc(*words, **keys))


def test_traits_of_plain_discs() -> None:
    assert of(120, 230) == []
    assert of(240, 250) == ["pale on pale", "low contrast"]
    assert of(100, 110) == ["low contrast"]
    assert of(30, 200) == ["dark"]
    assert of(120, 230, radius=20) == ["small"]
    assert of(120, 230, x=10) == ["cut by the frame"]


def test_traits_that_need_a_drawing() -> None:
    rng = np.random.default_rng(0)
    image, alpha = disc(120, 230)
    noisy = np.where(alpha[..., None] > 0, image, rng.integers(0, 256, image.shape, np.uint8))
    assert "clutter" in traits_of(noisy, alpha)
    image[110:125, 110:125] = 255
    assert "glossy" in traits_of(image, alpha)
    wires = np.zeros((256, 256), np.uint8)
    for x in range(40, 220, 30):
        cv2.line(wires, (x, 40), (x, 220), 255, 3)
    image = np.where(wires[..., None] > 0, np.uint8(120), np.uint8(230)).repeat(3, 2)
    assert "thin parts" in traits_of(image, (wires / 255).astype(np.float32))


def test_causes_by_hand() -> None:
    dice = {"a": 0.5, "b": 0.6, "c": 0.95, "d": 0.96, "e": 0.97}
    traits = {"a": ["small", "dark"], "b": ["small"], "c": ["clutter"], "d": ["small"], "e": []}
    found = find_causes(dice, traits, 0.9)
    assert [one.trait for one in found] == ["small"], "dark is one photo alone, clutter is of the others"
    assert (found[0].strength, found[0].lift) == (1.0, pytest.approx(1 - 1 / 3))
    assert str(found[0]) == "small: 2 of 2 failures, 1 of 3 others, mean Dice 0.687"


def cause(trait: str) -> Cause:
    return Cause(trait, 3, 4, 1, 6, 0.8)


@pytest.mark.parametrize("trait", list(TRAITS))
def test_each_trait_changes_what_draws_it(trait: str) -> None:
    spec = read_spec("packshot")
    before = spec.unwrap()
    reasons = harder(spec, [cause(trait)])
    text = spec.as_string()
    after = tomllib.loads(text)
    assert reasons and after != before
    for key in reasons:
        line = next(line for line in text.splitlines() if line.startswith(f"{key.rpartition('.')[2]} = "))
        assert f"{trait}: 3 of 4 failures" in text and "# was" in text[text.index(line) :]


def test_families_with_the_trait_are_all_kept() -> None:
    families = read_spec("packshot").unwrap()["product"]["families"]
    thin = changes_for("thin parts", 0.75, lambda key: families)["product.families"]
    assert set(THIN) <= set(thin) and len(thin) < len(families)
    mugs = changes_for("category Coffee mugs", 0.75, lambda key: families)["product.families"]
    assert "mug" in mugs and len(mugs) < len(families)
    assert changes_for("category boots", 0.75, lambda key: families) == {}
    assert set(GLOSSY) | set(THIN) <= set(families), "families that there are"


def evaluation(folder: Path) -> Path:
    """Four dark failures and four good photos."""
    rows, inputs = [], []
    for number in range(8):
        name = f"p{number}"
        image, alpha = disc(30 if number < 4 else 120, 230)
        file, target = folder / f"{name}.png", folder / f"{name}.mask.png"
        Image.fromarray(image).save(file)
        Image.fromarray((255 * alpha).astype(np.uint8)).save(target)
        rows.append([name, "ours", 0.5 if number < 4 else 0.97])
        inputs.append(Input(name, file, target))
    write_csv(folder / evaluations.PHOTOS, ["photo", "method", "dice"], rows)
    evaluations.write_inputs(folder, inputs)
    return folder


def test_the_command_writes_a_spec_with_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "harder.toml"
    words = ["suggest", "--from", str(evaluation(tmp_path)), "--spec", "packshot", "--out", str(out)]
    assert main(words) == 0
    assert "dark: 4 of 4 failures, 0 of 4 others" in capsys.readouterr().out
    spec = tomllib.loads(out.read_text())
    assert spec["name"] == "packshot-harder"
    assert spec["mood"]["night"] == pytest.approx(0.13 + 0.2)
    assert spec["light"]["exposure_error_ev"] == [-1.5, 0.6]
    assert "# was 0.13; dark: 4 of 4 failures" in out.read_text()
    assert main(words) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert main([*words, "--overwrite", "--below", "0.1"]) == 1
    assert "nothing to suggest" in capsys.readouterr().out


def test_mistakes_get_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--from", str(tmp_path), "--out", str(tmp_path / "h.toml")]) == 2
    assert "a folder that `evaluate` wrote" in capsys.readouterr().err
    words = ["suggest", "--from", str(evaluation(tmp_path)), "--out", str(tmp_path / "h.toml")]
    assert main([*words, "--spec", "nothing"]) == 2
    assert "packshot" in capsys.readouterr().err


@pytest.mark.skipif(not BLENDER.exists(), reason="no Blender environment")
def test_the_generator_accepts_every_suggestion(tmp_path: Path) -> None:
    causes = [cause(name) for name in TRAITS] + [cause("category mug")]
    for number, chosen in enumerate([causes, *([one] for one in causes)]):
        spec = read_spec(DEFAULTS)
        assert harder(spec, chosen)
        (tmp_path / f"{number}.toml").write_text(spec.as_string(), encoding="utf-8")
    strong = read_spec("cutouts")
    harder(strong, [dataclasses.replace(one, failures=4) for one in causes])
    (tmp_path / "strong.toml").write_text(strong.as_string(), encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from blender_addon.spec_toml import load_spec\n"
        "for path in sys.argv[1:]: load_spec(path)"
    )
    files = [str(path) for path in sorted(tmp_path.glob("*.toml"))]
    done = subprocess.run([str(BLENDER), "-c", program, *files], cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-800:]
