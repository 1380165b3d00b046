"""The words of the desk in the language of whoever reads them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LANGUAGES = ("zh_CN", "zh_TW", "en")
DEFAULT = "zh_CN"

_NAMES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
_LOCALE = Path(__file__).parent / "locale"
_DATES = {"zh_CN": "y年M月d日", "zh_TW": "y年M月d日", "en": "d MMM y"}
_MONTHS = {"zh_CN": "y年M月", "zh_TW": "y年M月", "en": "MMMM y"}
_DAYS = {"zh_CN": "y年M月d日 EEEE", "zh_TW": "y年M月d日 EEEE", "en": "EEE d MMM y"}

# Babel's own negotiation sends zh-Hant and zh-HK to English.
_ALIASES = {
    "en": "en",
    "zh": "zh_CN",
    "zh-hans": "zh_CN",
    "zh-sg": "zh_CN",
    "zh-hant": "zh_TW",
    "zh-hk": "zh_TW",
    "zh-mo": "zh_TW",
    "zh-tw": "zh_TW",
}

# Files unpacked in one go differ by moments; that does not make a catalogue stale.
_SAME_MOMENT = 2.0

_here: ContextVar[str | None] = ContextVar("language", default=None)
_everywhere = DEFAULT


def choose(language: str) -> None:
    """Set the language of the whole process."""
    global _everywhere
    _everywhere = _known(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language inside this block, whatever the process speaks."""
    token = _here.set(_known(language))
    try:
        yield
    finally:
        _here.reset(token)


def language() -> str:
    """Return the language spoken here and now."""
    return _here.get() or _everywhere


def name_of(language: str) -> str:
    """Return a language's name as its own readers write it."""
    return _NAMES[_known(language)]


def _(msgid: str) -> str:
    """Return the sentence in the current language."""
    return _catalogue(language()).gettext(msgid) if msgid else ""


def original(words: str, language: str) -> str:
    """Return the English sentence that stands behind words of a language; words of nobody's are their own."""
    return _originals(_known(language)).get(words, words)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the sentence that fits the count, in the current language."""
    return _catalogue(language()).ngettext(one, many, n)


def N_(msgid: str) -> str:
    """Mark a sentence that is translated later, when somebody reads it."""
    return msgid


def pick(words: Mapping[str, str]) -> str:
    """Return the text of the current language out of one that is written in several."""
    for code in (language(), DEFAULT, "en", *words):
        if text := words.get(code):
            return text
    return ""


def day(date: date, weekday: bool = True) -> str:
    """Return a date as it is read aloud, with its weekday unless it is not wanted."""
    return _day(date, weekday, language())


@lru_cache(1024)
def _day(date: date, weekday: bool, language: str) -> str:
    """Say a date; kept, because Babel takes longer for a handful of dates than a whole page may take."""
    from babel.dates import format_date

    return format_date(date, (_DAYS if weekday else _DATES)[language], locale=language)


def month(first: date) -> str:
    """Return the month that begins on a day, as it is read aloud."""
    from babel.dates import format_date

    return str(format_date(first, _MONTHS[language()], locale=language()))


def moment(local: datetime) -> str:
    """Return a local moment as date and time."""
    return f"{day(local.date())} {clock_time(local)}"


def clock_time(local: datetime) -> str:
    """Return the time of day of a local moment, over 24 hours in every language."""
    if local.tzinfo is None:
        raise ValueError("a moment that is shown must carry its time zone")
    return f"{local:%H:%M}"


def negotiate(accept_language: str) -> str:
    """Return the language that a browser's Accept-Language header asks for."""
    wishes: list[tuple[float, str]] = []
    for wish in accept_language.split(","):
        tag, _sep, options = wish.partition(";")
        found = _alias(tag.strip().lower().replace("_", "-"))
        weight = _weight(options)
        if found and weight > 0:
            wishes.append((weight, found))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else DEFAULT


def read_catalogue(folder: Path) -> NullTranslations:
    """Read the catalogue of one language: the compiled file, or its source when that is newer."""
    compiled, source = folder / "kiosk.mo", folder / "kiosk.po"
    written = source.stat().st_mtime if source.exists() else None
    if compiled.exists() and (written is None or compiled.stat().st_mtime + _SAME_MOMENT >= written):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    return NullTranslations() if written is None else _compile(source)


def _compile(source: Path) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    return read_catalogue(_LOCALE / language / "LC_MESSAGES")


@lru_cache
def _originals(language: str) -> dict[str, str]:
    catalogue: dict[object, str] = getattr(_catalogue(language), "_catalog", {})
    return {said: msgid for msgid, said in catalogue.items() if isinstance(msgid, str) and said}


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"the desk does not speak {language!r}")
    return language


def _alias(tag: str) -> str | None:
    while tag and tag not in _ALIASES:
        tag = tag.rpartition("-")[0]
    return _ALIASES.get(tag)


def _weight(options: str) -> float:
    for option in options.split(";"):
        name, _sep, value = option.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(float(value), 1.0)
            except ValueError:
                return 0.0
    return 1.0
