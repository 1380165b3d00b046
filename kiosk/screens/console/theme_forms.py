"""What is done with a theme: proposed, decided, done, put on the board, renamed, merged and parted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from kiosk.i18n import LANGUAGES, _, day, ngettext, pick
from kiosk.records import Theme
from kiosk.records.faults import StoreFault
from kiosk.rules import finding, money
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Preview, Text, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.moments import parse_day
from kiosk.screens.console.scripts import in_order, told_in
from kiosk.services import theme_cases, themes
from kiosk.services.themes import PUBLIC, TITLE, ThemeRow

if TYPE_CHECKING:
    from kiosk.screens.console.themes import ThemesScreen


def acts(at: ThemesScreen, one: ThemeRow | None, nothing: str) -> list[Act]:
    """Return the keys of a theme, each with its reason where it cannot be done now."""
    decides = _(may(at.app.who, "theme_decide")) or nothing
    publishes = _(may(at.app.who, "theme_publish")) or nothing
    theme = one.theme if one else None
    undecided = "" if theme and theme.decided_at else _("Nothing was decided yet.")
    undone = "" if theme and theme.done_at else _("Only what is done is published.")
    done = _("It is done already.") if theme and theme.done_at else ""
    not_done = "" if theme and theme.done_at else _("It is not done yet.")
    hidden = "" if theme and theme.published_at else _("It is not on the board.")
    empty = "" if one and one.size else _("No case is under this theme.")

    def on(act: Callable[[ThemesScreen, Theme], Any]) -> Callable[[], Any]:
        return lambda: act(at, theme) if theme is not None else None

    return [
        Act("d", _("Decide"), on(decide), decides, is_first=True),
        Act("b", _("Put on the board"), on(publish), publishes or undone, is_first=True),
        Act("p", _("Propose"), on(propose), decides),
        Act("f", _("Done"), on(finish), decides or undecided or done),
        Act("F", _("Not done after all"), on(resume), decides or not_done),
        Act("B", _("Take from the board"), on(unpublish), publishes or hidden),
        Act("r", _("Rename"), on(rename), decides),
        Act("m", _("Merge into another theme"), on(merge), decides or empty),
        Act("M", _("Part again"), on(part), decides or ("" if empty else _("Its cases are here."))),
    ]


def form(at: ThemesScreen, title: str, asks: list[Ask], do: Callable[[Values], Any], **more: Any) -> None:
    """Ask something about a theme; `do` returns what the service is called with, or a sentence."""
    app = at.app

    async def save(values: Values) -> str:
        told = do(values)
        if isinstance(told, str):
            return told
        service, *given = told
        return await app.attempt(service, *given, app.who, app.now())

    async def saved(is_done: bool | None) -> None:
        if is_done:
            await at.look()
            at.say(_("It is written."))

    app.push_screen(Form(title, asks, save, **more), saved)


def day_of(theme: Theme) -> str:
    """Return the day by which a theme is to be done, in words."""
    return day(date.fromisoformat(theme.due_day)) if theme.due_day else ""


def today(at: ThemesScreen) -> date:
    """Return this day in the hospital."""
    return at.app.now().astimezone(at.app.settings.tz).date()


def propose(at: ThemesScreen, theme: Theme) -> None:
    """Write what could be done, and by whom."""
    rows = at.app.hospital.departments
    options = [("", _("nobody yet")), *((row.code, pick(row.name)) for row in rows)]
    keys = [
        finding.keys_for([_("nobody yet")], ()),
        *(row.keys or finding.keys_for(row.name.values(), ()) for row in rows),
    ]
    asks: list[Ask] = [
        Text("proposal", _("What could be done"), theme.proposal, lines=5),
        Choice("department", _("Who sees to it"), options, theme.department, keys, rows=5),
    ]

    def do(values: Values) -> Any:
        return themes.propose, theme.uid, values["proposal"], values["department"]

    form(at, _("Propose"), asks, do, place=f"propose:{theme.uid}")


def decide(at: ThemesScreen, theme: Theme) -> None:
    """Write what was decided, its cost and its day."""
    currency = at.app.settings.currency
    asks: list[Ask] = [
        *([Told(theme.proposal)] if theme.proposal else []),
        Text("decision", _("What was decided"), theme.decision, lines=4),
        Line(
            "cost",
            _("Cost (%(currency)s), where there is any") % {"currency": currency},
            money.typed(theme.cost),
            most=20,
        ),
        Line("due", _("To be done by"), theme.due_day, hint=_("2026-09-30, 9-30 or +7"), most=20),
    ]

    def do(values: Values) -> Any:
        due = parse_day(values["due"], today(at)) if values["due"].strip() else None
        if values["due"].strip() and due is None:
            return _("Write the day as 2026-09-30, 9-30 or +7.")
        return themes.decide, theme.uid, values["decision"], values["cost"], due

    form(at, _("Decide"), asks, do, place=f"decide:{theme.uid}")


def publish(at: ThemesScreen, theme: Theme) -> None:
    """Write what the public reads, in the hospital's languages; shown before it stands on the board."""
    said, did = theme.you_said or {}, theme.we_did or {}
    asks: list[Ask] = [
        Told(_("Everybody reads this. Write your own words: no patient's, and nobody's name.")),
    ]
    for code in in_order():
        asks.append(Line(f"said-{code}", told_in(_("You said"), code), said.get(code, ""), most=PUBLIC))
        asks.append(Line(f"did-{code}", told_in(_("We did"), code), did.get(code, ""), most=PUBLIC))

    def words(values: Values, part: str) -> dict[str, str]:
        return {code: values[f"{part}-{code}"] for code in LANGUAGES}

    def preview(values: Values) -> Preview | str:
        told = [
            _("You said: %(said)s\nWe did: %(done)s")
            % {"said": values[f"said-{code}"], "done": values[f"did-{code}"]}
            for code in in_order()
            if values[f"said-{code}"] and values[f"did-{code}"]
        ]
        title = _("On the terminals and the page")
        return (
            Preview(title, "\n\n".join(told), _("Put on the board")) if told else _("Write both sentences.")
        )

    def do(values: Values) -> Any:
        return themes.publish, theme.uid, words(values, "said"), words(values, "did")

    form(at, _("Put on the board"), asks, do, place=f"publish:{theme.uid}", preview=preview)


def rename(at: ThemesScreen, theme: Theme) -> None:
    """Ask for another title."""
    asks: list[Ask] = [Line("title", _("What the cases have in common"), theme.title, most=TITLE)]
    form(at, _("Rename"), asks, lambda values: (themes.rename, theme.uid, values["title"]))


async def at_once(at: ThemesScreen, service: Callable[..., Any], theme: Theme, done: str) -> None:
    """Do what needs no question."""
    app = at.app
    sentence = await app.attempt(service, theme.uid, app.who, app.now())
    await at.look()
    at.say(sentence or done, bool(sentence))


async def finish(at: ThemesScreen, theme: Theme) -> None:
    """Say that it is done."""
    await at_once(at, themes.finish, theme, _("It is done. Tell the public: b"))


async def resume(at: ThemesScreen, theme: Theme) -> None:
    """Say that it is not done after all."""
    await at_once(at, themes.resume, theme, _("It is not done, and not on the board."))


async def unpublish(at: ThemesScreen, theme: Theme) -> None:
    """Take it from the board."""
    await at_once(at, themes.unpublish, theme, _("It is no longer on the board."))


def merge(at: ThemesScreen, theme: Theme) -> None:
    """Ask under which other theme the cases belong."""
    app = at.app
    others = [row.value.theme for row in at.rows.lines if row.value.theme.uid != theme.uid]
    if not others:
        at.say(_("There is no other theme."), is_bad=True)
        return
    options = [(str(one.uid), one.title) for one in others]
    keys = [finding.keys_for([one.title], ()) for one in others]
    told = Told(_("All cases go to the other theme. M on this one takes them back."))

    async def save(values: Values) -> str:
        into = next((one.uid for one in others if str(one.uid) == values["into"]), theme.uid)
        return await app.attempt(theme_cases.merge, theme.uid, into, app.who, app.settings, app.now())

    async def saved(is_done: bool | None) -> None:
        if is_done:
            await at.look()
            at.say(_("They are one theme now."))

    title = _("Merge %(title)s") % {"title": theme.title}
    asks: list[Ask] = [told, Choice("into", _("Into which"), options, "", keys)]
    app.push_screen(Form(title, asks, save, confirm=_("Merge")), saved)


async def part(at: ThemesScreen, theme: Theme) -> None:
    """Give a theme its cases back."""
    app = at.app
    try:
        count = await app.act(theme_cases.part, theme.uid, app.who, app.settings, app.now())
    except Refusal as refusal:
        at.say(str(refusal), is_bad=True)
        return
    except StoreFault as fault:
        at.say(fault.mending(), is_bad=True)
        return
    await at.look()
    at.say(ngettext("%(count)d case is back.", "%(count)d cases are back.", count) % {"count": count})
