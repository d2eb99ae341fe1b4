"""`python -m trainlib`."""

import sys

from trainlib.cli.main import main
from trainlib.process.exit_codes import INTERRUPTED
from trainlib.process.memory import keep_freed_memory

if __name__ == "__main__":
    keep_freed_memory()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        # Before a command has anything to save, Ctrl-C ends it without a word.
        sys.exit(INTERRUPTED)
