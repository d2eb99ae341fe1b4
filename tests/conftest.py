"""What all tests share: an interrupt that arrives.

A shell starts background jobs with SIGINT ignored, and children inherit that: a suite run as one would find every
Ctrl-C test hanging. With a handler set here, what the tests start gets the default again.
"""

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
