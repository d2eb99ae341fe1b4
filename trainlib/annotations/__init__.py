"""Annotations from elsewhere, as pictures and masks that `fit` reads."""
