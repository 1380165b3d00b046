"""Questions said aloud: the same words as on the screen, for who cannot read them, and nobody's secrets."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from kiosk import i18n
from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.case import CaseScreen
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.home import Home
from kiosk.screens.public.idle import StillThere
from kiosk.screens.public.leave import LeavePage
from kiosk.screens.public.slip import SlipPage
from kiosk.voice.prompter import USUAL
from tests.screens import SIZES, audit, desk_app, press, screen_text, settled, speak, tap


class Listener:
    """Stands in the place of the speaker and remembers what it was to say."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, int]] = []
        self.is_speaking = False

    async def say(self, sentences: Any, language: str, percent: int) -> None:
        """Speak until somebody stops it."""
        self.heard.append((" / ".join(sentences), language, percent))
        self.is_speaking = True
        try:
            await asyncio.Event().wait()
        finally:
            self.is_speaking = False

    def missing(self) -> str:
        """Miss nothing."""
        return ""

    @property
    def words(self) -> list[str]:
        """Return the words alone."""
        return [words for words, _language, _percent in self.heard]


@asynccontextmanager
async def speaking_desk(
    settings: Settings, language: str = "en", **others: Any
) -> AsyncIterator[tuple[DeskApp, Any, Listener]]:
    """Run a desk that speaks to a listener."""
    voiced = Settings(data=settings.data, voice="espeak", language=language, web=False)
    async with desk_app(voiced, **others) as (app, pilot):
        listener = Listener()
        assert app.voice is not None
        app.voice.speaker, app.voice.settle = listener, 0
        yield app, pilot, listener


async def hear(app: DeskApp, pilot: Any, listener: Listener, least: int) -> list[str]:
    """Wait until so many things were said, and return their words."""
    async with asyncio.timeout(60):
        while len(listener.heard) < least:
            await pilot.pause()
    return listener.words


async def quiet(pilot: Any, listener: Listener) -> bool:
    """Wait until nothing is said any more."""
    async with asyncio.timeout(60):
        while listener.is_speaking:
            await pilot.pause()
    return True


@pytest.mark.parametrize(
    ("size", "language", "large"),
    [
        *((SIZES[0], language, language != "zh_CN") for language in LANGUAGES),
        *((size, "en", False) for size in SIZES),
    ],
)
async def test_pages_with_the_buttons_suit_eyes_and_fingers(
    settings: Settings, size: tuple[int, int], language: str, large: bool
) -> None:
    async with speaking_desk(settings, size=size, has_register=True) as (app, pilot, _listener):
        await speak(pilot, language)
        await app.show_large(large)
        await settled(pilot)
        assert audit(app) == []
        for key in ("2", "1", "1"):
            await press(pilot, key)
            assert audit(app) == [], screen_text(app)
            assert app.screen.query_one("#volume").region


async def test_a_desk_that_is_silent_has_no_buttons_and_loads_nothing(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await press(pilot, ".", "+", "4")
        assert app.voice is None and not app.screen.query("#say-again, #volume, #asked")


def test_a_silent_desk_loads_no_voice() -> None:
    told = "import sys, kiosk.desk; sys.exit(any('voice' in name or 'aloud' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", told], timeout=60).returncode == 0


async def test_each_question_is_said_when_it_comes(settings: Settings) -> None:
    async with speaking_desk(settings, has_register=True) as (app, pilot, listener):
        for number, key in enumerate("21", 1):
            await press(pilot, key)
            heard = await hear(app, pilot, listener, number)
            assert heard[-1].endswith("?") and heard[-1] in screen_text(app)


async def test_home_is_silent_until_it_is_asked(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, listener):
        await settled(pilot)
        assert listener.heard == []
        await tap(pilot, "Say again")
        assert (await hear(app, pilot, listener, 1))[0].startswith(
            "How can we help you? / 1 / I need help / 2"
        )


async def test_a_language_that_is_tapped_is_spoken(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, listener):
        await tap(pilot, "繁體中文")
        await hear(app, pilot, listener, 1)
        await tap(pilot, "English")
        await hear(app, pilot, listener, 2)
        assert [language for _words, language, _percent in listener.heard] == ["zh_TW", "en"]
        assert listener.words[1] == "How can we help you?"


async def test_who_comes_to_a_desk_that_attracts_is_greeted(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, listener):
        app.monotonic.seconds += 100  # type: ignore[attr-defined]
        await app.tick()
        await settled(pilot)
        assert app.screen.has_class("-attract") and listener.heard == []
        await press(pilot, "down")
        assert await hear(app, pilot, listener, 1) == ["How can we help you?"]


async def test_a_point_says_the_choices_too(settings: Settings) -> None:
    async with speaking_desk(settings, has_register=True) as (app, pilot, listener):
        await press(pilot, "4")
        await hear(app, pilot, listener, 1)
        await press(pilot, ".")
        heard = await hear(app, pilot, listener, 2)
        assert heard[1] == "How was it today? / 1 / Very bad / 2 / Bad / 3 / Fair / 4 / Good / 5 / Very good"


async def test_plus_and_minus_speak_louder_and_softer(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, listener):
        for key in ("+", "-", "-"):
            known = len(listener.heard)
            await press(pilot, key)
            await hear(app, pilot, listener, known + 1)
        assert [percent for _words, _language, percent in listener.heard] == [100, 50, 25]
        assert "Volume ●○○" in screen_text(app)
        await press(pilot, "-")
        assert "Volume ○○○" in screen_text(app)
        assert await quiet(pilot, listener) and len(listener.heard) == 3


async def test_the_volume_button_goes_round(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, _listener):
        seen = []
        for _tap in range(4):
            await tap(pilot, "Volume")
            assert app.voice is not None
            seen.append(app.voice.level)
        assert seen == [3, 0, 1, 2]


async def test_signs_in_a_field_are_signs(settings: Settings) -> None:
    async with speaking_desk(settings, has_register=True) as (app, pilot, listener):
        await press(pilot, "5")
        known = len(await hear(app, pilot, listener, 1))
        await press(pilot, ".", "+", "-")
        assert app.screen.query_one(Input).value == ".+-"
        assert len(listener.heard) == known


@pytest.mark.parametrize("way", ["again", "forget", "escape"])
async def test_it_is_silent_at_once_when_somebody_leaves(settings: Settings, way: str) -> None:
    async with speaking_desk(settings, has_register=True) as (app, pilot, listener):
        await press(pilot, "2")
        await hear(app, pilot, listener, 1)
        assert listener.is_speaking
        if way == "again":
            await tap(pilot, "Start again")
        elif way == "escape":
            await press(pilot, "escape")
        else:
            await app.forget()
            await settled(pilot)
        assert isinstance(app.screen, Home)
        assert await quiet(pilot, listener) and len(listener.heard) == 1


async def test_whoever_comes_next_finds_the_usual_volume(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, _listener):
        await press(pilot, "+")
        await app.forget()
        assert app.voice is not None and app.voice.level == USUAL


async def test_it_asks_aloud_whether_somebody_is_there_and_then_forgets_in_silence(
    settings: Settings,
) -> None:
    async with speaking_desk(settings, has_register=True) as (app, pilot, listener):
        await press(pilot, "2")
        await hear(app, pilot, listener, 1)
        app.monotonic.seconds += 60  # type: ignore[attr-defined]
        await app.tick()
        assert isinstance(app.screen, StillThere)
        assert (await hear(app, pilot, listener, 2))[1] == "Are you still there?"
        app.monotonic.seconds += 31  # type: ignore[attr-defined]
        await app.tick()
        await settled(pilot)
        assert isinstance(app.screen, Home)
        assert await quiet(pilot, listener) and len(listener.heard) == 2


async def test_the_way_out_for_staff_is_not_announced(settings: Settings) -> None:
    async with speaking_desk(settings) as (app, pilot, listener):
        await app.push_screen(LeavePage())
        await settled(pilot)
        assert listener.heard == []


async def test_nothing_anybody_entered_is_ever_said(settings: Settings) -> None:
    secrets = ("Secret words", "13800138000", "Wang Xiuying")
    async with speaking_desk(settings, size=(160, 50), has_register=True) as (app, pilot, listener):
        screen = FeedbackScreen()
        await app.push_screen(screen)
        await press(pilot, "1")
        screen.draft.words, screen.draft.phone, screen.draft.name = secrets
        screen.draft.pin = "4711"
        for name in [page.name for page in screen.pages()]:
            await screen.show_page(name)
            await settled(pilot)
            app.screen.set_focus(None)
            known = len(listener.heard)
            await press(pilot, ".")
            await hear(app, pilot, listener, known + 1)
        assert secrets[0] in screen_text(app) and "138" in screen_text(app)  # the last page shows it all
        said = "\n".join(listener.words)
        assert "Your name (optional)" in said
        assert not [secret for secret in (*secrets, "4711") if secret in said]


async def test_a_slip_and_a_case_keep_their_number_to_themselves(settings: Settings) -> None:
    from kiosk.rules.drafts import Draft
    from kiosk.services import cases, public_view

    async with speaking_desk(settings, size=(120, 40), has_register=True) as (app, pilot, listener):
        draft = Draft.open("complaint", "en", "front", app.now())
        case = await app.act(cases.file, draft, app.settings, app.now())
        await app.push_screen(SlipPage(case))
        await hear(app, pilot, listener, 1)
        await press(pilot, ".")
        await hear(app, pilot, listener, 2)
        assert audit(app) == []
        view = await app.ask(public_view.of, case, True, app.settings, app.now())
        await app.push_screen(CaseScreen(case, view))
        await settled(pilot)
        await press(pilot, ".")
        said = "\n".join(await hear(app, pilot, listener, 3))
        assert "It is filed" in said and "What was said" in said
        assert case.number not in said and view.stage_words not in said


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "zh_TW"), *((size, "en") for size in SIZES)])
async def test_a_slip_with_its_code_has_room_for_the_buttons(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    from kiosk.rules.drafts import Draft
    from kiosk.services import cases

    base = Settings(data=settings.data, voice="espeak", base_address="https://q.example.org", web=False)
    async with desk_app(base, size=size, has_register=True) as (app, pilot):
        assert app.voice is not None
        app.voice.speaker = Listener()
        await speak(pilot, language)
        draft = Draft.open("complaint", language, "front", app.now())
        case = await app.act(cases.file, draft, app.settings, app.now())
        await app.push_screen(SlipPage(case))
        await settled(pilot)
        await settled(pilot)
        assert app.screen.query("#code") and app.screen.query_one("#say-again").region
        assert audit(app) == [], screen_text(app)


async def test_a_desk_that_cannot_speak_says_so_and_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    voiced = Settings(data=settings.data, voice="espeak", language="en")
    monkeypatch.setenv("PATH", str(tmp_path))
    async with desk_app(voiced, has_register=True) as (app, pilot):
        await press(pilot, ".")
        assert app.voice is not None
        while not app.voice.problem:
            await pilot.pause()
        await press(pilot, ".")
        assert "The desk cannot speak now" in screen_text(app)
        await press(pilot, "4")
        assert "How was it today?" in screen_text(app)
    assert "voice: espeak-ng cannot be run" in voiced.log.read_text()


def test_the_doctor_says_what_the_voice_needs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.commands import doctor

    i18n.choose("en")
    monkeypatch.setenv("PATH", "/nowhere")
    for voice, problem in (("off", ""), ("espeak", "apt install espeak-ng"), ("/nowhere", "no recordings")):
        told = dict(doctor._findings(Settings(data=settings.data, voice=voice, web=False), False))
        found = told[f"Voice: {voice}"]
        assert problem in found and bool(found) == bool(problem)
