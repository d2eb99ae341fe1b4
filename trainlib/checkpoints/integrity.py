"""Whether a checkpoint's bytes are those that were written: torch.save keeps a checksum of each part, its ZIP's CRC-32.

torch.load does not check them, so one byte changed by a disk or a copy would give a slightly different network.
"""

import zipfile
import zlib
from pathlib import Path


def find_damage(path: Path) -> str:
    """What is wrong with a file of torch.save, in a few words; "" if nothing is, or if it is not a ZIP archive.

    Reads the whole file once.
    """
    if not zipfile.is_zipfile(path):
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        return f"its archive is broken ({' '.join(str(error).split())[:100]})"
    return "" if part is None else f"{part[:100]!r} has changed since it was written"
