"""The rules of the house, read from the imports: floors, where bpy may be, what never meets, how long a file
may be.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
ADDON, TRAINLIB = "blender_addon", "trainlib"
MOST_LINES = 250

FLOORS = {
    "spec": 1,
    "spec_toml": 1,
    "library": 1,
    "render": 1,
    "recipe": 2,
    "scene": 3,
    "picture": 3,
    "dataset": 3,
    "batch": 4,
    "ui": 5,
    "headless": 5,
    "preview": 5,
    "__main__": 5,
    "__init__": 5,
}
BLENDER_MODULES = {"bpy", "bmesh", "mathutils", "imbuf", "gpu", "bpy_extras", "addon_utils"}
TOP_LEVEL = {
    ".ci",
    ".gitignore",
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
MAY_IMPORT_BLENDER = {f"{ADDON}/{room}" for room in ("render", "scene", "ui", "batch/worker.py", "__init__.py")}


@dataclass(frozen=True)
class Import:
    """One imported module, its dots resolved: `file` imports `module` at `line`."""

    file: Path
    line: int
    module: str
    relative: bool
    lazy: bool
    """Inside a function or under TYPE_CHECKING: no circle when modules are loaded."""

    def __str__(self) -> str:
        return f"{self.file.as_posix()}:{self.line} imports {self.module}"


def imports(root: Path, package: str) -> list[Import]:
    """Every import of a package's files below `root`; paths relative to `root`."""
    found: list[Import] = []
    for path in sorted((root / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += _imports_of(path.relative_to(root), tree.body, lazy=False)
    return found


def _imports_of(file: Path, body: list[ast.stmt], lazy: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(file, node.lineno, name.name, False, lazy)
        elif isinstance(node, ast.ImportFrom):
            for module in _modules_of(file, node):
                yield Import(file, node.lineno, module, node.level > 0, lazy)
        else:
            inner = lazy or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            inner = inner or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
            for child in ast.iter_child_nodes(node):
                parts = [child] if isinstance(child, ast.stmt) else getattr(child, "body", [])
                yield from _imports_of(file, parts if isinstance(parts, list) else [], inner)


def _modules_of(file: Path, node: ast.ImportFrom) -> list[str]:
    if node.level == 0:
        return [node.module or ""]
    # Level 1 is the file's own package: its folder.
    package = ".".join(file.parts[: len(file.parts) - node.level])
    if node.module:
        return [f"{package}.{node.module}"]
    return [f"{package}.{name.name}" for name in node.names]


def room_of(module: str) -> str:
    """The room of a module of the add-on: "picture" for blender_addon.picture.white."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def _room_of_file(file: Path) -> str:
    return file.parts[1].removesuffix(".py")


def upward(found: list[Import]) -> list[str]:
    """Imports of the add-on's own modules that lead to a higher floor, or to a room that has no floor."""
    bad = []
    for one in found:
        if one.module.split(".")[0] == ADDON and one.relative:
            source, target = FLOORS.get(_room_of_file(one.file)), FLOORS.get(room_of(one.module))
            if source is None or target is None or target > source:
                bad.append(f"{one}: from floor {source} to floor {target}")
    return bad


def circles(found: list[Import]) -> list[str]:
    """Rooms that import each other, directly or around, when they are loaded."""
    leads: dict[str, set[str]] = {}
    for one in found:
        if one.relative and not one.lazy and one.module.split(".")[0] == ADDON:
            source, target = _room_of_file(one.file), room_of(one.module)
            if source != target:
                leads.setdefault(source, set()).add(target)
    bad = []
    for start in leads:
        reached, edge = set(), set(leads[start])
        while edge:
            room = edge.pop()
            if room not in reached:
                reached.add(room)
                edge |= leads.get(room, set())
        if start in reached:
            bad.append(f"{start} imports itself by way of other rooms")
    return bad


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


def test_the_add_ons_floors() -> None:
    assert upward(imports(REPO, ADDON)) == []


def test_no_circles_between_rooms() -> None:
    assert circles(imports(REPO, ADDON)) == []


def test_every_room_has_a_floor() -> None:
    rooms = {p.name.removesuffix(".py") for p in (REPO / ADDON).iterdir() if p.suffix == ".py" or list(p.glob("*.py"))}
    assert rooms <= set(FLOORS)


def test_bpy_only_where_blender_is_driven() -> None:
    assert blender_outside(imports(REPO, ADDON)) == []


def test_imports_inside_the_add_on_are_relative() -> None:
    assert absolute_inside(imports(REPO, ADDON)) == []


def test_the_two_programs_never_meet() -> None:
    train, addon = imports(REPO, TRAINLIB), imports(REPO, ADDON)
    assert [str(i) for i in train if i.module.split(".")[0] in {ADDON, *BLENDER_MODULES}] == []
    assert [str(i) for i in addon if i.module.split(".")[0] in {TRAINLIB, "torch", "cv2", "PIL", "OpenEXR"}] == []


def test_only_transforms_imports_albumentations() -> None:
    users = {i.file.as_posix() for i in imports(REPO, TRAINLIB) if i.module.split(".")[0] == "albumentations"}
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
        },
    )
    assert upward(found) == [
        "blender_addon/cellar/wine.py:1 imports blender_addon.spec: from floor None to floor 1",
        "blender_addon/library/scan.py:4 imports blender_addon.batch: from floor 1 to floor 4",
        "blender_addon/render/layers.py:1 imports blender_addon.picture.white: from floor 1 to floor 3",
    ]


def test_circles_and_strays_would_be_caught(tmp_path: Path) -> None:
    found = _house(
        tmp_path,
        {
            "scene/build.py": "from ..picture.white import a\nimport bpy\n",
            "picture/white.py": "from ..dataset.writer import b\nfrom bpy.types import Image\n",
            "dataset/writer.py": "from ..scene.build import c\nimport blender_addon.spec\n",
            "batch/plan.py": "def f():\n    import bpy\n",
            "batch/worker.py": "import bpy\n",
        },
    )
    rooms = ("dataset", "picture", "scene")
    assert sorted(circles(found)) == [f"{room} imports itself by way of other rooms" for room in rooms]
    assert blender_outside(found) == [
        "blender_addon/batch/plan.py:2 imports bpy",
        "blender_addon/picture/white.py:2 imports bpy.types",
    ]
    assert absolute_inside(found) == ["blender_addon/dataset/writer.py:2 imports blender_addon.spec"]
