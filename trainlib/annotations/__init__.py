"""Annotations from elsewhere, as images and masks that `fit` reads."""
