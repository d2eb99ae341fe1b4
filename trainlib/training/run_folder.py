"""The folder of a run: locks it, clears it, and finds its checkpoints."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from trainlib.callbacks.best_and_last import BEST, LAST
from trainlib.console.cli_errors import UsageError
from trainlib.process.file_lock import FileHeldError, hold_file
from trainlib.records.run_files import CURVES, IMAGES

LOCK = ".fit.lock"


@contextmanager
def claim_folder(folder: Path, resumes: bool, overwrite: bool) -> Iterator[None]:
    """Lock the folder for one fit within the block, at most while the process lives.

    Args:
        folder: the run's.
        resumes: whether the run that is there continues.
        overwrite: whether a run that is there may be replaced.

    Raises:
        UsageError: another fit works in it, it holds a run, or it cannot be made.
    """
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(hold_file(folder / LOCK))
        except FileHeldError as error:
            raise UsageError(
                f"{folder}: another fit is at work in it ({error}); wait until it ends, or choose another --name"
            ) from error
        except OSError as error:
            raise UsageError(f"{folder}: cannot be made ({error.strerror}); choose another --out") from error
        if (folder / f"{LAST}.ckpt").exists() and not overwrite and not resumes:
            raise UsageError(
                f"{folder} holds a run already: continue with --ckpt_path last, choose another --name, "
                "or say --overwrite true"
            )
        yield


def clear_folder(folder: Path) -> None:
    """Remove an earlier run's files from the folder."""
    leftovers = [folder / name for name in (f"{BEST}.ckpt", f"{LAST}.ckpt", CURVES, IMAGES)]
    for path in [*leftovers, *folder.glob("events.out.tfevents.*")]:
        path.unlink(missing_ok=True)


def find_checkpoint(folder: Path, asked: str) -> Path:
    """The file that "best", "last" or a path names.

    Raises:
        UsageError: there is none.
    """
    path = folder / f"{asked}.ckpt" if asked in (BEST, LAST) else Path(asked).expanduser()
    if not path.is_file():
        begin = " (a run that ended before it kept one is started without --ckpt_path)" if asked == LAST else ""
        raise UsageError(f"{path}: no such checkpoint; train one with fit{begin}, or name a file with --ckpt_path")
    return path
