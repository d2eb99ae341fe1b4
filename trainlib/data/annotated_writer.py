"""Writes images and masks into a new folder with folders for each split; see `annotated_folders` for the layout."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from trainlib.console.cli_errors import fail
from trainlib.data.annotated_folders import ANNOTATIONS
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.records.dataset import SPLITS, DatasetError


def make_split_folders(out: Path) -> None:
    """Make the folders of images and masks of every split.

    Raises:
        OSError: `out` cannot be written.
    """
    for split in SPLITS:
        (out / split).mkdir(parents=True, exist_ok=True)
        (out / ANNOTATIONS[split]).mkdir(exist_ok=True)


def run_writer(out: Path, write: Callable[[], Counter[str]]) -> int:
    """Run the work of a command that fills a new folder, and print the result or the error in one line.

    Args:
        out: the folder, which must be new or empty.
        write: fills it; returns the number of samples in each split.

    Returns:
        The exit code.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        return fail(f"--out {out}: already exists and is not empty; give a new folder")
    try:
        counts = write()
    except (DatasetError, ValueError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"--out {out}: cannot be written ({error.strerror})")
    except KeyboardInterrupt:
        print(f"stopped; delete {out} before the next try", file=sys.stderr)
        return INTERRUPTED
    print(f"{out}: " + ", ".join(f"{counts[split]} {split}" for split in SPLITS))
    return SUCCESS
