"""The error of reading images."""


class PhotoError(ValueError):
    """A photo, or the place where photos should be, cannot be used; the message is one line for the user."""
