"""What one is told who writes a name."""

from __future__ import annotations

from kiosk.i18n import _, language


def rare() -> str:
    """Say what to do for a character that the keyboard does not find; nothing where no Chinese is written."""
    if language() == "en":
        return ""
    return _("A rare character may be written in pinyin; the desk puts it right.")
