"""Draw every screen of the front desk into docs/screens, from the real program in a real terminal.

    python -m scripts.pictures [LANGUAGE ...]

A walk is a list of steps: a word to type or a key, then the name of the picture, if one is taken. `@WORDS`
taps the button with these (English) words in the language of the walk.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Program
from kiosk import i18n
from scripts.draw import save

DOCS = Path(__file__).parent.parent / "docs" / "screens"
PORTS = {language: str(18770 + n) for n, language in enumerate(i18n.LANGUAGES)}
"""A port a language, so that several can be drawn at once."""
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "right": "\x1b[C"}
THEMES = ("light", "dark", "contrast")
SIZES = {"light": ((80, 24), (120, 40), (160, 50)), "dark": ((80, 24),), "contrast": ((80, 24),)}
EVERYWHERE = {"home", "help-answer", "complaint-phrases", "complaint-check", "slip", "timetable", "rate"}
"""What is drawn in every size and theme; the rest at 80×24 in light alone."""
PHONE = {"width": 390, "height": 844}

BUTTONS = ("Start again", "Back", "Continue", "File it", "Done", "Large\nand simple")

HELP = ["1 help-who", "1 help-need", "5 help-answer", "@Start again"]
COMPLAINT = [
    "2 complaint-which",
    "1 complaint-about",
    "2 complaint-matter",
    "1 complaint-where",
    "1 complaint-letters",
    "@Back",
    "5 complaint-department",
    "3 complaint-when",
    "3 complaint-phrases",
    "1",
    "2",
    "@Continue complaint-words",
    "@Continue complaint-wish",
    "1",
    "1 complaint-you",
    "1 complaint-phone",
    "13812345678",
    "@Continue complaint-name",
    "@Continue complaint-check",
    "@File it slip",
    "@Done",
]
APPOINTMENTS = [
    "3 appointments",
    "1 booking",
    "@Back",
    "2 timetable-where",
    "2",
    "1 timetable",
    "@Start again",
]
RATE = ["4 rate", "2 rated", "@Start again"]
PROGRESS = ["5 progress-number", "@Start again"]
LARGE = ["@Large\nand simple home-large", "1 help-large"]
WALK = ["home", *HELP, *COMPLAINT, *APPOINTMENTS, *RATE, *PROGRESS, *LARGE]


def desk(data: Path, language: str, theme: str, size: tuple[int, int]) -> Program:
    """Start a front desk with its status page."""
    command = [
        sys.executable,
        "-m",
        "kiosk",
        "--data",
        str(data),
        "--port",
        PORTS[language],
        "--host",
        "127.0.0.1",
    ]
    command += ["--language", language, "--theme", theme]
    program = Program(command, *size, KIOSK_BASE_ADDRESS=f"http://127.0.0.1:{PORTS[language]}")
    program.wait("0574", 60)
    program.settle(1.0)
    return program


def do(program: Program, step: str) -> str:
    """Take a step; return the name of the picture to be taken then, if any."""
    if step == "home":
        return step
    if step.startswith("@"):
        button = next(words for words in BUTTONS if step[1:].startswith(words))
        program.tap(i18n._(button).split("\n")[0])
        return step[1:].removeprefix(button).strip()
    key, _space, name = step.partition(" ")
    os.write(program.fd, KEYS.get(key, key).encode())
    return name


def main() -> None:
    """Draw all languages, or those that are named."""
    for language in sys.argv[1:] or i18n.LANGUAGES:
        i18n.choose(language)
        for theme in THEMES:
            for size in SIZES[theme]:
                with tempfile.TemporaryDirectory() as place:
                    walk(Path(place), language, theme, size)


def walk(data: Path, language: str, theme: str, size: tuple[int, int]) -> None:
    """Walk through the desk, and draw what stands there."""
    program = desk(data, language, theme, size)
    folder = DOCS / f"{language}-{theme}-{size[0]}x{size[1]}"
    is_whole = theme == "light" and size == (80, 24)
    for step in WALK:
        name = do(program, step)
        program.settle(0.6, 3.0)
        program.take()
        if name and (is_whole or name in EVERYWHERE):
            save(program.screen, folder / f"{name}.png", language)
    if is_whole:
        photograph(data, language)
    program.end()
    print(folder.name)


def photograph(data: Path, language: str) -> None:
    """Draw the status page of the case that was filed, as a phone shows it."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{PORTS[language]}/S/{newest_token(data)}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport=PHONE,
                color_scheme=scheme,
                locale=language.replace("_", "-"),
                device_scale_factor=1.5,
            )
            page.goto(address)
            page.screenshot(path=DOCS / f"{language}-phone-{scheme}.png", full_page=True)
        browser.close()


def newest_token(data: Path) -> str:
    """Return the token of the newest case's link."""
    from kiosk import store
    from kiosk.config import Settings
    from kiosk.services import cases

    store.open_register(Settings(data=data))
    token = cases.token_of(cases.newest(1)[0])
    store.close()
    return token


if __name__ == "__main__":
    main()
