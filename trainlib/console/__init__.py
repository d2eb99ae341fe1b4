"""How every command talks: one line for each mistake, hints at what was meant, progress on a terminal."""
