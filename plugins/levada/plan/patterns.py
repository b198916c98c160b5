"""Which regular expressions the gate can carry out: RE2's, whose time grows with the text and no faster."""

import re

BEYOND = re.compile(r"\\[1-9]|\\k<|\(\?(?:[=!]|<[=!])")
"""References back, and looking around."""
ESCAPED = re.compile(r"\\\\")


def known(pattern: str) -> bool:
    """Whether a pattern of ECMA-262 asks for nothing that RE2 lacks."""
    return not BEYOND.search(ESCAPED.sub("", pattern))
