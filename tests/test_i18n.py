"""The desk speaks three languages, each reader's own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import i18n
from kiosk.i18n import LANGUAGES, choose, day, moment, name_of, negotiate, pick, speaking


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    yield
    choose("zh_CN")


def catalogue(text: str) -> Catalog:
    made = Catalog(locale="zh_CN")
    made.add("Good morning", text)
    made.add(("%(n)s day", "%(n)s days"), ("%(n)s 天",))
    return made


def write(folder: Path, source: str | None = None, compiled: str | None = None) -> Path:
    folder = folder / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    if source:
        with (folder / "kiosk.po").open("wb") as file:
            write_po(file, catalogue(source))
    if compiled:
        with (folder / "kiosk.mo").open("wb") as file:
            write_mo(file, catalogue(compiled))
    return folder


def test_english_is_what_the_code_says() -> None:
    with speaking("en"):
        assert i18n._("Good morning") == "Good morning"
        assert i18n.ngettext("%(n)s day", "%(n)s days", 1) == "%(n)s day"
        assert i18n.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s days"


def test_nothing_to_say_is_never_the_catalogues_header() -> None:
    assert [i18n._("") for code in LANGUAGES for _ in [choose(code)]] == ["", "", ""]


def test_a_language_without_a_catalogue_speaks_english(tmp_path: Path) -> None:
    assert i18n.read_catalogue(tmp_path).gettext("Good morning") == "Good morning"


def test_a_source_alone_is_read_as_it_is(tmp_path: Path) -> None:
    read = i18n.read_catalogue(write(tmp_path, source="早上好"))
    assert read.gettext("Good morning") == "早上好"
    assert read.ngettext("%(n)s day", "%(n)s days", 3) == "%(n)s 天"


def test_a_newer_source_wins_over_the_compiled_catalogue(tmp_path: Path) -> None:
    folder = write(tmp_path, source="新", compiled="旧")
    os.utime(folder / "kiosk.mo", (1_000_000_000, 1_000_000_000))
    assert i18n.read_catalogue(folder).gettext("Good morning") == "新"


def test_files_unpacked_together_use_the_compiled_one(tmp_path: Path) -> None:
    folder = write(tmp_path, source="源", compiled="编译")
    for name, at in (("kiosk.mo", 1_000_000_000.0), ("kiosk.po", 1_000_000_000.5)):
        os.utime(folder / name, (at, at))
    assert i18n.read_catalogue(folder).gettext("Good morning") == "编译"


def test_a_compiled_catalogue_needs_no_source(tmp_path: Path) -> None:
    assert i18n.read_catalogue(write(tmp_path, compiled="早")).gettext("Good morning") == "早"


def test_the_process_speaks_what_was_chosen_and_a_block_speaks_its_own() -> None:
    choose("zh_TW")
    with speaking("en"):
        with speaking("zh_CN"):
            assert i18n.language() == "zh_CN"
        assert i18n.language() == "en"
    assert i18n.language() == "zh_TW"


def test_another_thread_hears_the_process_and_not_the_block() -> None:
    heard: list[str] = []
    choose("zh_TW")
    with speaking("en"):
        thread = Thread(target=lambda: heard.append(i18n.language()))
        thread.start()
        thread.join()
    assert heard == ["zh_TW"]


def test_a_language_that_the_desk_does_not_speak_is_refused() -> None:
    with pytest.raises(ValueError):
        choose("fr")
    with pytest.raises(ValueError), speaking("zh-CN"):
        pass


def test_every_language_has_its_own_name() -> None:
    assert [name_of(code) for code in LANGUAGES] == ["简体中文", "繁體中文", "English"]


def test_text_in_several_languages_falls_back_to_one_that_is_there() -> None:
    choose("zh_TW")
    assert pick({"zh_TW": "掛號", "zh_CN": "挂号", "en": "Register"}) == "掛號"
    assert pick({"zh_TW": "", "zh_CN": "挂号", "en": "Register"}) == "挂号"
    assert pick({"en": "Register"}) == "Register"
    assert pick({"fr": "Inscription"}) == "Inscription"
    assert pick({}) == ""


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "zh_CN"),
        ("fr", "zh_CN"),
        ("*", "zh_CN"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-Hant", "zh_TW"),
        ("zh-Hant-HK", "zh_TW"),
        ("zh-HK", "zh_TW"),
        ("zh-MO", "zh_TW"),
        ("zh_TW", "zh_TW"),
        ("zh-Hans-HK", "zh_CN"),
        ("zh-SG", "zh_CN"),
        ("zh", "zh_CN"),
        ("en;q=0.3, zh-TW;q=0.8", "zh_TW"),
        ("fr, de;q=0.9, en;q=0.1", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("en ; q = 0.5 , zh-hk", "zh_TW"),
        ("en;q=x, zh-hk;q=0.1", "zh_TW"),
        ("en;q=nan", "zh_CN"),
        ("english", "zh_CN"),
        ("en, zh-TW", "en"),
    ],
)
def test_a_browser_gets_the_language_that_it_asks_for(header: str, code: str) -> None:
    assert negotiate(header) == code


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.text("zh-TWen;q=0.59, *_", max_size=40))
def test_any_header_at_all_gets_a_language_that_the_desk_speaks(header: str) -> None:
    assert negotiate(header) in LANGUAGES


def test_a_day_is_read_with_its_weekday() -> None:
    read = {}
    for code in LANGUAGES:
        with speaking(code):
            read[code] = (day(date(2026, 9, 24)), day(date(2026, 9, 24), weekday=False))
    assert read == {
        "zh_CN": ("2026年9月24日 星期四", "2026年9月24日"),
        "zh_TW": ("2026年9月24日 星期四", "2026年9月24日"),
        "en": ("Thu 24 Sep 2026", "24 Sep 2026"),
    }


def test_a_moment_is_told_over_24_hours_in_its_own_zone() -> None:
    local = datetime(2026, 9, 24, 9, 5, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    with speaking("zh_TW"):
        assert moment(local) == "2026年9月24日 星期四 17:05"
    with speaking("en"):
        assert moment(local) == "Thu 24 Sep 2026 17:05"


def test_a_moment_without_a_zone_is_never_shown() -> None:
    with pytest.raises(ValueError):
        moment(datetime(2026, 9, 24, 9, 5))


def test_importing_the_words_loads_no_babel() -> None:
    code = "import sys, kiosk.i18n; sys.exit(any(name.startswith('babel') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
