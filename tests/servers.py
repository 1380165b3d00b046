"""A PostgreSQL of the tests' own: Debian's programs in a directory that is thrown away."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PROGRAMS = Path("/usr/lib/postgresql")
EMPTY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    DO $$ DECLARE one RECORD; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM %I %s', one.tablename,
                CASE one.tablename WHEN 'schema_migration' THEN $w$WHERE name > '9'$w$ ELSE '' END);
        END LOOP;
        FOR one IN SELECT sequencename FROM pg_sequences WHERE sequencename NOT LIKE 'schema%' LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
        END LOOP;
    END $$"""
"""Takes every row out, whatever points to it, and counts from the beginning again."""
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs() -> Path:
    """Return where the newest server's programs are."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("The tests need PostgreSQL: run 'apt install postgresql' and try again.")
    return found[-1].parent


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


class Server:
    """A server in a directory of its own; as root it runs as the account that Debian's package made."""

    def __init__(self, **configured: str | int) -> None:
        self.bin, self.port = programs(), free_port()
        self.configured = QUICK | {"max_connections": 60, "shared_buffers": "64MB"} | configured
        self.home = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = pwd.getpwnam("postgres")
            os.chown(self.home, who.pw_uid, who.pw_gid)
            self.account = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        self._made: set[str] = set()
        self._counted = itertools.count(1)
        self.process: subprocess.Popen[bytes] | None = None
        self.run(
            "initdb", "-D", self.home / "data", "-U", "kiosk", "-A", "trust", "--no-sync", "--locale=C.UTF-8"
        )

    def count(self) -> int:
        """Count what was made here, for names that nothing else has."""
        return next(self._counted)

    def run(self, program: str, *words: object) -> None:
        """Run one of the server's programs to its end."""
        command = [str(self.bin / program), *map(str, words)]
        done = subprocess.run(command, cwd=self.home, env=self.around(), capture_output=True, **self.account)
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-2000:])

    def around(self) -> dict[str, str]:
        """Return an environment in which nothing speaks of another server."""
        return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}

    def start(self) -> Server:
        """Start, and return when it answers; what a killed one left behind may need a moment to go."""
        for _try in range(50):
            if self.is_up():
                return self
            time.sleep(0.2)
        raise RuntimeError((self.home / "log").read_text()[-2000:])

    def is_up(self) -> bool:
        """Start the program, and tell whether it came to answer."""
        told = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        flags = [
            word for name, value in (self.configured | told).items() for word in ("-c", f"{name}={value}")
        ]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.home / "data"), *flags],
                **{"cwd": self.home, "env": self.around(), "stdout": log, "stderr": log} | self.account,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.05)
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: orderly, or with SIGKILL as a machine that dies."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://kiosk@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement apart from everybody."""
        with psycopg.connect(self.address(name), autocommit=True) as line:
            done = line.execute(statement)
            return done.fetchall() if done.description else []

    def fresh(self, name: str, template: str = "template0") -> str:
        """Make a database and return its address."""
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def emptied(self, name: str, template: str) -> str:
        """Return a database as the template is; emptying one costs far less than making one."""
        if name not in self._made:
            self._made.add(name)
            return self.fresh(name, template)
        self.sql(EMPTY, name)
        return self.address(name)

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def server(**configured: str | int) -> Iterator[Server]:
    """Have a server for a while."""
    made = Server(**configured)
    try:
        yield made.start()
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)
