"""Turns failures on real photos into a spec that draws more of what failed."""
