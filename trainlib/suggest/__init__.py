"""Failures on real photos, turned into a spec that draws more of what failed."""
