"""The names of the files of a training run."""

CURVES = "metrics.csv"
IMAGES = "images.png"
