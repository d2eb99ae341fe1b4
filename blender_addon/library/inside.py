"""Whether a path that a file from outside names stays in the folder that the user gave."""

from __future__ import annotations

import os.path
from pathlib import Path


def is_inside(path: Path, folder: Path) -> bool:
    """Whether `path`, its ".." followed, lies in `folder` or below.

    Links are not followed: what a user links into a folder of assets is meant to be there.
    """
    whole, top = (Path(os.path.normpath(each.absolute())) for each in (path, folder))
    return whole.is_relative_to(top)
