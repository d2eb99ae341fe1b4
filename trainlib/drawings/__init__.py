"""Drawings of vessels as archaeologists make them, with masks of their sections, drawn from profiles."""
