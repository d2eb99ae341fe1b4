"""Outlines of vessels in millimetres, from drawings and the masks of their sections."""
