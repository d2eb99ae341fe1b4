"""What files of a training run are called, for those that write and read them."""

CURVES = "metrics.csv"
IMAGES = "images.png"
