"""The exit codes of the commands."""

SUCCESS = 0
FAILED = 1
USAGE_ERROR = 2
# As shells report a program that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED = 130
