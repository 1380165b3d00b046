"""What can be done with a case: one key an act, each with its reason when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from kiosk.i18n import N_, _
from kiosk.screens.console import (
    ending,
    finding_out,
    handing,
    linking,
    looking,
    meeting,
    notice_forms,
    replying,
    teaching_forms,
)
from kiosk.screens.console.frame import Act
from kiosk.services.case_view import CaseView

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen

Open = Callable[["CaseScreen"], Coroutine[Any, Any, None] | None]
WhyNot = Callable[[CaseView], str]

WRITING, HANDS, FINDING, TASKS = N_("Write"), N_("Hands"), N_("Find out"), N_("Tasks and clocks")
ENDS, TIES, LOOKS = N_("End"), N_("Ties"), N_("Look and print")

NO_TASK = N_("No task is open.")
NO_CALL = N_("No call-back is promised.")
NO_DEPARTMENT = N_("No department leads or helps.")
NO_LINK = N_("It is tied to nothing.")
RATED = N_("This case was rated already.")
NO_NOTICE = N_("No notice waits for this.")


def has_task(view: CaseView) -> str:
    """Say why no task can be ended."""
    return "" if any(task.state == "open" for task in view.tasks) else NO_TASK


def has_call(view: CaseView) -> str:
    """Say why no call can have failed."""
    calls = [task for task in view.tasks if task.state == "open" and task.kind == "callback"]
    return "" if calls else NO_CALL


def has_department(view: CaseView) -> str:
    """Say why no department can be released."""
    return "" if view.departments else NO_DEPARTMENT


def has_link(view: CaseView) -> str:
    """Say why nothing can be untied."""
    return "" if view.links else NO_LINK


def has_to_mend(view: CaseView) -> str:
    """Say why nothing can be called mended."""
    return "" if any(one.verified_at is None for one in view.notices) else NO_NOTICE


def has_to_verify(view: CaseView) -> str:
    """Say why nothing can be verified."""
    return "" if any(one.done_at and not one.verified_at for one in view.notices) else NO_NOTICE


def is_unrated(view: CaseView) -> str:
    """Say why a case is not rated again."""
    return RATED if any(line.kind == "rated" for line in view.case.timeline) else ""


def always(view: CaseView) -> str:
    """Say nothing against it."""
    return ""


def is_gradable(view: CaseView) -> str:
    """Grading up and grading down are two rights and one form."""
    return view.can["grade_up"] and view.can["grade_down"]


TABLE: tuple[tuple[str, str, str, str, Open, WhyNot], ...] = (
    ("n", N_("Note"), "note", WRITING, replying.note, always),
    ("p", N_("Reply"), "reply", WRITING, replying.reply, always),
    ("q", N_("Ask the patient"), "ask", WRITING, replying.ask, always),
    ("w", N_("Wordings for a call"), "read", WRITING, replying.wordings, always),
    ("s", N_("Begin work"), "start", WRITING, replying.start, always),
    ("a", N_("Accept"), "accept", HANDS, handing.accept, always),
    ("x", N_("Send back"), "reject", HANDS, handing.reject, always),
    ("h", N_("Hand over"), "offer", HANDS, handing.hand_over, always),
    ("b", N_("Take the offer back"), "withdraw_offer", HANDS, handing.take_back, always),
    ("f", N_("Ask for help"), "help", HANDS, handing.ask_help, always),
    ("o", N_("Department leads or helps"), "involve", HANDS, handing.involve, always),
    ("O", N_("Release a department"), "involve", HANDS, handing.release, has_department),
    ("c", N_("Category, department"), "investigate", FINDING, finding_out.categorise, always),
    ("g", N_("Grade"), "", FINDING, finding_out.grade, is_gradable),
    ("i", N_("Investigation"), "investigate", FINDING, finding_out.investigate, always),
    ("k", N_("Notice"), "notice", FINDING, notice_forms.issue, always),
    ("K", N_("No notice needed"), "excuse_notice", FINDING, notice_forms.excuse, always),
    ("M", N_("Notice: mended"), "mend", FINDING, notice_forms.mend, has_to_mend),
    ("C", N_("Notice: verify"), "notice", FINDING, notice_forms.verify, has_to_verify),
    ("t", N_("Task done"), "do_task", TASKS, meeting.task_done, has_task),
    ("T", N_("Task not needed"), "do_task", TASKS, meeting.task_dropped, has_task),
    ("l", N_("Promise a call-back"), "call_back", TASKS, meeting.call_back, always),
    ("L", N_("Called, nobody answered"), "do_task", TASKS, meeting.tried, has_call),
    ("m", N_("Coordination meeting"), "meet", TASKS, meeting.meet, always),
    ("z", N_("Let the clocks stand still"), "pause", TASKS, meeting.pause, always),
    ("Z", N_("Let the clocks go on"), "resume", TASKS, meeting.resume, always),
    ("d", N_("Answered"), "answer", ENDS, ending.answer, always),
    ("v", N_("Verdict of the patient"), "verdict", ENDS, ending.verdict, always),
    ("B", N_("Rating by the patient"), "verdict", ENDS, ending.rate, is_unrated),
    ("R", N_("Open again"), "reopen", ENDS, ending.reopen, always),
    ("W", N_("Take back for the patient"), "withdraw", ENDS, ending.withdraw, always),
    ("V", N_("Filed by mistake"), "void", ENDS, ending.void, always),
    ("u", N_("Repeat of an earlier case"), "link", TIES, linking.repeat, always),
    ("G", N_("Notice that should have prevented it"), "link", TIES, linking.recurrence, always),
    ("U", N_("Put under a theme"), "link", TIES, linking.theme, always),
    ("D", N_("Untie"), "unlink", TIES, linking.untie, has_link),
    ("j", N_("Number elsewhere (12345)"), "attach", TIES, linking.attach, always),
    ("e", N_("Explain the dates"), "read", LOOKS, looking.explain, always),
    ("r", N_("Show who it is"), "reveal", LOOKS, looking.reveal, always),
    ("y", N_("Copy the number"), "read", LOOKS, looking.copy_number, always),
    ("Q", N_("QR code of the link"), "print", LOOKS, looking.show_code, always),
    ("N", N_("New link"), "reissue", LOOKS, looking.reissue, always),
    ("P", N_("Print the slip"), "print", LOOKS, looking.print_slip, always),
    ("E", N_("Teaching case"), "teach", LOOKS, teaching_forms.make, always),
    ("F", N_("Case file"), "print", LOOKS, looking.case_file, always),
)


def of(at: CaseScreen, view: CaseView) -> list[Act]:
    """Return every act on a case, with what stands at the foot chosen by what it waits for."""
    first = first_keys(view)
    found = [
        Act(
            key,
            _(label),
            lambda begin=begin: begin(at),  # type: ignore[misc]
            _(view.can.get(right, "") or why_not(view)),
            key in first,
            _(group),
        )
        for key, label, right, group, begin, why_not in TABLE
    ]
    found.sort(key=lambda act: first.index(act.key) if act.key in first else len(first))
    return [
        *found,
        Act("tab", _("Facts or timeline"), at.other_pane, group=_(LOOKS)),
        Act("escape", _("Back"), at.leave, group=_(LOOKS)),
    ]


def first_keys(view: CaseView) -> str:
    """Return the keys that matter most now."""
    if not view.can["accept"]:
        return "axpn"
    if view.case.stage == "answered":
        return "vpnl"
    if view.case.stage not in ("received", "working"):
        return "Rnuy"
    return "pnhd" if not view.missing else "pnhi"
