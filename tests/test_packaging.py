"""The package carries everything, and the way in works on a machine that has little."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import run as bootstrap

ROOT = Path(__file__).parent.parent
CARRIED = (
    *("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CHANGELOG.md"),
    *("kiosk.tcss", "console.tcss", "kiosk"),
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without anything compiled."""
    copy = tmp_path_factory.mktemp("sources")
    for name in CARRIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    (built,) = (copy / "dist").glob("*.whl")
    return built


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_styles_pages_sample_and_compiled_catalogues(wheel: Path) -> None:
    found = contents(wheel)
    assert {"kiosk.tcss", "console.tcss", "kiosk/__main__.py", "kiosk/py.typed"} <= found
    for language in ("zh_CN", "zh_TW"):
        assert f"kiosk/locale/{language}/LC_MESSAGES/kiosk.mo" in found
    for folder, suffix in (
        ("kiosk/web/pages/", ".html"),
        ("kiosk/sample/", ".csv"),
        ("kiosk/migrations/", ".py"),
    ):
        assert any(name.startswith(folder) and name.endswith(suffix) for name in found), folder


def test_the_wheel_needs_few_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = archive.read(name).decode()
    needed = [row for row in told.splitlines() if row.startswith("Requires-Dist:") and "extra ==" not in row]
    assert len(needed) <= 13


def test_an_unpacked_wheel_answers_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        check=True,
    )
    assert "kiosk" in told.stdout.decode()


def boot(
    *words: str, venv: Path, python: tuple[str, ...] = (sys.executable,)
) -> subprocess.CompletedProcess[str]:
    """Say a word to run.py, with the virtual environment in a place of this test."""
    return subprocess.run(
        [*python, str(ROOT / "run.py"), *words],
        env={**os.environ, "VENV": str(venv)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_pip_is_told_what_to_do(tmp_path: Path) -> None:
    told = boot("run", venv=tmp_path / "venv", python=(sys.executable, "-S"))
    assert told.returncode == 2
    assert told.stderr.startswith("pip is missing") and told.stderr.count("\n") == 1
    assert not (tmp_path / "venv").exists()


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    with pytest.raises(bootstrap.Missing, match=r"Python 3\.11 or newer is needed"):
        bootstrap.main(["run"])


def test_a_second_start_goes_straight_in(tmp_path: Path) -> None:
    tools = tmp_path / "venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "python").symlink_to(sys.executable)
    (tools / "kiosk").write_text('#!/bin/sh\necho "the desk opens with $*"\n')
    (tools / "kiosk").chmod(0o755)
    (tmp_path / "venv" / "ready-print-calendar").write_text(bootstrap.fingerprint())
    told = boot("run", "--language", "en", venv=tmp_path / "venv")
    assert (told.returncode, told.stdout) == (0, "the desk opens with --language en\n")


def test_changed_needs_are_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "need_pip", lambda: None)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "pip_install", installed.append)
    bootstrap.install("test")
    bootstrap.install("test")
    bootstrap.install("print,calendar")
    assert installed == [".[test]"]
    monkeypatch.setattr(bootstrap, "fingerprint", lambda: "other needs, same Python, same place")
    bootstrap.install("test")
    assert installed == [".[test]", ".[test]"]


def test_make_alone_says_what_can_be_made() -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for word in ("run", "test", "check", "bench", "messages", "package", "audit"):
        assert f"make {word} " in told
