"""The status page: what a phone shows of a case, and what its patient does there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records.faults import Full, Offline
from kiosk.services import cases, links, patients
from kiosk.web.status import StatusPages
from kiosk.web.visitor import Visitor
from tests.register import HOSTILE, NOW, draft
from tests.web import Phone, Site, form_of, opened, site

WORDS = "等了两个小时没有人管"
REPLY = "已经和门诊谈过，明天起加开一个窗口。"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    """Open a page over a small hospital."""
    with site(tmp_path / "data") as made:
        yield made


def without_factor(here: Site) -> tuple[UUID, str]:
    """File a case of somebody who gave neither phone nor PIN."""
    told = draft(phone="")
    told.name = ""
    return here.file(told)


def act(phone: Phone, path: str, name: str, **fields: str) -> str:
    """Do something on the page of a case, and return the page that follows."""
    page = phone.get(path).text
    answer = phone.post(f"{path}/{name}", data={"form": form_of(page), **fields})
    if answer.status_code != 303:
        return answer.text
    return phone.get(f"/S/{path[3:]}{answer.headers['location'].removeprefix('../' + path[3:])}").text


def test_a_page_shows_stage_steps_promises_and_who_answers(here: Site) -> None:
    uid, path = here.file()
    answer = here.client.get(path)
    assert answer.status_code == 200
    for told in ("Received", "Being worked on", here.case(uid).number, "Patient service centre", "Li Na"):
        assert told in answer.text
    assert 'aria-current="step"' in answer.text
    assert "by Thu 24 Sep 2026" in answer.text  # 20 September is a make-up day
    assert "Sun 20 Sep 2026: make-up working day, day 1" in answer.text
    assert 'href="tel:0571-88000010"' in answer.text


def test_an_address_in_any_case_of_letters_opens_it(here: Site) -> None:
    _uid, path = here.file()
    assert here.client.get(path.lower()).status_code == 200
    assert here.client.get(path.upper()).status_code == 200


def test_a_promise_that_is_late_says_so(here: Site) -> None:
    _uid, path = here.file()
    here.clock.move(days=2)
    assert '<span class="tag late">late</span>' in here.client.get(path).text


def test_a_promise_in_an_unannounced_year_is_provisional(here: Site) -> None:
    here.clock.move(days=102)
    _uid, path = here.file()
    assert "provisional" in here.client.get(path).text


def test_a_change_shows_within_a_second(here: Site) -> None:
    uid, path = here.file()
    assert "<h1>Received</h1>" in here.client.get(path).text
    here.answer(uid)
    assert "<h1>Answered</h1>" in here.client.get(path).text


def test_words_and_replies_stay_behind_the_second_factor(here: Site) -> None:
    uid, path = here.file()
    here.answer(uid)
    locked = here.client.get(path).text
    assert WORDS not in locked and REPLY not in locked
    shown = opened(here, path).get(path).text
    assert WORDS in shown and REPLY in shown


def test_full_width_digits_open_as_well(here: Site) -> None:
    _uid, path = here.file()
    opened(here, path, digits="５６ ７８")


def test_a_pin_opens_where_no_phone_was_given(here: Site) -> None:
    told = draft(phone="")
    told.pin = "0417"
    _uid, path = here.file(told)
    assert "PIN" in here.client.get(path).text
    assert WORDS in opened(here, path, digits="0417").get(path).text


def test_an_opened_page_closes_itself_after_a_quarter_of_an_hour(here: Site) -> None:
    _uid, path = here.file()
    phone = opened(here, path)
    here.clock.move(minutes=16)
    assert WORDS not in phone.get(path).text


def test_what_opens_one_case_opens_no_other(here: Site) -> None:
    _uid, path = here.file()
    _other, elsewhere = here.file(draft(words="另一件事"))
    assert "另一件事" not in opened(here, path).get(elsewhere).text


def test_a_reissued_link_kills_the_old_one_and_what_it_opened(here: Site) -> None:
    uid, path = here.file()
    phone = opened(here, path)
    here.ask(links.reissue, uid, "li.na", here.clock())
    assert phone.get(path).status_code == 404
    fresh = here.ask(lambda: cases.token_of(cases.find(uid)))
    assert WORDS not in phone.get(f"/S/{fresh}").text


def test_plain_http_never_carries_protected_words(here: Site) -> None:
    uid, path = here.file()
    here.answer(uid)
    cookie = opened(here, path).cookies["__Host-opened"]
    plain = here.phone(secure=False)
    for headers in ({}, {"cookie": f"__Host-opened={cookie}"}, {"x-forwarded-proto": "https"}):
        answer = plain.get(path, headers=headers)
        assert answer.status_code == 200 and "Answered" in answer.text
        assert WORDS not in answer.text and REPLY not in answer.text
        assert "/open" not in answer.text and "https" in answer.text
    form = form_of(here.client.get(path).text)
    tried = plain.post(f"{path}/open", data={"form": form, "digits": "5678"})
    assert tried.status_code == 403 and "set-cookie" not in tried.headers
    for name in ("message", "withdraw", "verdict", "rate"):
        assert plain.post(f"{path}/{name}", data={"form": form, "sure": "yes"}).status_code == 422


def test_the_plain_page_leads_to_the_private_one_where_there_is_one(tmp_path: Path) -> None:
    with site(tmp_path / "data", base_address="https://desk.example") as here:
        _uid, path = here.file()
        assert f'href="HTTPS://DESK.EXAMPLE{path}"' in here.phone(secure=False).get(path).text


def test_only_a_named_proxy_is_believed_about_https(tmp_path: Path) -> None:
    with site(tmp_path / "data", trusted_proxies=("198.51.100.0/28",)) as here:
        _uid, path = here.file()
        told = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.50"}
        assert "/open" in here.phone(secure=False, address="198.51.100.4").get(path, headers=told).text
        assert "/open" not in here.phone(secure=False, address="198.51.100.40").get(path, headers=told).text


def test_a_case_without_a_factor_shows_no_words_to_anybody(here: Site) -> None:
    uid, path = without_factor(here)
    here.answer(uid)
    page = here.client.get(path).text
    assert WORDS not in page and REPLY not in page and "/open" not in page and "/message" not in page
    refused = here.client.post(f"{path}/message", data={"form": form_of(page), "words": "x"})
    assert refused.status_code == 422


def test_a_case_without_a_factor_is_judged_and_rated_by_taps(here: Site) -> None:
    uid, path = without_factor(here)
    here.answer(uid)
    assert "closed as solved" in act(here.client, path, "verdict", verdict="solved")
    here.clock.move(seconds=1)
    assert "Thank you for telling us" in act(here.client, path, "rate", score="4")
    assert here.case(uid).verdict == "solved"


def test_a_message_reaches_the_case(here: Site) -> None:
    uid, path = here.file()
    page = act(opened(here, path), path, "message", words="昨天又发生了一次\n<b>!</b>")
    assert "昨天又发生了一次\n&lt;b&gt;!&lt;/b&gt;" in page and "Thank you." in page
    assert [line.words for line in here.case(uid).timeline if line.kind == "message"] == [
        "昨天又发生了一次\n<b>!</b>"
    ]


def test_a_second_tap_on_send_adds_nothing(here: Site) -> None:
    uid, path = here.file()
    phone = opened(here, path)
    for _tap in range(2):
        act(phone, path, "message", words="一次就够")
    assert sum(line.kind == "message" for line in here.case(uid).timeline) == 1


def test_withdrawing_asks_once_more(here: Site) -> None:
    uid, path = here.file()
    phone = opened(here, path)
    assert "Yes, withdraw" in act(phone, path, "withdraw")
    assert here.case(uid).stage == "received"
    assert "is withdrawn" in act(phone, path, "withdraw", sure="yes")
    assert here.case(uid).stage == "withdrawn"


def test_not_solved_opens_the_matter_again(here: Site) -> None:
    uid, path = here.file()
    here.answer(uid)
    assert "open again" in act(opened(here, path), path, "verdict", verdict="not_solved")
    assert here.case(uid).stage == "working"


def test_an_act_needs_the_opened_page(here: Site) -> None:
    uid, path = here.file()
    form = form_of(here.client.get(path).text)
    for name, fields in (
        ("withdraw", {"sure": "yes"}),
        ("message", {"words": "x"}),
        ("rate", {"score": "1"}),
    ):
        answer = here.client.post(f"{path}/{name}", data={"form": form, **fields})
        assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert here.case(uid).stage == "received" and len(here.case(uid).timeline) == 1


def test_a_refusal_stands_beside_the_field_and_loses_nothing(here: Site) -> None:
    _uid, path = here.file()
    phone = opened(here, path)
    form = form_of(phone.get(path).text)
    empty = phone.post(f"{path}/message", data={"form": form, "words": " "})
    assert empty.status_code == 422 and "Write what you want to add first." in empty.text
    stale = phone.post(f"{path}/message", data={"form": "0" * 40, "words": "我写了很久"})
    assert stale.status_code == 422 and ">我写了很久</textarea>" in stale.text
    assert f'action="../{path[3:]}/message"' in stale.text


def test_a_full_disk_says_so_and_keeps_what_was_typed(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_values: object) -> None:
        raise Full

    _uid, path = here.file()
    phone = opened(here, path)
    form = form_of(phone.get(path).text)
    monkeypatch.setattr(patients, "add_message", full)
    answer = phone.post(f"{path}/message", data={"form": form, "words": "我写了很久"})
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert "has no room left" in answer.text and ">我写了很久</textarea>" in answer.text


def test_a_register_that_is_away_shows_a_calm_page(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_values: object) -> None:
        raise Offline

    _uid, path = here.file()
    monkeypatch.setattr(store, "reading", away)
    answer = here.client.get(path)
    assert (
        answer.status_code == 503 and answer.headers["retry-after"] and "Try again in a minute" in answer.text
    )
    sent = here.client.post(f"{path}/message", data={"form": "f", "words": "<我写了很久>"})
    assert sent.status_code == 503 and ">&lt;我写了很久&gt;</textarea>" in sent.text
    assert here.client.get("/").status_code == 200


def test_a_crash_shows_the_same_calm_page_and_logs_no_words(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_values: object) -> None:
        raise RuntimeError("王秀英 13812345678")

    _uid, path = here.file()
    monkeypatch.setattr(cases, "find", broken)
    assert here.client.get(path).status_code == 503
    log = here.settings.log.read_text()
    assert "RuntimeError at test_status_page.py" in log
    assert "王秀英" not in log and "5678" not in log and path[3:] not in log


def test_hostile_words_appear_inert(here: Site) -> None:
    told = draft(words=HOSTILE + "<script>alert(1)</script>{{7*7}}%(x)s" + "长" * 10_000)
    uid, path = here.file(told)
    here.answer(uid, words='"><img src=x onerror=alert(1)>' + HOSTILE)
    page = opened(here, path).get(path).text
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page and "{{7*7}}" in page
    assert not set(page) & {"\x1b", "\x00", "\x9b", "\u202e", "\x07"}


def test_the_language_is_the_browsers_until_one_is_chosen(here: Site) -> None:
    _uid, path = here.file()
    phone = here.phone(language="zh-TW,zh;q=0.9")
    assert '<html lang="zh-Hant">' in phone.get(path).text
    answer = phone.post(f"{path}?language=en")
    assert answer.status_code == 303 and answer.headers["location"] == "?"
    page = phone.get(path).text
    assert '<html lang="en">' in page and "First People&#39;s Hospital" in page
    assert "<html lang" in phone.post(f"{path}?language=xx").text  # no language of ours: nothing is chosen


def test_a_language_can_be_chosen_on_every_page(here: Site) -> None:
    for path in ("/", "/S/NOTHING", "/elsewhere"):
        phone = here.phone(language="zh-CN")
        assert phone.post(f"{path}?language=en").status_code == 303
        assert '<html lang="en">' in phone.get(path).text


def test_the_first_page_says_where_to_complain(here: Site) -> None:
    """CH-02: also on the page."""
    page = here.client.get("/").text
    for told in ("Scan the code on your slip", "0571-8800 0012", "Outpatient building, floor 1", "Daily"):
        assert told in page


def test_loading_an_acts_address_again_leads_back(here: Site) -> None:
    _uid, path = here.file()
    answer = here.client.get(f"{path}/message")
    assert answer.status_code == 303 and answer.headers["location"] == f"../{path[3:]}"


def test_looking_changes_nothing(here: Site) -> None:
    uid, path = here.file()
    here.answer(uid)
    phone, before = opened(here, path), here.dump()
    for method in ("GET", "HEAD"):
        for way in (path, f"{path}?done=rate", f"{path}/withdraw?sure=yes", f"{path}/rate?score=5"):
            phone.request(method, way)
            here.client.request(method, way, headers={"user-agent": "facebookexternalhit/1.1"})
    assert here.dump() == before


def test_the_page_is_small(here: Site) -> None:
    uid, path = here.file()
    here.answer(uid)
    for phone in (here.client, opened(here, path)):
        page = phone.get(path)
        assert len(page.content) + sum(len(k) + len(v) + 4 for k, v in page.headers.raw) <= 20_000
        assert "<script" not in page.text and '<link rel="stylesheet' not in page.text


def test_a_page_is_drawn_once_a_minute_until_its_case_changes(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases.file(draft(), register, NOW)
    token, pages = cases.token_of(case), StatusPages(register)
    drawn: list[str] = []
    draw = pages.drawn

    def counted(*told: Any, **values: Any) -> bytes:
        drawn.append("")
        return draw(*told, **values)

    monkeypatch.setattr(pages, "drawn", counted)
    visitor = Visitor(address="", is_secure=True, language="en", opened="", now=NOW)
    first = pages.show(token, visitor).body
    assert pages.show(token, visitor).body == first and len(drawn) == 1
    patients.withdraw(case.uid, register, NOW)
    assert pages.show(token, visitor).body != first, "a change shows at once"
    pages.show(token, replace(visitor, now=NOW + timedelta(minutes=1)))
    pages.show(token, replace(visitor, language="zh_CN"))
    assert len(drawn) == 4
