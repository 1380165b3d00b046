"""Whoever is let in is known, and whoever is not learns nothing."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2.profiles import CHEAPEST
from hypothesis import given
from hypothesis import strategies as st

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Account, AuditEntry, Membership
from kiosk.rules import passwords
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, handovers, people, signing, staff
from tests.register import NOW, draft
from tests.staff import hire, person

GOOD = "夜班护士喜欢吃豆沙月饼"
OTHER = "seven grey geese over Suzhou"
KEY = "SHA256:" + "k" * 43
BOSS = person("xu")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash at the lowest cost: these tests are about who is let in."""
    monkeypatch.setattr(signing, "COST", CHEAPEST)
    signing.decoy.cache_clear()
    yield
    signing.decoy.cache_clear()


@pytest.fixture
def staffed(register: Settings) -> Settings:
    """Return a hospital with people; Gu may sign in."""
    hire()
    people.add("xu", {}, "admin", (), None, NOW, GOOD)
    people.add("gu", {}, "handler", ["medical-office"], BOSS, NOW, GOOD)
    return register


def refused(code: str, password: str, settings: Settings, seconds: int = 0, address: str = "") -> str:
    """Return the sentence with which somebody is turned away."""
    with pytest.raises(Refusal) as no:
        people.enter(code, password, settings, NOW + timedelta(seconds=seconds), address)
    return no.value.sentence


def acts() -> list[str]:
    """Return everything that the trail tells, as text."""
    return [row.body for row in AuditEntry.select().order_by(AuditEntry.seq)]


def test_the_first_administrator_is_made_by_nobody_and_only_once(register: Settings) -> None:
    assert people.first_admin_needed()
    with pytest.raises(Refusal):
        people.add("gu", "顾", "handler", (), None, NOW, GOOD)
    people.add("Xu", "许主任", "admin", (), None, NOW, GOOD)
    assert not people.first_admin_needed()
    with pytest.raises(Refusal):
        people.add("mao", "毛", "admin", (), None, NOW, GOOD)
    assert people.enter("xu", GOOD, register, NOW).actor.role == "admin"


def test_somebody_signs_in_with_all_their_departments(staffed: Settings) -> None:
    people.add("wen", "文", "handler", ["cashier", "nursing-office", "cashier"], BOSS, NOW, OTHER)
    actor = people.enter(" WEN ", OTHER, staffed, NOW).actor
    assert actor == ("wen", "handler", {"cashier", "nursing-office"}, False)
    assert people.person("wen").departments == ("cashier", "nursing-office")
    assert "wen" in staff.at_work("nursing-office")


def test_unknown_name_wrong_password_and_closed_account_sound_alike(staffed: Settings) -> None:
    people.disable("gu", BOSS, NOW)
    told = {refused("gu", GOOD, staffed), refused("nobody", GOOD, staffed), refused("xu", OTHER, staffed)}
    assert told == {signing.NOT_THESE}


def test_an_unknown_name_is_hashed_as_a_known_one(staffed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []
    real = signing.hasher

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            hashes.append(kept.split("$")[3])
            return real().verify(kept, password)

    signing.decoy()
    monkeypatch.setattr(signing, "hasher", Counting)
    for code in ("gu", "nobody"):
        refused(code, OTHER, staffed)
    assert len(hashes) == 2 and hashes[0] == hashes[1]


def test_an_account_without_a_password_is_opened_by_none(staffed: Settings) -> None:
    people.add("wen", "文", "handler", (), BOSS, NOW)
    assert refused("wen", "", staffed) == signing.NOT_THESE


def test_after_five_wrong_ones_the_account_waits_twice_as_long_each_time(staffed: Settings) -> None:
    for second in range(5):
        assert refused("gu", OTHER, staffed, second) == signing.NOT_THESE
    assert refused("gu", GOOD, staffed, 5).startswith("Too many tries")
    assert refused("gu", OTHER, staffed, 4 + 60) == signing.NOT_THESE
    assert refused("gu", GOOD, staffed, 4 + 60 + 119).startswith("Too many tries")
    assert people.enter("gu", GOOD, staffed, NOW + timedelta(seconds=4 + 60 + 120)).actor.code == "gu"
    assert refused("gu", OTHER, staffed, 200) == signing.NOT_THESE


def test_unknown_names_wait_as_known_ones_do(staffed: Settings) -> None:
    for _try in range(5):
        refused("nobody", OTHER, staffed)
    assert refused("nobody", OTHER, staffed).startswith("Too many tries")


def test_wrong_ones_a_quarter_of_an_hour_apart_do_not_add_up(staffed: Settings) -> None:
    for try_ in range(12):
        assert refused("gu", OTHER, staffed, try_ * 901) == signing.NOT_THESE


def test_an_address_that_tries_every_name_waits(staffed: Settings) -> None:
    for try_ in range(20):
        assert refused(f"n{try_}", OTHER, staffed, address="10.0.0.9") == signing.NOT_THESE
    assert refused("gu", GOOD, staffed, address="10.0.0.9").startswith("Too many tries")
    assert people.enter("gu", GOOD, staffed, NOW, "10.0.0.8").actor.code == "gu"


def test_a_right_password_does_not_wash_an_address(staffed: Settings) -> None:
    for try_ in range(19):
        refused(f"n{try_}", OTHER, staffed, address="10.0.0.9")
    people.enter("gu", GOOD, staffed, NOW, "10.0.0.9")
    refused("n20", OTHER, staffed, address="10.0.0.9")
    assert refused("n21", OTHER, staffed, address="10.0.0.9").startswith("Too many tries")


def test_another_password_ends_the_waiting(staffed: Settings) -> None:
    for _try in range(5):
        refused("gu", OTHER, staffed)
    people.set_password("gu", OTHER, BOSS, NOW, must_change=True)
    came = people.enter("gu", OTHER, staffed, NOW)
    assert came.must_change and came.since is None
    assert people.enter("gu", OTHER, staffed, NOW + timedelta(days=1)).since == NOW


def test_one_changes_an_own_password_by_telling_the_old(staffed: Settings) -> None:
    with pytest.raises(Refusal):
        people.change_password("gu", OTHER, "an entirely new one", NOW)
    with pytest.raises(Refusal):
        people.change_password("gu", GOOD, GOOD, NOW)
    people.change_password("gu", GOOD, OTHER, NOW)
    assert refused("gu", GOOD, staffed) == signing.NOT_THESE
    assert not people.enter("gu", OTHER, staffed, NOW).must_change


def test_a_password_is_the_same_however_the_keyboard_wrote_it(staffed: Settings) -> None:
    people.set_password("gu", "Ａbcd１２３４ geese", BOSS, NOW)
    assert people.enter("gu", "Abcd1234 geese", staffed, NOW).actor.code == "gu"


def test_a_hash_of_older_cost_is_made_anew_at_sign_in(
    staffed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Account.get_by_id("gu").password
    dearer = CHEAPEST.__class__(**{name: getattr(CHEAPEST, name) for name in CHEAPEST.__slots__})
    object.__setattr__(dearer, "time_cost", 2)
    monkeypatch.setattr(signing, "COST", dearer)
    people.enter("gu", GOOD, staffed, NOW)
    after = Account.get_by_id("gu").password
    assert "t=1" in before and "t=2" in after
    assert people.enter("gu", GOOD, staffed, NOW).actor.code == "gu"
    assert store.verify().ok


def test_an_ssh_key_opens_only_its_own_account_and_only_until_it_is_taken_away(staffed: Settings) -> None:
    people.set_key("gu", KEY, BOSS, NOW)
    assert people.enter_by_key("gu", KEY, staffed, NOW).actor.code == "gu"
    for code, fingerprint in (("gu", ""), ("xu", ""), ("xu", KEY), ("nobody", KEY), ("gu", KEY[:-1] + "x")):
        with pytest.raises(Refusal):
            people.enter_by_key(code, fingerprint, staffed, NOW)
    people.set_key("gu", "", BOSS, NOW)
    for fingerprint in (KEY, ""):
        with pytest.raises(Refusal):
            people.enter_by_key("gu", fingerprint, staffed, NOW)


def test_a_closed_account_is_closed_to_its_key(staffed: Settings) -> None:
    people.set_key("gu", KEY, BOSS, NOW)
    assert people.is_allowed("gu")
    people.disable("gu", BOSS, NOW)
    assert not people.is_allowed("gu")
    with pytest.raises(Refusal):
        people.enter_by_key("gu", KEY, staffed, NOW)
    people.enable("gu", BOSS, NOW)
    assert people.enter_by_key("gu", KEY, staffed, NOW).actor.code == "gu"


def test_two_people_never_share_a_key(staffed: Settings) -> None:
    people.set_key("gu", KEY, BOSS, NOW)
    with pytest.raises(Refusal):
        people.set_key("xu", KEY, BOSS, NOW)
    with pytest.raises(Refusal):
        people.set_key("xu", "aa:bb:cc", BOSS, NOW)


def test_the_last_administrator_stays(staffed: Settings) -> None:
    with pytest.raises(Refusal):
        people.disable("xu", BOSS, NOW)
    with pytest.raises(Refusal):
        people.change("xu", "auditor", (), BOSS, NOW)
    people.add("wen", "文", "admin", (), BOSS, NOW, OTHER)
    people.change("xu", "auditor", (), BOSS, NOW)
    assert people.enter("xu", GOOD, staffed, NOW).actor.role == "auditor"


@pytest.mark.parametrize("role", ["desk", "handler", "head", "supervisor", "leader", "auditor"])
def test_nobody_but_an_administrator_changes_people(staffed: Settings, role: str) -> None:
    other = next(
        person(code) for code in ("fang", "gu", "xie", "he", "cao", "dai") if person(code).role == role
    )
    for act in (
        lambda: people.add("wen", "文", "admin", (), other, NOW, OTHER),
        lambda: people.set_password("gu", OTHER, other, NOW),
        lambda: people.disable("gu", other, NOW),
        lambda: people.enable("gu", other, NOW),
        lambda: people.set_key("gu", KEY, other, NOW),
        lambda: people.change("gu", "admin", (), other, NOW),
    ):
        with pytest.raises(Refusal):
            act()
    assert people.person("gu").role == "handler"


def test_what_is_no_name_role_or_department_is_refused(staffed: Settings) -> None:
    for values in (
        ("a b", "文", "desk", ()),
        ("", "文", "desk", ()),
        ("wen", "", "desk", ()),
        ("wen", "文", "boss", ()),
        ("wen", "文", "desk", ["attic"]),
        ("gu", "顾", "desk", ()),
    ):
        with pytest.raises(Refusal):
            people.add(*values, BOSS, NOW, OTHER)
    assert people.person("gu").role == "handler"


def test_changing_departments_keeps_what_stays(staffed: Settings) -> None:
    people.change("gu", "head", ["medical-office", "cashier", "nursing-office"], BOSS, NOW)
    kept = {row.department: row.uid for row in Membership.select()}
    people.change("gu", "head", ["cashier", "nursing-office"], BOSS, NOW, {"en": "Gu"})
    assert {row.department: row.uid for row in Membership.select()} == {
        "nursing-office": kept["nursing-office"]
    }
    assert people.names()["gu"] == {"en": "Gu"}
    assert store.verify().ok


def test_closed_accounts_are_offered_no_work(staffed: Settings) -> None:
    case = cases.file(draft(), staffed, NOW)
    assert staff.at_work("medical-office") == ("gu", "xie")
    people.disable("gu", BOSS, NOW)
    assert staff.at_work("medical-office") == ("xie",)
    assert staff.members("medical-office") == ("gu", "xie")
    with pytest.raises(Refusal) as no:
        handovers.offer(case.uid, "medical-office", "gu", "", person("he"), staffed, NOW)
    assert no.value.sentence == "This person does not belong to that department."


def test_every_act_stands_in_the_trail_and_no_password_does(staffed: Settings) -> None:
    people.set_password("gu", OTHER, BOSS, NOW)
    people.set_key("gu", KEY, BOSS, NOW)
    people.disable("gu", BOSS, NOW)
    people.disable("gu", BOSS, NOW)
    people.enable("gu", BOSS, NOW)
    refused("secret typed as a name", GOOD, staffed)
    people.enter("gu", OTHER, staffed, NOW)
    told = "\n".join(acts())
    for act in ("added", "password_set", "key_set", "disabled", "enabled", "sign_in_failed", "signed_in"):
        assert f'"people.{act}"' in told
    assert told.count("people.disabled") == 1
    assert not any(word in told for word in (GOOD, OTHER, "secret", "argon2"))
    assert store.verify().ok


def test_the_list_shows_those_first_who_may_sign_in(staffed: Settings) -> None:
    people.disable("gu", BOSS, NOW)
    rows = people.everybody()
    assert [row.code for row in rows[:3]] == ["xu", "gu", "cao"]
    assert (rows[0].has_password, rows[1].is_disabled, rows[2].has_account) == (True, True, False)


def test_argon2id_is_what_is_kept(register: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "COST", None)
    assert signing.hashed(GOOD).startswith("$argon2id$")


@pytest.mark.parametrize(
    "password",
    ["short", "password123", "1234567890", "0987654321", "qwertyuiop", "aaaaaaaaaaaa", "abcabcabcabc"]
    + [
        "Kiosk2026!!",
        "wei.chen",
        "wei-chen2026",
        "nehc-iew12",
        "１２３４５６７８９０",
        "1qaz2wsx3edc",
        "x" * 201,
    ],
)
def test_what_everybody_tries_first_is_no_password(password: str) -> None:
    with pytest.raises(Refusal):
        passwords.check(password, "wei-chen")


@pytest.mark.parametrize("password", [GOOD, OTHER, "correcthorse", "doctor who lives here"])
def test_a_short_sentence_is_a_password_without_any_nonsense(password: str) -> None:
    passwords.check(password, "wei-chen")


@given(st.text(), st.from_regex(people.CODE, fullmatch=True))
def test_whatever_is_accepted_is_long_and_varied(password: str, code: str) -> None:
    try:
        passwords.check(password, code)
    except Refusal:
        return
    word = passwords.folded(password)
    assert passwords.SHORTEST <= len(word) <= passwords.LONGEST
    assert len(set(word.casefold())) >= passwords.FEWEST_SIGNS
    assert len(word.casefold().replace(code, "")) >= min(passwords.OWN_PART, len(word))


def test_the_library_of_hashes_is_loaded_when_somebody_signs_in() -> None:
    code = "import sys, kiosk.services.people, kiosk.commands.people; sys.exit('argon2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
