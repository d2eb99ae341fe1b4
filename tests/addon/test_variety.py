"""docs/variety.md is in step with the spec and with what is drawn."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MEND = "run .venv/bin/python docs/variety.py"


@pytest.fixture(scope="module")
def variety() -> ModuleType:
    spec = importlib.util.spec_from_file_location("variety", DOCS / "variety.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_spec_s_tables_are_in_step(variety: ModuleType) -> None:
    page = (DOCS / "variety.md").read_text(encoding="utf-8")
    for name, lines in variety.spec_tables().items():
        title = name.replace("_", " ").capitalize() or "The dataset"
        assert "\n".join(lines) in _section(page, title), f"the table of {title!r} is not as in spec.py: {MEND}"


def test_everything_that_is_drawn_is_listed(variety: ModuleType) -> None:
    """By name; the numbers are those of more draws than a test should make."""
    page = (DOCS / "variety.md").read_text(encoding="utf-8")
    parts, kinds = variety.tabulate(150)
    for part, fields in parts.items():
        section = _section(page, part.replace("_", " ").capitalize())
        missing = [name for name, field in fields.items() if field.varies and f"| `{name}` |" not in section]
        assert not missing, f"{part}: {missing} are not in docs/variety.md: {MEND}"
    for group, tables in kinds.items():
        missing = [kind for kind in tables if f"| **{kind}** |" not in _section(page, group.capitalize())]
        assert not missing, f"{group}: {missing} are not in docs/variety.md: {MEND}"
    assert len(kinds["families"]) >= 10 and len(kinds["materials"]) >= 20


def test_values_are_told_as_people_say_them(variety: ModuleType) -> None:
    def told(name: str, *values: object) -> str:
        field = variety.Field()
        for value in values:
            field.add(value)
        return field.told(name)

    assert told("size_m", [0.25, 2], [3.14159, 1]) == "0.25 to 3.14"
    assert told("turn_rad", 0.0, 3.14159265) == "0 to 180°"
    assert told("shape", "disk", "disk", "tube", None) == "disk 50 %, tube 25 %, none 25 %"
    assert told("shelf", True, False, False, False) == "no 75 %, yes 25 %"
    assert told("sun", {"x": 1}, None, None, None) == "there 25 %, none 75 %"
    assert told("watt", 12345678.0, 2e-05) == "2e-05 to 12345678"


def test_wide_rows_continue_below(variety: ModuleType) -> None:
    lines = variety.rows("`kind`", " ".join(f"choice{n}" for n in range(30)), "what it is")
    assert lines[0].startswith("| `kind` | choice0 ") and lines[0].endswith(" | what it is |")
    assert lines[1].startswith("|  | choice") and lines[1].endswith(" |  |")
    assert max(map(len, lines)) <= 120 and " ".join(lines).count("choice") == 30
    assert variety.rows("a", "") == ["| a |  |"]
