"""You said, we did: what staff published, at the resting terminal and on the page, in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Answer, Theme
from kiosk.rules.refusal import Refusal
from kiosk.screens.public.home import COUNT_SECONDS, TURN_SECONDS, Home
from kiosk.services import mirroring, theme_cases, themes
from kiosk.store import Written, whole
from tests.register import HOSTILE, NOW, draft
from tests.screens import audit, desk_app, screen_text, settled
from tests.staff import hire, person
from tests.web import Site, site

SAID = {"zh_CN": "晚上陪护没有床", "zh_TW": "晚上陪病沒有床", "en": "No bed for whoever stays"}
DID = {"zh_CN": "添了四十张陪伴床", "en": "Forty beds came"}


def publish(settings: Settings, said: dict[str, str], did: dict[str, str], at: int = 0) -> Theme:
    """Publish a theme with one case."""
    from kiosk.services import cases

    case = cases.file(draft(words="STRANGER-WORDS"), settings, NOW)
    uid = theme_cases.group([case.uid], "陪伴床", person("he"), settings, NOW)
    themes.decide(uid, "买", "12000", None, person("he"), NOW)
    themes.finish(uid, person("he"), NOW)
    return themes.publish(uid, said, did, person("he"), NOW + timedelta(minutes=at))


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path / "data") as made:
        yield made


def test_the_page_shows_what_was_published_last_first_in_the_visitors_language(here: Site) -> None:
    """CMP-26: words of staff alone; a language that is missing falls back."""
    for told in (
        ({"zh_CN": "灯太暗", "en": "Too dark"}, {"zh_CN": "换了灯", "en": "New lamps"}, 0),
        (SAID, DID, 1),
    ):
        here.ask(publish, here.settings, *told)
    text = here.phone(language="en").get("/board").text
    assert text.index("No bed for whoever stays") < text.index("Too dark")
    assert "Forty beds came" in text
    for secret in ("STRANGER-WORDS", "王秀英", "12000", "陪伴床"):
        assert secret not in text
    assert "晚上陪病沒有床" in here.phone(language="zh-TW").get("/board").text
    assert "添了四十张陪伴床" in here.phone(language="zh-TW").get("/board").text
    assert "<script" not in text
    assert len(text.encode()) < 20_000


def test_words_on_the_board_are_words(here: Site) -> None:
    """CMP-26: nothing that was typed becomes a mark of the page."""
    here.ask(publish, here.settings, {"zh_CN": HOSTILE}, {"zh_CN": "<script>x</script>"})
    text = here.client.get("/board").text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text


def test_an_empty_board_says_so_and_home_leads_to_it(here: Site) -> None:
    """CMP-26: also a hospital that published nothing yet has an honest page."""
    assert "Nothing stands here yet" in here.client.get("/board").text
    assert 'href="board"' in here.client.get("/").text


def knows(question: str, answer: str) -> None:
    """Let the hospital have an answer."""
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        words = {"zh_CN": "停车费怎么算？", "en": question}, {"zh_CN": "每小时五元。", "en": answer}
        row = Answer(code="parking", position=0, topic="visit", question=words[0], answer=words[1])
        written.add(row)


def test_what_the_hospital_knows_stands_on_the_page_too(here: Site) -> None:
    """SCR-06: questions and answers by topic, in the visitor's language, without a script."""
    assert "Nothing stands here yet" in here.client.get("/answers").text
    here.ask(knows, "What does <b>parking</b> cost?", "Five an hour.\nFree at night.")
    here.clock.move(seconds=1)
    text = here.client.get("/answers").text
    for part in ("Your visit", "<summary>What does &lt;b&gt;parking", "<p>Free at night.</p>"):
        assert part in text
    assert "<script" not in text
    assert "每小时五元" in here.phone(language="zh-TW").get("/answers").text
    assert 'href="answers"' in here.client.get("/").text


async def test_the_resting_desk_tells_what_was_published_before_what_the_files_say(
    settings: Settings,
) -> None:
    """CMP-26: both sources; read again within a minute, and gone when it is taken down."""
    settings = replace(settings, clock=lambda: NOW, language="en")
    async with desk_app(settings, has_register=True) as (app, pilot):
        home = app.screen
        assert isinstance(home, Home)
        await app.ask(hire_beside)
        theme = await app.ask(publish, settings, SAID, DID)

        async def rest(turn: int) -> str:
            app.monotonic.seconds += COUNT_SECONDS  # type: ignore[attr-defined]
            home.attract(0)
            await app.workers.wait_for_complete()
            home.attract(turn * TURN_SECONDS)
            await settled(pilot)
            return screen_text(app)

        text = await rest(1)
        assert "You said: No bed for whoever stays" in text
        assert "We did: Forty beds came" in text
        assert audit(app) == []
        text = await rest(2)
        assert "You said:" in text
        assert "No bed" not in text
        await app.ask(themes.unpublish, theme.uid, person("he"), NOW)
        assert "No bed" not in await rest(1)


def hire_beside() -> None:
    """Let the small hospital's people work in the sample hospital."""
    from kiosk.records import Staff

    with whole():
        name = dict.fromkeys(("zh_CN", "zh_TW", "en"), "He")
        Written().add(Staff(code="he", name=name, department="service-centre", role="supervisor"))


def test_a_terminal_gets_what_was_published_with_the_hospital(register: Settings) -> None:
    """CMP-26: a terminal that is alone still tells of it."""
    hire()
    publish(register, SAID, DID)
    rows = mirroring.snapshot()
    [theme] = rows[Theme]
    assert isinstance(theme, Theme)
    assert theme.you_said == SAID
    before = mirroring.version(rows)
    themes.unpublish(theme.uid, person("he"), NOW)
    assert mirroring.version(mirroring.snapshot()) != before


@pytest.mark.parametrize("is_large", [False, True])
async def test_the_longest_words_that_may_be_published_fit_on_the_smallest_screen(
    settings: Settings, is_large: bool
) -> None:
    """CMP-26: nothing is cut off, and nothing else is pushed away."""
    settings = replace(settings, clock=lambda: NOW)
    longest = {"zh_CN": "长" * (themes.PUBLIC // 2 - 1) + "完"}
    async with desk_app(settings, has_register=True) as (app, pilot):
        home = app.screen
        assert isinstance(home, Home)
        await app.ask(hire_beside)
        with pytest.raises(Refusal, match="A sentence on the board has|最多"):
            await app.ask(publish, settings, longest, {"zh_CN": longest["zh_CN"] + "。"})
        await app.ask(publish, settings, longest, longest)
        if is_large:
            await app.show_large(True)
            home = app.screen
            assert isinstance(home, Home)
        app.monotonic.seconds += COUNT_SECONDS  # type: ignore[attr-defined]
        home.attract(0)
        await app.workers.wait_for_complete()
        home.attract(TURN_SECONDS)
        await settled(pilot)
        assert screen_text(app).count("完") == 2
        assert audit(app) == []
