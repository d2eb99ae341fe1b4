"""Freed memory stays with the process that asked for that: its pages are not faulted in again."""

import platform
import subprocess
import sys

import pytest

# 64 MiB are written and freed eight times, until places for them have been found, and again; how many pages of the
# latter were new to the process.
FAULTS = """
import resource, sys
import torch
from trainlib.process.memory import keep_freed_memory
kept = keep_freed_memory() if sys.argv[1] == "kept" else False
for _ in range(8):
    torch.ones(16 * 2**20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(8):
    torch.ones(16 * 2**20)
print(int(kept), resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_what_is_freed_is_used_again() -> None:
    def faults(how: str) -> tuple[int, int]:
        done = subprocess.run([sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True)
        kept, count = done.stdout.split()
        return int(kept), int(count)

    pages = 8 * 64 * 2**20 // 4096
    (told, some), (untold, many) = faults("kept"), faults("not")
    assert (told, untold) == (1, 0)
    # On a busy machine one of the eight places may be found late.
    assert some <= pages / 8
    assert many > 4 * max(some, 1), "else there is nothing to gain"
