"""Nothing is imported before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("textual", "rich", "peewee", "babel", "starlette", "uvicorn", "jinja2", "qrcode", "PIL", "asyncio")


def loaded_by(code: str, tmp_path: Path) -> set[str]:
    """Return the modules that a new Python has loaded after this code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stderr.splitlines())


def test_importing_kiosk_imports_nothing(tmp_path: Path) -> None:
    new = loaded_by("import kiosk", tmp_path) - loaded_by("", tmp_path)
    assert new <= {"kiosk"}


def test_settings_need_the_standard_library_alone(tmp_path: Path) -> None:
    loaded = loaded_by("import kiosk.config", tmp_path)
    assert {name for name in loaded if name.startswith("kiosk")} == {"kiosk", "kiosk.config", "kiosk.i18n"}
    assert not loaded & {*HEAVY, "platformdirs", "zoneinfo"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["case", "--help"]])
def test_help_and_version_load_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    code = f"from kiosk import cli\ntry: cli.main({words!r})\nexcept SystemExit: pass"
    assert not loaded_by(code, tmp_path) & {*HEAVY, "socket", "platformdirs"}


def test_the_supervisor_stays_small(tmp_path: Path) -> None:
    code = "import kiosk.commands.desk, kiosk.supervisor, kiosk.cli"
    assert not loaded_by(code, tmp_path) & {*HEAVY, "sqlite3"}


def test_the_status_page_never_knows_textual(tmp_path: Path) -> None:
    assert not loaded_by("import kiosk.web.app", tmp_path) & {"textual", "kiosk.screens", "kiosk.widgets"}


def test_the_first_paint_needs_no_web_and_no_printing(tmp_path: Path) -> None:
    late = {
        "starlette",
        "uvicorn",
        "jinja2",
        "qrcode",
        "PIL",
        "escpos",
        "babel.dates",
        "pypinyin",
        "holidays",
        "kiosk.widgets.keyboard",
        "kiosk.writing",
    }
    assert not loaded_by("import kiosk.desk", tmp_path) & late


@pytest.mark.parametrize("module", ["kiosk.store", "kiosk.web.app", "kiosk.desk", "kiosk.console"])
def test_a_register_in_a_file_loads_no_driver_of_a_server_and_no_cipher(module: str, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from kiosk import drivers
from kiosk.config import Settings
drivers.keep_out()
import {module}
from kiosk import store
store.open_register(Settings(data=Path({str(tmp_path)!r})))
store.close()
for name in drivers.DRIVERS:
    assert sys.modules.pop(name) is None"""
    assert not loaded_by(code, tmp_path) & {"psycopg.pq", "cryptography.hazmat.bindings._rust"}


def test_a_command_on_a_register_in_a_file_keeps_the_drivers_out(tmp_path: Path) -> None:
    code = f"""
from kiosk import cli
cli.main(["case", "list", "--data", {str(tmp_path)!r}])
assert sys.modules["psycopg"] is None"""
    assert "psycopg.pq" not in loaded_by(code, tmp_path)
