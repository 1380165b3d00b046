"""Words on a case: notes for staff, replies and questions that the patient reads, wordings for a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.i18n import _, name_of, pick, speaking
from kiosk.records import Script
from kiosk.rules.filling import fill
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Preview, Text, Told, Values
from kiosk.screens.console.reading_box import ReadingBox
from kiosk.services import acts, scripts
from kiosk.widgets.field import Field

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen


def note(at: CaseScreen) -> None:
    """Write something down that only staff read."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(acts.note, at.uid, values["words"], entry=form.entry)

    asks = [Text("words", _("Note"), hint=_("Only staff read this."), lines=8)]
    at.app.push_screen(CaseForm(at, _("Note"), asks, save, place="note"))


async def start(at: CaseScreen) -> None:
    """Begin to work on the case."""
    app = at.app
    problem = await app.attempt(acts.start, at.uid, app.who, app.settings, app.now())
    await at.look()
    at.say(problem or _("Work has begun."), is_bad=bool(problem))


async def reply(at: CaseScreen) -> None:
    """Write to the patient, beginning with a wording where one fits; shown as the patient will read it."""
    found, values = await wordings_for(at, "reply")
    at.app.push_screen(ReplyForm(at, found, values))


async def wordings_for(at: CaseScreen, use: str) -> tuple[list[Script], dict[str, str]]:
    """Return the wordings that fit the case, and what stands in their places."""
    app, case = at.app, at.shown.view.case
    found = await app.ask(scripts.for_case, case.kind, case.grade, case.stage, use)
    values = await app.ask(scripts.values_for, case, app.settings, app.now(), case.language)
    return found, values


class ReplyForm(CaseForm):
    """A reply, with the wordings that fit; the one that it began with is recorded."""

    def __init__(self, at: CaseScreen, found: Sequence[Script], places: dict[str, str]) -> None:
        case = at.shown.view.case
        self.wordings = {scripts.used(script): self.filled(script, places, case.language) for script in found}
        self.before = ""
        """The wording that stands in the field, as it was put there."""
        titles = [(scripts.used(script), pick(script.title)) for script in found]
        asks: list[Ask] = []
        if titles:
            options = [("", _("Without a wording")), *titles]
            asks.append(Choice("script", _("Wording"), options, rows=4))
        hint = _("The patient reads this, in %(language)s.") % {"language": name_of(case.language)}
        asks.append(Text("words", _("Reply to the patient"), hint=hint, lines=8))
        super().__init__(
            at, _("→ Reply to the patient"), asks, self.send, confirm=_("Preview"), place="reply",
            preview=self.shown_to_patient,
        )  # fmt: skip
        self.add_class("-public")

    def filled(self, script: Script, places: dict[str, str], language: str) -> str:
        """Return a wording in the patient's language, its places filled."""
        with speaking(language):
            return fill(pick(script.text), places).text

    def chose(self, name: str, value: str) -> None:
        """Put the wording that was chosen in place of the one before; own words are never overwritten."""
        field = self.query_one("#field-words", Field)
        if field.value.strip() in ("", self.before.strip()):
            self.before = self.wordings.get(value, "")
            field.value = self.before
        elif value:
            self.before = self.wordings[value]
            field.add(self.before)

    def shown_to_patient(self, values: Values) -> Preview | str:
        """Return what the patient will read."""
        if not values["words"].strip():
            return _("Write the reply first.")
        return Preview(_("The patient will read this"), values["words"].strip(), _("Send it"))

    async def send(self, form: CaseForm, values: Values) -> str:
        """Say it to the patient."""
        script = values.get("script", "")
        return await self.attempt(
            acts.reply, self.at.uid, values["words"], entry=self.entry, seen=self.seen, script=script
        )


def ask(at: CaseScreen) -> None:
    """Ask the patient something, on the status page."""

    def shown(values: Values) -> Preview | str:
        if not values["words"].strip():
            return _("Write the question first.")
        return Preview(_("The patient will read this"), values["words"].strip(), _("Send it"))

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(acts.ask, at.uid, values["words"], entry=form.entry)

    language = name_of(at.shown.view.case.language)
    hint = _("The patient reads this, in %(language)s.") % {"language": language}
    asks = [Text("words", _("Question to the patient"), hint=hint, lines=8)]
    form = CaseForm(at, _("→ Ask the patient"), asks, save, confirm=_("Preview"), place="ask", preview=shown)
    form.add_class("-public")
    at.app.push_screen(form)


async def wordings(at: CaseScreen) -> None:
    """Show the wordings for a call or a talk, in the patient's language; nothing is written."""
    language = at.shown.view.case.language
    told: list[Told] = []
    for use in ("call", "talk"):
        found, values = await wordings_for(at, use)
        for script in found:
            with speaking(language):
                text = fill(pick(script.text), values).text
            told += [Told(pick(script.title), "-heading"), Told(text)]
    if not told:
        at.say(_("No wording fits this case."), is_bad=True)
        return
    at.app.push_screen(ReadingBox(_("Wordings for a call"), told))
