"""Pages for paper: one self-contained HTML document, and the same as PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk import i18n
from kiosk.i18n import N_, _
from kiosk.printed.svg import FONTS
from kiosk.rules.refusal import Refusal

FOLDER = Path(__file__).with_name("pages")
TAGS = {"zh_CN": "zh-CN", "zh_TW": "zh-TW", "en": "en"}
MISSING = N_("No PDF can be made here: install the extra 'reports' (WeasyPrint), or print the HTML page.")


def page(name: str, title: str, house: str, **values: Any) -> str:
    """Return a document in the language of here and now."""
    values |= {"title": title, "house": house, "lang": TAGS[i18n.language()], "style": Markup(style(title))}
    return environment().get_template(name).render(**values)


def environment() -> Environment:
    """Return the templates; what is put in is words, never markup."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(i18n._, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def style(title: str) -> str:
    """Return the style sheet, with the words at the foot of each page."""
    families = ", ".join(f'"{name}"' if " " in name else name for name in FONTS[i18n.language()].split(", "))
    text = (FOLDER / "print.css").read_text(encoding="utf-8")
    return text % {"title": quoted(title), "fonts": families, "pages": numbering()}


def numbering() -> str:
    """Return the page numbers as a style sheet says them, in the words of the language."""
    sentence = _("Page %(page)s of %(pages)s") % {"page": "\0page\0", "pages": "\0pages\0"}
    parts = filter(None, sentence.split("\0"))
    return " ".join(f"counter({part})" if part in ("page", "pages") else quoted(part) for part in parts)


def quoted(text: str) -> str:
    """Return words as a style sheet quotes them."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")


def pdf(document: str) -> bytes:
    """Return a document as PDF, made from nothing but itself."""
    try:
        import weasyprint
    except (ImportError, OSError):
        raise Refusal(MISSING) from None
    written: bytes = weasyprint.HTML(string=document, url_fetcher=fetch_nothing).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return written


def fetch_nothing(url: str, *_rest: Any, **_named: Any) -> Any:
    """Refuse to read anything from elsewhere."""
    raise ValueError("a page for paper holds everything itself")
