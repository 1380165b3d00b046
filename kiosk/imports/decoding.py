"""Files as text, whether they were saved as UTF-8 or, as Chinese spreadsheets do, as GB18030."""

from __future__ import annotations

from pathlib import Path

from kiosk.i18n import _
from kiosk.imports.problems import Problem


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return a file's text, or None and a problem when it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        problems.append(Problem(path.name, 0, _("This file is missing.")))
        return None
    except OSError as fault:
        why = _("This file cannot be read: %(reason)s.") % {"reason": fault.strerror}
        problems.append(Problem(path.name, 0, why))
        return None
    return _decode(raw, path.name, problems)


def _decode(raw: bytes, file: str, problems: list[Problem]) -> str | None:
    encoding = encoding_of(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        sentence = _("Byte %(byte)s is not text in %(encoding)s.") % {
            "byte": f"0x{raw[fault.start]:02X}",
            "encoding": "GB18030" if encoding == "gb18030" else "UTF-8",
        }
        problems.append(Problem(file, line, sentence))
        return None


def encoding_of(raw: bytes) -> str:
    """Return how the bytes were written: UTF-8 (with or without its mark) or GB18030."""
    try:
        raw.decode("utf-8-sig")
        return "utf-8-sig"
    except UnicodeDecodeError:
        # A single bad byte leaves a UTF-8 file readable; GB18030 read as UTF-8 is mostly rubble.
        loose = raw.decode("utf-8-sig", "replace")
        han = sum("\u4e00" <= letter <= "\u9fff" for letter in loose)
        return "utf-8-sig" if han > loose.count("\ufffd") else "gb18030"
