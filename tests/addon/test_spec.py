"""Specs from TOML: what is read, and that each mistake is told in one line that fixes it."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import PRESETS, SpecError, load_spec, override, preset_names, spec_from_dict, spec_to_dict


def _write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_preset_is_the_defaults_and_names_every_key() -> None:
    assert load_spec("packshot") == DatasetSpec()
    text = tomllib.loads((PRESETS / "packshot.toml").read_text(encoding="utf-8"))
    for field in dataclasses.fields(DatasetSpec):
        default = getattr(DatasetSpec(), field.name)
        if dataclasses.is_dataclass(default):
            assert set(text[field.name]) == {f.name for f in dataclasses.fields(default)}
        else:
            assert field.name in text


def test_every_preset_loads() -> None:
    assert {"packshot", "smoke"} <= set(preset_names())
    for name in preset_names():
        assert load_spec(name).name == name
    smoke = load_spec("smoke")
    assert smoke.resolution == (64, 64) and smoke.count == 8


def test_a_file_keeps_what_it_says_and_defaults_the_rest(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        'name = "mine"\nresolution = 96\n[camera]\nfill = 0.5\nlens_mm = [35, 50]\n'
        '[room]\nwindows = 2\nwalls = ["brick"]\n',
    )
    spec = load_spec(path)
    assert spec.resolution == (96, 96)
    assert spec.camera.fill == (0.5, 0.5)
    assert spec.camera.lens_mm == (35.0, 50.0) and isinstance(spec.camera.lens_mm[0], float)
    assert spec.room.windows == (2, 2) and isinstance(spec.room.windows[0], int)
    assert spec.room.walls == ("brick",)
    assert spec.light == DatasetSpec().light and spec.count == 500


def test_there_and_back() -> None:
    spec = override(DatasetSpec(), {"seed": 9, "camera.fill": [0.4, 0.6], "resolution": [80, 60], "room.windows": 0})
    data = spec_to_dict(spec)
    assert data["camera"]["fill"] == [0.4, 0.6] and data["resolution"] == [80, 60]
    assert spec_from_dict(data) == spec


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cuont = 3", "cuont is not a key; did you mean 'count'?"),
        ("fill = 0.5", "fill is not a key; did you mean 'camera.fill'?"),
        ("[camera]\nlens = 50", "camera.lens is not a key; did you mean 'camera.lens_mm'?"),
        ("[room]\nlens_m = 50", "room.lens_m is not a key; did you mean 'camera.lens_mm'?"),
        ("[camra]\nfill = 0.5", "camra is not a key; did you mean 'camera'?"),
        ("xyzzy = 1", "xyzzy is not a key; there are name, kind, seed, count, resolution, render,"),
        ("[checks]\nqwerty = 1", "checks.qwerty is not a key; there are checks.coverage, checks.visible,"),
        ('count = "many"', "count is 'many', expected a whole number from 1 to 10000000"),
        ("count = 8.0", "count is 8.0, expected a whole number from 1 to 10000000"),
        ("count = true", "count is True, expected a whole number"),
        ("count = 0", "count is 0, expected a whole number from 1"),
        ("seed = -1", "seed is -1, expected a whole number from 0 to 2147483647"),
        ("resolution = [512]", "resolution is [512], expected a number or [width, height]"),
        ("resolution = [512, 8]", "resolution is 8, expected a whole number from 16 to 8192 px"),
        ("[render]\nroom_samples = 0", "render.room_samples is 0, expected a whole number from 1 to 4096"),
        ("[render]\ndenoise = 1", "render.denoise is 1, expected true or false"),
        ('[render]\ndevice = "cuda"', "render.device is 'cuda', expected one of auto, cpu, gpu"),
        ('[render]\ndevice = "cpus"', "render.device is 'cpus'; did you mean 'cpu'?, expected one of"),
        ("[camera]\nfill = [0.9, 0.4]", "camera.fill is [0.9, 0.4]: the least comes first, so [0.4, 0.9]"),
        ("[camera]\nfill = [0.4, 0.99]", "camera.fill is 0.99, expected a number from 0.05 to 0.92"),
        (
            "[camera]\nfill = [0.1, 0.2, 0.3]",
            "camera.fill is [0.1, 0.2, 0.3], expected a number or [least, greatest]",
        ),
        ('[camera]\nfill = "half"', "camera.fill is 'half', expected a number or [least, greatest]"),
        ("[camera]\nfill = nan", "camera.fill is nan, expected a number from 0.05 to 0.92"),
        ("[camera]\nlens_mm = 500000", "camera.lens_mm is 500000, expected a number from 5 to 500 mm"),
        ("[light]\nwatt = [1, inf]", "light.watt is inf, expected a number from 0 to 10000 W"),
        ("[room]\nwindows = 1.5", "room.windows is 1.5, expected a whole number from 0 to 6"),
        ("[room]\nwalls = []", "room.walls is an empty list, expected at least one of plaster,"),
        ('[room]\nwalls = "brick"', "room.walls is 'brick', expected a list out of plaster,"),
        (
            '[room]\nwalls = ["bricks"]',
            "room.walls is 'bricks'; did you mean 'brick'?, expected one of plaster,",
        ),
        ('[room]\nwalls = ["brick", "brick"]', "room.walls lists brick twice"),
        ("[room]\nwalls = [1]", "room.walls is 1, expected one of plaster,"),
        ("room = 3", "room is 3, expected a table of keys"),
        ('name = ""', "name is '', expected a word"),
        ('kind = "video"', "kind is 'video', expected one of packshot"),
        ("[split]\ntrain = 0\nval = 0\ntest = 0", "split: all three shares are 0"),
        ("count = = 3", "not TOML: "),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(SpecError) as caught:
        load_spec(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert message in line
    assert "\n" not in line


def test_missing_specs_are_told(tmp_path: Path) -> None:
    with pytest.raises(
        SpecError, match=r"'smok': none of that name ships; did you mean 'smoke'\?; there are .*packshot"
    ):
        load_spec("smok")
    with pytest.raises(SpecError, match=r"gone\.toml: cannot read the spec: No such file"):
        load_spec(str(tmp_path / "gone.toml"))
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(SpecError, match="not UTF-8"):
        load_spec(str(tmp_path / "latin.toml"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"count": 0}, "command line: count is 0"),
        ({"camera.fil": 0.5}, "command line: camera.fil is not a key; did you mean 'camera.fill'?"),
        ({"count.x": 1}, "command line: count.x is not a key"),
        ({"nowhere.at.all": 1}, "command line: nowhere.at.all is not a key"),
    ],
)
def test_overrides_are_checked_too(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        override(DatasetSpec(), values)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seed = " + "9" * 5000, "a number has too many digits"),
        ("count = " + "[" * 3000 + "]" * 3000, "nested too deep"),
        ("[camera]\nfill = 9" + "0" * 400, "camera.fill is 9000"),
        ('"a\\nb\\u001b[2J" = 1', "a\\nb\\x1b[2J is not a key"),
    ],
)
def test_odd_specs_get_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_spec(str(path))
    assert told in str(caught.value) and str(caught.value).isprintable() and len(str(caught.value)) < 700
