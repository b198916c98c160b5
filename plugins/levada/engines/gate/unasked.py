"""What cannot be asked of rows, whichever engine would answer."""


class Unasked(ValueError):
    """Why not, in words."""
