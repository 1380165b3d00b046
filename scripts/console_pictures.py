"""Draw every screen of the console into docs/screens, from the real program in a real terminal.

    python -m scripts.console_pictures [LANGUAGE ...]

A walk is a list of steps: what is typed or a key, then the name of the picture, if one is taken.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.terminal import Program
from kiosk import i18n, store
from kiosk.commands import hospital
from kiosk.config import Settings
from kiosk.records import Staff
from kiosk.rules.drafts import Draft
from kiosk.services import acts, cases, demo, demo_year, handovers, people, staff, tick
from scripts.draw import save

DOCS = Path(__file__).resolve().parent.parent / "docs" / "screens"
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "down": "\x1b[B", "end": "\x1b[F"}
SIZES = {"light": ((80, 24), (120, 40), (200, 60)), "dark": ((120, 40),)}
DARK = {"work", "case"}
"""What is drawn in dark colours, too."""
PASSWORD = "ein kleiner gruener Kaktus"
BOSS, ADMIN, AUDITOR = "he-meijuan", "xu-ke", "dai-wenjing"
ENTER = [PASSWORD, "enter"]
WALKS = {
    BOSS: [
        *(
            "5 work",
            "? work-all",
            "escape",
            "/ search",
            "退费 search-found",
            "escape",
            "f work-filter",
            "escape",
        ),
        *("g alerts", "escape", "n register", "escape", "s scripts", "escape", "enter case", "? case-all"),
        *("escape", "e case-dates", "escape", "p case-reply", "escape", "i case-investigation", "escape"),
        # The first case is offered to somebody already.
        *("escape", "down", "enter", "h case-hand-over", "escape"),
    ],
    ADMIN: ["p people", "escape", "o", "end settings"],
    AUDITOR: ["u audit"],
}
YEAR = [
    *("b leader", "escape", "r reports", "escape", "m satisfaction", "escape", "i notices", "escape"),
    *("t common-matters", "escape", "K training", "escape", "c calls-and-visits", "escape"),
    *("y service-stars", "escape"),
]
"""Through what comes of a whole year, which another register holds."""
TOLD = (
    ("complaint", "overcharge", "cashier", "收费窗口多收了三十元，要求退费，窗口说要等一周。"),
    (
        "complaint",
        "waiting",
        "outpatient-office",
        "上午九点到的，等到十一点半没有人叫号，问了两次都说再等等。",
    ),
    ("complaint", "attitude", "nursing-office", "问护士病房怎么走，她头也不抬，老人站了很久。"),
    ("question", "", "", "复查的血要不要空腹？"),
    ("suggestion", "", "", "门诊楼二楼的椅子不够，能不能再放几把。"),
    ("praise", "", "", "王护士长半夜帮我母亲换药，很有耐心。"),
    ("contact", "", "", "早上在取药窗口丢了一个黑色的包。"),
)


def opened(data: Path, language: str) -> Settings:
    """Make a register of the sample hospital and people who may sign in; it stays open."""
    settings = Settings(data=data, language=language)
    data.mkdir(parents=True)
    hospital.open_sample(settings)
    store.open_register(settings)
    now = settings.clock()
    first = people.add("first", "First", "admin", [], None, now, password=PASSWORD)
    admin = staff.actor(first.code, settings)
    for code in (BOSS, ADMIN, AUDITOR):
        row = Staff.get_by_id(code)
        people.add(code, {}, row.role, [row.department], admin, now, password=PASSWORD)
    return settings


def year(data: Path, language: str) -> None:
    """Make a register with a whole year in it."""
    settings = opened(data, language)
    for _done in demo_year.fill(settings, settings.clock()):
        pass
    demo.tidy()
    store.close()


def register(data: Path, language: str) -> None:
    """Make a register with a week of work in it."""
    settings = opened(data, language)
    now = settings.clock()
    boss = staff.actor(BOSS, settings)
    for n, (kind, category, department, words) in enumerate(TOLD * 4):
        draft = Draft.open(kind, language, "front", now)
        draft.words, draft.phone, draft.name = words, f"1381234{n:04}", "王秀英"
        draft.category, draft.department = category, department
        draft.need = "lost-found" if kind == "contact" else ""
        filed = now - timedelta(hours=22 - n, minutes=7 * n)
        case = cases.file(draft, settings, filed)
        if kind == "complaint" and n % 3 == 0:
            handovers.offer(case.uid, "medical-office", "", words, boss, settings, now)
        if n == 0:
            acts.note(case.uid, "已电话联系，对方同意明天来院核对票据。", boss, settings, now)
            acts.reply(case.uid, "您好，我们已经收到，正在和收费处核对，明天给您答复。", boss, settings, now)
    tick.tick(settings, now)
    store.close()


def console(data: Path, language: str, theme: str, size: tuple[int, int], who: str) -> Program:
    """Start a console and sign somebody in."""
    command = [sys.executable, "-m", "kiosk", "staff", "--data", str(data)]
    program = Program([*command, "--language", language, "--theme", theme], *size)
    program.settle(2.0, 30.0)
    for step in (who, "enter", *ENTER):
        do(program, step)
        program.settle(0.5, 3.0)
    program.settle(2.0, 10.0)
    do(program, "escape")
    program.settle(0.8, 4.0)
    return program


def do(program: Program, step: str) -> str:
    """Take a step; return the name of the picture to be taken then, if any."""
    key, _space, name = (step, "", "") if step == PASSWORD else step.partition(" ")
    os.write(program.fd, KEYS.get(key, key).encode())
    return name


def walk(
    data: Path, language: str, theme: str, size: tuple[int, int], who: str, steps: Sequence[str]
) -> None:
    """Walk through the console as one person, and draw what stands there."""
    program = console(data, language, theme, size, who)
    folder = DOCS / f"{language}-{theme}-{size[0]}x{size[1]}"
    for step in steps:
        name = do(program, step)
        program.settle(1.5, 8.0)
        program.take()
        # On a larger screen the settings show where this register lies.
        is_shown = theme == "light" or name in DARK
        if name and is_shown and (name != "settings" or size == (80, 24)):
            save(program.screen, folder / f"console-{name}.png", language)
    program.end()
    print(folder.name, who)


def copied(
    made: Path, language: str, theme: str, size: tuple[int, int], who: str, steps: Sequence[str]
) -> None:
    """Walk through a copy of a register."""
    data = Path("data")
    shutil.copytree(made, data)
    walk(data, language, theme, size, who, steps)
    shutil.rmtree(data)


def main() -> None:
    """Draw all languages, or those that are named."""
    os.environ["PYTHONPATH"] = str(DOCS.parent.parent)
    for language in sys.argv[1:] or i18n.LANGUAGES:
        i18n.choose(language)
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            made, of_year = Path("made"), Path("year")
            register(made, language)
            year(of_year, language)
            for theme, sizes in SIZES.items():
                for size in sizes:
                    for who in WALKS if theme == "light" else (BOSS,):
                        copied(made, language, theme, size, who, WALKS[who])
                    if theme == "light":
                        copied(of_year, language, theme, size, BOSS, YEAR)


if __name__ == "__main__":
    main()
