"""The dense form of a case that staff register: its rows, what stands in them, and the draft it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kiosk.i18n import LANGUAGES, _, language, name_of, pick
from kiosk.records import Department, Need
from kiosk.rules.drafts import Draft
from kiosk.rules.finding import keys_for
from kiosk.rules.numbers import clean_phone, new_uid
from kiosk.services.hospital import HospitalView
from kiosk.widgets.choice_row import ChoiceRow
from kiosk.widgets.entry_rows import FindRow, Item, LineRow, LinesRow

REGISTER = (
    "channel",
    "kind",
    "role",
    "about",
    "phone name",
    "words",
    "department",
    "person number",
    "answered verified",
    "language",
)
"""The rows of the desk's form; two in one string share a row."""
LETTER = ("kind", "about", "words", "department", "phone name", "person", "language")
OPINION = ("kind", "role", "about", "words", "department", "phone name", "person")
Values = dict[str, str]
TYPED = ("about", "words", "department", "phone", "name", "person", "number")
"""What stands empty in a form that nobody has filled in."""
PASSING = ("answered", "verified")
"""What is chosen for one person only."""
FROM_NEEDS = ("contact", "question")


@dataclass
class Begun:
    """A form that was opened: the uid that its case will have, and when."""

    uid: UUID
    at: datetime

    @classmethod
    def at_moment(cls, now: datetime) -> Begun:
        """Begin a form."""
        return cls(new_uid(now), now)

    @classmethod
    def of(cls, values: Values) -> Begun:
        """Return what `kept` gave."""
        return cls(UUID(values["uid"]), datetime.fromisoformat(values["begun"]))

    def kept(self) -> Values:
        """Return it as words, to be kept with the form."""
        return {"uid": str(self.uid), "begun": self.at.isoformat()}


def channels() -> list[tuple[str, str]]:
    """Return how something comes in."""
    return [
        ("desk", _("Counter")),
        ("phone", _("Phone")),
        ("wechat", _("WeChat")),
        ("email", _("E-mail")),
        ("web", _("Website")),
        ("hotline", _("Hotline")),
        ("letter", _("Letter")),
        ("round", _("Round")),
    ]


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of a case, short enough for one row."""
    return [
        ("contact", _("Help")),
        ("question", _("Question")),
        ("complaint", _("Complaint")),
        ("suggestion", _("Suggestion")),
        ("praise", _("Praise")),
    ]


def roles() -> list[tuple[str, str]]:
    """Return who it may be, short enough for one row."""
    return [
        ("patient", _("Patient")),
        ("relative", _("Relative")),
        ("guardian", _("Child's guardian")),
        ("visitor", _("Visitor")),
        ("other", _("Other")),
    ]


def subjects(hospital: HospitalView, kind: str) -> list[Item]:
    """Return what a kind of case may be about: what people come for, or categories of the second level."""
    if kind in FROM_NEEDS:
        return [Item(row.code, pick(row.name), key_of(row)) for row in hospital.needs]
    found = []
    for parent in hospital.parents(kind):
        for row in hospital.children(parent.code) or (parent,):
            words = pick(row.name) if row is parent else f"{pick(row.name)}  ·  {pick(parent.name)}"
            found.append(Item(row.code, words, spoken_key((*row.name.values(), *parent.name.values()))))
    return found


@lru_cache(maxsize=500)
def spoken_key(texts: tuple[str, ...]) -> str:
    """Return the key of texts that no file gives the pinyin of."""
    # Reading Chinese aloud needs a table of characters, which the sign-in does without.
    from kiosk.imports.reading import readings

    return keys_for(texts, readings(texts))


def key_of(row: Need | Department) -> str:
    """Return the key that a need or a department is found by."""
    return row.keys or spoken_key((*row.name.values(), row.code))


def places(hospital: HospitalView) -> list[Item]:
    """Return the departments."""
    return [Item(row.code, pick(row.name), key_of(row)) for row in hospital.departments]


def people(names: Mapping[str, Mapping[str, str]]) -> list[Item]:
    """Return the staff."""
    return [
        Item(
            code, f"{pick(name) or code}  {code}", keys_for([*name.values(), code], [code.replace("-", " ")])
        )
        for code, name in sorted(names.items())
    ]


class EntryForm(VerticalScroll, can_focus=False):
    """Rows one high; Tab and Enter go on, arrows choose, letters find."""

    class Changed(Message):
        """Something was typed or chosen."""

        def __init__(self, form: EntryForm) -> None:
            super().__init__()
            self.form = form

    def __init__(self, rows: Sequence[str], hospital: HospitalView, values: Values | None = None) -> None:
        super().__init__(id="entry-form")
        self.rows, self.hospital = rows, hospital
        self.first = values or {}

    def compose(self) -> ComposeResult:
        """Yield the rows."""
        for row in self.rows:
            names = row.split()
            if len(names) == 1:
                yield self.made(names[0])
            else:
                yield Horizontal(*map(self.made, names), classes="two-rows")

    def made(self, name: str) -> Widget:
        """Return one row."""
        value = self.first.get(name, "")
        yes_no = [("", _("No")), ("yes", _("Yes"))]
        kind = self.first.get("kind") or kinds()[0][0]
        match name:
            case "channel":
                return ChoiceRow(name, _("Channel"), channels(), value)
            case "kind":
                return ChoiceRow(name, _("Kind"), kinds(), value)
            case "role":
                return ChoiceRow(name, _("Who"), roles(), value)
            case "language":
                spoken = [(code, name_of(code)) for code in LANGUAGES]
                return ChoiceRow(name, _("Speaks"), spoken, value or language())
            case "answered":
                return ChoiceRow(name, _("Done now"), yes_no, value)
            case "verified":
                return ChoiceRow(name, _("ID seen"), yes_no, value)
            case "about":
                return FindRow(name, _("About"), subjects(self.hospital, kind), value)
            case "department":
                return FindRow(name, _("Department"), places(self.hospital), value)
            case "words":
                return LinesRow(name, _("Words"), value)
        lines = {
            "phone": (_("Phone"), 30),
            "name": (_("Name"), 60),
            "person": (_("About whom"), 60),
            "number": (_("Outside no."), 64),
        }
        label, most = lines[name]
        return LineRow(name, label, value, most)

    def entries(self) -> list[ChoiceRow | FindRow | LineRow | LinesRow]:
        """Return every row that holds a value."""
        rows = self.query("ChoiceRow, FindRow, LineRow, LinesRow")
        return [row for row in rows if isinstance(row, ChoiceRow | FindRow | LineRow | LinesRow)]

    def values(self) -> Values:
        """Return what stands in the form."""
        return {row.key: row.value for row in self.entries()}

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody has typed anything."""
        values = self.values()
        return not any(values.get(name) for name in TYPED)

    def fill(self, values: Values) -> None:
        """Put values into the form; the kind first, because it says what it can be about."""
        entries = self.entries()
        for row in entries:
            if row.key == "kind" and "kind" in values:
                row.value = values["kind"]
                self.offer_subjects()
        for row in entries:
            if row.key in values:
                row.value = values[row.key]

    def clear(self) -> None:
        """Empty what is one person's; channel and kind stay for the next one."""
        self.fill(dict.fromkeys((*TYPED, *PASSING), ""))

    def trouble(self) -> str:
        """Say what must be mended before it can be filed; empty when nothing."""
        for row in self.query(FindRow):
            row.settle()
            if row.is_astray:
                row.entry.focus()
                return _("%(label)s: choose from the list, or leave it empty.") % {"label": row.label}
        values = self.values()
        if values.get("phone") and clean_phone(values["phone"]) is None:
            self.query_one("#row-phone", LineRow).entry.focus()
            return _("This phone number is not complete. Check the digits.")
        if not (values.get("about") or values.get("words", "").strip()):
            self.focus_first()
            return _("Say what it is about, or choose it from the list.")
        return ""

    def offer_subjects(self) -> None:
        """Offer what the chosen kind may be about."""
        kind = self.query_one("#choose-kind", ChoiceRow).value
        self.query_one("#row-about", FindRow).offer(subjects(self.hospital, kind))

    def focus_first(self) -> None:
        """Put the cursor where one begins to type."""
        self.query_one("#row-about", FindRow).entry.focus()

    def focus_words(self) -> None:
        """Put the cursor where one goes on to write, with no list over the form."""
        self.query_one("#row-words", LinesRow).entry.focus()

    @on(ChoiceRow.Changed)
    def _chosen(self, message: ChoiceRow.Changed) -> None:
        message.stop()
        if message.row.key == "kind":
            self.offer_subjects()
        self.post_message(self.Changed(self))

    @on(FindRow.Changed)
    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, message: Message) -> None:
        message.stop()
        self.post_message(self.Changed(self))


def draft_of(values: Values, begun: Begun, desk: str) -> Draft:
    """Return the draft that a form makes."""
    kind = values.get("kind") or "contact"
    about = values.get("about", "")
    is_need = kind in FROM_NEEDS
    return Draft(
        begun.uid,
        begun.at,
        kind,
        values.get("language") or language(),
        desk,
        source=values.get("channel") or "desk",
        need=about if is_need else "",
        category="" if is_need else about,
        department=values.get("department", ""),
        about_person=values.get("person", ""),
        words=values.get("words", ""),
        filer_role=values.get("role", ""),
        name=values.get("name", ""),
        phone=values.get("phone", ""),
        channel_number=values.get("number", ""),
        answered=bool(values.get("answered")) and is_need,
        is_verified=bool(values.get("verified")),
    )
