"""The commands fit, validate and test: Lightning's command line, the folder of a run, checks before any work."""
