"""Every setting with its value, where it comes from and what it means; read here, changed in its file."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from kiosk import config, sources
from kiosk.i18n import N_, _
from kiosk.rules.rights import may
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.words import Words

MEANINGS = {
    "data": N_("The directory of the register, the log and the leave code."),
    "cipher_spool": N_("Whether a terminal enciphers the file that it writes to first."),
    "keys_file": N_("Where the register's secrets lie; empty keeps them beside it."),
    "backup_directory": N_("Where 'kiosk backup' puts backups: another disk, best another machine's."),
    "language": N_("The language in which screens begin."),
    "languages": N_("The languages offered, in this order."),
    "desk": N_("The name of this desk, as the register and the roster know it."),
    "point": N_("The service point of this terminal; empty takes what hospital.toml says of the desk."),
    "database": N_("The PostgreSQL that several machines share; empty keeps the register here."),
    "time_zone": N_("The time zone of all promised days."),
    "theme": N_("Colours: light, dark or contrast."),
    "keyboard": N_("Whether letters stand on the glass of the front desk where one writes."),
    "pinyin_fuzzy": N_("Whether pinyin takes sounds that people mix up for each other, like z and zh."),
    "animation": N_("Whether things move on the front desk."),
    "sound": N_("Whether a console rings for calls and grave matters."),
    "voice": N_("What says the questions of the front desk aloud: off, espeak or a folder of recordings."),
    "voice_player": N_("The program that plays the recordings."),
    "web": N_("Whether the front desk serves the status page beside it."),
    "host": N_("The address at which the status page listens."),
    "port": N_("The port of the status page."),
    "base_address": N_("What QR codes begin with; empty finds this machine's own address."),
    "trusted_proxies": N_("Addresses whose word about HTTPS and visitors is believed."),
    "tls_cert": N_("The certificate of the status page."),
    "tls_key": N_("The key of the certificate."),
    "link_days": N_("Days that a slip's link stays open after its case is closed."),
    "metrics_port": N_("The port of this machine alone at which Prometheus reads counts."),
    "print_target": N_("Where slips are printed; empty means no printer."),
    "print_form": N_("One picture (raster), or the printer's own characters (text)."),
    "receipt_columns": N_("Characters that fit in a line of the paper."),
    "idle_choice": N_("Seconds on a page of choices before the warning."),
    "idle_typing": N_("Seconds on a page where one types before the warning."),
    "idle_warning": N_("Seconds that the warning stands before everything is forgotten."),
    "slip_seconds": N_("Seconds that a slip stands on the screen."),
    "leave_keys": N_("The keys that ask for the leave code."),
    "leave_code": N_("The code that ends the front desk; empty makes one at the first start."),
    "call_command": N_("A command that is run when somebody calls a person."),
    "duty_department": N_("The department whose members are the general duty officer."),
    "staff_idle": N_("Seconds without a key after which a console locks."),
    "investigate_hours": N_("Hours to begin the investigation of a complaint."),
    "reply_workdays": N_("Working days to the reply to a complaint, as the house promises."),
    "national_reply_workdays": N_("Working days to the reply, as the law says."),
    "national_joint_reply_workdays": N_("The same when several departments are involved."),
    "answer_workdays": N_("Working days to the answer to a question or a request."),
    "suggestion_reply_workdays": N_("Working days to the reply to a suggestion."),
    "confirm_days": N_("Days that the patient has to say whether it is solved."),
    "urgent_accept_minutes": N_("Minutes in which a ward accepts an urgent answer of a patient."),
    "hotline_call_workdays": N_("Working days after the answer in which a hotline's caller is called back."),
    "api_address": N_("What other systems reach the door of the API under."),
    "hook_hosts": N_("Receivers of messages that may be on this machine, or be reached without TLS."),
    "hook_days": N_("Days after which a message that nobody takes is given up."),
    "hook_pause": N_("Seconds until a message that was not taken is sent again, each time twice as many."),
    "notify_file": N_("The file with the addresses that staff are told at of grave and late cases."),
    "accept_workhours": N_("Working hours in which an offer is accepted or goes back."),
    "notice_points": N_("Points that a department loses when a notice to it becomes late."),
    "notice_points_week": N_("Points that it loses for each further week."),
    "star_praise": N_("What one praise counts for the month's service star."),
    "star_timeliness": N_("What it counts for the service star that all clocks ended in time."),
    "star_solved": N_("What it counts for the service star that all verdicts were 'solved'."),
    "star_least": N_("Clocks and verdicts below which their part counts nothing for the service star."),
    "star_points_most": N_("Points for the service star that a supervisor gives at most at a time."),
    "stars_listed": N_("How many a signed list of service stars names."),
    "currency": N_("The currency of what is granted, like CNY."),
    "meeting_weekday": N_("The day of the weekly case meeting, from 1 (Monday) to 7 (Sunday)."),
    "load_cases": N_("Hard cases of one person within a week at which their supervisor is told."),
    "visit_day": N_("Day of a stay on which somebody visits; the day of admission is the first."),
    "survey_after_days": N_("Days in the hospital after which a patient is asked how satisfied they are."),
    "survey_every_days": N_("Days after which they are asked again."),
    "contact_hours": N_("Hours after discharge within which a patient is contacted."),
    "call_after_days": N_("Days after discharge on which a patient is called."),
    "call_attempts": N_("How often a visit or a call is tried."),
    "call_retry_hours": N_("Hours after which it is tried again."),
    "follow_up_late_days": N_("Days after which a visit or a call that was not made is given up."),
    "calls_from": N_("From when one calls a patient who named no hours."),
    "calls_until": N_("Until when one calls a patient who named no hours."),
    "rating_burst": N_("Ratings of one terminal in a few minutes from which on more are left out."),
    "rating_burst_minutes": N_("The minutes in which these ratings are counted."),
    "low_ratings_told": N_("Bad ratings of one department within a day at which everybody is told."),
    "keep_complaint_years": N_("Years that the personal data of a complaint is kept after its end."),
    "keep_opinion_years": N_("Years that the personal data of suggestions and praise is kept."),
    "keep_question_days": N_("Days that the personal data of a question is kept."),
    "keep_rating_months": N_("Months that a rating without a case is kept."),
    "keep_stay_months": N_("Months that the name and telephone of a stay are kept after discharge."),
}
SECRET = ("leave_code",)


class SettingsScreen(ConsoleScreen):
    """A row a setting; what the one under the cursor means stands below."""

    place = "settings"

    def headline(self) -> str:
        """Name the screen."""
        return _("Settings")

    def body(self) -> ComposeResult:
        """Yield the list, and what the setting under the cursor means."""
        yield Rows(self.columns(), id="settings")
        yield Words("", id="setting")

    def columns(self) -> list[Column]:
        """Return the columns; what each means stands in the list where there is room."""
        found = [
            Column("name", _("Setting"), 29),
            Column("value", _("Value"), 16, 2),
            Column("origin", _("Where from"), 14, 1),
        ]
        if self.app.size.width >= 110:
            found.append(Column("meaning", _("Meaning"), 20, 4))
        return found

    def acts(self) -> list[Act]:
        """Return what can be done."""
        no_roster = _(may(self.app.who, "manage_roster") or "")
        return [
            Act("d", _("Duty roster"), self.open_roster, why_not=no_roster, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def look(self) -> None:
        """Show the settings."""
        if sentence := may(self.app.who, "manage_settings"):
            self.say(_(sentence), is_bad=True)
            return
        settings = self.app.settings
        try:
            origins = sources.origins(settings)
        except config.SettingsError as problem:
            self.say(str(problem), is_bad=True)
            return
        self.query_one(Rows).show([self.row(name, shown(settings, name), origins[name]) for name in origins])

    def row(self, name: str, value: str, origin: str) -> Row:
        """Return a setting as a row."""
        cells = {
            "name": (name, "strong" if origin else "words"),
            "value": (value or "—", "strong" if origin else "words"),
            "origin": (origin or _("as shipped"), "good" if origin else "muted"),
            "meaning": (_(MEANINGS.get(name, "")), "muted"),
        }
        return Row(name, cells, value)

    def on_resize(self) -> None:
        """Show as many columns as fit."""
        for rows in self.query(Rows):
            rows.set_columns(self.columns())

    @on(Rows.Moved)
    def _moved(self) -> None:
        row = self.query_one(Rows).current
        if row is None:
            return
        name = str(row.key)
        origin = row.cells["origin"][0]
        told = [f"{name} = {row.value or '—'}  ({origin})", _(MEANINGS.get(name, ""))]
        variable = f"{sources.PREFIX}{name.upper()}"
        told.append(_("Changed in kiosk.toml, or with the variable %(name)s.") % {"name": variable})
        self.query_one("#setting", Words).words = "\n".join(filter(None, told))

    def open_roster(self) -> None:
        """Show who answers when."""
        from kiosk.screens.console.roster import RosterScreen

        self.app.push_screen(RosterScreen())

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()


def shown(settings: config.Settings, name: str) -> str:
    """Return the value of a setting as it is read; a secret only says whether it is set."""
    value = getattr(settings, name)
    if name in SECRET:
        return "••••" if value else ""
    if name == "database":
        return settings.register_name if value else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return " ".join(value) if isinstance(value, tuple) else str(value)
