"""Composites written to disk, so that a person can look at them before training."""
