"""Turns rendered light into images: develop, lay on white, encode, check."""
