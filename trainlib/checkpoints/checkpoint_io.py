"""Writes checkpoints atomically."""

import errno
import io
from pathlib import Path
from typing import Any

import torch
from lightning.fabric.plugins import TorchCheckpointIO

from trainlib.checkpoints.integrity import find_damage


class WholeCheckpoints(TorchCheckpointIO):
    """Writes a checkpoint to a temporary file beside its path, then renames it.

    Lightning writes to the system's temporary folder and copies from there where that is on another disk: a full disk
    or a kill amid the copy would leave a broken last.ckpt in the place of a good one.
    """

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | Path, storage_options: Any = None) -> None:
        """Write a checkpoint.

        Args:
            checkpoint: the state.
            path: the file, which is replaced.
            storage_options: not used.

        Raises:
            OSError: it cannot be written; an earlier file is unchanged.
        """
        whole = Path(path)
        unfinished = whole.with_name(f".{whole.name}")
        content = io.BytesIO()
        torch.save(checkpoint, content)
        whole.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(content.getbuffer())
            unfinished.replace(whole)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(whole)) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def load_checkpoint(self, path: str | Path, *args: Any, **options: Any) -> dict[str, Any]:
        """Read a checkpoint whose bytes are those that were written.

        Raises:
            OSError: it is damaged.
        """
        if damage := find_damage(Path(path)):
            raise OSError(errno.EIO, f"damaged, {damage}; continue from another checkpoint", str(path))
        found: dict[str, Any] = super().load_checkpoint(path, *args, **options)
        return found
