"""The tables of a report: the same counts by kind, category, grade, channel, department, cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from kiosk.i18n import N_
from kiosk.rules.figures import nearest_rank, percent
from kiosk.rules.ratings import publishable
from kiosk.services.report_counts import Counts, Notices
from kiosk.services.report_names import PROMISES, Names
from kiosk.services.report_reckoning import LEAST, UPHELD
from kiosk.services.report_shape import Column, Number, Row, Table

RECEIVED = Column("received", N_("Received"), "count")
COMPLAINTS = Column("complaints", N_("Number of complaints"), "count")
SHARE = Column("share", N_("Share"), "percent")
BEFORE = Column("before", N_("Period before"), "count")
YEAR_BEFORE = Column("year_before", N_("A year earlier"), "count")
NUMBER = Column("number", N_("How many"), "count")
COMPLAINT = "complaint"


def tables(now: Counts, before: Counts, year_before: Counts, names: Names) -> tuple[Table, ...]:
    """Return every table."""
    return (
        kinds(now, names),
        received(
            *("grade", N_("By grade"), names, now, before, year_before),
            N_("Cases filed in the period by the grade that they have now; the share is of all of them."),
        ),
        received(
            *("source", N_("By channel"), names, now, before, year_before),
            N_("Cases filed in the period by the way in which they came; the share is of all of them."),
        ),
        received(
            *("category", N_("Complaints by category"), names, now, before, year_before),
            N_("Complaints filed in the period by what they are about; the share is of all complaints."),
            only=COMPLAINT,
        ),
        causes(now, names),
        outcomes(now, names),
        promises(now, names),
        verdicts(now, names),
        departments(now, names),
        scores(now, names),
        follow_ups(now, names),
    )


def kinds(now: Counts, names: Names) -> Table:
    """Return what came, what ended and how long answers took, by kind."""
    came = now.by("grade", lambda cell: cell.two)
    ended = now.by("ended", lambda cell: cell.two)
    rows = []
    for code in names.codes("kind"):
        took = now.hours(code)
        rows.append(
            Row(
                code,
                names.of("kind", code),
                (
                    *(came[code], percent(came[code], came.total()), ended[code]),
                    *(took.total(), nearest_rank(took, 50), nearest_rank(took, 90)),
                ),
            )
        )
    columns = (
        *(RECEIVED, SHARE, Column("ended", N_("Ended"), "count")),
        Column("answered", N_("Answered"), "count"),
        Column("median", N_("Median hours"), "hours"),
        Column("p90", N_("Hours to nine in ten"), "hours"),
    )
    definition = N_(
        "Received: filed in the period. Ended: closed or withdrawn for the first time in it. Answered: whose"
        " latest answer was given in it; hours are whole hours from filing to that answer, by nearest rank."
    )
    return Table("kinds", N_("By kind"), definition, columns, tuple(rows))


def received(
    what: str,
    title: str,
    names: Names,
    now: Counts,
    before: Counts,
    year_before: Counts,
    definition: str,
    only: str = "",
) -> Table:
    """Return cases received by one of their codes, beside the two earlier periods."""
    these, earlier, last_year = (
        counts.by(what, lambda cell: cell.one, lambda cell: not only or cell.two == only)
        for counts in (now, before, year_before)
    )
    complaints = now.by(what, lambda cell: cell.one, lambda cell: cell.two == COMPLAINT)
    rows = [
        Row(
            code,
            names.of(what, code),
            (
                *(these[code], percent(these[code], these.total())),
                *(() if only else (complaints[code],)),
                *(earlier[code], last_year[code]),
            ),
        )
        for code in ordered(these, {*these, *earlier, *last_year})
    ]
    columns = (RECEIVED, SHARE, *(() if only else (COMPLAINTS,)), BEFORE, YEAR_BEFORE)
    return Table(f"by_{what}", title, definition, columns, tuple(rows))


def ordered(counted: Mapping[str, int], codes: Iterable[str]) -> list[str]:
    """Return codes with the most first; equal ones by their letters, and what nobody stated last."""
    return sorted(codes, key=lambda code: (-counted.get(code, 0), not code, code))


def causes(now: Counts, names: Names) -> Table:
    """Return the root causes of complaints, with how many were upheld."""

    def of(wanted: Callable[[str], bool]) -> Counter[str]:
        return now.by(
            *("cause", lambda cell: cell.one),
            lambda cell: cell.two == COMPLAINT and cell.one != "" and wanted(cell.three),
        )

    found, right = of(lambda _outcome: True), of(lambda outcome: outcome in UPHELD)
    rows = [
        Row(code, names.of("cause", code), (found[code], percent(found[code], found.total()), right[code]))
        for code in ordered(found, found)
    ]
    columns = (COMPLAINTS, SHARE, Column("upheld", N_("Upheld"), "count"))
    definition = N_(
        "Complaints filed in the period whose root cause is known; the share is of all of them."
        " Upheld: wholly or partly."
    )
    return Table("causes", N_("Root causes"), definition, columns, tuple(rows))


def outcomes(now: Counts, names: Names) -> Table:
    """Return what came of complaints."""
    found = now.by("cause", lambda cell: cell.three, lambda cell: cell.two == COMPLAINT and cell.three != "")
    rows = shares("outcome", found, names)
    definition = N_("Complaints filed in the period whose outcome is known; the share is of all of them.")
    return Table("outcomes", N_("Outcomes of complaints"), definition, (COMPLAINTS, SHARE), rows)


def verdicts(now: Counts, names: Names) -> Table:
    """Return what patients said of the answer."""
    rows = shares("verdict", now.by("verdict", lambda cell: cell.three), names)
    definition = N_(
        "Cases filed in the period by the latest verdict of the patient; the share is of all with a verdict."
    )
    return Table("verdicts", N_("Verdicts"), definition, (NUMBER, SHARE), rows)


def shares(what: str, found: Counter[str], names: Names) -> tuple[Row, ...]:
    """Return a row for each code of the desk's own with its number and its share."""
    return tuple(
        Row(code, names.of(what, code), (found[code], percent(found[code], found.total())))
        for code in names.codes(what)
    )


def promises(now: Counts, names: Names) -> Table:
    """Return every promise: how many fell due, and how many were kept."""
    rows = []
    for code in PROMISES:
        kept, due = now.promises(code)
        rows.append(Row(code, names.of("promise", code), (due, kept, due - kept, percent(kept, due))))
    columns = (
        Column("due", N_("Due"), "count"),
        Column("kept", N_("Kept"), "count"),
        Column("missed", N_("Missed or late"), "count"),
        Column("share", N_("Kept, share"), "percent"),
    )
    definition = N_(
        "Limits that fell due in the period, of all kinds of cases, by the promise: kept, or missed or still"
        " running late. The share is of all that fell due. A limit that ends at midnight is due on the day"
        " that ends there."
    )
    return Table("promises", N_("Limits"), definition, columns, tuple(rows))


def departments(now: Counts, names: Names) -> Table:
    """Return the scorecard of the departments."""
    came = now.by("department", lambda cell: cell.one)
    complaints = now.by("department", lambda cell: cell.one, lambda cell: cell.two == COMPLAINT)
    again = now.by("reopened", lambda cell: cell.one)
    judged = now.by("verdict", lambda cell: cell.one)
    solved = now.by("verdict", lambda cell: cell.one, lambda cell: cell.three == "solved")
    rated = now.by("rating", lambda cell: cell.one)
    good = now.by("rating", lambda cell: cell.one, lambda cell: cell.number >= 4)
    due, kept = now.by_department(), now.by_department(is_kept=True)
    rows = []
    for code in ordered(came, {*came, *due, *rated, *now.notices, *now.points}):
        notices = now.notices.get(code, Notices())
        is_shown = publishable(rated[code], LEAST)
        cells: tuple[Number, ...] = (
            *(came[code], complaints[code], due[code], percent(kept[code], due[code]), again[code]),
            *(percent(solved[code], judged[code]), notices.issued, notices.late, now.points.get(code, 0)),
            *(rated[code], percent(good[code], rated[code]) if is_shown else None),
        )
        # A notice that runs through the period, or points taken back whole, leave nothing to tell.
        if any(cells):
            rows.append(Row(code, names.of("department", code), cells))
    columns = (
        *(RECEIVED, COMPLAINTS, Column("due", N_("Limits due"), "count")),
        Column("kept", N_("Kept, share"), "percent"),
        Column("reopened", N_("Opened again"), "count"),
        Column("solved", N_("Solved"), "percent"),
        Column("notices", N_("Notices"), "count"),
        Column("late", N_("Notices late"), "count"),
        Column("points", N_("Points taken"), "points"),
        Column("ratings", N_("Ratings"), "count"),
        Column("satisfied", N_("Satisfied people"), "percent"),
    )
    definition = N_(
        "Cases filed in the period that a department is responsible for now; limits of the house's own"
        " promises that fell due in it, and the share kept; cases opened again; solved out of all verdicts;"
        " notices issued and late; points after appeals; ratings, with 4 or 5 of 5 out of all."
        " Below %(least)s ratings no share is shown."
    )
    places = {"least": LEAST}
    return Table("departments", N_("Departments"), definition, columns, tuple(rows), places)


def scores(now: Counts, names: Names) -> Table:
    """Return how often each score was given; nothing while few rated."""
    found = now.by("rating", lambda cell: str(cell.number))
    rows = shares("score", found, names) if publishable(found.total(), LEAST) else ()
    definition = N_(
        "Ratings given in the period that count; the share is of all of them."
        " Below %(least)s ratings nothing is shown."
    )
    return Table("scores", N_("Scores"), definition, (NUMBER, SHARE), rows, {"least": LEAST})


def follow_ups(now: Counts, names: Names) -> Table:
    """Return visits and calls by their kind."""
    rows = []
    for code in names.codes("follow_up"):
        due, done = now.followed(code), now.followed(code, "done")
        others = (now.followed(code, state) for state in ("unreached", "refused", "open", "dropped"))
        rows.append(Row(code, names.of("follow_up", code), (due, done, *others, percent(done, due))))
    columns = (
        Column("due", N_("Due"), "count"),
        Column("reached", N_("Reached"), "count"),
        Column("unreached", N_("Not reached"), "count"),
        Column("refused", N_("Refused"), "count"),
        Column("open", N_("Still to do"), "count"),
        Column("dropped", N_("Dropped"), "count"),
        Column("share", N_("Reached, share"), "percent"),
    )
    definition = N_(
        "Visits and calls whose day fell in the period; the share is of those due. Dropped, for want of"
        " consent or phone, are not due."
    )
    return Table("follow_ups", N_("Visits and calls"), definition, columns, tuple(rows))
