"""The rules of the house, read from the imports: floors, where bpy may be, what never meets, how long a file
may be.
"""

from __future__ import annotations

import ast
import functools
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from import_graph import Import, between_files, between_rooms, circles, imports, read_floors, upward

REPO = Path(__file__).resolve().parents[1]
ADDON, TRAINLIB = "blender_addon", "trainlib"
MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 50
# The floors stand in one place, which people read too.
PAGE = (REPO / "docs/architecture.md").read_text(encoding="utf-8")
BLENDER_MODULES = {"bpy", "bmesh", "mathutils", "imbuf", "gpu", "bpy_extras", "addon_utils"}
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "assets_manifest.json",
    "bench",
    "blender_addon",
    "constraints",
    "docs",
    "pyproject.toml",
    "tests",
    "trainlib",
}
MAY_IMPORT_BLENDER = {
    f"{ADDON}/{room}"
    for room in ("versions", "render", "scene", "ui", "batch/worker.py", "batch/scene_file.py", "__init__.py")
}


@functools.cache
def house(package: str) -> list[Import]:
    """Every import of a package."""
    return imports(REPO, package)


def blender_outside(found: list[Import]) -> list[str]:
    """Imports of Blender's own modules where they may not be."""
    bad = []
    for one in found:
        if one.module.split(".")[0] in BLENDER_MODULES:
            file = one.file.as_posix()
            if not any(file == place or file.startswith(f"{place}/") for place in MAY_IMPORT_BLENDER):
                bad.append(str(one))
    return bad


def absolute_inside(found: list[Import]) -> list[str]:
    """Imports of the add-on by its name, which is another one when it is installed; in trainlib, any at all."""
    return [str(one) for one in found if not one.relative and one.module.split(".")[0] == ADDON]


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_no_import_leads_upward(package: str) -> None:
    assert upward(house(package), package, read_floors(PAGE, package)) == []


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_no_circles_between_rooms_or_files(package: str) -> None:
    found = house(package)
    assert circles(between_rooms(found, package)) == []
    assert circles(between_files(found, package)) == []


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_every_room_has_a_floor(package: str) -> None:
    inside = (REPO / package).iterdir()
    there = {path.name.removesuffix(".py") for path in inside if path.suffix == ".py" or list(path.glob("*.py"))}
    assert set(read_floors(PAGE, package)) == there


def test_bpy_only_where_blender_is_driven() -> None:
    assert blender_outside(house(ADDON)) == []


def test_imports_inside_the_add_on_are_relative() -> None:
    assert absolute_inside(house(ADDON)) == []


def test_the_two_programs_never_meet() -> None:
    train, addon = house(TRAINLIB), house(ADDON)
    assert [str(i) for i in train if i.module.split(".")[0] in {ADDON, *BLENDER_MODULES}] == []
    assert [str(i) for i in addon if i.module.split(".")[0] in {TRAINLIB, "torch", "cv2", "PIL", "OpenEXR"}] == []


def test_only_transforms_imports_albumentations() -> None:
    users = {i.file.as_posix() for i in house(TRAINLIB) if i.module.split(".")[0] == "albumentations"}
    assert users <= {f"{TRAINLIB}/data/transforms.py"}


def test_nothing_stray_is_kept_at_the_top() -> None:
    """What a run or a test leaves in the folder it was started in is no part of the repository."""
    if not (REPO / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git checkout, or no git to ask")
    listed = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip(f"git does not answer: {listed.stderr.strip()}")
    assert {path.split("/")[0] for path in listed.stdout.splitlines()} <= TOP_LEVEL


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_no_file_is_too_long(package: str) -> None:
    lengths = {
        p.relative_to(REPO).as_posix(): len(p.read_text("utf-8").splitlines()) for p in (REPO / package).rglob("*.py")
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_no_function_is_too_long(package: str) -> None:
    too_long = []
    for path in (REPO / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    too_long.append(f"{path.relative_to(REPO)}: {node.name} has {lines} lines")
    assert too_long == []


@pytest.mark.parametrize("package", [ADDON, TRAINLIB])
def test_no_file_is_named_for_nothing(package: str) -> None:
    names = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"}
    assert [str(p) for p in (REPO / package).rglob("*.py") if p.name in names] == []


def _house(root: Path, files: dict[str, str]) -> list[Import]:
    for name, text in files.items():
        path = root / ADDON / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return imports(root, ADDON)


def test_an_upward_import_would_be_caught(tmp_path: Path) -> None:
    found = _house(
        tmp_path,
        {
            "render/layers.py": "from ..picture.white import lay_on_white\n",
            "picture/white.py": "from ..spec import DatasetSpec\nfrom .blur import blur\nimport numpy\n",
            "library/scan.py": """
                def late():
                    try:
                        from .. import batch
                    finally:
                        pass
            """,
            "cellar/wine.py": "from ..spec import DatasetSpec\n",
            "batch/plan.py": "",
            "scene/build.py": """
                from typing import TYPE_CHECKING
                if TYPE_CHECKING:
                    from blender_addon.batch import plan
            """,
        },
    )
    floors = {"spec": 1, "render": 1, "library": 1, "picture": 3, "scene": 3, "batch": 4}
    assert upward(found, ADDON, floors) == [
        "blender_addon/cellar/wine.py:1 imports blender_addon.spec: from floor None to floor 1",
        "blender_addon/library/scan.py:4 imports blender_addon.batch: from floor 1 to floor 4",
        "blender_addon/render/layers.py:1 imports blender_addon.picture.white: from floor 1 to floor 3",
        "blender_addon/scene/build.py:4 imports blender_addon.batch.plan: from floor 3 to floor 4",
    ]


def test_circles_and_strays_would_be_caught(tmp_path: Path) -> None:
    found = _house(
        tmp_path,
        {
            "scene/build.py": "from ..picture.white import a\nimport bpy\n",
            "picture/white.py": "from ..dataset.writer import b\nfrom bpy.types import Image\n",
            "dataset/writer.py": "from ..scene.build import c\nimport blender_addon.spec\n",
            "batch/plan.py": "from . import usable\ndef f():\n    import bpy\n",
            "batch/usable.py": "def f():\n    from .plan import f\n",
            "batch/worker.py": "import bpy\nfrom .plan import f\n",
        },
    )
    assert circles(between_rooms(found, ADDON)) == [
        "dataset -> scene -> picture -> dataset",
        "picture -> dataset -> scene -> picture",
        "scene -> picture -> dataset -> scene",
    ]
    files = circles(between_files(found, ADDON))
    assert files[:2] == [
        "blender_addon.batch.plan -> blender_addon.batch.usable -> blender_addon.batch.plan",
        "blender_addon.batch.usable -> blender_addon.batch.plan -> blender_addon.batch.usable",
    ]
    assert len(files) == 5
    assert blender_outside(found) == [
        "blender_addon/batch/plan.py:3 imports bpy",
        "blender_addon/picture/white.py:2 imports bpy.types",
    ]
    assert absolute_inside(found) == ["blender_addon/dataset/writer.py:2 imports blender_addon.spec"]


def test_a_rooms_own_module_is_told_from_a_name_in_it(tmp_path: Path) -> None:
    found = _house(tmp_path, {"scene/a.py": "from . import b, build\nfrom .b import c\n", "scene/b.py": ""})
    assert [one.module for one in found] == ["blender_addon.scene", "blender_addon.scene.b", "blender_addon.scene.b"]


def test_floors_are_read_from_the_page() -> None:
    page = "## a, floor by floor\n| 1 | `x.py`, `y/` | z |\n| 2 | `z/` | `x/` |\n## b\n| 9 | `q/` | |\n"
    assert read_floors(page, "a") == {"x": 1, "y": 1, "z": 2}


# Tests of several modules together, of the extension's zip, of a page, and of bench/.
TESTS_OF_SEVERAL = {
    ADDON: {"broken_assets", "extension", "import_compare", "operator", "shared_folder", "variety"},
    TRAINLIB: {"outside_files", "whole_pipeline", "whole_runs"},
}


@pytest.mark.parametrize(("package", "folders"), [(ADDON, ("addon", "blender")), (TRAINLIB, ("trainlib",))])
def test_test_files_mirror_the_modules_they_test(package: str, folders: tuple[str, ...]) -> None:
    """A test file begins with the name of a module, or of a room and one of its modules."""
    modules = {part for path in (REPO / package).rglob("*.py") for part in (path.stem, path.parent.name)}
    named = {
        path.stem.removeprefix("test_") for folder in folders for path in (REPO / "tests" / folder).glob("test_*.py")
    }
    known = {name for name in named if any(name == module or name.startswith(f"{module}_") for module in modules)}
    assert named - known == TESTS_OF_SEVERAL[package]
