"""Two consoles in real terminals and a phone on the page act on one case at once, a hundred times."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from kiosk import store
from kiosk.services import cases, handovers
from tests import staff
from tests.console import PASSWORD
from tests.console_line import House, house
from tests.desk_terminal import Desk, command, free_port
from tests.staff import person
from tests.terminals import Terminal
from tests.web import form_of

WIDE = (120, 40)
WITH_PHONE, WITH_REPLY, NOTES = 20, 10, 10
"""Rounds: three act at once; a reply and a note at once, which the phone reads; two notes at once."""
SOON, LATEST = 2.0, 10.0
"""Seconds in which each mostly sees what the others did, and at the latest on a busy machine."""
WRITTEN = ("note", "reply", "message")
PROXY = {"accept-language": "en", "x-forwarded-proto": "https"}
DIGITS = "5678"


@dataclass
class Phone:
    """A phone that looks at the page through the hospital's proxy, which speaks HTTPS."""

    line: httpx.Client
    path: str
    headers: dict[str, str] = field(default_factory=lambda: dict(PROXY))

    def page(self) -> str:
        """Return the page."""
        answer = self.line.get(self.path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    def open(self) -> None:
        """Show the second factor."""
        answer = self.send("open", digits=DIGITS)
        self.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]

    def send(self, name: str, **fields: str) -> httpx.Response:
        """Send a form of the page."""
        given = {"form": form_of(self.page()), **fields}
        return self.line.post(f"{self.path}/{name}", data=given, headers=self.headers)


class Console(Desk):
    """Somebody's console, at the complaint."""

    def __init__(self, who: str, here: House, key: str) -> None:
        words = command("staff", "--data", str(here.settings.data), "--language", "en")
        super().__init__(words, WIDE)
        self.wait(lambda: self.sees("Sign-in name") and not self.pump(0.3), "the door", 60)
        self.type(who.encode() + b"\r" + PASSWORD.encode() + b"\r")
        self.see("My work")
        self.see("in time", "today 1")
        self.type(key.encode())
        self.wait(lambda: self.sees(here.number), "the row")
        self.pause()
        self.type(b"\r")
        self.wait(lambda: self.sees("First responder") and not self.pump(0.3), "the case")

    def pause(self) -> None:
        """Wait until nothing more is drawn."""
        while self.pump(0.3):
            pass

    def begin(self, key: str, words: str) -> None:
        """Open a form and write into it, without saving it."""
        self.type(key.encode())
        self.wait(lambda: self.sees("Ctrl+S"), f"the form of {key}")
        self.wait(lambda: not self.pump(0.05), "the end of drawing")
        self.type(words.encode())
        self.wait(lambda: self.sees(words), words)


@dataclass
class Scene:
    """Everybody at one case."""

    here: House
    first: Console
    second: Console
    phone: Phone
    crowd: ThreadPoolExecutor
    waits: list[tuple[float, str]] = field(default_factory=list)

    def until(self, is_so: Callable[[], bool], told: str, patience: float = 30.0) -> float:
        """Draw both consoles until something is so; return how long that took."""
        since = time.monotonic()
        while not is_so():
            assert time.monotonic() < since + patience, f"{told}\n{self.first.text}\n{self.second.text}"
            for console in (self.first, self.second):
                console.pump(0.02)
        return time.monotonic() - since

    def all_see(self, told: dict[str, tuple[Console, ...]], since: float) -> None:
        """Wait until everybody sees what the others did; keep how long each took from the key that did it."""
        left = {(words, console) for words, consoles in told.items() for console in consoles}

        def is_seen() -> bool:
            for words, console in sorted(left, key=lambda one: one[0]):
                if console.sees(words):
                    self.waits.append((time.monotonic() - since, words))
                    left.discard((words, console))
            return not left

        self.until(is_seen, f"not seen: {left}")

    def at_rest(self) -> None:
        """Wait until both forms are closed."""
        consoles = (self.first, self.second)
        self.until(lambda: all(map(is_closed, consoles)), "the forms' end")

    def phone_does(self, name: str, **fields: str) -> Future[httpx.Response]:
        """Let the phone do something meanwhile."""
        return self.crowd.submit(self.phone.send, name, **fields)


@contextmanager
def page(here: House) -> Iterator[Phone]:
    """Run `kiosk web` behind a proxy on this machine."""
    port, data = free_port(), here.settings.data
    (data.parent / "kiosk.toml").write_text(f'data = "{data}"\ntrusted_proxies = ["127.0.0.1"]\n')
    words = ("--config", str(data.parent / "kiosk.toml"), "--port", str(port), "--host", "127.0.0.1")
    server = Terminal(command("web", *words))
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=9), trust_env=False
        ) as line:
            yield Phone(line, f"/S/{here.ask(lambda: cases.token_of(cases.find(here.uid)))}")
    finally:
        server.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Open two consoles and the page at one complaint: a supervisor, and the office that answers for it."""
    here = house(tmp_path / "data", {}, ("he", "gu"))
    now = datetime.now(UTC)

    def hand_over() -> None:
        handovers.offer(here.uid, "medical-office", "", "", person("he"), here.settings, now)
        [made] = handovers.of(here.uid)
        handovers.accept(made.uid, person("gu"), here.settings, now)

    here.ask(hand_over)
    with page(here) as phone, ThreadPoolExecutor(1) as crowd:
        phone.open()
        consoles: list[Console] = []
        try:
            consoles.append(Console("he", here, "5"))
            consoles.append(Console("gu", here, "1"))
            yield Scene(here, *consoles, phone, crowd)
        finally:
            for console in consoles:
                console.close()


def test_nothing_is_lost_or_done_twice_and_everybody_sees_it_soon(scene: Scene) -> None:
    since = time.monotonic()
    written: Counter[str] = Counter()
    for turn in range(WITH_PHONE + WITH_REPLY + NOTES):
        first, second, third = (f"{who}{turn:03d}" for who in ("he", "gu", "ph"))
        is_reply = WITH_PHONE <= turn < WITH_PHONE + WITH_REPLY
        scene.first.begin("p" if is_reply else "n", first)
        scene.second.begin("n", second)
        sent = scene.phone_does("message", words=third) if turn < WITH_PHONE else None
        if is_reply:
            scene.first.type(b"\x13")
            scene.until(lambda: scene.first.sees("The patient will read this"), "the preview")
        sent_at = time.monotonic()
        for console in (scene.first, scene.second):
            console.type(b"\x13\x13" if not is_reply or console is scene.first else b"\x13")
        if is_reply:
            sent_at = send_again(scene) or sent_at
        told = {first: (scene.second,), second: (scene.first,)}
        if sent is not None:
            assert sent.result(30).status_code == 303
            told[third] = (scene.first, scene.second)
        scene.all_see(told, sent_at)
        scene.at_rest()
        written += Counter(told.keys())
        if is_reply:
            asked = time.monotonic()
            assert first in scene.phone.page()
            scene.waits.append((time.monotonic() - asked, f"{first} on the page"))
    took = time.monotonic() - since
    lines = scene.here.case().timeline
    assert Counter(line.words for line in lines if line.kind in WRITTEN) == written
    last_words(scene)
    case = scene.here.case()
    assert [line.position for line in case.timeline] == list(range(len(case.timeline)))
    assert scene.here.ask(store.verify).ok
    worst, words = max(scene.waits)
    middle = sorted(scene.waits)[len(scene.waits) // 2][0]
    acts = written.total()
    print(f"\n{acts} acts in {took:.0f} s, seen after {middle:.2f} s, at worst {worst:.2f} s ({words})")
    assert acts >= 100 and middle < SOON and worst < LATEST


def is_closed(console: Console) -> bool:
    """Tell whether no form is open, nor being drawn."""
    return not console.sees("Ctrl+S") and not console.pump(0.15) and not console.sees("Ctrl+S")


def send_again(scene: Scene) -> float:
    """Read what came meanwhile, and send the reply once more, where somebody was quicker; return when."""
    first, sent_at, latest = scene.first, 0.0, time.monotonic() + 30
    while not is_closed(first):
        assert time.monotonic() < latest, first.text
        for console in (first, scene.second):
            console.pump(0.02)
        if first.sees("Somebody wrote meanwhile") or first.sees("The patient will read this"):
            before, sent_at = first.text, time.monotonic()
            first.type(b"\x13")
            first.look(before, 1.0)
    return sent_at


def last_words(scene: Scene) -> None:
    """Let both staff and the phone say at one moment whether it is solved: one of them is heard."""
    here = scene.here
    here.ask(lambda: staff.answer(here.uid, here.settings, datetime.now(UTC)))
    consoles = (scene.first, scene.second)
    scene.until(lambda: all(one.sees("Verdict") for one in consoles), "the answered case")
    for console in consoles:
        console.type(b"v")
    scene.until(lambda: all(one.sees("What the patient said") for one in consoles), "the forms")
    for console in consoles:
        console.pause()
        console.type(b"\r")
        console.pause()
    sent = scene.phone_does("verdict", verdict="solved")
    for console in consoles:
        console.type(b"\x13\x13")
    sent.result(30)
    scene.until(lambda: here.case().stage == "closed", "the end")
    for console in consoles:
        console.pause()
    verdicts = [line.by for line in here.case().timeline if line.kind == "verdict"]
    assert len(verdicts) == 1 and here.case().verdict == "solved"
