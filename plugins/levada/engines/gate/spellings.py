"""How each library of regular expressions is told what they do not share."""

from levada.engines.gate.patterns import Spelling

WORD = "[0-9A-Z_a-z]"
EDGE = f"(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))"
INNER = f"(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))"

RE2 = Spelling(edge=r"\b", inner=r"\B", script="{}", fold="i")
JAVA = Spelling(edge=EDGE, inner=INNER, script="Is{}", fold="iu")
JONI = Spelling(edge=EDGE, inner=INNER, script="{}", fold="i")
