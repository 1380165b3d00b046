"""The pages as they are sent: templates, one style sheet inside each page, and the headers around them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk import i18n
from kiosk.config import Settings
from kiosk.rules.text import clean

FOLDER = Path(__file__).with_name("pages")
STYLE = FOLDER.joinpath("style.css").read_text("utf-8").strip()
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
SECURE_HEADERS = HEADERS | {"strict-transport-security": "max-age=31536000"}


@dataclass(frozen=True)
class Page:
    """What is sent back: a page, or the way to another one."""

    status: int = 200
    body: bytes = b""
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    opened: str = ""
    """The cookie to set for somebody who just knew the second factor."""


class Pages:
    """Renders the pages, in whatever language is spoken around it. Lives on the store's thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        self._templates.install_gettext_callables(i18n._, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
        self._templates.filters["clean"] = clean
        self._templates.globals |= {
            "style": Markup(STYLE),
            "languages": [(code, i18n.name_of(code), tag(code)) for code in settings.languages],
            "pick": i18n.pick,
        }

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page in the language spoken here."""
        page = self._templates.get_template(template)
        return page.render(here=i18n.language(), lang=tag(i18n.language()), **values).encode()


def tag(language: str) -> str:
    """Return a language as HTML names it."""
    return {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant"}.get(language, language)
