"""Writes datasets: paths, samples, the index, the header."""
