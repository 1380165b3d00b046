"""The one door for every string that somebody wrote, and its width in cells."""

import re
from collections.abc import Sequence
from unicodedata import category, combining, east_asian_width, normalize

from kiosk.i18n import _

# Introducers never appear inside a body, so a flood of them is read once and not over and over.
_BODY = r"[^\x07\x1b\n\x80-\x9f]*"
_SEQUENCE = re.compile(
    rf"(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f]){_BODY}(?:\x07|\x1b\\|\x9c)"  # titles, clipboard, device strings
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor, modes
    r"|\x1b[ -/]*[0-~]?"  # the rest, and whatever was cut off
)
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Han that some registers of names tell apart, and that NFC would turn into their twins.
_COMPOSED = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_JOINERS = "\u200c\u200d"
_EDGES = re.compile(rf"^[\s{_JOINERS}]+|[\s{_JOINERS}]+$")
_MOST_MARKS = 4
_NO_LINE_STARTS = frozenset("，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%℃")
_NO_LINE_ENDS = frozenset("（《〈「『【〔“‘([{")


class Erased(str):
    """A plain word that is read where words were erased."""


def clean(text: str, limit: int = 4000, lines: bool = True) -> str:
    """Return what somebody wrote without anything that a terminal would obey or a reader could not see."""
    return _EDGES.sub("", _EDGES.sub("", signs(text, limit, lines))[:limit])


def signs(text: str, limit: int = 4000, lines: bool = True) -> str:
    """Return the same of a piece of it, such as a paste: what stands at its edges stays."""
    if not text:
        return ""
    text = text[: limit * 4]  # one paste of a megabyte must not hold the desk
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _BREAKS.sub("\n", _SEQUENCE.sub("", text)).replace("\t", " ")
    if not lines:
        text = text.replace("\n", " ")
    return _thinned(_COMPOSED.sub(_composed, "".join(c for c in text if _is_kept(c))))


def is_code(text: str, longest: int = 32) -> bool:
    """Say whether a text can be a code: one short line in which nothing would be cleaned away."""
    return clean(text, longest, lines=False) == text


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_cells(cluster) for cluster in _clusters(text))


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most so many columns, after words and between Chinese characters."""
    return [line for part in text.split("\n") for line in _wrap_line(part, max(width, 2))]


def packed(names: Sequence[str], width: int) -> list[str]:
    """Put names into lines without tearing one apart that fits."""
    lines = [""]
    for name in names:
        longer = f"{lines[-1]} · {name}" if lines[-1] else name
        if cells(longer) <= width:
            lines[-1] = longer
        else:
            first, *more = wrap(name, width)
            lines = [*filter(None, lines), first, *more]
    return lines if any(lines) else ["—"]


def _composed(found: re.Match[str]) -> str:
    return normalize("NFC", found[0])


def _is_kept(c: str) -> bool:
    kind = category(c)
    if kind == "Cn":
        # Rare Han and new emoji are younger than the tables of this Python.
        return 0x1F000 <= ord(c) <= 0x1FAFF or 0x20000 <= ord(c) <= 0x3FFFD and ord(c) & 0xFFFF < 0xFFFE
    return kind not in ("Cc", "Cf", "Cs") or c in _JOINERS or c == "\n"


def _thinned(text: str) -> str:
    """Leave no heap of marks on one letter and no row of joiners."""
    kept: list[str] = []
    marks = 0
    for c in text:
        if c in _JOINERS:
            if kept and kept[-1] in _JOINERS:
                continue
        elif category(c) in ("Mn", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        kept.append(c)
    return "".join(kept)


def _clusters(text: str) -> list[str]:
    """Split text into what a reader sees as one sign."""
    clusters: list[str] = []
    joined = False
    for c in text:
        if clusters and (joined or _is_attached(c)):
            clusters[-1] += c
        else:
            clusters.append(c)
        joined = c == "\u200d"
    return clusters


def _is_attached(c: str) -> bool:
    if c.isascii():
        return False
    return c in _JOINERS or category(c) in ("Mn", "Me") or combining(c) > 0 or 0x1F3FB <= ord(c) <= 0x1F3FF


def _cells(cluster: str) -> int:
    if category(cluster[0]) in ("Mn", "Me", "Cc", "Cf"):
        return 0
    return 2 if east_asian_width(cluster[0]) in "WF" or "\ufe0f" in cluster else 1


def _wrap_line(text: str, width: int) -> list[str]:
    if cells(bare := text.rstrip()) <= width:
        return [bare]
    lines, line, used = [], "", 0
    for unit in _units(text):
        for piece in [unit] if cells(unit.rstrip()) <= width else _clusters(unit):
            if line and used + cells(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line, used = "", 0
                piece = piece.lstrip()
            line += piece
            used += cells(piece)
    return [*lines, line.rstrip()]


def _units(text: str) -> list[str]:
    """Split text into what stays together on a line: a word with its space, a sign with its punctuation."""
    units: list[str] = []
    for cluster in _clusters(text):
        if units and _holds(units[-1], cluster):
            units[-1] += cluster
        else:
            units.append(cluster)
    return units


def _holds(unit: str, cluster: str) -> bool:
    last = unit[-1]
    if cluster[0].isspace() or cluster[0] in _NO_LINE_STARTS or last in _NO_LINE_ENDS:
        return True
    if last.isspace() or _cells(cluster) != 1:
        return False
    return unit.isascii() or all(_cells(c) < 2 for c in _clusters(unit))


def stated(label: str, words: str) -> str:
    """Return a label and what it says, with the colon of the language that is spoken."""
    return _("%(label)s: %(words)s") % {"label": label, "words": words}
