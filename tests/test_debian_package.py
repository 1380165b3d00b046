"""The Debian package: what a technician installs without a network holds everything that the units start."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import package

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package around a small library: all but what comes from the network is as it ships."""
    stage = tmp_path_factory.mktemp("package")
    package.environment(stage / package.HOME, VERSION)
    library = stage / package.HOME / "lib" / f"python{VERSION}" / "site-packages" / "small.py"
    library.write_text("ANSWER = 42\n")
    package.settle(stage, VERSION)
    return package.packed(stage, tmp_path_factory.mktemp("dist"))


def told(*words: object) -> str:
    """Ask dpkg something about a package."""
    return subprocess.run(["dpkg-deb", *map(str, words)], check=True, capture_output=True, text=True).stdout


def names(built: Path) -> dict[str, str]:
    """Return what the package holds, with the rights of each file."""
    rows = [row.split(maxsplit=5) for row in told("--contents", built).splitlines()]
    return {row[5].removeprefix("./").partition(" -> ")[0]: f"{row[0]} {row[1]}" for row in rows}


def test_the_package_says_what_it_needs_and_keeps_what_is_set(built: Path) -> None:
    control = told("--info", built)
    assert f"python3 (>= {VERSION})" in control and f"Version: {package.desk_version()}" in control
    assert "/etc/kiosk/kiosk.toml\n" in told("--info", built, "conffiles")


def test_everything_in_it_belongs_to_root_and_nobody_else_writes_it(built: Path) -> None:
    for name, rights in names(built).items():
        assert rights.endswith("root/root"), name
        assert rights[0] == "l" or rights[8] == "-", (name, rights)


def test_what_the_units_start_is_in_it(built: Path) -> None:
    held = names(built)
    units = sorted(package.FILES.rglob("*.service"))
    assert len(units) >= 5
    for unit in units:
        assert f"usr/lib/systemd/system/{unit.name}" in held
        for program in re.findall(
            r"(?m)/(?:opt|etc)/kiosk/\S+", unit.read_text("utf-8").partition("ExecStart")[2]
        ):
            assert "x" in held[program.removeprefix("/")], (unit, program)
    assert "usr/bin/kiosk" in held and "opt/kiosk/bin/python3" in held
    assert not [name for name in held if "/debian/" in name]


def test_it_knows_nothing_of_where_it_was_made(built: Path, tmp_path: Path) -> None:
    told("-x", built, tmp_path)
    home = tmp_path / package.HOME
    [compiled] = home.rglob("small.*.pyc")
    assert b"/opt/kiosk/lib/" in compiled.read_bytes()
    for file in (file for file in tmp_path.rglob("*") if file.is_file() and not file.is_symlink()):
        assert str(package.ROOT).encode() not in file.read_bytes(), file
    asked = [home / "bin" / "python3", "-I", "-c", "import small, sys; print(small.ANSWER, sys.prefix)"]
    if Path(f"/usr/bin/python{VERSION}").exists():
        said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        assert said.split() == ["42", str(home)]


@pytest.mark.parametrize("script", ["postinst", "prerm", "postrm"])
def test_its_scripts_are_plain_shell_and_never_touch_the_register(built: Path, script: str) -> None:
    text = told("--info", built, script)
    assert "set -eu" in text and "rm -" not in text
    assert subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0


def test_no_extra_of_ours_is_left_out_but_those_for_making_it() -> None:
    told_of = (package.ROOT / "pyproject.toml").read_text("utf-8")
    extras = re.findall(r"(?m)^(\w+) = \[", told_of.partition("[project.optional-dependencies]")[2])
    assert set(package.MADE_HERE) <= set(extras)
