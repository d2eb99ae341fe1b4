"""Whether a path in an untrusted file stays in the user's folder."""

from __future__ import annotations

import os.path
from pathlib import Path


def is_inside(path: Path, folder: Path) -> bool:
    """Whether `path`, with ".." resolved, is in `folder` or below.

    Links are not resolved: a user's link in a folder of assets is intended.
    """
    whole, top = (Path(os.path.normpath(each.absolute())) for each in (path, folder))
    return whole.is_relative_to(top)
