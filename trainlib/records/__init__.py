"""Formats on disk that several rooms write or read: datasets, predictions, files that appear whole or not at all."""
