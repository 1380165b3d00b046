"""The published satisfaction of a month, as everybody reads it on the status page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.i18n import LANGUAGES
from kiosk.services import publishing
from tests.staff import hire, person
from tests.test_satisfaction import rate_all
from tests.web import Site, site

OCTOBER = datetime(2026, 10, 2, 2, tzinfo=UTC)
AUGUST = datetime(2026, 8, 10, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Open a page over a hospital of which two months were rated."""
    with site(tmp_path_factory.mktemp("rated") / "data") as made:
        made.ask(hire)
        made.ask(lambda: rate_all(5, 5, 4, 4, 4, 4, 4, 5, 1, 2, department="cashier"))
        made.ask(lambda: rate_all(5, 1, 5, department="nursing-office"))
        made.ask(lambda: rate_all(5, 4, department="service-centre"))
        made.ask(lambda: rate_all(3, 3, 3, 3, 3, department="medical-office", at=AUGUST))
        yield made


def publish(here: Site, *months: str) -> None:
    """Publish months."""
    for month in months:
        here.ask(publishing.publish_month, month, person("he"), here.settings, OCTOBER)


def test_nothing_is_shown_before_it_is_published(tmp_path: Path) -> None:
    """SAT-01: what is not published stands nowhere."""
    with site(tmp_path / "data") as made:
        made.ask(lambda: rate_all(5, 5, 5, 5, 5))
        answer = made.client.get("/satisfaction")
        assert answer.status_code == 200 and "Nothing is published yet." in answer.text
        assert "100.0%" not in answer.text
        assert made.client.get("/satisfaction/2026-09").status_code == 404


def test_a_score_that_is_left_out_for_a_small_department_says_so(tmp_path: Path) -> None:
    """REP-03: it does not say that ten ratings are too few."""
    with site(tmp_path / "data") as made:
        made.ask(hire)
        made.ask(lambda: rate_all(5, 5, 4, 4, 4, 4, 4, 5, 1, 2, department="cashier"))
        made.ask(lambda: rate_all(5, 1, 5, department="nursing-office"))
        publish(made, "2026-09")
        text = " ".join(made.client.get("/satisfaction").text.split())
        assert '<b>cashier</b><span class="soft">–</span>' in text and "10 ratings · score left out" in text
        assert "3 ratings · too few for a score" in text and "one more score is left out" in text


def test_a_published_month_is_read_by_department(here: Site) -> None:
    """REP-03: every department with how many rated it; too few show no score; definitions stand below."""
    publish(here, "2026-08", "2026-09")
    text = " ".join(here.client.get("/satisfaction").text.split())
    assert "September 2026" in text
    assert '<b>cashier</b><b class="number">80.0%</b>' in text and "10 ratings · 49–94%" in text
    assert '<b>nursing-office</b><span class="soft">–</span>' in text
    assert "3 ratings · too few for a score" in text and "medical-office" not in text
    assert "ratings of 4 or 5 among all ratings" in text and "fewer than 5 ratings" in text
    assert '<a href="satisfaction/2026-08">August 2026</a>' in text


def test_an_earlier_month_has_an_address_of_its_own(here: Site) -> None:
    publish(here, "2026-08", "2026-09")
    answer = here.client.get("/satisfaction/2026-08")
    assert "August 2026" in answer.text and "0.0%" in answer.text
    assert '<a href="2026-09">September 2026</a>' in answer.text
    for month in ("2026-07", "2026-13", "x", "%00"):
        assert here.client.get(f"/satisfaction/{month}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_page_like_the_others_in_three_languages(here: Site, language: str) -> None:
    publish(here, "2026-09")
    tag = language.replace("_", "-")
    answer = here.phone(language=tag).get("/satisfaction")
    assert "<script" not in answer.text and "style=" not in answer.text
    assert f'lang="{ {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant"}.get(language, "en") }"' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    home = here.phone(language=tag).get("/")
    assert 'href="satisfaction"' in home.text
