"""The zip that people install: what is in it, and, where a Blender is at hand, what it does there.

PACKSHOT_BLENDER names that Blender: an executable, or a command such as `in-a-container blender`. It must see the
repository as its working folder; every path it is given is relative to that.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from blender_addon.dataset.check import check_dataset

REPOSITORY = Path(__file__).resolve().parent.parent.parent
ADDON = REPOSITORY / "blender_addon"
BLENDER = os.environ.get("PACKSHOT_BLENDER", "")


def _build(out: Path) -> Path:
    script = REPOSITORY / ".ci" / "extension.py"
    subprocess.run([sys.executable, script, "--out", out], check=True, capture_output=True, timeout=60)
    (found,) = out.iterdir()
    return found


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("dist"))


def test_the_zip_holds_the_add_on_and_nothing_else(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = set(opened.namelist())
        manifest = tomllib.loads(opened.read("blender_manifest.toml").decode())
    assert archive.name == f"packshot-{manifest['version']}.zip"
    assert manifest["schema_version"] == "1.0.0"
    assert manifest["license"] == ["SPDX:GPL-3.0-or-later"]
    sources = {path.relative_to(ADDON).as_posix() for path in ADDON.rglob("*.py")}
    presets = {f"presets/{path.name}" for path in (ADDON / "presets").glob("*.toml")}
    assert sources | presets | {"LICENSE", "blender_manifest.toml", "assets_manifest.json"} == names


def test_the_manifest_agrees_with_the_project(archive: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    manifest = tomllib.loads((ADDON / "blender_manifest.toml").read_text())
    assert manifest["version"] == project["version"]
    # Blender's own rules for what it shows in a list.
    assert len(manifest["tagline"]) <= 64
    assert manifest["tagline"][-1].isalnum()
    assert all(len(reason) <= 64 and reason[-1].isalnum() for reason in manifest["permissions"].values())


def test_two_builds_are_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    assert _build(tmp_path / "again").read_bytes() == archive.read_bytes()


def test_nothing_that_tools_leave_behind_is_shipped(tmp_path: Path) -> None:
    copy = tmp_path / "repository"
    shutil.copytree(REPOSITORY / ".ci", copy / ".ci")
    for name in ("blender_manifest.toml", "__init__.py", "ui/redraw.py"):
        (copy / "blender_addon" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ADDON / name, copy / "blender_addon" / name)
    for name in ("ui/__pycache__/a.py", ".mypy_cache/b.json", "ui/.redraw.py.swp", "ui/redraw.py.orig", "x.pyc"):
        (copy / "blender_addon" / name).parent.mkdir(exist_ok=True)
        (copy / "blender_addon" / name).write_text("left behind")
    script = copy / ".ci" / "extension.py"
    subprocess.run([sys.executable, script, "--out", tmp_path / "dist"], check=True, timeout=60)
    (built,) = (tmp_path / "dist").iterdir()
    assert zipfile.ZipFile(built).namelist() == ["__init__.py", "blender_manifest.toml", "ui/redraw.py"]


@pytest.fixture(scope="module")
def blender(archive: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder below the repository, and the environment of a Blender that has the zip installed there."""
    if not BLENDER:
        pytest.skip("PACKSHOT_BLENDER names no Blender to install the zip in")
    (REPOSITORY / "out").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=REPOSITORY / "out", prefix="extension-"))
    shutil.copy(archive, folder)
    inside = folder.relative_to(REPOSITORY)
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(inside / "resources")}
    installing = ["--command", "extension", "install-file", "-r", "user_default", "-e", str(inside / archive.name)]
    for arguments in (["--command", "extension", "validate", str(inside / archive.name)], installing):
        done = _run(arguments, environment)
        assert done.returncode == 0, done.stdout + done.stderr
    yield inside, environment
    shutil.rmtree(folder)


def _run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [*shlex.split(BLENDER), *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=600)


def _expression(call: str) -> list[str]:
    return ["-b", "--python-exit-code", "1", "--python-expr", f"import bpy; bpy.ops.packshot.{call}"]


def test_the_installed_extension_makes_a_dataset(blender: tuple[Path, dict[str, str]]) -> None:
    inside, environment = blender
    call = f"generate_dataset(spec='smoke', output={str(inside / 'set')!r}, count=2)"
    done = _run(_expression(call), environment)
    assert done.returncode == 0, done.stdout + done.stderr
    report = check_dataset(REPOSITORY / inside / "set")
    assert (report.samples, report.problems) == (2, [])


def test_a_mistake_ends_the_installed_extensions_blender_with_1(blender: tuple[Path, dict[str, str]]) -> None:
    inside, environment = blender
    done = _run(_expression(f"generate_dataset(spec='smok', output={str(inside / 'none')!r})"), environment)
    assert done.returncode == 1
    assert "did you mean 'smoke'" in done.stdout + done.stderr
    assert not (REPOSITORY / inside / "none").exists()


def test_the_command_inside_blender_does_what_the_command_line_does(
    blender: tuple[Path, dict[str, str]],
) -> None:
    inside, environment = blender

    def packshot(*arguments: str) -> subprocess.CompletedProcess[str]:
        return _run(["--command", "packshot", *arguments], environment)

    out, tiny = str(inside / "by_command"), ("--count", "1", "--resolution", "32")
    done = packshot("generate", "--spec", "smoke", "--out", out, *tiny)
    assert done.returncode == 0, done.stdout + done.stderr
    assert check_dataset(REPOSITORY / out).problems == []
    done = packshot("check", out)
    assert (done.returncode, "1 of 1 samples, no problems" in done.stdout) == (0, True), done.stdout
    done = packshot("status", out)
    assert (done.returncode, "1 of 1" in done.stdout) == (0, True), done.stdout
    done = packshot("preview", "--spec", "smoke", "--count", "1", "--size", "32", "--out", str(inside / "sheet.png"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (REPOSITORY / inside / "sheet.png").read_bytes().startswith(b"\x89PNG")
    done = packshot("generate", "--spec", "smok", "--out", str(inside / "none"))
    assert (done.returncode, done.stderr.count("did you mean 'smoke'")) == (2, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
