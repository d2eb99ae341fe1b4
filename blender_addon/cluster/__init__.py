"""Datasets made by a batch system: the script of a Slurm job array, its submission, and how far it is."""
