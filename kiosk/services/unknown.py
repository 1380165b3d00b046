"""Questions that nobody could answer: kept without the person, answered by staff, turned into answers."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.i18n import LANGUAGES, N_
from kiosk.records import UnknownQuestion
from kiosk.rules.anonymous import without_numbers
from kiosk.rules.likeness import piles
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean, is_code
from kiosk.services.carrying import carried

LONGEST, SHORTEST = 80, 2
OPEN = "WHERE state = 'open' ORDER BY at DESC, uid DESC LIMIT 500"
ANSWER = "SELECT 1 FROM answer WHERE code = ?"
COLUMNS = ["code", "topic", "department"] + [
    f"{part}.{code}" for part in ("question", "answer", "tags") for code in LANGUAGES
]


class Pile(NamedTuple):
    """Questions that ask the same, the newest first."""

    questions: tuple[UnknownQuestion, ...]

    @property
    def words(self) -> str:
        """Return the question as it was asked last."""
        return str(self.questions[0].words)


@carried
def keep(uid: UUID, words: str, language: str, desk: str, now: datetime) -> UnknownQuestion:
    """Keep what somebody looked for in vain, without any number of theirs; the same uid is kept once."""
    words = clean(without_numbers(clean(words, LONGEST, lines=False)), LONGEST, lines=False)
    made = UnknownQuestion(uid=uid, at=now, words=words, language=language, desk=desk)
    with store.writing("question.unknown", f"desk:{desk}", str(uid), now) as written:
        known = store.load(UnknownQuestion, "WHERE uid = ?", uid.hex)
        written.is_idle = bool(known) or len(words.strip("… ")) < SHORTEST
        if not written.is_idle:
            written.add(made)
    return known[0] if known else made


def every(by: Actor) -> list[Pile]:
    """Return the questions that wait, those that ask the same together, what is asked most first."""
    require(by, "see_training")
    return waiting()


def waiting() -> list[Pile]:
    """Return the same, for whoever may run commands on this machine."""
    found = store.load(UnknownQuestion, OPEN)
    return [Pile(tuple(found[place] for place in places)) for places in piles([one.words for one in found])]


def answered(uids: Iterable[UUID], answer: str, by: Actor, now: datetime) -> None:
    """Say which answer of the hospital answers some questions from now on."""
    answer = answer.strip()
    if not is_code(answer) or not store.rows(ANSWER, answer):
        raise Refusal(N_("There is no answer with this code. Import the answers first."))
    _end(uids, "answered", answer, by, now)


def drop(uids: Iterable[UUID], by: Actor, now: datetime) -> None:
    """Put some questions aside: nobody needs an answer to them."""
    _end(uids, "dropped", "", by, now)


def _end(uids: Iterable[UUID], state: str, answer: str, by: Actor, now: datetime) -> None:
    require(by, "answer_unknown")
    with store.writing(f"question.{state}", by.code, "questions", now) as written:
        for uid in uids:
            for one in store.load(UnknownQuestion, "WHERE uid = ? AND state = 'open'", uid.hex):
                written.change(one, state=state, answer=answer, ended_at=now, ended_by=by.code)
        written.is_idle = not written.rows


def as_answers(found: Iterable[Pile]) -> str:
    """Return questions as rows of answers.csv, their answers still to be written."""
    out = StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for pile in found:
        first = pile.questions[0]
        rows.writerow({f"question.{first.language}": _cell(first.words)})
    return out.getvalue()


def _cell(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in "=+-@\t" else words
