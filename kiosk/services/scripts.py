"""Scripts (服务剧本): the wordings for a case, filled for it, and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES, N_, _, day, pick, speaking
from kiosk.records import Case, Clock, Fact, Person, Script
from kiosk.rules import clocks
from kiosk.rules.filling import (
    PLACES,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Filled,
    fill,
    surname,
    unknown_places,
)
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services.public_view import office_of

__all__ = [
    "PLACES",
    "Filled",
    "edit",
    "every",
    "fill",
    "for_case",
    "take_over",
    "used",
    "values_for",
    "versions",
]

FITTING = """WHERE is_current AND kind IN ('', ?) AND grade IN ('', ?) AND stage IN ('', ?)
    AND use LIKE ?
    ORDER BY CASE kind WHEN '' THEN 0 ELSE 1 END + CASE grade WHEN '' THEN 0 ELSE 1 END
        + CASE stage WHEN '' THEN 0 ELSE 1 END DESC, kind = '', stage = '', position, code"""

PROMISED = """WHERE case_uid = ? AND ended_at IS NULL AND name IN ('reply', 'answer', 'confirm')
    ORDER BY name = 'confirm', due_at LIMIT 1"""
"""What the patient waits for; once it is answered, the day until which they may say whether it is solved."""

Words = dict[str, str]


def for_case(kind: str, grade: str, stage: str, use: str | None = None) -> list[Script]:
    """Return the scripts for such a case, those made exactly for it before the general ones."""
    return store.load(Script, FITTING, kind, grade, stage, use or "%")


def every() -> list[Script]:
    """Return every script that stands, in the order of the library."""
    return store.load(Script, "WHERE is_current ORDER BY position, code")


def versions(code: str) -> list[Script]:
    """Return all versions of a script, the newest first."""
    return store.load(Script, "WHERE code = ? ORDER BY version DESC", code)


def used(script: Script) -> str:
    """Return how a timeline names the version that was used."""
    return f"{script.code}/{script.version}"


def values_for(case: Case, settings: Settings, now: datetime, language: str) -> Words:
    """Return what stands in a script's places for a case, in the patient's language.

    Of the person there is only the surname, which the masked name shows too: no reading to be recorded.
    """
    with store.reading(), speaking(language):
        office = office_of(case)
        contact = _fact("complaint_contact")
        return {
            "name": _salutation(case),
            "number": case.number,
            "office": office.name,
            "responder": office.responder,
            "due": _due(case, settings),
            "hospital": pick(_fact("name")),
            "phone": office.phone or str(contact.get("phone", "")),
            "place": office.place or pick(contact.get("place", {})),
            "day": day(now.astimezone(settings.tz).date(), weekday=False),
        }


def edit(code: str, title: Words, text: Words, by: Actor, now: datetime) -> Script:
    """Give a script another wording; the one before is kept, because timelines name it."""
    require(by, "edit_scripts")
    title, text = _cleaned(title, TITLE_LIMIT, lines=False), _cleaned(text, TEXT_LIMIT, lines=True)
    if unknown := unknown_places(text.values()):
        raise Refusal(N_('"%(place)s" is not a place that can be filled.'), place=unknown[0])
    standing = _standing(code)
    if (standing.title, standing.text) == (title, text):
        return standing
    with store.writing("script.edit", by.code, f"script:{code}", now) as written:
        known = versions(code)
        new = Script(code=code, position=standing.position, title=title, text=text, **_fitting(standing))
        return _put_in_place(written, known, new, known[0].version + 1, now)


def take_over(written: store.Written, rows: Sequence[Script], now: datetime) -> None:
    """Bring the library to an imported one; files without scripts leave it as it is.

    A wording that is new becomes a new version. One that the register knows already brings back nothing:
    what was edited since then stands, until the file gives the wording a higher version.
    """
    if not rows:
        return
    held: dict[str, list[Script]] = {}
    for row in store.load(Script, "ORDER BY version DESC"):
        held.setdefault(row.code, []).append(row)
    for row in rows:
        _take_over_one(written, held.pop(row.code, []), row, now)
    for known in held.values():
        _retire(written, known)


def _standing(code: str) -> Script:
    for script in store.load(Script, "WHERE code = ? AND is_current", code):
        return script
    raise Refusal(N_("There is no such script."))


def _take_over_one(written: store.Written, known: list[Script], row: Script, now: datetime) -> None:
    newest = max((each.version for each in known), default=0)
    standing = next((each for each in known if each.is_current), None)
    if not known:
        written.add(row)
    elif standing is None or not _is_known(row, standing, known):
        _put_in_place(written, known, row, max(row.version, newest + 1), now)
    else:
        _change(written, standing, position=row.position, **_fitting(row))


def _is_known(row: Script, standing: Script, known: list[Script]) -> bool:
    same = [standing] if row.version > standing.version else known
    return any((each.title, each.text) == (row.title, row.text) for each in same)


def _put_in_place(
    written: store.Written, known: list[Script], row: Script, version: int, now: datetime
) -> Script:
    _retire(written, known)
    row.uid, row.version, row.is_current = new_uid(now), version, True
    written.add(row)
    return row


def _retire(written: store.Written, known: list[Script]) -> None:
    for each in known:
        _change(written, each, is_current=False)


def _change(written: store.Written, script: Script, **values: object) -> None:
    if any(getattr(script, name) != value for name, value in values.items()):
        written.change(script, **values)


def _fitting(script: Script) -> Words:
    """Return which cases a script is for."""
    return {"kind": script.kind, "grade": script.grade, "stage": script.stage, "use": script.use}


def _cleaned(words: Words, limit: int, lines: bool) -> Words:
    texts = {code: clean(words.get(code, ""), limit + 1, lines=lines) for code in LANGUAGES}
    if any(len(text) > limit for text in texts.values()):
        raise Refusal(N_("This is longer than %(limit)d characters."), limit=limit)
    first = (_fact("languages") or LANGUAGES)[0]
    if not texts[first]:
        raise Refusal(N_("A script needs a title and a text in the hospital's first language."))
    return {code: text for code, text in texts.items() if text}


def _fact(name: str) -> Any:
    return next((row.value for row in store.load(Fact, "WHERE name = ?", name)), {})


def _salutation(case: Case) -> str:
    filer = store.load(Person, "WHERE case_uid = ? AND role = 'filer'", case.uid.hex)
    found = surname(filer[0].name) if filer and not filer[0].is_child else ""
    return _("Mr/Ms %(surname)s") % {"surname": found} if found else ""


def _due(case: Case, settings: Settings) -> str:
    found = store.load(Clock, PROMISED, case.uid.hex)
    return day(clocks.last_day(found[0].due_at, settings.tz), weekday=False) if found else ""
