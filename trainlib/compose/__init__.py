"""Composites written to disk, to be looked at before they are trained on."""
