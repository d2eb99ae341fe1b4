"""What the commands tell a shell when they end."""

SUCCESS = 0
FAILED = 1
USAGE_ERROR = 2
# What shells report of a program that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED = 130
