"""Hosts that need no token, and limits on requests."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this computer that other computers cannot reach."""

MEGABYTE = 1_000_000

MAX_UPLOAD_MB = 100
MAX_WAITING = 64
"""Requests of programs that may wait."""
