"""Whether what a tool said helps: fixed criteria, the same for all, from its output alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.mistakes.seed import Place, Seed

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CHATTER = re.compile(r"\d{4}-\d\d-\d\dT\S+ \[(?:info|warning|debug) *\]")
LOGGED = re.compile(r"^\d{4}-\d\d-\d\dT\S+ \[\w+ *\] ")
FRAME = re.compile(r'File "([^"]+)", line (\d+)')
LINE = re.compile(r"\bline (\d+)", re.IGNORECASE)
CURE = re.compile(
    r"cure:|did you mean|suggestion|available|accepted|\bvalid\b|supported|\bmust |should be|should match|has to be|"
    r"expected|required|one of|please|instead|perhaps|\btry |\buse ",
    re.IGNORECASE,
)
NO_CURE = re.compile(r"is not valid under any of the given schemas|not supported between", re.IGNORECASE)
TRACEBACK = ("Traceback (most recent call last)", "Stack Trace:")
EXCEPTION = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Invalid\w*|Detected\w*)\b: .*")
FRAMES = re.compile("[│┃┏┓┗┛┡┩└┘├┤─━┬┴┼╇╈┳┻╭╮╰╯]+")
HEADING = re.compile(
    r"DAG Factory: YAML Lint Results|File +Status +Error Message|(FAIL|PASS) .*|❌ .* in \S+\.dag\.yaml"
)
NEAR = 1
"""A line is right if it is at most this far from one that is: parsers often notice on the next one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in the words of a tool. `first`: the line that says most; everything else False if not noticed."""

    noticed: bool
    file: bool = False
    line: bool = False
    word: bool = False
    cure: bool = False
    traceback: bool = False
    first: str = ""

    @property
    def score(self) -> int:
        return self.noticed + self.file + self.line + self.word + self.cure + (self.noticed and not self.traceback)


def judge(seed: Seed, place: Place, noticed: bool, text: str, usual: str) -> Verdict:
    """`usual`: what the tool says where nothing is wrong; that does not count."""
    if not noticed:
        return Verdict(False)
    said = _said(text, usual)
    file = any(path.rpartition("/")[2] in said or path.split("/")[-2] in said for path in place.lines)
    return Verdict(
        noticed=True,
        file=file,
        line=_right_line(place, said, file),
        word=any(word in said for word in seed.says),
        cure=bool(CURE.search(NO_CURE.sub("", said))),
        traceback=any(mark in said for mark in TRACEBACK),
        first=_first(said),
    )


def _said(text: str, usual: str) -> str:
    known = set(COLOUR.sub("", usual).splitlines())
    lines = COLOUR.sub("", text).splitlines()
    return "\n".join(line for line in lines if line not in known and not CHATTER.match(line))


def _right_line(place: Place, said: str, file: bool) -> bool:
    """Whether one of the lines it names is one of the right ones; where the whole file is wrong, its name will do."""
    return any(
        file if not right else any(abs(line - good) <= NEAR for line in _named(path, said) for good in right)
        for path, right in place.lines.items()
    )


def _named(path: str, said: str) -> Iterator[int]:
    """Every line of a file that a text names; those of other files in a traceback are not meant."""
    name = path.rpartition("/")[2]
    for found, line in FRAME.findall(said):
        if found.endswith(name):
            yield int(line)
    rest = FRAME.sub("", said)
    yield from map(int, LINE.findall(rest))
    yield from map(int, re.findall(re.escape(name) + r":(\d+)", rest))


def _first(said: str) -> str:
    """The exception that tells most, with what follows it, or the first lines that say something."""
    lines = [LOGGED.sub("", FRAMES.sub(" ", line)).strip() for line in said.splitlines()]
    raised = [number for number, line in enumerate(lines) if EXCEPTION.match(line)]
    begin = 0
    if raised and TRACEBACK[0] in said:
        begin = raised[-1]  # Python ends with what was raised last
    elif raised and TRACEBACK[1] in said:
        begin = raised[min(1, len(raised) - 1)]  # Dagster begins with its own, and then says what it was caused by
    rest = [line for line in lines[begin:] if line and not HEADING.fullmatch(line)]
    several = next((number for number, line in enumerate(rest) if line.startswith("Stack Trace:")), 6)
    return " ".join(" ".join(rest[: min(several, 6)]).split())
