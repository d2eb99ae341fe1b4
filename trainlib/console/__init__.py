"""Messages of all commands: one line per error, hints at what was meant, progress bars."""
