"""Pictures go to disk: where things lie, whole samples, the index, the header."""
