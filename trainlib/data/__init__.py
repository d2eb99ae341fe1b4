"""Reads datasets and makes batches of them."""
