"""Several people and a list change one stay at once: nothing is lost, and the trail is whole."""

from __future__ import annotations

from datetime import timedelta

from kiosk import store
from kiosk.config import Settings
from kiosk.imports.stays import Listed
from kiosk.records import Stay
from kiosk.rules.numbers import new_uid
from kiosk.services import followup_wishes, followups, stays
from kiosk.services.followup_wishes import Agreed
from kiosk.services.followups import Heard
from tests.register import NOW
from tests.staff import person
from tests.test_at_once import Crew, Job, desk
from tests.wards import WARD, ask, due, stay, stay_now

__all__ = ["desk"]
ROUNDS = 12


def test_what_is_agreed_heard_and_listed_of_a_stay_at_once_is_all_kept(desk: tuple[Settings, Crew]) -> None:
    settings, crew = desk
    ask()
    boss, at = person("he"), NOW
    for nth in range(ROUNDS):
        at += timedelta(minutes=1)
        of: Stay = stay(f"S{nth}", consent="")
        row = Listed(of.visit, WARD, "王秀英", of.admitted_on, *[None] * 14)._replace(bed=f"{nth}")
        heard = Heard("bedside", "reached", {"pain": "4"}, is_phone_right=True)
        told = (new_uid(at), due(of).uid, heard, new_uid(at), boss, settings, at)
        jobs: list[Job] = [(store.again, (followups.attempt, *told), {})]
        agreed = Agreed("yes", True, "", "10:00", "11:00", "wechat")
        jobs.append((store.again, (followup_wishes.agree, of.uid, agreed, boss, settings, at), {}))
        jobs.append((store.again, (stays.take_in, [row], boss, settings, at), {}))
        assert crew.at_once(*jobs) == ["done"] * 3
        now = stay_now(of.uid)
        assert (now.consent, now.is_phone_checked, now.calls_from, now.bed) == (
            "yes",
            True,
            "10:00",
            f"{nth}",
        )
        assert (verdict := store.verify()).ok, verdict.broken
