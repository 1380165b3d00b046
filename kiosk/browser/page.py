"""The page around the desk: its letters, its keys, and what it says while no desk is there."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from kiosk import i18n
from kiosk.config import Settings
from kiosk.i18n import _

HERE = Path(__file__).parent / "glass"
FILES = {name: HERE / name for name in ("line.js", "glass.js", "glass.css")}
CHINESE = {"zh_CN": "SC", "zh_TW": "TC", "en": "SC"}
"""Which forms of the shared characters a language writes."""


class Page:
    """The page as the settings want it."""

    def __init__(self, settings: Settings, font_size: int) -> None:
        surroundings = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        self._template = surroundings.get_template("glass.html")
        self._values = {
            "language": settings.language.replace("_", "-"),
            "font_size": font_size,
            "letters": f"DejaVu Sans Mono, Noto Sans Mono CJK {CHINESE[settings.language]}, monospace",
            "keys": " ".join(sorted(set(settings.leave_keys.split()))),
            "spoken": [_sentences(language) for language in _order(settings)],
        }

    def draw(self, nonce: str) -> str:
        """Return the page; only what carries the nonce may style it."""
        return self._template.render(self._values, nonce=nonce)


def _order(settings: Settings) -> list[str]:
    """Return the languages, the desk's own first: nobody knows which one the visitor had chosen."""
    return sorted(settings.languages, key=lambda language: language != settings.language)


def _sentences(language: str) -> dict[str, str]:
    with i18n.speaking(language):
        return {
            "language": language.replace("_", "-"),
            "title": _("Service desk"),
            "again": _("One moment, the desk is starting again."),
            "busy": _("This desk is open in another window. It opens here when that one is closed."),
            "left": _("The front desk is closed. Touch here to open it."),
        }
