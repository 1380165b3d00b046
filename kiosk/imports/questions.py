"""What a hospital's files say about the questions that are asked: a set a service point, visit or call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.i18n import _
from kiosk.imports.problems import Problem
from kiosk.imports.rows import Row
from kiosk.imports.tables import Columns, Table
from kiosk.imports.values import CODE
from kiosk.records.followups import SurveyQuestion
from kiosk.rules import questions

QUESTIONS = {
    "questions": Columns(("code", "set", "kind"), ("text",), ("codes", "urgent"), ("options",)),
}
"""The file that a hospital may leave out, and its columns."""

SET = re.compile(r"[a-z0-9-]{1,16}", re.ASCII)
LONGEST = 80


def question(position: int, row: Row) -> SurveyQuestion:
    """Return a question with what may be answered."""
    kind, options = row.one_of("kind", questions.KINDS), options_of(row)
    known = questions.answers(kind, [str(option["code"]) for option in options])
    if kind == "choice" and len(options) < 2:
        row.wrong(_("A choice needs two options or more."))
    return SurveyQuestion(
        code=row.code(),
        position=position,
        set=set_of(row),
        text=row.words("text", LONGEST, needed=True),
        kind=kind,
        options=options,
        urgent=row.references("urgent", known),
    )


def options_of(row: Row) -> list[dict[str, object]]:
    """Return the options of a choice: codes parted by ; and as many words in every language."""
    codes = [code.strip() for code in row.cell("codes").split(";") if code.strip()]
    for code in codes:
        if not CODE.fullmatch(code) or len(code) > 16:
            row.wrong(_('"%(code)s" is not a code: use up to 16 of a-z, 0-9 and -.'), code=code)
    words = row.phrases("options", 24)
    if len(words) != len(codes) or len(set(codes)) != len(codes):
        row.wrong(_("There must be a different code for each option."))
    return [{"code": code, "text": text} for code, text in zip(codes, words, strict=False)]


def set_of(row: Row) -> str:
    """Return the set that a question belongs to."""
    name = row.cell("set")
    if not SET.fullmatch(name):
        row.wrong(_('"%(set)s" is no name of a set: use up to 16 of a-z, 0-9 and -.'), set=name)
    earlier = [one.cell("set") for one in row.table.rows if one.line < row.line]
    if earlier.count(name) >= questions.MOST:
        row.wrong(_('The set "%(set)s" has more than %(most)s questions.'), set=name, most=questions.MOST)
    return name


def unknown_points(file: str, points: Sequence[tuple[int, str]], table: Table) -> list[Problem]:
    """Return a problem for every desk at a service point that has no questions."""
    known = table.codes("set")
    sentence = _('There are no questions for the service point "%(point)s".')
    return [
        Problem(file, line, sentence % {"point": point})
        for line, point in points
        if known is not None and point not in known
    ]
