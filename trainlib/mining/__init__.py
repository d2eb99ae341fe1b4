"""The photos of an unlabelled folder on which a network does worst, as far as that shows without a truth."""
