"""PostgreSQL under Patroni with three etcd: its leader is killed twice while terminals file; then one counts.

`python -m scripts.cluster` starts everything on this machine, in directories that are thrown away.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psycopg

from scripts import chaos
from tests.servers import free_port, programs

PATIENCE = 120.0
"""Seconds for a cluster to form, or to have a leader again."""
DYNAMIC = {"ttl": 20, "loop_wait": 3, "retry_timeout": 5, "synchronous_mode": True}
"""Patroni's shortest; a standby is asked before a commit is answered."""
LOAD_SECONDS = 5.0


class Found(NamedTuple):
    """What the run counted."""

    filed: int
    lost: int
    doubled: int
    parked: int
    formed: float
    """Seconds until the cluster took its first write."""
    back: list[float]
    """Seconds from the death of each leader until its successor took a write."""
    meanwhile: list[int]
    """Filings that terminals answered in those times."""
    slowest: float
    """Milliseconds of the slowest hundredth of all filings."""
    is_whole: bool


def account() -> dict[str, Any]:
    """Return as whom servers run: never as root."""
    if os.geteuid():
        return {}
    who = pwd.getpwnam("postgres")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


class Etcd:
    """One of three that agree on who leads."""

    def __init__(self, home: Path, name: str, peers: dict[str, int]) -> None:
        self.client = free_port()
        own = f"http://127.0.0.1:{peers[name]}"
        here = f"http://127.0.0.1:{self.client}"
        words = ["etcd", "--name", name, "--data-dir", str(home / name), "--enable-v2=false"]
        words += ["--listen-peer-urls", own, "--initial-advertise-peer-urls", own]
        words += ["--listen-client-urls", here, "--advertise-client-urls", here]
        words += [
            "--initial-cluster",
            ",".join(f"{one}=http://127.0.0.1:{port}" for one, port in peers.items()),
        ]
        self.running = started(words, home / f"{name}.log")


class Node:
    """A PostgreSQL with the Patroni that watches over it."""

    def __init__(self, home: Path, name: str, etcd: list[int]) -> None:
        self.home, self.name = home, name
        self.port, self.api = free_port(), free_port()
        self.settings = home / f"{name}.json"
        self.settings.write_text(json.dumps(self.described(etcd)))
        self.start()

    def described(self, etcd: list[int]) -> dict[str, Any]:
        """Return Patroni's settings; docs/cluster.md shows the same for machines of their own."""
        people = {
            "superuser": {"username": "postgres"},
            "replication": {"username": "replicator"},
            "rewind": {"username": "rewind"},
        }
        return {
            "scope": "kiosk",
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.api}", "connect_address": f"127.0.0.1:{self.api}"},
            "etcd3": {"hosts": [f"127.0.0.1:{port}" for port in etcd]},
            "bootstrap": {
                "dcs": {**DYNAMIC, "postgresql": {"use_pg_rewind": True}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}",
                "connect_address": f"127.0.0.1:{self.port}",
                "pgpass": str(self.home / f"{self.name}.pgpass"),
                "data_dir": str(self.data),
                "bin_dir": str(programs()),
                "authentication": people,
                "parameters": {
                    "unix_socket_directories": "",
                    "shared_buffers": "32MB",
                    "max_connections": 40,
                },
                "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
            },
        }

    @property
    def data(self) -> Path:
        """Return where its rows are."""
        return self.home / f"{self.name}-data"

    def start(self) -> None:
        """Start it, for the first time or again."""
        words = ["patroni", str(self.settings)]
        self.running = started(words, self.home / f"{self.name}.log")

    def kill(self) -> None:
        """Let the whole machine die: Patroni, PostgreSQL and every process of it."""
        self.running.kill()
        self.running.wait()
        with suppress(FileNotFoundError, ProcessLookupError):
            first = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(first, signal.SIGKILL)

    def leads(self) -> bool:
        """Tell whether it is the leader."""
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.api}/leader", trust_env=False).status_code == 200
        return False


def started(words: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a server whose words go into a file; never as root."""
    with log.open("ab") as told:
        os.chmod(log, 0o666)
        return subprocess.Popen(
            words, cwd="/", env=around(), stdout=told, stderr=told, start_new_session=True, **account()
        )


def around() -> dict[str, str]:
    """Return an environment in which nothing speaks of another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "KIOSK_"))}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def cluster(nodes: int = 3) -> Iterator[list[Node]]:
    """Have a cluster for a while."""
    home = Path(tempfile.mkdtemp(prefix="kiosk-cluster-"))
    if given := account():
        os.chown(home, given["user"], given["group"])
    peers = {f"etcd{number}": free_port() for number in range(3)}
    keepers = [Etcd(home, name, peers) for name in peers]
    made: list[Node] = []
    try:
        made += [Node(home, f"node{number}", [one.client for one in keepers]) for number in range(nodes)]
        yield made
    finally:
        for node in made:
            node.kill()
        for keeper in keepers:
            keeper.running.kill()
            keeper.running.wait()
        shutil.rmtree(home, ignore_errors=True)


def leader(nodes: list[Node]) -> Node:
    """Return who leads, once somebody does."""
    end = time.monotonic() + PATIENCE
    while True:
        for node in nodes:
            if node.leads():
                return node
        assert time.monotonic() < end, "nobody leads: " + (nodes[0].home / "node0.log").read_text()[-3000:]
        time.sleep(0.2)


def address(nodes: list[Node], name: str) -> str:
    """Return the register's address, as every terminal is given it: all nodes, and the one that writes."""
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    return f"postgresql://postgres@{hosts}/{name}?target_session_attrs=read-write&connect_timeout=2"


def writes(register: str) -> float:
    """Return the moment at which the register takes a write."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(register, autocommit=True) as line:
                line.execute("CREATE TABLE IF NOT EXISTS beat (at float)")
                line.execute("INSERT INTO beat VALUES (0)")
                return time.monotonic()
        except psycopg.Error:
            assert time.monotonic() < end, "no writes"
            time.sleep(0.1)


def run(nodes: int = 3, kills: int = 2, desks: int = 2) -> Found:
    """Kill leaders while terminals file, let everything be delivered, and count."""
    since, base, made = time.monotonic(), Path(tempfile.mkdtemp(prefix="kiosk-desks-")), list[chaos.Desk]()
    with cluster(nodes) as cared:
        try:
            first = leader(cared)
            formed = writes(address(cared, "postgres")) - since
            standby(cared, first)
            with psycopg.connect(address(cared, "postgres"), autocommit=True) as line:
                line.execute("CREATE DATABASE hospital TEMPLATE template0")
            register = address(cared, "hospital")
            chaos.begin(base / "centre", register)
            made += [chaos.terminal(base, number, register, register, 7) for number in range(desks)]
            back, meanwhile = [], []
            for _turn in range(kills):
                time.sleep(LOAD_SECONDS)
                seconds, filed = deposed(cared, register, made)
                back.append(seconds)
                meanwhile.append(filed)
            for desk in made:
                desk.end("filing")
            chaos.drain(made, register, base)
            found = chaos.counted(made, register, base, Counter(leader=kills), [])
        finally:
            for desk in made:
                desk.end("filing")
                desk.end("line")
            shutil.rmtree(base, ignore_errors=True)
    return Found(*found[:4], formed, back, meanwhile, found.p99, found.is_whole)


def standby(nodes: list[Node], first: Node) -> None:
    """Wait until a synchronous standby follows the leader: before that its death could lose something."""
    end = time.monotonic() + PATIENCE
    while True:
        told = httpx.get(f"http://127.0.0.1:{first.api}/cluster", trust_env=False).json()
        if any(one["role"] in ("sync_standby", "quorum_standby") for one in told["members"]):
            return
        assert time.monotonic() < end, told
        time.sleep(0.2)


def deposed(nodes: list[Node], register: str, desks: list[chaos.Desk]) -> tuple[float, int]:
    """Kill the leader; return when a write was taken again, and how many filings were answered meanwhile."""
    dead = leader(nodes)
    standby(nodes, dead)
    before, since = sum(len(desk.acked) for desk in desks), time.monotonic()
    dead.kill()
    seconds = writes(register) - since
    filed = sum(len(desk.acked) for desk in desks) - before
    dead.start()
    return seconds, filed


def main() -> int:
    """Run it and say what was counted."""
    found = run()
    print("\n".join(f"{name}: {value}" for name, value in found._asdict().items()))
    return 0 if found.filed and found.is_whole and not found.lost + found.doubled + found.parked else 1


if __name__ == "__main__":
    sys.exit(main())
