"""Grids of training runs: every trial one `fit`, measured, in a folder of its own; one table and plot of all."""
