"""A slip held under the scanner at Home opens its case; nothing that the scanner types chooses anything."""

from kiosk.config import Settings
from kiosk.scanner import PAUSE, Scanner
from kiosk.screens.public.home import Home
from kiosk.screens.public.progress import ProgressScreen
from kiosk.services import cases
from kiosk.slips.link import address
from tests.fingers import until, until_screen
from tests.register import NOW, draft
from tests.screens import desk_app, press, screen_text, settled, speak

TOKEN = "0" * 26


def typed(scanner: Scanner, text: str, between: float = 0.01) -> list[bool]:
    """Type a text at a scanner's or a finger's speed."""
    return [scanner.takes(letter, n * between + 100) for n, letter in enumerate(text)]


def test_an_address_typed_in_one_go_is_a_slip() -> None:
    scanner = Scanner()
    assert all(typed(scanner, address("http://192.168.1.20:8765", TOKEN) + "\r"))
    assert scanner.scanned().endswith(TOKEN)
    assert scanner.scanned() == ""


def test_a_digit_alone_is_a_finger() -> None:
    assert typed(Scanner(), "1234", between=0.01) == [False] * 4


def test_a_letter_long_ago_does_not_hold_back_a_finger() -> None:
    assert typed(Scanner(), "h1", between=PAUSE * 2) == [True, False]


def test_letters_that_are_no_address_open_nothing() -> None:
    scanner = Scanner()
    typed(scanner, "hello 1\r")
    assert scanner.scanned() == ""


async def test_a_slip_scanned_at_home_asks_for_its_digits_and_shows_the_case(settings: Settings) -> None:
    async with desk_app(settings, has_register=True) as (app, pilot):
        await speak(pilot, "en")
        case = await app.ask(cases.file, draft(), settings, NOW)
        link = address("http://192.168.1.20:8765", await app.ask(cases.token_of, case))
        await pilot.press(*link, "enter")
        screen = await until_screen(pilot, ProgressScreen)
        assert screen.at == "digits"
        await press(pilot, *"5678", "enter")
        await until(pilot, lambda: case.number in screen_text(app))


async def test_a_scanner_that_reads_something_else_leaves_home_as_it_is(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await pilot.press(*"HTTPS://SHOP.EXAMPLE/1234", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Home)
