"""What is rated and answered at a terminal that is alone becomes work at the central register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import store
from kiosk.records import Rating, SurveyAnswer, SurveyQuestion
from kiosk.rules.numbers import new_uid
from kiosk.services import cases, low_ratings, mirroring, ratings, tick
from tests.register import NOW, draft
from tests.test_delivery import Ward


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """Open a central register with a terminal beside it, at which a question is asked."""
    made = Ward(tmp_path)
    with made.there():
        SurveyQuestion.create(
            code="wait", position=0, set="window", text={"zh_CN": "等候时间怎么样？"}, kind="scale"
        )
        hospital = mirroring.snapshot()
    made.turn()
    with made.here():
        mirroring.take_over(hospital, NOW)
    yield made
    made.line.close()
    with made.there():
        store.close()


def test_a_rating_with_its_answers_is_delivered_and_becomes_one_case(ward: Ward) -> None:
    """SAT-04: also of a terminal that was alone; a complaint told after the rating is the one case of it."""
    uids = [new_uid(NOW) for _n in range(2)]
    with ward.here():
        for n, uid in enumerate(uids):
            at = NOW + timedelta(seconds=10 * n)
            ratings.rate(uid, 1, "front", at, point="window")
            ratings.add_reasons(uid, "cashier", ["waited"], at)
            ratings.answer(uid, "wait", "2", at)
        complaint = replace(draft(), uid=new_uid(NOW), rating=str(uids[1]))
        cases.file(complaint, ward.terminal_settings, NOW + timedelta(minutes=2))
    ward.turn()
    with ward.there():
        assert sorted((one.score, one.point) for one in Rating.select()) == [(1, "window")] * 2
        assert [one.answer for one in SurveyAnswer.select()] == ["2", "2"]
        later = NOW + timedelta(minutes=5)
        assert tick.tick(ward.central_settings, later).low_rated == 1
        made = [case for case in cases.newest(9) if case.need == low_ratings.NEED]
        assert [(case.department, case.responsible) for case in made] == [("cashier", "shi")]
        assert tick.tick(ward.central_settings, later).low_rated == 0
