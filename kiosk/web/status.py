"""The status page of one case: what it shows, and what its patient may do. Runs on the store thread."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from kiosk.config import Settings
from kiosk.i18n import N_, _, day, speaking
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.tokens import parse_token
from kiosk.services import answers, board, cases, closing, factor, hospital, patients, public_view
from kiosk.services.public_view import PublicView
from kiosk.slips import link
from kiosk.web.pages import Page, Pages
from kiosk.web.seals import Seals
from kiosk.web.visitor import Visitor

WRONG = N_("These are not the four digits of this matter. Check them and try again.")
LOCKED = N_("Too many tries. Wait an hour and try again, or ask at the desk.")
STALE = N_("This page stood open for too long. Nothing was changed; do it once more.")
NOT_NOW = N_("This cannot be done now. Look at how your matter stands, or ask at the desk.")
FACES = (
    (5, N_("Very good")),
    (4, N_("Good")),
    (3, N_("Fair")),
    (2, N_("Bad")),
    (1, N_("Very bad")),
)
DONE = {
    "message": N_("Thank you. What you added is with the office."),
    "withdraw": N_("Your matter is withdrawn. Nothing more happens with it."),
    "solved": N_("Thank you. The matter is closed as solved."),
    "not_solved": N_("The matter is open again. You get a new answer by the date below."),
    "rate": N_("Thank you for telling us how it went."),
}
RETRY = {"retry-after": "30"}
KEPT = 256
"""Pages of some ten kilobytes that are kept."""

Fields = Mapping[str, str]


class StatusPages:
    """Answers everything under a status link."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pages = Pages(settings)
        self._seals: Seals | None = None
        self._drawn: dict[tuple[str, str, bool, int, int], bytes] = {}
        self._acts: dict[str, Callable[[UUID, Fields], str]] = {
            "message": self._message,
            "withdraw": self._withdraw,
            "verdict": self._verdict,
            "rate": self._rate,
        }

    @property
    def seals(self) -> Seals:
        """Return the seals, made with the register's key once it is open."""
        if self._seals is None:
            self._seals = Seals(factor.seal_key())
        return self._seals

    def show(self, given: str, visitor: Visitor, done: str = "") -> Page:
        """Return the page behind a link, or the friendly page for one that does not open."""
        with speaking(visitor.language):
            uid = public_view.opened_by(given, visitor.now)
            if uid is None:
                return self.unknown()
            token = parse_token(given) or ""
            if done or self.is_opened(token, visitor):
                return Page(body=self.drawn(uid, token, visitor, done=done))
            return Page(body=self.drawn_once(uid, token, visitor))

    def drawn_once(self, uid: UUID, token: str, visitor: Visitor) -> bytes:
        """Draw a page that shows nothing protected, once a minute for each state of its case."""
        minute = int(visitor.now.timestamp()) // 60
        key = (token, visitor.language, visitor.is_secure, minute, public_view.version_of(uid))
        page = self._drawn.get(key)
        if page is None:
            page = self.drawn(uid, token, visitor)
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[key] = page
        return page

    def unknown(self) -> Page:
        """Return the one page of every link that does not open: unknown, expired, locked or not here yet."""
        return Page(404, self.note("unknown"))

    def board(self, visitor: Visitor) -> Page:
        """Return what patients said and the hospital did: in words of staff, without any case."""
        with speaking(visitor.language):
            mended = [
                {
                    "you_said": one.you_said,
                    "we_did": one.we_did,
                    "day": at,
                    "told_day": day(at, weekday=False),
                }
                for one in board.published()
                for at in [one.at.astimezone(self.settings.tz).date()]
            ]
            shown = self.pages.render("board.html", hospital=hospital.heading(), mended=mended)
            return Page(body=shown)

    def answers(self, visitor: Visitor) -> Page:
        """Return what the hospital answers to frequent questions."""
        with speaking(visitor.language):
            topics = answers.by_topic()
            shown = self.pages.render("answers.html", hospital=hospital.heading(), topics=topics)
            return Page(body=shown)

    def note(self, name: str) -> bytes:
        """Draw a page of a few sentences."""
        return self.pages.render("note.html", hospital=hospital.heading(), note=name, typed="", form="")

    def plain_note(self, name: str, language: str, typed: str = "", form: str = "") -> bytes:
        """Draw a page without the register; what was typed stands there, to be sent again."""
        with speaking(language):
            return self.pages.render("note.html", hospital=None, note=name, typed=typed, form=form)

    def drawn(self, uid: UUID, token: str, visitor: Visitor, **values: Any) -> bytes:
        """Draw the page of a case."""
        unlocked = self.is_opened(token, visitor)
        view = self.view(uid, unlocked, visitor)
        can = self.can(view, unlocked, visitor)
        shown: dict[str, Any] = {"done": "", "field": "", "problem": "", "typed": ""} | values
        return self.pages.render(
            "status.html",
            hospital=hospital.heading(),
            case=view,
            token=token,
            form=self.seals.form(token, visitor.now),
            is_secure=visitor.is_secure,
            private=self.private(token),
            is_open=unlocked and view.factor != "none",
            can=can,
            has_field=shown["field"] in can | {"open"},
            soonest=next((one for one in view.promises if one.state in ("running", "late")), None),
            faces=[(score, _(words)) for score, words in FACES],
            done_words=_(DONE.get(shown.pop("done"), "")),
            **shown,
        )

    def private(self, token: str) -> str:
        """Return the same page's address over HTTPS; empty when the hospital has none."""
        base = self.settings.base_address
        return link.address(base, token) if base.lower().startswith("https:") else ""

    def view(self, uid: UUID, unlocked: bool, visitor: Visitor) -> PublicView:
        """Return what may be seen; a case without a second factor never shows what is protected."""
        case = cases.find(uid)
        unlocked = unlocked and factor.kind(case) != "none"
        return public_view.of(case, unlocked, self.settings, visitor.now)

    def is_opened(self, token: str, visitor: Visitor) -> bool:
        """Say whether the visitor proved the second factor of this case, over HTTPS."""
        return visitor.is_secure and self.seals.is_opened(visitor.opened, token, visitor.now)

    def can(self, view: PublicView, unlocked: bool, visitor: Visitor) -> frozenset[str]:
        """Return what the visitor may do: nothing over plain HTTP, and only taps where there is no factor."""
        if not visitor.is_secure:
            return frozenset()
        if view.factor == "none":
            return view.can - {"message"}
        return view.can if unlocked else frozenset()

    def unlock(self, given: str, fields: Fields, visitor: Visitor) -> Page:
        """Try the second factor."""
        with speaking(visitor.language):
            uid = public_view.opened_by(given, visitor.now)
            if uid is None:
                return self.unknown()
            token = parse_token(given) or ""
            if not visitor.is_secure:
                return Page(403, self.drawn(uid, token, visitor))
            if not self.seals.is_form(fields.get("form", ""), token, visitor.now):
                return Page(422, self.drawn(uid, token, visitor, field="open", problem=_(STALE)))
            digits = "".join(unicodedata.normalize("NFKC", fields.get("digits", "")).split())[:8]
            try:
                answer = factor.unlock(uid, digits, visitor.address, visitor.now)
            except StoreFault as fault:
                return self.faulty(uid, token, visitor, "open", fault, {})
            if answer == "open":
                return Page(303, location=f"../{token}", opened=self.seals.opened(token, visitor.now))
            return self.refused_digits(uid, given, answer, visitor)

    def refused_digits(self, uid: UUID, given: str, answer: str, visitor: Visitor) -> Page:
        """Say that the digits were wrong, or that no more are taken for now."""
        if public_view.opened_by(given, visitor.now) is None:
            return self.unknown()
        status, words = (429, LOCKED) if answer == "locked" else (422, WRONG)
        body = self.drawn(uid, parse_token(given) or "", visitor, field="open", problem=_(words))
        return Page(status, body)

    def act(self, name: str, given: str, fields: Fields, visitor: Visitor) -> Page:
        """Do what the patient asks, or say beside the field why not; nothing that was typed is lost."""
        with speaking(visitor.language):
            uid = public_view.opened_by(given, visitor.now)
            if uid is None:
                return self.unknown()
            token = parse_token(given) or ""
            try:
                return self.acted(name, uid, token, fields, visitor)
            except Refusal as refusal:
                typed = fields.get("words", "")
                body = self.drawn(uid, token, visitor, field=name, problem=str(refusal), typed=typed)
                return Page(422, body)
            except StoreFault as fault:
                return self.faulty(uid, token, visitor, name, fault, fields)

    def acted(self, name: str, uid: UUID, token: str, fields: Fields, visitor: Visitor) -> Page:
        """Do an act that is allowed now, asking once more before a withdrawal."""
        if not self.seals.is_form(fields.get("form", ""), token, visitor.now):
            raise Refusal(STALE)
        unlocked = self.is_opened(token, visitor)
        view = self.view(uid, unlocked, visitor)
        if name not in self.can(view, unlocked, visitor):
            raise Refusal(NOT_NOW)
        if name == "withdraw" and fields.get("sure") != "yes":
            return Page(body=self.asked(token, view, visitor))
        done = self._acts[name](uid, fields)
        return Page(303, location=f"../{token}?done={done}")

    def asked(self, token: str, view: PublicView, visitor: Visitor) -> bytes:
        """Ask once more before a matter is withdrawn."""
        form = self.seals.form(token, visitor.now)
        shown = {"case": view, "token": token, "form": form}
        return self.pages.render("withdraw.html", hospital=hospital.heading(), **shown)

    def faulty(
        self, uid: UUID, token: str, visitor: Visitor, name: str, fault: StoreFault, fields: Fields
    ) -> Page:
        """Say what the register could not do, beside the field; what was typed stands there again."""
        typed = fields.get("words", "")
        body = self.drawn(uid, token, visitor, field=name, problem=fault.sentence(), typed=typed)
        return Page(503, body, headers=RETRY)

    def _message(self, uid: UUID, fields: Fields) -> str:
        patients.add_message(uid, fields.get("words", ""), self.settings, self.settings.clock())
        return "message"

    def _withdraw(self, uid: UUID, fields: Fields) -> str:
        patients.withdraw(uid, self.settings, self.settings.clock())
        return "withdraw"

    def _verdict(self, uid: UUID, fields: Fields) -> str:
        verdict = fields.get("verdict", "")
        if verdict not in ("solved", "not_solved"):
            raise Refusal(N_("Tap one of the two answers."))
        closing.give_verdict(uid, verdict == "solved", self.settings, self.settings.clock())
        return verdict

    def _rate(self, uid: UUID, fields: Fields) -> str:
        score = fields.get("score", "")
        patients.rate_case(uid, int(score) if score in set("12345") else 0, [], self.settings.clock())
        return "rate"
