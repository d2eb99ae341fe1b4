"""The exit codes of the commands."""

from __future__ import annotations

SUCCESS = 0
FAILED = 1
"""Not everything was done; the same command may finish it."""
USAGE_ERROR = 2
"""The request cannot be fulfilled; a line says what to change."""
INTERRUPTED = 130
"""Ctrl-C or SIGTERM; as shells report a program that SIGINT (2) ended: 128 + 2."""
