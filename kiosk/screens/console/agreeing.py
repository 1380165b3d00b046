"""What is agreed with a patient before they leave: may we call, when, how, and is the number right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.i18n import _
from kiosk.rules.text import stated
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.followup_words import CHANNELS, named
from kiosk.screens.console.form import Ask, Form, Line, Told, Values
from kiosk.services import followup_wishes
from kiosk.services.followup_list import Patient
from kiosk.services.followup_wishes import Agreed

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp


def agree_form(app: ConsoleApp, patient: Patient) -> Form:
    """Return the form that asks it."""

    async def save(values: Values) -> str:
        agreed = Agreed(
            consent=values["consent"],
            is_phone_right=values["right"] == "yes",
            phone=values["phone"],
            calls_from=values["from"],
            calls_until=values["until"],
            channel=values["channel"],
        )
        return await app.attempt(followup_wishes.agree, patient.uid, agreed, app.who, app.settings, app.now())

    right = "yes" if patient.is_phone_checked else "no"
    known = stated(_("Phone"), patient.phone) if patient.phone else _("No telephone is known.")
    asks: list[Ask] = [
        Told(named(patient, app)),
        Choice("consent", _("May we call after discharge?"), consents(), patient.consent, rows=3),
        Choice(
            "right",
            _("Is the telephone right?"),
            [("no", _("Not checked")), ("yes", _("It is right"))],
            right,
        ),
        Line("phone", _("Another telephone"), hint=known, most=30),
        Line(
            "from",
            _("Calls from"),
            patient.calls_from,
            hint=_("14:00; empty takes the hospital's hours"),
            most=5,
        ),
        Line("until", _("Calls until"), patient.calls_until, most=5),
        Choice("channel", _("Rather by"), channels(), patient.channel or "phone", rows=4),
    ]
    return Form(_("Agree on calls"), asks, save, place=f"agree:{patient.uid}")


def consents() -> list[tuple[str, str]]:
    """Return what a patient may say about calls."""
    return [("yes", _("Yes")), ("no", _("No")), ("", _("Not asked yet"))]


def channels() -> list[tuple[str, str]]:
    """Return the ways by which a patient may be reached after discharge."""
    return [(code, _(CHANNELS[code])) for code in ("phone", "wechat", "sms", "email")]
