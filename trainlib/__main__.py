"""`python -m trainlib`."""

import sys

from trainlib.cli import INTERRUPTED, main

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        # Before a command has anything to save, Ctrl-C ends it without a word.
        sys.exit(INTERRUPTED)
