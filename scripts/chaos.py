"""Three terminals, one register, and all that can go wrong between them: nothing is lost, nothing doubled.

`python -m scripts.chaos [FILINGS]` files at terminals that are killed, over lines that are killed, through a
network that cuts, swallows and refuses, to a PostgreSQL that is killed; then it counts.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.servers import Server, free_port

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "kiosk" / "sample"
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
PIECE = 65536
DRAINED = 180.0
"""Seconds that the lines may take at the end until nothing waits any more."""


class Found(NamedTuple):
    """What the run counted."""

    filed: int
    lost: int
    doubled: int
    parked: int
    killed: Counter[str]
    p50: float
    p99: float
    """Milliseconds of a filing."""
    hole_p99: float
    """The same while the register was a black hole."""
    holes: int
    """Filings made while it was one."""
    is_whole: bool
    """Whether the register's trail and every spool's hold."""


class Network:
    """A way to the server that can cut, swallow and refuse."""

    def __init__(self, target: int) -> None:
        self.target, self.port, self.mode = target, free_port(), "pass"
        self.open: set[socket.socket] = set()
        self.swallowed: set[socket.socket] = set()
        """Ends of connections that look whole, and on which nothing arrives any more."""
        self.door: socket.socket | None = None
        self.lock = threading.Lock()
        self.listen()

    def listen(self) -> None:
        """Take connections."""
        door = socket.create_server(("127.0.0.1", self.port))
        self.door = door
        threading.Thread(target=self.take, args=(door,), daemon=True).start()

    def take(self, door: socket.socket) -> None:
        """Let each connection through, both ways."""
        while True:
            try:
                near, _address = door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                near.close()
                continue
            with self.lock:
                self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        """Carry what one says to the other; a hole swallows it, and closes nothing."""
        with suppress(OSError):
            while piece := one.recv(PIECE):
                while self.mode == "hole":
                    time.sleep(0.02)
                if self.mode == "swallow":
                    self.swallowed |= {one, other}
                if one not in self.swallowed:
                    other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def turn(self, mode: str) -> None:
        """Be otherwise from now on."""
        was, self.mode = self.mode, mode
        if was == "refuse" and mode != "refuse":
            self.listen()
        if mode in ("cut", "refuse"):
            if mode == "refuse" and self.door is not None:
                # A blocked accept() goes on listening until it is woken.
                with suppress(OSError):
                    self.door.shutdown(socket.SHUT_RDWR)
                self.door.close()
            self.cut()

    def cut(self) -> None:
        """End every connection in the middle of a word."""
        with self.lock:
            for end in self.open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self.open.clear()


@dataclass
class Desk:
    """A terminal that files, and its line."""

    data: Path
    database: str
    seed: int
    acked: list[tuple[str, float, float]] = field(default_factory=list)
    """Uid, milliseconds, and the moment of each filing that was answered."""
    told: set[str] = field(default_factory=set)
    """Messages and ratings that were answered."""
    filing: subprocess.Popen[bytes] | None = None
    line: subprocess.Popen[bytes] | None = None
    ear: threading.Thread | None = None

    def file(self) -> None:
        """Begin to file."""
        self.seed += 1
        words = [sys.executable, "-m", "scripts.chaos", "file", str(self.data), str(self.seed)]
        self.filing = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)
        self.ear = threading.Thread(target=self.hear, args=(self.filing,), daemon=True)
        self.ear.start()

    def hear(self, process: subprocess.Popen[bytes]) -> None:
        """Write down what was answered."""
        assert process.stdout is not None
        with process.stdout as answers:
            for line in answers:
                with suppress(ValueError):  # a killed terminal may break off in the middle of a line
                    kind, name, took = json.loads(line)
                    if kind == "filed":
                        self.acked.append((name, took, time.monotonic()))
                    else:
                        self.told.add(name)

    def deliver(self) -> None:
        """Begin to deliver."""
        words = [sys.executable, "-m", "kiosk", "line", "--data", str(self.data)]
        self.line = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "KIOSK_DATABASE": self.database})

    def kill(self, which: str) -> None:
        """Kill one of the two, and start it again."""
        self.end(which)
        if which == "filing":
            self.file()
        else:
            self.deliver()

    def end(self, which: str) -> None:
        """End one of the two for good."""
        process = self.filing if which == "filing" else self.line
        if process is not None:
            process.kill()
            process.wait()
        if which == "filing" and self.ear is not None:
            self.ear.join()


def run(filings: int, seed: int = 1, desks: int = 3) -> Found:
    """Let it go wrong until so many filings were answered, then let everything be delivered, and count."""
    chance, killed = random.Random(seed), Counter[str]()
    base = Path(tempfile.mkdtemp(prefix="kiosk-chaos-"))
    server = Server(**SAFE)
    made: list[Desk] = []
    try:
        server.start()
        register = server.fresh("chaos")
        network = Network(server.port)
        by_network = register.replace(f":{server.port}/", f":{network.port}/") + "?connect_timeout=2"
        begin(base / "centre", register)
        for number in range(desks):
            made.append(terminal(base, number, by_network, register, seed))
        holes = list(trouble(made, filings, network, server, chance, killed))
        for desk in made:
            desk.end("filing")
        network.turn("pass")
        drain(made, register, base)
        return counted(made, register, base, killed, holes)
    finally:
        for desk in made:
            desk.end("filing")
            desk.end("line")
        server.stop(signal.SIGINT)
        for left in (base, server.home):
            shutil.rmtree(left, ignore_errors=True)


def begin(data: Path, register: str) -> None:
    """Bring the hospital into the register."""
    data.mkdir()
    kiosk(data, register, "import", "hospital", str(SAMPLE))


def terminal(base: Path, number: int, by_network: str, register: str, seed: int) -> Desk:
    """Set a terminal up and let it begin."""
    data = base / f"desk{number}"
    data.mkdir()
    shutil.copy(base / "centre" / "keys.json", data)
    kiosk(data, register, "line", "--status")
    desk = Desk(data, by_network, seed * 1000 + number * 100)
    desk.file()
    desk.deliver()
    return desk


def kiosk(data: Path, register: str, *words: str) -> str:
    """Run a command to its end and return what it said."""
    command = [sys.executable, "-m", "kiosk", *words, "--data", str(data), "--language", "en"]
    around = {**os.environ, "KIOSK_DATABASE": register}
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout} {done.stderr}")
    return done.stdout


def trouble(
    desks: list[Desk],
    filings: int,
    network: Network,
    server: Server,
    chance: random.Random,
    killed: Counter[str],
) -> Iterator[tuple[float, float]]:
    """Break one thing after the other; give the times in which the register was a black hole."""
    while sum(len(desk.acked) for desk in desks) < filings:
        what = chance.choice(("filing", "line", "line", "cut", "hole", "swallow", "refuse", "server"))
        killed[what] += 1
        since = time.monotonic()
        if what in ("filing", "line"):
            chance.choice(desks).kill(what)
        elif what == "server":
            server.stop(signal.SIGKILL)
            restart(server)
        else:
            network.turn(what)
            time.sleep(chance.uniform(0.2, 2.0))
            network.turn("pass")
            if what == "hole":
                yield since, time.monotonic()
        time.sleep(chance.uniform(0.1, 0.8))


def restart(server: Server) -> None:
    """Start a killed server again; its orphans take a moment to notice."""
    end = time.monotonic() + 60
    while True:
        try:
            server.start()
            return
        except RuntimeError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def drain(desks: list[Desk], register: str, base: Path) -> None:
    """Wait until nothing waits at any terminal."""
    end = time.monotonic() + DRAINED
    for desk in desks:
        while not kiosk(desk.data, register, "line", "--status").startswith("0 wait"):
            if time.monotonic() > end:
                told = desk.data / "log"
                raise RuntimeError(
                    f"{desk.data.name} still waits: {told.exists() and told.read_text()[-2000:]}"
                )
            time.sleep(0.5)
        desk.end("line")


def counted(
    desks: list[Desk], register: str, base: Path, killed: Counter[str], holes: list[tuple[float, float]]
) -> Found:
    """Hold what was answered against what the register has."""
    words = [sys.executable, "-m", "scripts.chaos", "count", str(base / "centre"), register]
    words += [str(desk.data) for desk in desks]
    told = json.loads(subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    cases, others = Counter(told["cases"]), Counter(told["others"])
    acked = [one for desk in desks for one in desk.acked]
    wanted = {uid for uid, _took, _at in acked} | {name for desk in desks for name in desk.told}
    there = set(cases) | set(others)
    swallowed = [took for _uid, took, at in acked if any(since <= at <= until for since, until in holes)]
    return Found(
        filed=len(acked),
        lost=len(wanted - there),
        doubled=sum(count - 1 for count in (cases + others).values()),
        parked=told["parked"],
        killed=killed,
        p50=part([took for _uid, took, _at in acked], 0.5),
        p99=part([took for _uid, took, _at in acked], 0.99),
        hole_p99=part(swallowed, 0.99),
        holes=len(swallowed),
        is_whole=told["whole"],
    )


def part(values: list[float], share: float) -> float:
    """Return the value below which a share of them lies; 0 where there is none."""
    return sorted(values)[int(len(values) * share)] if values else 0.0


# In processes of their own


def file_on(data: Path, seed: int) -> None:
    """File, rate and write at a terminal until killed; say each once it is answered."""
    from kiosk import store
    from kiosk.config import Settings
    from kiosk.rules.drafts import Draft
    from kiosk.rules.numbers import new_uid
    from kiosk.services import cases, patients, ratings

    settings, chance = Settings(data=data), random.Random(seed)
    store.open_register(settings, is_spool=True)
    mine: list[str] = []
    while True:
        now = settings.clock()
        draft = Draft.open(chance.choice(("complaint", "contact", "question")), "zh_CN", "front", now)
        draft.words, draft.phone = f"第{len(mine)}件", "13812345678"
        since = time.perf_counter()
        case = cases.file(draft, settings, now)
        say("filed", case.uid.hex, (time.perf_counter() - since) * 1000)
        mine.append(case.uid.hex)
        if chance.random() < 0.1:
            words = f"message {new_uid(now).hex}"
            patients.add_message(case.uid, words, settings, now)
            say("told", words, 0)
        if chance.random() < 0.1:
            uid = new_uid(now)
            ratings.rate(uid, chance.randint(1, 5), "front", now)
            say("told", uid.hex, 0)
        time.sleep(chance.uniform(0.01, 0.05))


def say(kind: str, name: str, took: float) -> None:
    """Answer, as a slip does."""
    print(json.dumps([kind, name, took]), flush=True)


def count(centre: Path, register: str, desks: list[Path]) -> None:
    """Say what the register has, and whether every trail holds."""
    from kiosk import store
    from kiosk.config import Settings
    from kiosk.records import Delivery, Entry, Rating

    store.open_register(Settings(data=centre, database=register))
    numbers = [number for (number,) in store.rows('SELECT number FROM "case"')]
    told = {
        "cases": [str(uid).replace("-", "") for (uid,) in store.rows('SELECT uid FROM "case"')],
        "others": [line.words for line in store.load(Entry, "WHERE kind = 'message'")]
        + [rating.uid.hex for rating in store.load(Rating, "")]
        + numbers,
        "parked": sum(bool(one.problem) for one in store.load(Delivery, "")),
    }
    whole = [store.verify().ok]
    store.close()
    for data in desks:
        store.open_register(Settings(data=data), is_spool=True)
        whole.append(store.verify().ok)
        store.close()
    print(json.dumps({**told, "whole": all(whole)}))


@contextmanager
def quiet() -> Iterator[None]:
    """Let what is killed die without a word."""
    with suppress(KeyboardInterrupt, BrokenPipeError):
        yield


def main(words: list[str]) -> int:
    """Run it, or be one of its processes."""
    if words[:1] == ["file"]:
        with quiet():
            file_on(Path(words[1]), int(words[2]))
        return 0
    if words[:1] == ["count"]:
        count(Path(words[1]), words[2], [Path(word) for word in words[3:]])
        return 0
    found = run(int(words[0]) if words else 3000)
    print("\n".join(f"{name}: {value}" for name, value in found._asdict().items()))
    return 0 if found.filed and found.is_whole and not found.lost + found.doubled + found.parked else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
