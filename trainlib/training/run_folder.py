"""The folder of a run: what it may hold, and which of its checkpoints is meant."""

from pathlib import Path

from trainlib.callbacks.best_and_last import BEST, LAST
from trainlib.callbacks.curves import FILE as CURVES
from trainlib.callbacks.image_grid import FILE as IMAGES
from trainlib.console.cli_errors import UsageError


def claim_folder(folder: Path, overwrite: bool) -> None:
    """Make sure that a new run ends no other's: remove what an earlier one left only where that is asked for.

    Raises:
        UsageError: where the folder holds a run, or cannot be made.
    """
    if (folder / f"{LAST}.ckpt").exists() and not overwrite:
        raise UsageError(
            f"{folder} holds a run already: go on with --ckpt_path last, choose another --name, or say --overwrite true"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made ({error.strerror}); choose another --out") from error
    leftovers = [folder / name for name in (f"{BEST}.ckpt", f"{LAST}.ckpt", CURVES, IMAGES)]
    for path in [*leftovers, *folder.glob("events.out.tfevents.*")]:
        path.unlink(missing_ok=True)


def find_checkpoint(folder: Path, asked: str) -> Path:
    """The file that "best", "last" or a path names.

    Raises:
        UsageError: where there is none.
    """
    path = folder / f"{asked}.ckpt" if asked in (BEST, LAST) else Path(asked).expanduser()
    if not path.is_file():
        begin = " (a run that ended before it kept one is begun without --ckpt_path)" if asked == LAST else ""
        raise UsageError(f"{path}: no such checkpoint; train one with fit{begin}, or name a file with --ckpt_path")
    return path
