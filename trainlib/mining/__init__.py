"""Finds the photos of an unlabelled folder on which a network seems to do worst, without ground truth."""
