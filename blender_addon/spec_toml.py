"""TOML and dicts to a DatasetSpec and back; every error says which key, what it held, what is allowed, and
where.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from .outside import on_one_line
from .spec import DatasetSpec, Range

PRESETS = Path(__file__).parent / "presets"


class SpecError(ValueError):
    """A spec that cannot be used; one line: where, which key, what it held and what is allowed."""

    def __init__(self, text: str) -> None:
        """What a spec holds is shown on one line."""
        super().__init__(on_one_line(text))


def load_spec(name_or_path: str) -> DatasetSpec:
    """The spec that ships under a name ("packshot"), or the one in a TOML file.

    Raises:
        SpecError: No such spec, no TOML in the file, or a value that is not allowed.
    """
    path = Path(name_or_path).expanduser()
    if path.suffix.lower() != ".toml" and path.name == name_or_path:
        names = preset_names()
        if name_or_path not in names:
            raise SpecError(
                f"spec {name_or_path!r}: none of that name ships{_nearest(name_or_path, names)}; "
                f"there are {', '.join(names)}, or give the path of a .toml file"
            )
        path = PRESETS / f"{name_or_path}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SpecError(f"{path}: cannot read the spec: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: not UTF-8 text; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path}: not TOML: {error}") from error
    except ValueError as error:  # Python reads no number of more than some thousand digits
        raise SpecError(f"{path}: a number has too many digits") from error
    except RecursionError as error:
        raise SpecError(f"{path}: lists or tables are nested too deep") from error
    return spec_from_dict(data, where=str(path))


def preset_names() -> list[str]:
    """Names of the specs that ship, sorted."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def spec_from_dict(data: Mapping[str, Any], where: str = "spec") -> DatasetSpec:
    """A spec from what a TOML file or JSON holds; what it leaves out keeps its default.

    Args:
        data: Tables as dicts. A range may be one number, a resolution one side; see `DatasetSpec` for the
            keys.
        where: The file, or another word for where `data` comes from; errors begin with it.

    Raises:
        SpecError: A key or value that is not allowed.
    """
    spec = _table(DatasetSpec, data, "", where)
    assert isinstance(spec, DatasetSpec)
    if spec.split.train + spec.split.val + spec.split.test <= 0:
        raise SpecError(f"{where}: split: all three shares are 0; give at least one of train, val, test a share")
    if spec.kind != "cutout" and spec.camera.cut > 0.0:
        raise SpecError(
            f"{where}: camera.cut is {spec.camera.cut}: a {spec.kind} shows the whole product; "
            'set it to 0, or kind to "cutout"'
        )
    return spec


def spec_to_dict(spec: DatasetSpec) -> dict[str, Any]:
    """The spec as JSON and TOML hold it: dicts, lists, numbers, strings; `spec_from_dict` gives it back."""
    found = _plain(dataclasses.asdict(spec))
    assert isinstance(found, dict)
    return found


def spec_to_toml(spec: DatasetSpec) -> str:
    """The spec as TOML, every key in it; `load_spec` gives it back."""
    top, tables = [], []
    for key, value in spec_to_dict(spec).items():
        if isinstance(value, dict):
            tables.append("\n".join([f"\n[{key}]", *(f"{name} = {_toml(part)}" for name, part in value.items())]))
        else:
            top.append(f"{key} = {_toml(value)}")
    return "\n".join([*top, *tables]) + "\n"


def override(spec: DatasetSpec, values: Mapping[str, Any], where: str = "command line") -> DatasetSpec:
    """The spec with other values, by dotted key ({"count": 8, "camera.fill": 0.5}).

    Raises:
        SpecError: As `spec_from_dict`.
    """
    data = spec_to_dict(spec)
    for key, value in values.items():
        *tables, last = key.split(".")
        table = data
        for name in tables:
            table = table.get(name, {}) if isinstance(table, dict) else {}
        if not isinstance(table, dict) or last not in table:
            raise _unknown(key, where)
        table[last] = value
    return spec_from_dict(data, where)


def _table(kind: type[Any], data: Any, prefix: str, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise SpecError(f"{where}: {prefix.rstrip('.') or 'the spec'} is {data!r}, expected a table of keys")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    hints = _hints(kind)
    values: dict[str, Any] = {}
    for name, value in data.items():
        key = f"{prefix}{name}"
        if name not in fields:
            raise _unknown(key, where)
        if dataclasses.is_dataclass(hints[name]):
            values[name] = _table(hints[name], value, f"{key}.", where)
        else:
            values[name] = _value(hints[name], fields[name], value, f"{where}: {key}")
    return kind(**values)


def _hints(kind: type[Any]) -> dict[str, Any]:
    return _KNOWN[kind] if kind in _KNOWN else _KNOWN.setdefault(kind, get_type_hints(kind))


_KNOWN: dict[type[Any], dict[str, Any]] = {}


def _value(hint: Any, field: dataclasses.Field[Any], value: Any, key: str) -> Any:
    """The value as the field's type wants it, checked; `key` names file and key."""
    about = field.metadata
    if hint is bool:
        if not isinstance(value, bool):
            raise SpecError(f"{key} is {value!r}, expected true or false")
        return value
    if hint is str:
        return _string(value, about.get("choices"), key)
    if hint == tuple[str, ...]:
        return _selection(value, about["choices"], key)
    if hint is int or hint is float:
        return _number(value, hint is int, about, key)
    # A pair: a range from low to high, or width and height. A range of whole numbers has a default that is
    # whole.
    default: Any = field.default
    whole = all(isinstance(part, int) for part in default)
    parts = [value, value] if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    if not isinstance(parts, (list, tuple)) or len(parts) != 2:
        kind = "a number or [least, greatest]" if hint == Range else "a number or [width, height]"
        raise SpecError(f"{key} is {value!r}, expected {kind}")
    pair = tuple(_number(part, whole, about, key) for part in parts)
    if hint == Range and pair[0] > pair[1]:
        raise SpecError(f"{key} is {list(parts)!r}: the least comes first, so [{parts[1]!r}, {parts[0]!r}]")
    return pair


def _number(value: Any, whole: bool, about: Mapping[str, Any], key: str) -> int | float:
    low, high = about["low"], about["high"]
    unit = f" {about['unit']}" if about.get("unit") else ""
    expected = f"expected a {'whole ' if whole else ''}number from {low:g} to {high:g}{unit}"
    if whole and high >= 1e6:
        expected = f"expected a whole number from {low} to {high}{unit}"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise SpecError(f"{key} is {value!r}, {expected}")
    # Compared first: an integer may be beyond every float.
    if not low <= value <= high or not math.isfinite(value):
        raise SpecError(f"{key} is {value!r}, {expected}")
    return value if whole else float(value)


def _string(value: Any, choices: tuple[str, ...] | None, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SpecError(f"{key} is {value!r}, expected {'one of ' + ', '.join(choices) if choices else 'a word'}")
    if choices and value not in choices:
        raise SpecError(f"{key} is {value!r}{_nearest(value, choices)}, expected one of {', '.join(choices)}")
    return value


def _selection(value: Any, choices: tuple[str, ...], key: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise SpecError(f"{key} is {value!r}, expected a list out of {', '.join(choices)}")
    if not value:
        raise SpecError(f"{key} is an empty list, expected at least one of {', '.join(choices)}")
    names = tuple(_string(name, choices, key) for name in value)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SpecError(f"{key} lists {', '.join(twice)} twice")
    return names


def _unknown(key: str, where: str) -> SpecError:
    known = list(_keys(DatasetSpec, ""))
    table, _, last = key.rpartition(".")
    close = difflib.get_close_matches(last, {name.rpartition(".")[2] for name in known}, n=1)
    meant = [name for name in known if close and name.rpartition(".")[2] == close[0]]
    if meant:  # a name that is near in the same table first, else in another
        best = next((name for name in meant if name.rpartition(".")[0] == table), meant[0])
        return SpecError(f"{where}: {key} is not a key; did you mean {best!r}?")
    siblings = [n for n in known if n.rpartition(".")[0] == table] or [n for n in known if "." not in n]
    return SpecError(f"{where}: {key} is not a key; there are {', '.join(siblings)}")


def _keys(kind: type[Any], prefix: str) -> Iterator[str]:
    """Every dotted key of the spec, tables among them."""
    for name, hint in get_type_hints(kind).items():
        yield prefix + name
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            yield from _keys(hint, f"{prefix}{name}.")


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _toml(value: Any) -> str:
    """A value in TOML, which writes strings, numbers, true and false, and lists of them as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
