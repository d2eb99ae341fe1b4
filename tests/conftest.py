"""What all tests share: an interrupt that arrives, and no library of assets but those that a test names.

A shell starts background jobs with SIGINT ignored, and children inherit that: a suite run as one would find every
Ctrl-C test hanging. With a handler set here, what the tests start gets the default again.
"""

import os
import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["PACKSHOT_LIBRARY"] = ""
