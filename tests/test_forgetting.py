"""Whoever walks away is forgotten: no word of theirs is left for the next one, on the glass or in memory."""

import gc

from kiosk.config import Settings
from kiosk.rules.drafts import Draft
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.home import Home
from tests.fingers import until_screen
from tests.screens import desk_app, press, screen_text, settled, speak

WORDS = "a very particular story"


def drafts_told() -> list[str]:
    """Return the words of every draft that is still in memory."""
    gc.collect()
    return [one.words for one in gc.get_objects() if isinstance(one, Draft)]


async def test_what_was_typed_is_gone_from_glass_and_memory(settings: Settings) -> None:
    """Reliability 54."""
    async with desk_app(settings, has_register=True) as (app, pilot):
        await speak(pilot, "en")
        await press(pilot, "2", "1")
        screen = await until_screen(pilot, FeedbackScreen)
        assert screen.draft is not None
        screen.draft.words = WORDS
        assert WORDS in drafts_told()
        del screen
        await app.forget()
        await settled(pilot)
        assert isinstance(app.screen, Home) and len(app.screen_stack) == 1
        assert WORDS not in screen_text(app)
        assert WORDS not in drafts_told()
