"""Writes a report on a dataset: progress, warnings, rejections, first images."""

from __future__ import annotations

import html
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from .dataset.files import disk_errors, replace_file
from .dataset.given_up import given_up
from .dataset.header import read_header
from .dataset.layout import sample_folders
from .dataset.rejections import count_rejections
from .picture.reasons import REASONS

REPORT = "report.html"
_PICTURES = 24
_STYLE = "body{font:15px sans-serif;margin:2em;color:#222}img{width:128px}td{padding:.2em 1em .2em 0}figure{margin:.4em"
_STYLE += ";display:inline-block}li{max-width:60em}"


def write_report(root: Path, told: Iterable[str] = ()) -> Path:
    """Write report.html into the dataset's folder; it links to images and needs no network.

    Args:
        root: The dataset's folder.
        told: Warnings of the last run.

    Raises:
        DatasetError: The folder is not a dataset, or cannot be written to.
    """
    header = read_header(root)
    folders = list(sample_folders(root))
    warnings = list(dict.fromkeys([*header.get("warnings", []), *told]))
    failed = given_up(root)
    tally = count_rejections(root)
    wide, high = header["resolution"]
    facts = {
        "Samples": f"{len(folders)} of {header['count']}",
        "Spec": f"{header['spec'].get('name', '')}, seed {header['seed']}, {wide} × {high}",
        "Blender": str(header.get("blender_version", "")),
        "Drawn again": f"{tally.samples} samples, {tally.attempts} times",
    }
    rows = "".join(f"<tr><td>{_safe(key)}</td><td>{_safe(value)}</td></tr>" for key, value in facts.items())
    reasons = "".join(
        f"<tr><td>{_safe(key)}</td><td>{count}</td><td>{_safe(REASONS.get(key, ''))}</td></tr>"
        for key, count in tally.reasons.items()
    )
    text = f"<!doctype html><meta charset=utf-8><title>{_safe(root.name)}</title><style>{_STYLE}</style>"
    text += f"<h1>{_safe(root.name)}</h1><table>{rows}</table>{_list('Warnings', warnings)}"
    text += _list(
        "Samples that could not be made", [f"{sample}: {reason}" for sample, reason in sorted(failed.items())]
    )
    text += f"<h2>Why attempts were drawn again</h2><table>{reasons}</table>" if reasons else ""
    text += "<h2>First samples</h2>" + "".join(_figure(root, folder) for _, folder in islice(folders, _PICTURES))
    path = root / REPORT
    with disk_errors("writing the report", path):
        replace_file(path, text.encode())
    return path


def _list(title: str, lines: list[str]) -> str:
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{_safe(line)}' for line in lines)}</ul>" if lines else ""


def _figure(root: Path, folder: Path) -> str:
    inside = folder.relative_to(root).as_posix()
    names = [name for name in ("input.png", "target.png", "alpha.png") if (folder / name).is_file()]
    pictures = "".join(f'<img src="{_safe(inside)}/{name}" alt="{name}">' for name in names[:2])
    return f"<figure>{pictures}<figcaption>{folder.name}</figcaption></figure>"


def _safe(text: str) -> str:
    return html.escape(text)
