"""What the commands tell a shell when they end."""

from __future__ import annotations

SUCCESS = 0
FAILED = 1
"""Not everything that was asked for is done; the same command again may finish it."""
USAGE_ERROR = 2
"""What was asked for cannot be done; a line says what to change."""
INTERRUPTED = 130
"""Ctrl-C or SIGTERM: what a shell reports of a program that SIGINT (2) ended, 128 + 2."""
