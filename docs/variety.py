"""Writes docs/variety.md: what varies between samples and over what range, read from the spec and from draws.

    .venv/bin/python docs/variety.py

Nothing here names a component: a new table of the spec, a new part of the recipe, another family or material shows
up by itself. Draws need no Blender.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from blender_addon.library.asset import Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.spec import DatasetSpec

PAGE = Path(__file__).resolve().parent / "variety.md"
DRAWS = 2000
NAMES = {"id", "seed", "attempt", "asset", "assets", "split"}
"""Fields that name things, where others describe them."""
MOST_CHOICES = 40
WIDEST = 120
"""Characters of a line of the page."""
TIED = "\u00a0%"
"""A per cent sign that no line begins with."""


class Field:
    """Every value that one field took."""

    def __init__(self) -> None:
        self.count, self.none = 0, 0
        self.low, self.high = math.inf, -math.inf
        self.words: Counter[str] = Counter()

    def add(self, value: Any) -> None:
        """Take in a JSON value; of a list of numbers, each."""
        self.count += 1
        if value is None:
            self.none += 1
        elif isinstance(value, (str, bool)):
            self.words[value if isinstance(value, str) else ("yes" if value else "no")] += 1
        for number in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(number, (int, float)) and not isinstance(number, bool):
                self.low, self.high = min(self.low, number), max(self.high, number)

    @property
    def varies(self) -> bool:
        """Whether two samples can differ in it."""
        return self.low < self.high or len(self.words) > 1 or 0 < self.none < self.count

    def told(self, name: str) -> str:
        """The range or the choices, in words."""
        parts = []
        if self.low <= self.high:
            parts.append(_range(self.low, self.high, name))
        if self.words:
            parts += [f"{word} {100 * n / self.count:.0f} %" for word, n in self.words.most_common(MOST_CHOICES)]
        if not parts and self.none < self.count:
            parts.append(f"there {100 * (1 - self.none / self.count):.0f} %")
        if self.none:
            parts.append(f"none {100 * self.none / self.count:.0f} %")
        return ", ".join(parts)


Tables = dict[str, dict[str, Field]]


def tabulate(draws: int) -> tuple[Tables, dict[str, Tables]]:
    """Fields of the recipe by part and dotted name; and those of things that come in kinds, by group and kind.

    The groups are "families" and "materials", and any other plan that has a kind and parameters.
    """
    parts: Tables = {}
    kinds: dict[str, Tables] = {"families": {}, "materials": {}}
    spec, library = DatasetSpec(), Library()
    for sample in range(draws):
        for part, value in draw(spec, library, sample).to_json().items():
            if part not in NAMES and isinstance(value, dict):
                _walk(value, "", parts.setdefault(part, {}), kinds)
    return parts, kinds


def _walk(value: Any, name: str, into: dict[str, Field], kinds: dict[str, Tables]) -> None:
    if isinstance(value, Mapping):
        if name:
            into.setdefault(name, Field()).add(value)  # that it is there, where other samples have none
        rest = dict(value)
        if "parameters" in value and ("kind" in value or value.get("family")):
            group = "materials" if "texture" in value else "families" if "family" in value else name or "things"
            table = kinds.setdefault(group, {}).setdefault(str(value.get("family") or value["kind"]), {})
            if "category" in value:
                table.setdefault("category", Field()).add(rest.pop("category"))
            if "materials" in value:
                rest.pop("materials")
                for slot, material in value["materials"].items():
                    table.setdefault(f"{slot} of", Field()).add(material["kind"])
                    _walk(material, "", {}, kinds)
            _walk(rest.pop("parameters"), "", table, kinds)
        for key, part in rest.items():
            if key not in NAMES:
                _walk(part, f"{name}.{key}" if name else key, into, kinds)
    elif isinstance(value, (list, tuple)) and any(isinstance(part, (Mapping, list, tuple)) for part in value):
        into.setdefault(f"{name}: number", Field()).add(len(value))
        for part in value:
            _walk(part, name, into, kinds)
    elif value == [] or value == ():
        into.setdefault(f"{name}: number", Field()).add(0)
    else:
        into.setdefault(name, Field()).add(value)


def spec_tables() -> dict[str, list[str]]:
    """The spec's lines of the page by table; "" is the spec itself."""
    tables = {"": _spec_rows(DatasetSpec)}
    for field in dataclasses.fields(DatasetSpec):
        kind = get_type_hints(DatasetSpec)[field.name]
        if dataclasses.is_dataclass(kind):
            tables[field.name] = [str(kind.__doc__).strip(), "", *_spec_rows(kind)]
    return tables


def _spec_rows(kind: Any) -> list[str]:
    lines = ["| in the spec | default | allowed | what it is |", "| --- | --- | --- | --- |"]
    for field in dataclasses.fields(kind):
        about = field.metadata
        if not about:
            continue
        unit = about.get("unit", "")
        default: Any = field.default
        if get_type_hints(kind)[field.name] == tuple[int, int]:
            shown = f"{default[0]} × {default[1]}"
        elif isinstance(default, tuple) and "low" in about:
            shown = f"{_number(default[0])} to {_number(default[1])}" if default[0] != default[1] else str(default[0])
        elif isinstance(default, tuple):
            shown = "all of them" if default == about["choices"] else ", ".join(default)
        else:
            shown = {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)
        allowed = ", ".join(about.get("choices", ())) or ("yes, no" if isinstance(default, bool) else "")
        if "low" in about:
            allowed = f"{_number(about['low'])} to {_number(about['high'])}"
        lines += rows(f"`{field.name}`", f"{shown} {unit}".strip(), allowed, about["help"])
    return lines


def rows(*cells: str) -> list[str]:
    """A row of a table; one wider than `WIDEST` continues in rows below, in which the cells that are done are empty."""
    widths = [len(cell) for cell in cells]
    while sum(widths) + 3 * len(cells) + 1 > WIDEST:
        widths[widths.index(max(widths))] -= 1
    columns = [
        textwrap.wrap(cell.replace(" %", TIED), max(1, width), break_long_words=False, break_on_hyphens=False) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    lines = itertools.zip_longest(*columns, fillvalue="")
    return [f"| {' | '.join(line)} |".replace(TIED, " %") for line in lines]


def page(draws: int = DRAWS) -> str:
    """The whole page."""
    specs, (parts, kinds) = spec_tables(), tabulate(draws)
    lines = [
        "# What varies, and over what range",
        "",
        "`docs/variety.py` writes this page from the spec and from draws. Run it again when either has changed.",
        "",
        "Each component has two tables. The first one lists what the spec lets you set;",
        "`blender_addon/presets/packshot.toml` has the same keys. The second one lists the numbers of a recipe, as",
        f"they came out in {draws} samples of the preset `packshot` with built-in assets only: the smallest and the",
        "largest value, or each choice with its share.",
        "",
        "Lengths are metres, colours linear Rec. 709. What never varied is left out. A part that some samples lack",
        "says how many have none. A row with an empty first cell continues the one above it.",
    ]
    hints = get_type_hints(Recipe)
    for name in dict.fromkeys([*specs, *parts]):
        drawn = {field: found for field, found in parts.get(name, {}).items() if found.varies}
        if name not in specs and not drawn:
            continue
        lines += ["", f"## {name.replace('_', ' ').capitalize() or 'The dataset'}", ""]
        lines += specs.get(name, [])
        if name not in specs and dataclasses.is_dataclass(hints.get(name)):
            lines += [" ".join(str(hints[name].__doc__).partition("\n\n")[0].split()), ""]
        if drawn:
            lines += [""] if name in specs else []
            lines += ["| drawn | range |", "| --- | --- |"]
            lines += [line for field, found in drawn.items() for line in rows(f"`{field}`", found.told(field))]
    for group, tables in kinds.items():
        if tables:
            lines += ["", f"## {group.replace('_', ' ').capitalize()}", ""]
            lines += ["| kind | what is drawn of it |", "| --- | --- |"]
            lines += [line for kind in sorted(tables) for line in rows(f"**{kind}**", "; ".join(_told(tables[kind])))]
    return "\n".join(lines) + "\n"


def _told(table: dict[str, Field]) -> Iterator[str]:
    for name, field in table.items():
        if field.varies or field.words:
            yield f"{name.replace('_', ' ')} {field.told(name)}"


def _range(low: float, high: float, name: str) -> str:
    last = name.rpartition(".")[2]
    if last.endswith("_rad"):
        low, high = math.degrees(low), math.degrees(high)
    sign = "°" if last.endswith("_rad") else ""
    if _number(low) == _number(high):
        return f"{_number(low)}{sign}"
    return f"{_number(low)} to {_number(high)}{sign}"


def _number(value: float) -> str:
    """Three digits, and no exponent where people use none."""
    if float(value).is_integer() and abs(value) < 1e7:
        return f"{value:.0f}"
    text = f"{value:.3g}"
    return f"{value:.0f}" if "e+" in text else text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE} written")
