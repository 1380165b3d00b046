"""The door for other systems: one case a request however often it comes, and nobody else's data."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from kiosk import cli, store
from kiosk.commands import api
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.services import channels
from kiosk.web.limits import Rate
from tests.api import ADMIN, TOLD, Door, door
from tests.register import HOSTILE


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Open a door for one channel."""
    with door(tmp_path_factory.mktemp("api") / "data") as made:
        yield made


def count(portal: Door) -> int:
    """Count the cases in the register."""
    return int(portal.here.ask(Case.select().count))


def test_a_case_of_another_system_gets_number_clocks_and_first_responder(portal: Door) -> None:
    """CH-03: what comes in by the network stands in the one register, with a number and the same clocks."""
    answer = portal.file(TOLD, "first-contact")
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["location"] == f"/api/cases/{told['number']}"
    assert told["stage"] == "received"
    assert {(one["name"], one["basis"]) for one in told["promises"]} == {
        ("investigate", "house"),
        ("reply", "house"),
        ("reply", "national"),
    }
    [case] = [one for one in portal.here.ask(every) if one.number == told["number"]]
    assert (case.source, case.is_verified, case.first_responder) == ("web", False, "li.na")
    assert portal.here.ask(store.verify).ok


def every() -> list[Case]:
    """Return every case."""
    return store.load(Case, "ORDER BY uid")


def test_a_request_sent_again_is_the_same_case(portal: Door) -> None:
    before = count(portal)
    first, second = portal.file(TOLD, "sent-twice"), portal.file(TOLD, "sent-twice")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert count(portal) == before + 1


def test_the_same_key_with_another_body_is_refused(portal: Door) -> None:
    before = portal.file(TOLD, "used-twice").json()["number"]
    answer = portal.file(TOLD | {"words": "另外一件事"}, "used-twice")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Idempotency-Key" in answer.json()["detail"]
    assert portal.file(TOLD, "used-twice").json()["number"] == before


def test_replayed_and_reordered_requests_make_one_case_each(portal: Door) -> None:
    """Twelve requests, each up to four times, in any order and several at once."""
    before = count(portal)
    sent = [(f"request-{n:02}", TOLD | {"words": f"第{n}件事"}) for n in range(12) for _again in range(4)]
    random.Random(7).shuffle(sent)
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda one: (one[0], portal.file(one[1], one[0])), sent))
    assert {answer.status_code for _name, answer in answers} == {201}
    numbers = {(name, answer.json()["number"]) for name, answer in answers}
    assert len(numbers) == 12
    assert count(portal) == before + 12


def test_a_channel_reads_its_own_cases_and_no_other(portal: Door) -> None:
    other = Door(portal.here, "wechat-desk", "wechat")
    mine, theirs = (one.file(TOLD, "own-cases-1").json()["number"] for one in (portal, other))
    assert mine != theirs, "two channels may use the same name for a request"
    assert portal.read(mine).json()["number"] == mine
    assert portal.read(theirs).status_code == 404
    assert portal.read(theirs).json() == portal.read("AA-AAAA-AAA").json()
    uid, _link = portal.here.file()
    assert portal.read(portal.here.case(uid).number).status_code == 404


def test_what_is_told_of_a_case_holds_the_public_reply_and_no_personal_data(portal: Door) -> None:
    number = portal.file(TOLD, "with-a-reply").json()["number"]
    [uid] = [one.uid for one in portal.here.ask(every) if one.number == number]
    portal.here.answer(uid, "明天起加开一个窗口。")
    answer = portal.read(number)
    assert [one["words"] for one in answer.json()["replies"]] == ["明天起加开一个窗口。"]
    assert answer.json()["stage"] == "answered"
    for secret in (TOLD["name"], TOLD["phone"], TOLD["words"], "窗口少开了一个"):
        assert secret not in answer.text


def test_sentences_come_in_the_language_that_is_asked_for(portal: Door) -> None:
    english = portal.read("AA-AAAA-AAA", **{"accept-language": "en"})
    chinese = portal.read("AA-AAAA-AAA", **{"accept-language": "zh-TW"})
    assert english.json()["detail"].startswith("This channel filed no case")
    assert (english.headers["content-language"], chinese.headers["content-language"]) == ("en", "zh-TW")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"kind": ' + b"[" * 40_000, 400),
        (b" " * 70_000, 413),
        ({"kind": "complaint"}, 422),
        (TOLD | {"kind": "wish"}, 422),
        (TOLD | {"words": 7}, 422),
        (TOLD | {"words": "\u202e\u200b!"}, 422),
        (TOLD | {"words": "字" * 4001}, 422),
        (TOLD | {"responsible": "li.na"}, 422),
        (TOLD | {"is_verified": True}, 422),
        (TOLD | {"phone": "1381234"}, 422),
        (TOLD | {"phone": "13812345678\n"}, 422),
        (TOLD | {"category": "none-such"}, 422),
        (TOLD | {"happened": "2026-02-30"}, 422),
    ],
)
def test_what_is_no_case_is_refused_in_a_sentence(portal: Door, told: object, status: int) -> None:
    before = count(portal)
    answer = portal.file(told, "refused-body")  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.json()["status"] == status and answer.json()["detail"].endswith(".")
    assert count(portal) == before


def test_hostile_words_are_cleaned_on_the_way_in(portal: Door) -> None:
    number = portal.file(TOLD | {"words": HOSTILE, "name": HOSTILE[:100]}, "hostile-words").json()["number"]
    [case] = [one for one in portal.here.ask(every) if one.number == number]
    assert "\x1b" not in case.words and "\u202e" not in case.words


def test_without_a_key_or_with_one_that_ended_nothing_opens(portal: Door) -> None:
    for wrong in ("", "Bearer", "Bearer none", "Basic eDp5"):
        answer = portal.file(TOLD, "no-key-here", authorization=wrong)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    ended = Door(portal.here, "ended", "email")
    assert ended.file(TOLD, "still-open").status_code == 201
    portal.here.ask(channels.end, "ended", ADMIN, portal.here.clock())
    assert ended.file(TOLD, "still-open").status_code == 401


def test_a_request_without_its_own_name_is_refused(portal: Door) -> None:
    answer = portal.file(TOLD, "short")
    assert answer.status_code == 400 and "Idempotency-Key" in answer.json()["detail"]
    assert portal.file(TOLD, "wrong-media-type", **{"content-type": "text/plain"}).status_code == 415


def test_a_channel_that_asks_too_much_waits_and_no_other_channel_does(portal: Door) -> None:
    eager = Door(portal.here, "eager", calls=Rate(3, 0.001))
    statuses = [eager.read("AA-AAAA-AAA").status_code for _turn in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert eager.read("AA-AAAA-AAA").headers["retry-after"]
    assert portal.read("AA-AAAA-AAA").status_code == 404


def test_neither_key_nor_words_stand_in_the_register_plain_or_in_the_log(portal: Door) -> None:
    portal.file(TOLD, "leaves-no-trace")
    held = json.dumps(portal.here.dump(), default=repr, ensure_ascii=False)
    assert portal.key not in held and TOLD["words"] not in held and TOLD["phone"] not in held
    log = Path(portal.here.settings.log)
    assert not log.exists() or TOLD["phone"] not in log.read_text("utf-8")


def test_the_trail_says_which_channel_filed_and_read(portal: Door) -> None:
    number = portal.file(TOLD, "in-the-trail").json()["number"]
    portal.read(number)
    wrote = portal.here.ask(
        lambda: [json.loads(row[0]) for row in store.rows("SELECT body FROM audit_entry")]
    )
    acts = [(one["act"], one["by"]) for one in wrote]
    assert ("channel.filed", "channel:portal") in acts and ("case.read", "channel:portal") in acts


def test_a_register_that_is_away_is_said_so_and_the_request_can_be_sent_again(
    portal: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_values: object) -> None:
        raise store.Unopened("away")

    with monkeypatch.context() as patch:
        patch.setattr(channels, "file", away)
        answer = portal.file(TOLD, "comes-back")
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert portal.file(TOLD, "comes-back").status_code == 201


def test_promised_dates_are_moments_with_their_offset(portal: Door) -> None:
    told = portal.file(TOLD, "dates-of-it").json()
    due = datetime.fromisoformat(told["due_at"])
    assert due.utcoffset() is not None
    assert told["due_at"] == min((one["due_at"] for one in told["promises"]), key=datetime.fromisoformat)


def test_the_command_shows_a_key_once_and_ends_a_channel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def say(*words: str) -> tuple[int, list[str]]:
        code = cli.main(["channels", *words, "--data", str(tmp_path / "data")])
        return code, capsys.readouterr().out.splitlines()

    code, [_sentence, key] = say("add", "app", "--name", "医院小程序", "--source", "wechat")
    assert code == 0 and key.startswith("kiosk_") and len(key) > 40
    assert say("list")[1] == ["app  医院小程序  wechat  open"]
    for wrong in (("app",), ("App",), ("x", "--source", "fax")):
        assert say("add", *wrong)[0] == 1
    assert say("end", "app")[0] == 0 and say("end", "none")[0] == 1
    assert say("list")[1] == ["app  医院小程序  wechat  ended"]
    kept = b"".join(one.read_bytes() for one in (tmp_path / "data").glob("kiosk.sqlite3*"))
    assert key.encode() not in kept


@pytest.mark.parametrize(("host", "opens"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False)])
def test_the_door_opens_to_others_only_over_tls(host: str, opens: bool) -> None:
    assert (api.open_line(host, Settings()) == "") is opens
    assert api.open_line(host, Settings(tls_cert="cert.pem", tls_key="key.pem")) == ""
