"""The form of one visit or call: result, answers by figure, words; saved with one key."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kiosk.i18n import _, clock_time, moment, pick
from kiosk.records import Case
from kiosk.records.faults import StoreFault
from kiosk.rules.followups import BEDSIDE
from kiosk.rules.followups import clock_time as clock_time_of
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import stated
from kiosk.screens.console import due_words, followup_words
from kiosk.screens.console.contact_card import show_card
from kiosk.screens.console.followup_words import CHANNELS, RESULTS
from kiosk.screens.console.frame import Act
from kiosk.screens.console.keeping import KeepingScreen
from kiosk.screens.console.looking import told_or_said
from kiosk.services import followup_reading, followup_wishes, followups
from kiosk.services.followup_list import Opened
from kiosk.services.followups import Attempted, Heard
from kiosk.widgets.choice_row import ChoiceRow
from kiosk.widgets.entry_rows import LineRow, LinesRow
from kiosk.widgets.question_row import QuestionRow
from kiosk.widgets.words import Words

Values = dict[str, str]
AT_BED = ("reached", "later", "refused")
ON_PHONE = ("reached", "no_answer", "busy", "later", "wrong_number", "refused")
SHOWN_FOR = {
    "urgent": ("reached",),
    "wishes": ("reached",),
    "at": ("later",),
    "stop": ("refused",),
}
"""Rows that belong to some results only; questions belong to somebody who was reached."""


class FollowUpScreen(KeepingScreen):
    """Who it is, what is asked, and what comes of it."""

    def __init__(self, opened: Opened, key: str = "") -> None:
        """Take what the form shows; `key` is pressed as soon as it stands: `o` an opinion, `u` urgent."""
        super().__init__()
        self.opened, self.key = opened, key
        self.due, self.patient = opened.due, opened.patient
        self.is_call = self.due.kind not in BEDSIDE
        self.draft_place = f"followup:{self.due.uid}"
        self.phone = self.patient.phone
        self.uid = self.case = UUID(int=0)
        self.led_to: UUID | None = None
        self._is_saving = False

    def headline(self) -> str:
        """Say what visit or call it is."""
        return followup_words.kind_words(self.due)

    # What stands in it

    def body(self) -> ComposeResult:
        """Yield who it is, the questions, and what comes of it."""
        now = self.app.now()
        self.uid, self.case = new_uid(now), new_uid(now)
        yield Words("", id="followup-who")
        with VerticalScroll(id="followup-form", can_focus=False):
            yield from self.asked()

    def asked(self) -> list[Widget]:
        """Return the rows."""
        yes_no = [("", _("No")), ("yes", _("Yes"))]
        results = ON_PHONE if self.is_call else AT_BED
        rows: list[Widget] = [
            ChoiceRow("result", _("Result"), [(code, _(RESULTS[code])) for code in results]),
        ]
        if self.is_call:
            ways = [(code, _(CHANNELS[code])) for code in followup_wishes.CHANNELS]
            rows.insert(0, ChoiceRow("channel", _("Way"), ways, self.patient.channel))
        for one in self.opened.questions:
            urgent = [str(code) for code in one.urgent]
            rows.append(QuestionRow(one.code, pick(one.text), followup_words.options(one), urgent))
        rows.append(ChoiceRow("urgent", _("Urgent"), yes_no))
        if self.is_call:
            rows.append(ChoiceRow("stop", _("Call again"), [("", _("Yes")), ("yes", _("Never again"))]))
        else:
            rows.append(self.wishes())
        rows.append(LineRow("at", _("Again at"), most=5))
        rows.append(LinesRow("words", _("Words")))
        return rows

    def wishes(self) -> Widget:
        """Return what is asked of a patient at the bedside about later calls."""
        known = followup_words.CONSENTS[self.patient.consent]
        said = [("", f"({_(known)})"), ("yes", _("Yes")), ("no", _("No"))]
        right = [("", _("Not checked")), ("yes", _("It is right"))]
        return Horizontal(
            ChoiceRow("consent", _("May call"), said),
            ChoiceRow("right", _("Phone"), right, "yes" if self.patient.is_phone_checked else ""),
            classes="two-rows",
            id="choose-wishes",
        )

    def begin(self) -> None:
        """Put the cursor on the first question at the bedside, on the result on the telephone."""
        self.show()
        questions = self.query(QuestionRow)
        (questions.first() if questions and not self.is_call else self.query_one("#choose-result")).focus()
        if self.opened.why_not_now:
            self.call_later(self.say, self.opened.why_not_now, is_bad=True)
        if self.key:
            self.call_after_refresh(self.press, self.key)

    def show(self) -> None:
        """Show who it is, and the rows that belong to the result."""
        self.query_one("#followup-who", Words).words = "\n".join(self.who())
        result = self.value("result")
        for name, results in SHOWN_FOR.items():
            for row in self.query(f"#choose-{name}, #row-{name}"):
                row.display = result in results
        for question in self.query(QuestionRow):
            question.display = result == "reached"

    def who(self) -> list[str]:
        """Say who it is, when it is due, how to reach them, and what came of earlier attempts."""
        app, due, patient = self.app, self.due, self.patient
        when, _role = due_words.when(due.due_at, app.now(), app.settings.tz)
        doctor = stated(_("Doctor"), patient.doctor) if patient.doctor else ""
        phone = stated(_("Phone"), self.phone) if self.phone else _("No telephone is known.")
        told = [
            " · ".join(filter(None, (followup_words.named(patient, app), doctor))),
            " · ".join([when.strip(), phone, *followup_words.wishes(patient)]),
        ]
        if self.opened.attempts:
            last = self.opened.attempts[-1]
            at = moment(last.at.astimezone(app.settings.tz))
            tried = _("Attempts: %(n)d; the last %(at)s: %(result)s") % {
                "n": len(self.opened.attempts),
                "at": at,
                "result": _(RESULTS.get(last.result, last.result)),
            }
            told.append(f"{tried} {' '.join(last.words.split())}".strip())
        return told

    def value(self, name: str) -> str:
        """Return what stands in a row; empty where this form has none of that name."""
        for row in self.query(f"#choose-{name}, #row-{name}"):
            if isinstance(row, ChoiceRow | LineRow | LinesRow):
                return row.value
        return ""

    def answers(self) -> Values:
        """Return what was answered."""
        return {row.key: row.value for row in self.query(QuestionRow) if row.value}

    def rows(self) -> Values:
        """Return what stands in all rows but the questions."""
        names = ("channel", "result", "urgent", "stop", "consent", "right", "at", "words")
        return {name: value for name in names if (value := self.value(name))}

    # Kept

    def to_keep(self) -> Values:
        """Return the form with the uids that its attempt and its case will have."""
        made = {"uid": str(self.uid), "case": str(self.case), "led_to": str(self.led_to or "")}
        return self.rows() | made | {"answers": json.dumps(self.answers())}

    async def put_back(self, values: Values) -> None:
        """Put back the form; the same uid again is the same attempt."""
        self.uid, self.case = UUID(values["uid"]), UUID(values["case"])
        self.led_to = UUID(values["led_to"]) if values.get("led_to") else None
        for row in self.query("ChoiceRow, LineRow, LinesRow"):
            if isinstance(row, ChoiceRow | LineRow | LinesRow) and row.key in values:
                row.value = values[row.key]
        answers = json.loads(values.get("answers", "{}"))
        for question in self.query(QuestionRow):
            question.value = answers.get(question.key, "")
        self.show()

    @on(ChoiceRow.Changed)
    def _chosen(self, message: ChoiceRow.Changed) -> None:
        message.stop()
        self._dirty = True
        if message.row.key == "result":
            self.show()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _written(self) -> None:
        self._dirty = True

    @on(QuestionRow.Answered)
    def _answered(self, message: QuestionRow.Answered) -> None:
        message.stop()
        self._dirty = True
        if message.row.is_urgent:
            self.say(_("Urgent: the ward hears of it when you save."), is_bad=True)
        if message.is_final:
            self.focus_next()

    # What can be done

    def acts(self) -> list[Act]:
        """Return what can be done."""
        revealed = "" if self.phone else _("No telephone is known.")
        return [
            Act("ctrl+s", _("Save"), self.save, is_first=True),
            Act("o", _("Opinion"), self.tell_opinion, is_first=True),
            Act("u", _("Urgent"), self.mark_urgent, is_first=True),
            Act("r", _("Show the telephone"), self.reveal, revealed, is_first=self.is_call),
            Act("p", _("Contact card"), self.card, is_first=not self.is_call),
            Act("escape", _("Back"), self.go_back),
        ]

    def mark_urgent(self) -> None:
        """Say that the ward must hear of it at once; the cursor comes to the words."""
        self.query_one("#choose-result", ChoiceRow).value = "reached"
        urgent = self.query_one("#choose-urgent", ChoiceRow)
        urgent.value = "" if urgent.value else "yes"
        self.show()
        if urgent.value:
            self.query_one("#row-words", LinesRow).entry.focus()
            self.say(_("Urgent: the ward hears of it when you save."), is_bad=True)

    def tell_opinion(self) -> None:
        """Make a case of what the patient says."""
        from kiosk.screens.console.opinion import OpinionScreen

        def filed(case: Case | None) -> None:
            if case is not None:
                self.led_to, self._dirty = self.led_to or case.uid, True

        self.app.push_screen(OpinionScreen(self.patient, self.due.uid, self.value("words")), filed)

    async def reveal(self) -> None:
        """Show the whole telephone, which is an audit entry."""
        stay = await told_or_said(
            self, followup_reading.reveal, self.patient.uid, self.app.who, self.app.now()
        )
        if stay is not None:
            self.phone = stay.phone
            self.show()
            self.say(_("That you read who it is stands in the audit trail."))

    async def card(self) -> None:
        """Show the contact card."""
        await show_card(self, self.patient.uid)

    async def save(self) -> None:
        """Write it once; what is against it is said, and nothing typed is lost."""
        if self._is_saving:
            return
        self._is_saving = True
        try:
            done = await self.written()
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        else:
            await self.forget()
            self.dismiss(True)
            self.app.say(self.said(done), is_bad=done.case is not None)
        finally:
            self._is_saving = False

    async def written(self) -> Attempted:
        """Write the attempt."""
        app, rows = self.app, self.rows()
        heard = Heard(
            channel=rows.get("channel", "bedside"),
            result=rows["result"],
            answers=self.answers(),
            words=rows.get("words", ""),
            is_urgent=bool(rows.get("urgent")),
            is_not_called=rows["result"] == "refused" and bool(rows.get("stop")),
            asked_for=self.asked_for(rows.get("at", "")) if rows["result"] == "later" else None,
            led_to=self.led_to,
            consent=rows.get("consent", ""),
            is_phone_right=bool(rows.get("right")),
        )
        given = self.uid, self.due.uid, heard, self.case, app.who, app.settings, app.now()
        return await app.act(followups.attempt, *given)

    def asked_for(self, text: str) -> datetime | None:
        """Return the moment that a time of day stands for: today, or tomorrow when it is over."""
        told = followup_wishes.time_of(text)
        if not told:
            return None
        here = self.app.now().astimezone(self.app.settings.tz)
        at = datetime.combine(here.date(), clock_time_of(told), here.tzinfo)
        return at if at > here else at + timedelta(days=1)

    def said(self, done: Attempted) -> str:
        """Say what came of it."""
        if done.case is not None:
            told = {"number": done.case.number, "n": self.app.settings.urgent_accept_minutes}
            return _("%(number)s is handed over to the ward, which accepts it within %(n)d minutes.") % told
        if done.next_at is not None:
            local, here = (at.astimezone(self.app.settings.tz) for at in (done.next_at, self.app.now()))
            when = clock_time(local) if local.date() == here.date() else moment(local)
            return _("Saved. It is tried again: %(when)s") % {"when": when}
        return _("Saved.") if done.state == "done" else _("Saved. It is not tried again.")
