"""Assets that are fetched from the web: which there are, fetching and checking them, the folder they lie in."""
