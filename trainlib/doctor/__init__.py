"""Looks a dataset over before hours of training are spent on it."""
