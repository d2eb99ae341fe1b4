"""Who reaches the server without a token, and how much is taken."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this computer that no other one reaches."""

MEGABYTE = 1_000_000

MAX_UPLOAD_MB = 100
MAX_WAITING = 64
"""Requests of programs."""
