"""What a line of a case's timeline says: the sentence is made for each reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.i18n import N_, _, day, moment, ngettext, pick
from kiosk.rules import answering, grading, pausing, points
from kiosk.rules.rights import ROLE_WORDS
from kiosk.rules.text import clean
from kiosk.services.name_book import FOLLOW_UPS, GRADES, PROMISES, SOURCES, NameBook
from kiosk.services.public_view import KIND_WORDS

Facts = Mapping[str, Any]
Sentence = Callable[[Facts, NameBook, ZoneInfo], str]

LONGEST = 500
NOT_SOLVED = N_("The patient said that it was not solved.")
TASKS = {
    "step": N_("Step"),
    "callback": N_("Call-back"),
    "help": N_("Help asked for"),
    "meeting": N_("Meeting"),
}
VERDICTS = {
    "solved": N_("The patient said that it is solved. Closed."),
    "not_solved": N_("The patient said that it is not solved. Open again."),
    "no_answer": N_("The patient said nothing in time. Closed."),
}


def plain(words: str) -> Sentence:
    """Return a sentence that says the same of every case."""
    return lambda facts, names, tz: _(words)


def filed(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what was filed, where, and who was asked first."""
    return _("%(kind)s, filed %(source)s. First responder: %(person)s") % {
        "kind": _(KIND_WORDS.get(facts.get("kind", ""), "")),
        "source": _(SOURCES.get(facts.get("source", ""), "")),
        "person": names.person(str(facts.get("responsible", ""))),
    }


def graded(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say from which grade to which, and the rule that did it."""
    now, before = str(facts.get("grade", "")), str(facts.get("before", ""))
    up = not before or grading.GRADES.index(now) > grading.GRADES.index(before)
    told = _("Graded up: %(grade)s") if up else _("Graded down: %(grade)s")
    sentence = told % {"grade": _(GRADES.get(now, now))}
    reason = why_graded(str(facts.get("reason", "")))
    return f"{sentence} · {reason}" if reason else sentence


def why_graded(code: str) -> str:
    """Say why a rule graded a case as it did; nothing when none did."""
    if code == "not_solved":
        return _(NOT_SOLVED)
    return grading.reason(code) if code in grading.REASONS and code != "default" else ""


def reply(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say that the patient was told something, and the wording that it began with."""
    script = facts.get("script", "")
    return _("Reply, with the wording %(script)s") % {"script": script} if script else _("Reply")


def investigated(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say the outcome and the cause that were found."""
    parts = [
        _(answering.OUTCOMES.get(facts.get("outcome", ""), "")),
        _(answering.CAUSES.get(facts.get("cause", ""), "")),
    ]
    found = " · ".join(filter(None, parts))
    return _("Investigation: %(found)s") % {"found": found} if found else _("Investigation")


def categorised(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what a case is about, and whom it concerns."""
    parts = (names.category(facts.get("category", "")), names.department(facts.get("department", "")))
    return _("About: %(what)s") % {"what": " · ".join(filter(None, parts))}


def involved(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say which department leads or helps."""
    told = _("%(department)s leads") if facts.get("part") == "lead" else _("%(department)s helps")
    return told % {"department": names.department(facts.get("department", ""))}


def released(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say which department has no part in it any more."""
    return _("%(department)s has no part in it any more") % {
        "department": names.department(facts.get("department", ""))
    }


def joint(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say that the national limit is the longer one from now on."""
    days = int(facts.get("amount", 0))
    return ngettext(
        "More than one department: the national limit is %(n)d working day",
        "More than one department: the national limit is %(n)d working days",
        days,
    ) % {"n": days}


def attached(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say which number another channel gave the case."""
    return _("Number elsewhere: %(channel)s %(number)s") % {
        "channel": facts.get("channel", ""),
        "number": facts.get("number", ""),
    }


def linked(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what a case was tied to."""
    if facts.get("to") == "repeat":
        return _("Repeat of %(number)s") % {"number": facts.get("other", "")}
    if facts.get("to") == "recurrence":
        return _("Notice %(number)s should have prevented it") % {"number": facts.get("other", "")}
    return _("Put under a theme")


def unlinked(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what a case is not tied to any more."""
    if facts.get("to") == "repeat":
        return _("No repeat of an earlier case after all")
    if facts.get("to") == "recurrence":
        return _("No earlier notice should have prevented it after all")
    return _("Taken out of a theme")


def rated(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say how the patient rated it."""
    return _("Rated %(score)s of 5") % {"score": facts.get("score", "")}


def low_rating(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say how somebody rated a department at a terminal, and why."""
    told = _("Rated %(score)s of 5 at a terminal") % {"score": facts.get("score", "")}
    reasons = [pick(one) for one in facts.get("reasons", ())]
    return " · ".join([told, *reasons])


def told_more(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say in which case somebody told more, so that this one is over."""
    return _("The same person told more in %(number)s; this one is over") % {
        "number": facts.get("number", "")
    }


def climbed(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say who was told that a promise is late or nearly so."""
    role = _(ROLE_WORDS.get(facts.get("to", ""), ""))
    clock = _(PROMISES.get(facts.get("clock", ""), ""))
    told = _("Late: %(clock)s. Told: %(role)s")
    if facts.get("to") == "head":
        told = _("Due soon: %(clock)s. Told: %(role)s")
    return told % {"clock": clock, "role": role}


def paused(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say why the clocks stand still."""
    return _("The clocks stand still: %(reason)s") % {"reason": why_paused(facts)}


def resumed(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say that the clocks run again."""
    return _("The clocks run again")


def why_paused(facts: Facts) -> str:
    """Say whom we wait for."""
    return _(pausing.REASONS.get(facts.get("reason", ""), ""))


def verdict(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what the patient said in the end."""
    return _(VERDICTS.get(facts.get("verdict", ""), ""))


def offered(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say to whom a case, or a piece of its work, was offered."""
    to = names.department(facts.get("department", ""))
    if person := facts.get("person", ""):
        to = f"{names.person(person)} ({to})"
    told = _("Help asked of %(to)s") if is_help(facts) else _("Offered to %(to)s")
    return told % {"to": to}


def accepted(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say from whom to whom responsibility moved."""
    return _("Accepted. Answers from now on: %(after)s (before: %(before)s)") % {
        "after": names.person(str(facts.get("responsible", ""))),
        "before": names.person(str(facts.get("before", ""))),
    }


def of_offer(for_case: str, for_help: str) -> Sentence:
    """Return a sentence about an offer to a department."""

    def sentence(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
        told = _(for_help if is_help(facts) else for_case)
        return told % {"department": names.department(facts.get("department", ""))}

    return sentence


def is_help(facts: Facts) -> bool:
    """Tell whether an offer is of a piece of work alone."""
    return facts.get("part") == "help"


def callback(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say when the patient was promised a call."""
    return _("Call-back promised: %(when)s") % {"when": when(facts, tz)}


def meeting(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say when, where and with whom one meets."""
    parts = (when(facts, tz), str(facts.get("place", "")), names.several(facts.get("departments")))
    return _("Coordination meeting: %(what)s") % {"what": " · ".join(filter(None, parts))}


def when(facts: Facts, tz: ZoneInfo) -> str:
    """Say a moment that a line tells of."""
    told = str(facts.get("due", ""))
    return moment(datetime.fromisoformat(told).astimezone(tz)) if told else ""


def of_task(told: str) -> Sentence:
    """Return a sentence about a task."""

    def sentence(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
        kind = str(facts.get("task", ""))
        return _(told) % {"task": _(TASKS.get(kind, "")) or kind}

    return sentence


def call_tried(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say how often one called without reaching anybody."""
    n = int(facts.get("attempts", 1))
    return _("Called, nobody answered (attempt %(n)d)") % {"n": n}


def notice(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say who must mend something, and by when."""
    due = str(facts.get("due", ""))
    return _("Notice %(number)s to %(department)s, to be mended by %(day)s") % {
        "number": facts.get("number", ""),
        "department": names.department(facts.get("department", "")),
        "day": day(date.fromisoformat(due)) if due else "",
    }


def of_notice(told: str) -> Sentence:
    """Return a sentence about a notice."""
    return lambda facts, names, tz: _(told) % {"number": facts.get("number", "")}


def points_taken(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what a late notice costs its department."""
    n = int(facts.get("points", 0))
    told = ngettext(
        "Notice %(number)s is late: %(n)d point taken from %(department)s",
        "Notice %(number)s is late: %(n)d points taken from %(department)s",
        n,
    )
    department = names.department(facts.get("department", ""))
    return told % {"number": facts.get("number", ""), "n": n, "department": department}


def points_decided(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what became of points after an appeal."""
    return _("Appeal about notice %(number)s: points %(outcome)s (%(before)s → %(left)s)") % {
        "number": facts.get("number", ""),
        "outcome": _(points.OUTCOMES.get(facts.get("outcome", ""), "")),
        "before": facts.get("points", ""),
        "left": facts.get("left", ""),
    }


def box_opened(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say when the letter box was opened, and by which two."""
    opened, openers = str(facts.get("date", "")), facts.get("openers", ())
    return _("Letter box opened on %(day)s by %(people)s") % {
        "day": day(date.fromisoformat(opened), weekday=False) if opened else "—",
        "people": _(", ").join(names.person(str(code)) for code in openers),
    }


def told_on_round(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say where the round was, and who went."""
    where = [facts.get("place", ""), names.department(str(facts.get("department", "")))]
    sentence = _("Told on a round: %(where)s") % {"where": " · ".join(filter(None, where))}
    return f"{sentence} ({facts['who']})" if facts.get("who") else sentence


def told_at_follow_up(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say at which visit or call it was said, and where the patient lay."""
    where = names.department(str(facts.get("ward", "")))
    bed = _("bed %(bed)s") % {"bed": facts["bed"]} if facts.get("bed") else ""
    parts = (_(FOLLOW_UPS.get(facts.get("of", ""), "")), where, bed)
    return _("Told at a follow-up: %(what)s") % {"what": " · ".join(filter(None, parts))}


def urgent(facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say which ward must accept it at once."""
    return _("Urgent: handed over to %(department)s, to be accepted by %(when)s") % {
        "department": names.department(facts.get("department", "")),
        "when": when(facts, tz),
    }


SENTENCES: dict[str, Sentence] = {
    "filed": filed,
    "box_opened": box_opened,
    "round": told_on_round,
    "followup": told_at_follow_up,
    "urgent": urgent,
    "graded": graded,
    "answered_now": plain(N_("Answered in the moment")),
    "note": plain(N_("Note")),
    "reply": reply,
    "question": plain(N_("Question to the patient")),
    "message": plain(N_("The patient adds")),
    "started": plain(N_("Work has begun")),
    "investigated": investigated,
    "answered": plain(N_("Answered. The patient is asked whether it is solved")),
    "notice_excused": plain(N_("No notice is needed")),
    "categorised": categorised,
    "involved": involved,
    "joint": joint,
    "released": released,
    "attached": attached,
    "linked": linked,
    "unlinked": unlinked,
    "rated": rated,
    "low_rating": low_rating,
    "told_more": told_more,
    "climbed": climbed,
    "link_reissued": plain(N_("A new link was made; the old one opens nothing any more")),
    "paused": paused,
    "resumed": resumed,
    "verdict": verdict,
    "reopened": plain(N_("Opened again")),
    "withdrawn": plain(N_("Taken back by the patient")),
    "voided": plain(N_("Filed by mistake")),
    "offered": offered,
    "help_accepted": of_offer(N_("%(department)s helps"), N_("%(department)s helps")),
    "accepted": accepted,
    "rejected": of_offer(N_("%(department)s sent it back"), N_("%(department)s does not help")),
    "offer_withdrawn": of_offer(
        N_("Offer to %(department)s taken back"), N_("Asking %(department)s for help taken back")
    ),
    "expired": of_offer(
        N_("%(department)s did not answer the offer in time"),
        N_("%(department)s did not answer in time whether it helps"),
    ),
    "callback": callback,
    "meeting": meeting,
    "task_done": of_task(N_("%(task)s: done")),
    "call_tried": call_tried,
    "task_dropped": of_task(N_("%(task)s: not needed")),
    "notice": notice,
    "notice_done": of_notice(N_("Notice %(number)s: mended")),
    "notice_verified": of_notice(N_("Notice %(number)s: verified")),
    "notice_returned": of_notice(N_("Notice %(number)s: looked at, and not mended yet")),
    "notice_standard": of_notice(N_("Notice %(number)s: made a rule")),
    "points": points_taken,
    "points_appealed": of_notice(N_("Appeal against the points of notice %(number)s")),
    "points_decided": points_decided,
}


def sentence(kind: str, facts: Facts, names: NameBook, tz: ZoneInfo) -> str:
    """Say what a line tells; one that a newer program wrote is named by its kind."""
    found = SENTENCES.get(kind)
    told = found(facts, names, tz) if found else _("Something else: %(kind)s") % {"kind": kind}
    return clean(told, LONGEST, lines=False)
