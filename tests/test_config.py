"""Settings come from files, the environment and flags, and say plainly what is wrong with them."""

import stat
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import i18n, sources
from kiosk.config import Settings, SettingsError, leave_code
from kiosk.sources import load


@pytest.fixture(autouse=True)
def plain_english() -> None:
    """Read the sentences as they stand in the code."""
    i18n.choose("en")


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    """Return the place of a settings file."""
    return tmp_path / "kiosk.toml"


def refusal(**sources: object) -> str:
    """Return the sentence that these sources are refused with."""
    with pytest.raises(SettingsError) as refused:
        load(**{"environ": {}, "files": (), **sources})
    return str(refused.value)


def test_nothing_set_gives_the_defaults() -> None:
    found = load(environ={}, files=())
    assert (found.port, found.language, found.time_zone) == (8765, "zh_CN", "Asia/Shanghai")


def test_a_flag_wins_over_the_environment_and_that_over_the_file(toml: Path) -> None:
    toml.write_text('port = 1\nhost = "file"\ndesk = "file"\n')
    found = load({"desk": "flag"}, {"KIOSK_HOST": "around", "KIOSK_DESK": "around"}, (toml,))
    assert (found.port, found.host, found.desk) == (1, "around", "flag")


def test_a_later_file_wins_over_an_earlier_one(tmp_path: Path) -> None:
    system, own = tmp_path / "system.toml", tmp_path / "own.toml"
    system.write_text('port = 1\ndesk = "system"\n')
    own.write_text("port = 2\n")
    found = load(environ={}, files=(system, own))
    assert (found.port, found.desk) == (2, "system")


def test_a_named_file_is_the_only_file(toml: Path) -> None:
    toml.write_text("port = 3\n")
    assert load({"config": str(toml)}, {}).port == 3
    assert load({}, {"KIOSK_CONFIG": str(toml)}).port == 3


def test_the_user_s_own_file_is_found(tmp_path: Path) -> None:
    own = tmp_path / "home" / ".config" / "kiosk" / "kiosk.toml"
    own.parent.mkdir(parents=True)
    own.write_text("port = 4\n")
    assert load({}, {}).port == 4


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert load({"port": None, "command": "doctor"}, {}, ()).port == 8765


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_right_one(toml: Path) -> None:
    toml.write_text('desk = "front"\n\nprot = 80\n')
    assert refusal(files=(toml,)) == "kiosk.toml line 3: unknown setting 'prot'; did you mean 'port'?"


def test_an_unknown_table_is_named_with_its_line(toml: Path) -> None:
    toml.write_text("\n[weeb]\non = 1\n")
    assert refusal(files=(toml,)) == "kiosk.toml line 2: unknown setting 'weeb'; did you mean 'web'?"


def test_an_unknown_variable_is_named_with_the_nearest_right_one() -> None:
    sentence = refusal(environ={"KIOSK_PROT": "80"})
    assert sentence == "unknown setting 'KIOSK_PROT'; did you mean 'KIOSK_PORT'?"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('port = "80"', "kiosk.toml line 1: 'port' is a whole number."),
        ("port = true", "kiosk.toml line 1: 'port' is a whole number."),
        ("port = 70000", "kiosk.toml line 1: 'port' is a number from 1 to 65535."),
        ("idle_choice = 0", "kiosk.toml line 1: 'idle_choice' is at least 1."),
        ("web = 1", "kiosk.toml line 1: 'web' is either true or false."),
        ("desk = 1", "kiosk.toml line 1: 'desk' is a text in quotes."),
        ("languages = [1]", "kiosk.toml line 1: 'languages' is a list of texts."),
        ('languages = ["fr"]', "kiosk.toml line 1: 'languages' is one of zh_CN, zh_TW, en."),
        ('theme = "pink"', "kiosk.toml line 1: 'theme' is one of light, dark, contrast."),
        (
            'time_zone = "Moon"',
            "kiosk.toml line 1: 'time_zone' is the name of a time zone, like Asia/Shanghai.",
        ),
        ('base_address = "ftp://x"', "kiosk.toml line 1: 'base_address' begins with http:// or https://."),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_line(toml: Path, row: str, sentence: str) -> None:
    toml.write_text(row + "\n")
    assert refusal(files=(toml,)) == sentence


def test_a_file_that_is_no_toml_is_named(toml: Path) -> None:
    toml.write_text("port = \n")
    assert refusal(files=(toml,)).startswith("kiosk.toml: Invalid value (at line 1")


def test_a_file_that_is_not_there_is_named(toml: Path) -> None:
    assert refusal(files=(toml,)) == f"{toml} cannot be read: No such file or directory"


def test_a_file_in_another_encoding_is_named(toml: Path) -> None:
    toml.write_bytes('desk = "服务台"\n'.encode("gb18030"))
    assert refusal(files=(toml,)) == f"{toml} is not written in UTF-8."


def test_settings_that_contradict_each_other_are_refused() -> None:
    assert "add it to 'languages'" in refusal(flags={"language": "en", "languages": ("zh_CN",)})
    assert "set together" in refusal(flags={"tls_cert": "x.pem"})


def test_variables_are_read_as_what_the_setting_holds() -> None:
    environ = {
        "KIOSK_WEB": "no",
        "KIOSK_PORT": " 90 ",
        "KIOSK_LANGUAGES": "en, zh_CN",
        "KIOSK_DATA": "~/desk",
    }
    found = load({}, environ, ())
    assert (found.web, found.port, found.languages) == (False, 90, ("en", "zh_CN"))
    assert found.data == Path("~/desk").expanduser()


def test_a_variable_that_does_not_fit_is_named() -> None:
    assert refusal(environ={"KIOSK_PORT": "many"}) == "KIOSK_PORT: 'port' is a whole number."
    assert refusal(environ={"KIOSK_WEB": "maybe"}) == "KIOSK_WEB: 'web' is either true or false."


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1


def test_the_clock_is_aware_and_can_be_replaced() -> None:
    noon = datetime(2026, 2, 13, 4, tzinfo=UTC)
    assert Settings().clock().tzinfo is UTC
    assert Settings(clock=lambda: noon).clock() == noon


def test_the_promises_of_the_settings_are_those_of_the_rules() -> None:
    from kiosk.rules.clocks import Promises

    assert Settings().promises == Promises()
    assert Settings(investigate_hours=12).promises.investigate_hours == 12
    assert {f.name for f in fields(Promises)} <= {f.name for f in fields(Settings)}


def test_a_code_is_made_once_and_only_its_owner_can_read_it(settings: Settings) -> None:
    code = leave_code(settings)
    kept = settings.data / "leave-code"
    assert len(code) == 6 and code.isdecimal()
    assert leave_code(settings) == code
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_code_that_is_set_leaves_no_file(settings: Settings) -> None:
    assert leave_code(Settings(data=settings.data, leave_code="2468")) == "2468"
    assert not (settings.data / "leave-code").exists()


def test_the_register_and_the_log_lie_in_the_data_directory(settings: Settings) -> None:
    assert (settings.register_file, settings.log) == (settings.data / "kiosk.sqlite3", settings.data / "log")
    assert sources.SYSTEM_FILE == Path("/etc/kiosk/kiosk.toml")
