"""Datasets made by Slurm: the script of a job array, its submission, and the status of a dataset."""
