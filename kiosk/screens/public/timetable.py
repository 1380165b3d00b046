"""The clinic timetable: a department's week, its doctors, and one doctor's hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import N_, _, pick
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.places import Places
from kiosk.widgets.picks import Picks
from kiosk.widgets.reading import Passage, Reading
from kiosk.widgets.tiles import Tile
from kiosk.widgets.week import Day, Week

if TYPE_CHECKING:
    from kiosk.records import Department, Doctor, Session

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
HALVES = {"am": N_("Morning"), "pm": N_("Afternoon"), "night": N_("Evening")}


class Timetable:
    """The pages from the choice of a clinic to one doctor; keep one in the flow screen."""

    def __init__(self, screen: FlowScreen, paper: Callable[[], ComposeResult]) -> None:
        """Take the screen, and what yields the way to take a page along on paper."""
        self.screen, self.paper = screen, paper
        self.department_code = self.doctor_code = ""
        self.places = Places(
            screen,
            take=self.take_place,
            chosen=lambda: self.department_code,
            question=lambda: _("Which clinic?"),
            among=self.has_clinic,
            may_be_unknown=False,
            name="clinic",
        )

    def has_clinic(self, department: Department) -> bool:
        """Say whether a department has hours that one can come to."""
        return any(session.department == department.code for session in self.screen.app.hospital.sessions)

    def take_place(self, code: str) -> None:
        """Take the department."""
        self.department_code, self.doctor_code = code, ""

    def take_doctor(self, code: str) -> None:
        """Take the doctor."""
        self.doctor_code = code

    @property
    def department(self) -> Department | None:
        """Return the department that was chosen."""
        return self.screen.app.hospital.department(self.department_code)

    @property
    def doctor(self) -> Doctor | None:
        """Return the doctor that was chosen."""
        return self.screen.app.hospital.doctor(self.doctor_code)

    def pages(self) -> list[FlowPage]:
        """Return the pages as far as they are known."""
        found = self.places.pages()
        if place := self.department:
            asked = _("%(department)s: which doctor?") % {"department": pick(place.name)}
            found += [
                _page("week", pick(place.name), self.ask_week, goes_on=_("Doctors")),
                FlowPage("doctors", asked, "", self.ask_doctor, choose=self.take_doctor, is_counted=False),
            ]
        if doctor := self.doctor:
            found.append(_page("doctor", pick(doctor.name), self.ask_hours, goes_on=""))
        return found

    # The week

    def ask_week(self) -> ComposeResult:
        """Yield the week of the department."""
        halves = self.halves
        yield Week([_(HALVES[half]) for half in halves], self.days(halves), id="week")
        yield from self.paper()

    @property
    def halves(self) -> list[str]:
        """Return the halves of a day in which anybody is there; morning and afternoon always stand."""
        held = {session.half for session in self.sessions}
        return [half for half in HALVES if half in held or half != "night"]

    @property
    def sessions(self) -> Sequence[Session]:
        """Return the hours of the department."""
        return self.screen.app.hospital.sessions_of(self.department_code)

    def days(self, halves: Sequence[str]) -> list[Day]:
        """Return the days on which somebody is there."""
        today = self.screen.app.local_now().isoweekday()
        held = sorted({session.weekday for session in self.sessions})
        return [
            Day(
                _("Today") if weekday == today else _(WEEKDAYS[weekday - 1]),
                tuple(tuple(self.names(weekday, half)) for half in halves),
                weekday == today,
            )
            for weekday in held
        ]

    def names(self, weekday: int, half: str) -> list[str]:
        """Return who is there."""
        return [
            self.name_of(session.doctor)
            for session in self.sessions
            if (session.weekday, session.half) == (weekday, half)
        ]

    def name_of(self, code: str) -> str:
        """Return a doctor's name; empty hours carry what stands in the table."""
        doctor = self.screen.app.hospital.doctor(code)
        return pick(doctor.name) if doctor else code

    # Doctors

    def ask_doctor(self) -> ComposeResult:
        """Yield the doctors of the department."""
        doctors = self.screen.app.hospital.doctors_of(self.department_code)
        tiles = [Tile(one.code, pick(one.name), pick(one.title)) for one in doctors]
        yield Picks(tiles, self.doctor_code, is_large=self.screen.app.is_large, id="doctors")

    def ask_hours(self) -> ComposeResult:
        """Yield what one doctor treats, and when."""
        yield Reading(self.hours(), id="hours")
        yield from self.paper()

    def hours(self) -> list[Passage]:
        """Return a doctor's title, fields and hours."""
        doctor = self.doctor
        if doctor is None:
            return []
        said = [Passage(pick(doctor.title), role="strong"), Passage(pick(doctor.skills))]
        hours = [self._hour(one) for one in self.sessions if one.doctor == doctor.code]
        if hours:
            hours[0] = Passage(hours[0].words, hours[0].label, is_apart=True)
        return [one for one in (*said, *hours) if one.words]

    def _hour(self, session: Session) -> Passage:
        when = f"{_(WEEKDAYS[session.weekday - 1])} {_(HALVES.get(session.half, session.half))}"
        return Passage(" · ".join(filter(None, (pick(session.place), session.fee))), when)

    # On paper

    def told(self) -> list[str]:
        """Return what the page that is shown says, for the paper."""
        place = self.department
        lines = (
            [" · ".join(filter(None, (pick(place.name), pick(place.place), place.phone)))] if place else []
        )
        if self.screen.page.name == "doctor" and (doctor := self.doctor):
            said = [f"{one.label}: {one.words}" if one.label else one.words for one in self.hours()]
            return [*lines, pick(doctor.name), *said]
        halves = self.halves
        for weekday in sorted({session.weekday for session in self.sessions}):
            for half in halves:
                if names := self.names(weekday, half):
                    when = f"{_(WEEKDAYS[weekday - 1])} {_(HALVES[half])}"
                    lines.append(f"{when}: {' · '.join(names)}")
        return lines


def _page(name: str, question: str, ask: Callable[[], ComposeResult], goes_on: str) -> FlowPage:
    return FlowPage(name, question, "", ask, goes_on=goes_on, is_counted=False)
