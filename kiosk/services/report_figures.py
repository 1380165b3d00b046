"""The figures of a report: what each one is called, and what it is of what."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kiosk.i18n import N_
from kiosk.services.report_counts import Counts, backlog
from kiosk.services.report_reckoning import (
    ASKED,
    LEAST,
    OPINIONS,
    Reckoned,
    count,
    hours,
    in_time,
    mean_score,
    promised,
    satisfied,
    share,
    upheld,
    verdict,
)
from kiosk.services.report_shape import Figure


class Kind(NamedTuple):
    """A figure before it is reckoned for a period."""

    code: str
    section: str
    unit: str
    label: str
    definition: str
    reckon: Callable[[Counts], Reckoned]


KINDS = (
    Kind(
        *("received", "cases", "count", N_("Cases received")),
        N_("Cases filed in the period, without those filed by mistake."),
        lambda counts: count(counts.sum("grade")),
    ),
    Kind(
        *("complaints", "cases", "count", N_("Complaints received")),
        N_("Complaints filed in the period, without those filed by mistake."),
        lambda counts: count(counts.sum("grade", lambda cell: cell.two == "complaint")),
    ),
    Kind(
        *("ended", "cases", "count", N_("Cases ended")),
        N_(
            "Cases closed or withdrawn for the first time in the period, whenever they were filed;"
            " a later reopening takes none away."
        ),
        lambda counts: count(counts.sum("ended")),
    ),
    Kind(
        *("open_at_end", "cases", "count", N_("Not yet ended")),
        N_("Cases filed before the end of the period that were not closed or withdrawn by then."),
        lambda counts: count(backlog(counts.ends_at)),
    ),
    Kind(
        *("reopened", "cases", "percent", N_("Opened again")),
        N_(
            "Of the cases filed in the period, those that were opened again at least once;"
            " out of all cases filed in the period."
        ),
        lambda counts: share(counts.sum("reopened"), counts.sum("grade")),
    ),
    Kind(
        *("repeated", "cases", "percent", N_("Repeats")),
        N_(
            "Of the cases filed in the period, those that are tied to an earlier case as its repeat;"
            " out of all cases filed in the period."
        ),
        lambda counts: share(counts.repeats, counts.sum("grade")),
    ),
    Kind(
        *("reply_house", "time", "percent", N_("Complaints answered by the house's own limit")),
        N_(
            "Of the reply limits of the house's promise for complaints that fell due in the period, those"
            " that were kept; out of those kept, missed, and still running late."
        ),
        promised("reply/house", "complaint"),
    ),
    Kind(
        *("reply_national", "time", "percent", N_("Complaints answered by the national limit")),
        N_(
            "Of the reply limits of the national rule for complaints that fell due in the period, those that"
            " were kept; out of those kept, missed, and still running late."
        ),
        promised("reply/national", "complaint"),
    ),
    Kind(
        *("investigate", "time", "percent", N_("Complaints first looked into in time")),
        N_(
            "Of the limits for a preliminary investigation that fell due in the period, those that were kept;"
            " out of those kept, missed, and still running late."
        ),
        promised("investigate/house", "complaint"),
    ),
    Kind(
        *("acknowledge", "time", "percent", N_("Acknowledged at once")),
        N_(
            "Of the cases filed in the period that are to be acknowledged, those acknowledged at filing;"
            " out of all of them."
        ),
        promised("acknowledge/house"),
    ),
    Kind(
        *("answer_questions", "time", "percent", N_("Questions and calls for help answered in time")),
        N_(
            "Of the answer limits of questions and calls for help that fell due in the period, those that"
            " were kept; out of those kept, missed, and still running late."
        ),
        promised("answer/house", *ASKED),
    ),
    Kind(
        *("reply_opinions", "time", "percent", N_("Suggestions and praise answered in time")),
        N_(
            "Of the reply limits of suggestions and praise that fell due in the period, those that were kept;"
            " out of those kept, missed, and still running late."
        ),
        promised("reply/house", *OPINIONS),
    ),
    Kind(
        *("accept", "time", "percent", N_("Offers answered in time")),
        N_(
            "Of the offers of a case, or of a part of its work, that were to be answered in the period, those"
            " accepted or rejected in time; out of those accepted, rejected or expired."
        ),
        lambda counts: share(counts.sum("offer", lambda cell: cell.number == 1), counts.sum("offer")),
    ),
    *(
        Kind(
            *(f"{name}_{code}", "time", "hours", label),
            definition,
            hours(rank, *kinds),
        )
        for code, kinds, labels in (
            (
                "complaints",
                ("complaint",),
                (
                    N_("Complaints: median hours to the answer"),
                    N_("Complaints: hours to nine answers in ten"),
                ),
            ),
            (
                "questions",
                ASKED,
                (
                    N_("Questions and calls for help: median hours to the answer"),
                    N_("Questions and calls for help: hours to nine answers in ten"),
                ),
            ),
            (
                "opinions",
                OPINIONS,
                (
                    N_("Suggestions and praise: median hours to the answer"),
                    N_("Suggestions and praise: hours to nine answers in ten"),
                ),
            ),
        )
        for name, rank, label, definition in (
            (
                *("median", 50, labels[0]),
                N_(
                    "Whole hours from filing to the latest answer, for cases whose latest answer was given in"
                    " the period; the median is the smallest number of hours that at least half of them did"
                    " not exceed."
                ),
            ),
            (
                *("p90", 90, labels[1]),
                N_(
                    "Whole hours from filing to the latest answer, for cases whose latest answer was given in"
                    " the period; the smallest number of hours that at least nine in ten of them did not"
                    " exceed."
                ),
            ),
        )
    ),
    Kind(
        *("solved", "outcome", "percent", N_("Solved")),
        N_(
            "Of the cases filed in the period whose latest verdict is known, those that the patient called"
            " solved; out of solved, not solved and no answer."
        ),
        verdict("solved"),
    ),
    Kind(
        *("not_solved", "outcome", "percent", N_("Not solved")),
        N_(
            "Of the cases filed in the period whose latest verdict is known, those that the patient called"
            " not solved; out of solved, not solved and no answer."
        ),
        verdict("not_solved"),
    ),
    Kind(
        *("no_answer", "outcome", "percent", N_("No answer")),
        N_(
            "Of the cases filed in the period whose latest verdict is known, those closed because the patient"
            " said nothing in time; out of solved, not solved and no answer."
        ),
        verdict("no_answer"),
    ),
    Kind(
        *("upheld", "outcome", "percent", N_("Complaints upheld")),
        N_(
            "Of the complaints filed in the period with an outcome, those upheld or partly upheld;"
            " out of all complaints with an outcome."
        ),
        upheld,
    ),
    Kind(
        *("satisfied", "rating", "percent", N_("Satisfied people")),
        N_(
            "Of the ratings given in the period, those with 4 or 5 of 5; out of all ratings that count,"
            " without those taken back or tapped too fast. Below %(least)s ratings nothing is shown."
            " The interval is Wilson's, at 95 percent."
        ),
        satisfied,
    ),
    Kind(
        *("mean_score", "rating", "score", N_("Mean score")),
        N_(
            "The sum of all scores from 1 to 5 given in the period, out of the number of ratings that count."
            " Below %(least)s ratings nothing is shown."
        ),
        mean_score,
    ),
    Kind(
        *("ratings", "rating", "count", N_("Ratings")),
        N_("Ratings given in the period that count, without those taken back or tapped too fast."),
        lambda counts: count(counts.sum("rating")),
    ),
    Kind(
        *("notices_issued", "notices", "count", N_("Correction notices issued")),
        N_("Correction notices issued in the period."),
        lambda counts: count(counts.all_notices().issued),
    ),
    Kind(
        *("notices_in_time", "notices", "percent", N_("Notices mended in time")),
        N_(
            "Of the correction notices whose day fell in the period and is over, those mended by the end of"
            " their day; out of all of them. A notice that was sent back counts as not mended."
        ),
        in_time,
    ),
    Kind(
        *("notices_late", "notices", "count", N_("Notices late")),
        N_(
            "Correction notices whose day fell in the period and is over, and that were not mended by"
            " its end."
        ),
        lambda counts: count(counts.all_notices().late),
    ),
    Kind(
        *("notices_verified", "notices", "count", N_("Notices verified")),
        N_("Correction notices that somebody else verified in the period."),
        lambda counts: count(counts.all_notices().verified),
    ),
    Kind(
        *("points", "notices", "points", N_("Points taken")),
        N_("Points taken from departments in the period for late notices, as they stand after appeals."),
        lambda counts: count(sum(counts.points.values())),
    ),
    Kind(
        *("recurrences", "notices", "count", N_("Recurrences")),
        N_("Cases that were tied in the period to an earlier notice that should have prevented them."),
        lambda counts: count(counts.recurrences),
    ),
    Kind(
        *("themes_made", "themes", "count", N_("Common matters found")),
        N_("Common matters for which cases were grouped in the period."),
        lambda counts: count(counts.themes.made),
    ),
    Kind(
        *("themes_decided", "themes", "count", N_("Common matters decided")),
        N_("Common matters that were decided in the period."),
        lambda counts: count(counts.themes.decided),
    ),
    Kind(
        *("themes_done", "themes", "count", N_("Common matters done")),
        N_("Common matters that were done in the period."),
        lambda counts: count(counts.themes.done),
    ),
    Kind(
        *("follow_ups_due", "follow_ups", "count", N_("Visits and calls due")),
        N_(
            "Visits and calls whose day fell in the period, without those dropped for want of consent"
            " or phone."
        ),
        lambda counts: count(counts.followed()),
    ),
    Kind(
        *("follow_ups_reached", "follow_ups", "percent", N_("Patients reached")),
        N_(
            "Of the visits and calls whose day fell in the period, those done; out of all but those dropped"
            " for want of consent or phone."
        ),
        lambda counts: share(counts.followed("", "done"), counts.followed()),
    ),
    Kind(
        *("contact_in_time", "follow_ups", "percent", N_("Contacted within 24 hours of discharge")),
        N_(
            "Of the first contacts after discharge whose day fell in the period, those done in their time;"
            " out of all but those dropped for want of consent or phone."
        ),
        lambda counts: share(counts.followed_in_time("contact"), counts.followed("contact")),
    ),
)
"""Every figure, in the order of the sections."""


def figures(now: Counts, before: Counts, year_before: Counts) -> tuple[Figure, ...]:
    """Reckon every figure, beside the period before and the same a year earlier."""
    return tuple(figure(kind, now, before, year_before) for kind in KINDS)


def figure(kind: Kind, now: Counts, before: Counts, year_before: Counts) -> Figure:
    """Reckon one figure."""
    found = kind.reckon(now)
    return Figure(
        kind.code,
        kind.section,
        kind.label,
        kind.definition,
        found.numerator,
        found.denominator,
        found.value,
        kind.unit,
        kind.reckon(before).value,
        kind.reckon(year_before).value,
        found.low,
        found.high,
        found.is_hidden,
        {"least": LEAST},
    )
