"""dataset.json: the spec, the versions, the library, and the credits of the assets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..library.asset import Library
from ..library.names import listed
from ..library.recorded import KINDS, Recorded, as_recorded, ids_of
from ..outside import is_number, parse_json
from .files import create_file, disk_errors, replace_file
from .layout import (
    HEADER,
    LOGS,
    RECIPE,
    SAMPLES,
    SUBMITTED,
    AnotherLibraryError,
    AnotherSpecError,
    DatasetError,
    sample_folders,
)
from .lines import locked

FORMAT, VERSION = "packshot", 1
_AS_ON_DISK = {"glowball": "cutout"}
"""Kinds of samples with the files of another kind, which readers do not need to know."""
_CREATED_BY = "Packshot 0.1.0"
_UNCREDITED = "shape/"
"""Built-in products need no credits."""


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_credit(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("asset", "author", "licence"))


_FORM: dict[str, Callable[[Any], bool]] = {
    "kind": lambda value: isinstance(value, str),
    "seed": lambda value: type(value) is int,
    "count": lambda value: is_number(value) and value < 10**9,
    "resolution": lambda value: isinstance(value, list) and len(value) == 2 and all(is_number(n, 1) for n in value),
    "spec": lambda value: isinstance(value, dict),
    "library": lambda value: isinstance(value, dict) and all(_are_texts(ids) for ids in value.values()),
    "credits": lambda value: isinstance(value, list) and all(_is_credit(entry) for entry in value),
    "warnings": _are_texts,
}
"""The types of the keys of dataset.json."""


@dataclass(frozen=True)
class Asked:
    """The request of a run for a dataset; `spec` is the whole spec from `spec_to_dict`."""

    spec: Mapping[str, Any]
    library: Library
    blender_version: str


def open_dataset(root: Path, asked: Asked) -> list[str]:
    """Create the dataset in `root`, or check that the run continues the existing one; its count may grow.

    Returns:
        Warnings for people, one line each.

    Raises:
        DatasetError: A dataset of another spec or library exists, or `root` cannot be written to.
    """
    fresh = _header(asked)
    with disk_errors("beginning the dataset", root):
        if not (root / HEADER).exists():
            _refuse_other_things(root)
        with locked(root / HEADER):
            if create_file(root / HEADER, _json(fresh)):
                return []
            return _continue(root, fresh, asked)


def _refuse_other_things(root: Path) -> None:
    """Raise DatasetError if a folder without dataset.json is not empty."""
    if root.is_file():
        raise DatasetError(f"{root}: is a file; give a folder as --out")
    root.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in root.iterdir())
    there = [name for name in names if not name.startswith(".") and name not in (SUBMITTED, LOGS)]
    if SAMPLES in there:
        raise DatasetError(f"{root}: holds samples and no {HEADER}: put that back from a copy, or give another --out")
    if there:
        raise DatasetError(f"{root}: is not a dataset and not empty ({listed(there)}): give a new folder as --out")


def _continue(root: Path, fresh: Mapping[str, Any], asked: Asked) -> list[str]:
    known = read_header(root)
    _refuse_another_spec(root, known["spec"], fresh["spec"])
    warnings = _library_changes(root, as_recorded(asked.library, known.get("library", {})))
    if known.get("blender_version") != asked.blender_version:
        warnings.append(
            f"{root}: started with Blender {known.get('blender_version')}, continued with "
            f"{asked.blender_version}: new samples may look a little different"
        )
    # Credits of the whole library while samples are made; `close_dataset` keeps those that were used.
    count = max(int(known["count"]), int(fresh["count"]))
    spec = {**known["spec"], "count": count}
    makers = _merged(known["credits"], fresh["credits"])
    _replace(root, known, {**known, "count": count, "spec": spec, "credits": makers})
    return warnings


def close_dataset(root: Path) -> None:
    """Keep only the credits of used assets, if all samples exist.

    Raises:
        DatasetError: A sample uses an asset without credits, or a file cannot be read or written.
    """
    with disk_errors(f"writing {HEADER}", root), locked(root / HEADER):
        known = read_header(root)
        if len(list(sample_folders(root))) < int(known["count"]):
            return
        used = _used_assets(root)
        makers = [entry for entry in known["credits"] if entry["asset"] in used]
        missing = sorted(used - {entry["asset"] for entry in makers})
        if missing:
            raise DatasetError(
                f"{root / HEADER}: credits nobody for {listed(missing)}; "
                "run generate again with the folders of assets that the dataset was made with"
            )
        _replace(root, known, {**known, "credits": makers})


def read_header(root: Path) -> dict[str, Any]:
    """Read dataset.json; DatasetError if it is missing, broken or of another format."""
    path = root / HEADER
    try:
        header = parse_json(path.read_bytes())
    except FileNotFoundError as error:
        raise DatasetError(f"{root}: no {HEADER}, so no dataset; give the folder that holds it") from error
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: not readable: {error}") from error
    if not isinstance(header, dict) or [header.get(key) for key in ("format", "format_version")] != [FORMAT, VERSION]:
        raise DatasetError(f"{path}: not a packshot dataset of format {VERSION}")
    wrong = [key for key, fits in _FORM.items() if key in header and not fits(header[key])]
    if wrong:
        key = wrong[0]
        raise DatasetError(f"{path}: {key} is {header[key]!r}, which no dataset has; restore the file from a copy")
    lacking = sorted({"seed", "count", "resolution", "spec", "credits"} - set(header))
    if lacking:
        raise DatasetError(f"{path}: lacks {', '.join(lacking)}; restore the file from a copy")
    return header


def _used_assets(root: Path) -> set[str]:
    """Ids of all used assets that need credits."""
    used: set[str] = set()
    for _, folder in sample_folders(root):
        try:
            assets = parse_json((folder / RECIPE).read_bytes())["assets"]
            used.update(name for names in assets.values() for name in names)
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise DatasetError(f"{folder / RECIPE}: not readable ({error!r}); delete the folder") from error
    return {name for name in used if not name.startswith(_UNCREDITED)}


def _header(asked: Asked) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "kind": _AS_ON_DISK.get(asked.spec["kind"], asked.spec["kind"]),
        "created_by": _CREATED_BY,
        "blender_version": asked.blender_version,
        "seed": asked.spec["seed"],
        "count": asked.spec["count"],
        "resolution": list(asked.spec["resolution"]),
        "spec": dict(asked.spec),
        "library": ids_of(asked.library),
        "credits": [
            {"asset": a.id, "author": a.author, "licence": a.licence, "source": a.source} for a in asked.library.all()
        ],
    }


def _refuse_another_spec(root: Path, known: Mapping[str, Any], fresh: Mapping[str, Any]) -> None:
    before, after = dict(_flat(known)), dict(_flat(fresh))
    differing = [k for k in sorted(before | after) if k != "count" and before.get(k) != after.get(k)]
    if differing:
        told = [f"{k} {_shown(before.get(k))} there, {_shown(after.get(k))} asked" for k in differing[:3]]
        more = f" and {len(differing) - 3} more keys" if len(differing) > 3 else ""
        raise AnotherSpecError(
            f"{root}: holds a dataset of another spec ({'; '.join(told)}{more}); "
            "ask for the same to continue it, or give another --out",
            differing,
        )


def _library_changes(root: Path, found: Recorded) -> list[str]:
    """Warnings of assets removed and added since the dataset was started; DatasetError for another library."""
    told = []
    for kind, field in KINDS.items():
        gone, new = found.gone.get(kind, ()), found.new.get(kind, ())
        if (gone or new) and len(gone) == len(getattr(found.library, field)):
            parts = [f"{len(new)} new, as {new[0]}"] if new else []
            parts += [f"{len(gone)} gone, as {gone[0]}"] if gone else []
            raise AnotherLibraryError(
                f"{root}: was started with other {kind} assets ({'; '.join(parts)}), and an asset could change its "
                "split; give the same folders to continue it, or another --out"
            )
        if gone:
            told.append(f"{kind} assets gone since the dataset was started: {listed(gone)}; samples draw others")
        if new:
            told.append(
                f"{kind} assets that are new, or fixed, since the dataset was started: {listed(new)}; they are not "
                "used, for an asset could change its split; a new dataset would use them"
            )
    return told


def _flat(spec: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in spec.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _merged(known: list[dict[str, str]], fresh: list[dict[str, str]]) -> list[dict[str, str]]:
    """Both lists of credits, one entry per asset; a newer entry replaces an older one."""
    by_asset = {entry["asset"]: entry for entry in (*known, *fresh)}
    return list(by_asset.values())


def _replace(root: Path, known: Mapping[str, Any], header: Mapping[str, Any]) -> None:
    if header != known:
        with disk_errors(f"writing {HEADER}", root):
            replace_file(root / HEADER, _json(header))


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
