"""Formats on disk that several rooms write or read: datasets, predictions, files that are written atomically."""
