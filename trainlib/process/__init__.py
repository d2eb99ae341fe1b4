"""The process: exit codes, signals, locks and memory."""
