"""Reads the imports of a package's files: which file leads to which, on what floor each stands, and what goes round."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One imported module, its dots resolved: `file` imports `module` at `line`.

    Imports inside functions and under TYPE_CHECKING count as any other.
    """

    file: Path
    line: int
    module: str
    relative: bool

    def __str__(self) -> str:
        return f"{self.file.as_posix()}:{self.line} imports {self.module}"


def imports(root: Path, package: str) -> list[Import]:
    """Every import of a package's files below `root`; paths relative to `root`."""
    found: list[Import] = []
    for path in sorted((root / package).rglob("*.py")):
        file = path.relative_to(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [Import(file, node.lineno, name.name, False) for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = _modules_of(root, file, node)
                found += [Import(file, node.lineno, module, node.level > 0) for module in modules]
    return found


def _modules_of(root: Path, file: Path, node: ast.ImportFrom) -> list[str]:
    """The modules that a `from … import …` reads: a name that is a file of the package is a module of its own."""
    # Level 1 is the file's own package: its folder.
    above = file.parts[: len(file.parts) - node.level] if node.level else ()
    package = ".".join([*above, *([node.module] if node.module else [])])
    folder = root.joinpath(*package.split("."))
    names = [name.name for name in node.names]
    inside = [name for name in names if (folder / f"{name}.py").is_file() or (folder / name).is_dir()]
    found = [f"{package}.{name}" for name in inside]
    return found if len(inside) == len(names) else [package, *found]


def room_of(module: str) -> str:
    """The room of a module: "picture" for blender_addon.picture.white."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def module_of(file: Path) -> str:
    """The module that a file is."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def read_floors(page: str, package: str) -> dict[str, int]:
    """The floor of each room of a package, from the page's table under the heading that begins with its name."""
    section = re.split(rf"^## {package}\b.*$", page, maxsplit=1, flags=re.MULTILINE)[1].split("\n## ")[0]
    floors = {}
    for floor, rooms in re.findall(r"^\| (\d+) \| (.+?) \|", section, flags=re.MULTILINE):
        for room in re.findall(r"`(\w+)(?:/|\.py)`", rooms):
            floors[room] = int(floor)
    return floors


def upward(found: list[Import], package: str, floors: Mapping[str, int]) -> list[str]:
    """Imports of a package's own modules that lead to a higher floor, or to a room that has no floor."""
    bad = []
    for one in found:
        if one.module.split(".")[0] == package:
            source, target = floors.get(room_of(module_of(one.file))), floors.get(room_of(one.module))
            if source is None or target is None or target > source:
                bad.append(f"{one}: from floor {source} to floor {target}")
    return bad


def between_files(found: list[Import], package: str) -> dict[str, set[str]]:
    """Which modules of the package each of its modules imports."""
    leads: dict[str, set[str]] = {}
    for one in found:
        if one.module.split(".")[0] == package:
            leads.setdefault(module_of(one.file), set()).add(one.module)
    return leads


def between_rooms(found: list[Import], package: str) -> dict[str, set[str]]:
    """Which other rooms of the package each of its rooms imports."""
    leads: dict[str, set[str]] = {}
    for source, targets in between_files(found, package).items():
        leads.setdefault(room_of(source), set()).update({room_of(target) for target in targets} - {room_of(source)})
    return leads


def circles(leads: Mapping[str, set[str]]) -> list[str]:
    """The shortest way round from each place that leads back to itself."""
    bad = []
    for start in sorted(leads):
        ways = [[start]]
        reached = set()
        for way in ways:  # grows as it is walked
            for place in sorted(leads.get(way[-1], ())):
                if place == start:
                    bad.append(" -> ".join([*way, start]))
                    ways.clear()
                    break
                if place not in reached:
                    reached.add(place)
                    ways.append([*way, place])
    return bad
