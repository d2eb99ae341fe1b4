"""Trains networks that cut products out of photos and relight them as packshots."""

__version__ = "0.1.0"
