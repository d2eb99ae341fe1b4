"""How a worker's process ended: by a crash or not, and its last output."""

from __future__ import annotations

import os
import re
import signal

_CRASH_NAMES = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS")
_CRASHES = {int(getattr(signal, name)) for name in _CRASH_NAMES if hasattr(signal, name)}
_WINDOWS_CRASH, _WINDOWS_EXCEPTIONS = 11, 0xC0000000
"""Blender's own exit code on Windows, and the first of Windows' codes for crashes (0xC0000005: access violation)."""
_ERROR = re.compile(r"[\w.]*(Error|Exception|Failure)\b.*:")
_TRACEBACK = "Traceback (most recent call last):"
_FAREWELL = re.compile(r"Error: Not freed memory blocks|Info: |Warning: |Blender quit|Blender \d|Fra:|Saved: ")
"""Output of Blender that explains nothing."""


def crashed(code: int | None) -> bool:
    """Whether a process crashed, such as by SIGSEGV, and did not end in order or by a signal from outside.

    Args:
        code: `Popen.returncode`.
    """
    if code is None:
        return False
    if os.name != "posix":
        return code == _WINDOWS_CRASH or code >= _WINDOWS_EXCEPTIONS
    # A shell that wraps Blender reports the signal as 128 + its number.
    return (-code if code < 0 else code - 128) in _CRASHES


def exit_words(code: int | None) -> str:
    """How a process ended, in words: "exit code 1", "signal 9"."""
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def last_words(lines: list[str]) -> str:
    """The line that explains why a process ended: its last exception, else its last error, else its last line; or "".

    Args:
        lines: Its output without events.
    """
    spoken = [line.rstrip() for line in lines if line.strip()]
    if _TRACEBACK in spoken:
        after = spoken[len(spoken) - spoken[::-1].index(_TRACEBACK) :]
        raised = next((line for line in after if not line.startswith(" ")), "")
        if raised:
            return raised
    meant = [line.strip() for line in spoken if not _FAREWELL.match(line.strip())]
    errors = [line for line in meant if _ERROR.match(line)]
    return (errors or meant or [""])[-1]
