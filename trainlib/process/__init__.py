"""The process itself: its exit codes, the signals that end it, the memory it keeps."""
