"""What a technician is told: the files are real, start what they say, and their commands are ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.browser import emulator
from tests.terminals import ROOT

FILES = ROOT / "packaging" / "terminal"
TOLD = (ROOT / "docs" / "terminal.md").read_text()
UNITS = sorted(path.name for path in FILES.glob("*.service"))
SCRIPTS = sorted(path.name for path in FILES.glob("glass-*"))
COMMANDS = "\n".join(re.findall(r"```sh\n(.*?)```", TOLD, flags=re.S))


def unit(name: str) -> ConfigParser:
    """Read a unit of systemd."""
    read = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(FILES / name)
    return read


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_every_file_is_installed_and_says_where_it_belongs(path: Path) -> None:
    [line] = [one for one in COMMANDS.splitlines() if "install -m" in one and f"/{path.name}" in one]
    if path.suffix != ".json":  # which knows no comments
        belongs = next(one for one in path.read_text().splitlines() if one.startswith("# /")).split(":")[0][
            2:
        ]
        assert Path(belongs).name == path.name and line.rstrip().endswith(str(Path(belongs).parent) + "/")
    assert bool(path.stat().st_mode & 0o111) == ("-m 755" in line)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_plain_shell(name: str) -> None:
    assert subprocess.run(["sh", "-n", FILES / name]).returncode == 0
    assert "set -eu" in (FILES / name).read_text()


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    text = (FILES / name).read_text()
    # The programs are not on this machine; everything else must stand.
    (tmp_path / name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text))
    if systemd := shutil.which("systemd-analyze"):
        done = subprocess.run([systemd, "verify", tmp_path / name], capture_output=True, text=True)
        told = [one for one in done.stderr.splitlines() if name in one]
        assert done.returncode == 0 and told == []
    assert {"Unit", "Service", "Install"} == set(unit(name).sections())


@pytest.mark.parametrize("name", UNITS)
def test_the_units_come_back_run_as_nobody_with_a_shell_and_start_what_is_there(name: str) -> None:
    service = unit(name)["Service"]
    assert service["Restart"] == "always" and service["User"] in ("kiosk", "glass")
    assert (
        f"--shell /usr/sbin/nologin --groups {'lp kiosk' if service['User'] == 'kiosk' else 'video'}"
        in COMMANDS
    )
    for script in re.findall(r"/etc/kiosk/(\S+)", service["ExecStart"]):
        assert script in SCRIPTS


def test_the_desk_is_started_with_words_that_it_knows() -> None:
    for words in re.findall(r"/opt/kiosk/bin/kiosk +([a-z][^\n#|]*)", COMMANDS + started()):
        assert cli.parser().parse_args(words.split())


def started() -> str:
    """Return what the units start."""
    return "\n".join(unit(name)["Service"]["ExecStart"] for name in UNITS)


def test_the_emulator_that_is_installed_is_the_one_that_is_looked_for() -> None:
    told = " ".join(COMMANDS.replace("\\\n", " ").split())
    assert f"npm install --global --ignore-scripts --prefix /opt/kiosk {' '.join(emulator.PACKAGES)}" in told


def test_the_browser_may_go_nowhere_but_to_the_desk() -> None:
    policy = json.loads((FILES / "kiosk.json").read_text())
    port = cli.parser().parse_args(["browser"]).browser_port
    assert policy["URLBlocklist"] == ["*"] and policy["URLAllowlist"] == [f"http://127.0.0.1:{port}"]
    assert f"http://127.0.0.1:{port}/" in (FILES / "glass-browser").read_text()


def test_every_size_of_letters_gives_the_cells_that_are_told() -> None:
    rows = re.findall(r"\| (\d+)×(\d+)[^|]*\| (\d+) \| (\d+)×(\d+) \| (\d+)×(\d+) \| (\d+) \|", TOLD)
    assert len(rows) == 9
    for wide, high, _font, columns, lines, cell_wide, cell_high, largest in (map(int, row) for row in rows):
        assert (wide // cell_wide, high // cell_high) == (columns, lines)
        assert columns >= 80 and lines >= 24 and largest >= _font
