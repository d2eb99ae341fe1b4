"""What is told of a worker's end: the line that explains it, and not what Blender says as it leaves."""

from __future__ import annotations

import os
import signal

import pytest

from blender_addon.batch.ending import crashed, exit_words, last_words

RENDER = "RuntimeError: Error: Error writing render result, No space left on device"
TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "<string>", line 7, in <module>',
    "    bpy.ops.render.render(write_still=True)",
    RENDER,
    "",
    "location: <unknown location>:-1",
]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*TRACEBACK, "Error: Not freed memory blocks: 1, total unfreed memory 0.001366 MB"], RENDER),
        ([*TRACEBACK, "Blender 5.2.2 LTS", "Blender quit"], RENDER),
        ([*TRACEBACK[:3], "KeyError: 'first'", "", *TRACEBACK], RENDER),
        (["Traceback (most recent call last):", '  File "x.py"', "MemoryError"], "MemoryError"),
        (
            ["ImportError: no module named moon", "Blender 5.2.2 LTS", "", "Blender quit"],
            "ImportError: no module named moon",
        ),
        (["Info: Deleted 1 data-block(s)", "Fra:1 Mem:20.1M"], ""),
        (["munmap_chunk(): invalid pointer", "Info: Deleted 1 data-block(s)"], "munmap_chunk(): invalid pointer"),
        (["Killed by the scheduler"], "Killed by the scheduler"),
        ([], ""),
    ],
)
def test_last_words(lines: list[str], words: str) -> None:
    assert last_words(lines) == words


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_crashes_are_a_processes_own_faults() -> None:
    assert all(crashed(-int(number)) for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE))
    assert crashed(128 + signal.SIGSEGV)  # told by a shell that wraps Blender
    assert not any(crashed(code) for code in (None, 0, 1, 2, 130, 137, 143, -int(signal.SIGKILL), -int(signal.SIGTERM)))
    assert (exit_words(-11), exit_words(1)) == ("signal 11", "exit code 1")
