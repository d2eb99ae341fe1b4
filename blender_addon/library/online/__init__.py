"""Assets from the web: their list, fetching, checking, and the folder of the library."""
