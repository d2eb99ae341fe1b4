"""How much memory a worker uses, and how much it may use before it is replaced."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

SHARE = 0.75
"""Share of the machine's memory for all workers together."""
LEAST_MB = 1500
"""With less, a worker would be replaced after every sample."""
_CGROUP = Path("/sys/fs/cgroup/memory.max")
_MB = 1024 * 1024


def usual_limit_mb(workers: int) -> int:
    """The default limit per worker; 0, no limit, if the machine's memory is unknown."""
    total = _machine_mb()
    return max(LEAST_MB, int(SHARE * total / workers)) if total else 0


def resident_mb() -> int:
    """The memory of this process now (on macOS its maximum so far); 0 if unknown."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // _MB
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MB
    return 0


def _machine_mb() -> int:
    """The machine's memory, or the limit of a container or a Slurm job; 0 if unknown."""
    found = []
    with contextlib.suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MB)
    with contextlib.suppress(OSError, ValueError):
        found.append(int(_CGROUP.read_text()) // _MB)  # "max" is not a limit
    with contextlib.suppress(KeyError, ValueError):
        found.append(int(os.environ["SLURM_MEM_PER_NODE"]))  # megabytes; 0: all of it
    return min((each for each in found if each > 0), default=0)
