"""Renders many samples: finds the missing ones, and runs workers under a supervisor."""
