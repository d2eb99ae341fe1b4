"""Collects the proposals that a person accepted, as photos with cut-outs for the next `fit`."""

from __future__ import annotations

import shutil
from pathlib import Path

from trainlib.images.errors import PhotoError
from trainlib.records import proposals

FOLDER = "accepted"


def write_accepted(mined: Path, out: Path) -> tuple[Path, int]:
    """Copy every accepted photo and its cut-out to accepted/photos and accepted/cutouts; names include the subfolders.

    Photos that are no longer accepted are removed.

    Args:
        mined: the folder that was mined.
        out: the folder with proposals.jsonl and decisions.jsonl.

    Returns:
        The folder, and how many pairs it holds.

    Raises:
        PhotoError: there are no proposals, or a file is gone.
    """
    try:
        found = proposals.read(out)
    except OSError as error:
        raise PhotoError(f"--out {out}: holds no {proposals.PROPOSALS}; mine the folder first") from error
    decisions = proposals.read_decisions(out)
    chosen = [one for one in found if decisions.get(one.photo) == "accept"]
    target = out / FOLDER
    wanted: dict[Path, Path] = {}
    for one in sorted(chosen, key=lambda one: one.photo):
        stem = one.photo.replace("/", "_").rpartition(".")[0] or one.photo
        name, number = stem, 2
        while target / "cutouts" / f"{name}.png" in wanted:  # a.jpg and a.png
            name, number = f"{stem}_{number}", number + 1
        wanted[target / "photos" / f"{name}{Path(one.photo).suffix}"] = mined / one.photo
        wanted[target / "cutouts" / f"{name}.png"] = out / one.cutout
    gone = next((source for source in wanted.values() if not source.is_file()), None)
    if gone is not None:
        raise PhotoError(f"{gone}: is gone; put it back, or mine the folder again")
    for kind in ("photos", "cutouts"):
        (target / kind).mkdir(parents=True, exist_ok=True)
        for path in (target / kind).iterdir():
            if path not in wanted:
                path.unlink()
    for place, source in wanted.items():
        shutil.copyfile(source, place)
    return target, len(chosen)
