"""What can be done with a notice from the list of all: mended, verified, sent back, made a rule, appealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kiosk.i18n import N_, _, ngettext
from kiosk.rules import points as rule
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import Actor, Standing, may
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Text, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.services import notices, points
from kiosk.services.notice_board import NoticeRow

if TYPE_CHECKING:
    from kiosk.screens.console.notices import NoticesScreen

Open = Callable[["NoticesScreen", NoticeRow], None]
VERIFIED = N_("This notice was verified already.")
NOT_DONE = N_("Nothing was written yet about what was done.")
NOT_VERIFIED = N_("A rule is made of what was verified.")
NO_POINTS = N_("No points were taken against which one could appeal.")
NO_APPEAL = N_("No appeal waits for a decision.")


def rights(row: NoticeRow, who: Actor) -> dict[str, str]:
    """Say of every act why somebody cannot do it now; empty when they can."""
    one = row.notice
    to_verify = NOT_DONE if one.done_at is None else VERIFIED if one.verified_at else ""
    ours = Standing("", involved=frozenset({one.department}))
    own = "" if one.department in who.departments else N_("This notice is to another department.")
    boss = may(who, "notice")
    return {
        "m": may(who, "mend", ours) or (VERIFIED if one.verified_at else ""),
        "v": boss or to_verify,
        "x": boss or to_verify,
        "r": boss or ("" if one.verified_at else NOT_VERIFIED),
        "a": may(who, "appeal") or own or ("" if row.to_appeal else NO_POINTS),
        "d": may(who, "decide_appeal") or ("" if row.open_appeal else NO_APPEAL),
    }


def of(screen: NoticesScreen, row: NoticeRow | None) -> list[Act]:
    """Return what can be done with the notice under the cursor."""
    nothing = _("No notice stands under the cursor.")
    reasons = rights(row, screen.app.who) if row else {}
    ready = [key for key, _label, _open in TABLE if row and not reasons[key]][:2]

    def act(key: str, label: str, begin: Open) -> Act:
        def run() -> None:
            if row is not None:
                begin(screen, row)

        why_not = _(reasons[key]) if row else nothing
        return Act(key, _(label), run, why_not, key in ready, _("This notice"))

    return [act(*told) for told in TABLE]


def ask(
    screen: NoticesScreen,
    row: NoticeRow,
    title: str,
    asks: Sequence[Ask],
    service: Callable[..., Any],
    given: Callable[[Values], Sequence[Any]],
    place: str,
    confirm: str = "",
) -> None:
    """Ask for what an act needs, and do it once; `given` are the values that the service is told."""
    app, entry = screen.app, new_uid(screen.app.now())

    async def save(values: Values) -> str:
        return await app.attempt(service, *given(values), app.who, app.settings, app.now(), entry=entry)

    async def closed(is_done: bool | None) -> None:
        if is_done:
            await screen.look()
            screen.say(_("%(number)s: written.") % {"number": row.notice.number})

    heading = f"{title} · {row.notice.number}"
    app.push_screen(Form(heading, asks, save, confirm=confirm, place=f"{place}:{row.notice.uid}"), closed)


def mend(screen: NoticesScreen, row: NoticeRow) -> None:
    """Write what was done, and what proves it."""
    asks: list[Ask] = [
        Told(row.notice.to_mend),
        Text("done", _("What was done"), lines=4),
        Text("proof", _("What proves it"), lines=3),
    ]
    uid = row.notice.uid
    told = (notices.mend, lambda values: (uid, values["done"], values["proof"]), "mend")
    ask(screen, row, _("Mended"), asks, *told)


def verify(screen: NoticesScreen, row: NoticeRow) -> None:
    """Confirm that it was mended."""
    asks = [*seen(row), Text("words", _("What was seen on the spot"), lines=4)]
    uid = row.notice.uid
    told = (notices.verify, lambda values: (uid, values["words"]), "verify", _("Verified"))
    ask(screen, row, _("Verify"), asks, *told)


def send_back(screen: NoticesScreen, row: NoticeRow) -> None:
    """Say that it is not mended yet."""
    asks = [*seen(row), Text("words", _("What is not mended yet"), lines=4)]
    uid = row.notice.uid
    told = (notices.send_back, lambda values: (uid, values["words"]), "unmended", _("Send back"))
    ask(screen, row, _("Not mended yet"), asks, *told)


def make_rule(screen: NoticesScreen, row: NoticeRow) -> None:
    """Write what is the rule from now on."""
    asks = [*seen(row), Text("words", _("The rule from now on"), row.notice.standard, lines=5)]
    uid = row.notice.uid
    told = (notices.make_standard, lambda values: (uid, values["words"]), "standard")
    ask(screen, row, _("Make it a rule"), asks, *told)


def seen(row: NoticeRow) -> list[Ask]:
    """Return what was ordered and what was done, to be read before one writes."""
    one = row.notice
    return [Told("\n".join(text for text in (one.to_mend, one.done, one.proof) if text))]


def appeal(screen: NoticesScreen, row: NoticeRow) -> None:
    """Say why points should not count."""
    open_ones = [one for one in row.deductions if one.appealed_at is None]
    options = []
    for one in open_ones:
        taken = ngettext("%(n)d point", "%(n)d points", one.points) % {"n": one.points}
        options.append((str(one.uid), f"{one.day} · {taken}"))
    asks: list[Ask] = [
        Choice("which", _("Which points"), options, options[0][0]),
        Text("words", _("Why they should not count"), lines=5),
    ]

    def given(values: Values) -> Sequence[Any]:
        chosen = next(one.uid for one in open_ones if str(one.uid) == values["which"])
        return chosen, values["words"]

    ask(screen, row, _("Appeal"), asks, points.appeal, given, "appeal")


def decide(screen: NoticesScreen, row: NoticeRow) -> None:
    """Decide an appeal."""
    waiting = row.open_appeal
    if waiting is None:
        return
    asks: list[Ask] = [
        Told(waiting.appeal),
        Choice("outcome", _("The points are"), [(code, _(told)) for code, told in rule.OUTCOMES.items()]),
        Line("left", _("How many are left, where they are reduced"), most=2),
        Text("words", _("Why it is decided so"), lines=4),
    ]

    def given(values: Values) -> Sequence[Any]:
        left = values["left"].strip()
        count = int(left) if left.isascii() and left.isdecimal() else 0
        return waiting.uid, values["outcome"], count, values["words"]

    ask(screen, row, _("Decide the appeal"), asks, points.decide, given, "decide")


TABLE: tuple[tuple[str, str, Open], ...] = (
    ("d", N_("Decide the appeal"), decide),
    ("v", N_("Verify"), verify),
    ("x", N_("Not mended yet"), send_back),
    ("m", N_("Mended"), mend),
    ("a", N_("Appeal"), appeal),
    ("r", N_("Make it a rule"), make_rule),
)
