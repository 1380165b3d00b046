"""Settings: one frozen object, read once (see `kiosk.sources`) and passed down."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.i18n import LANGUAGES

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from kiosk.rules.clocks import Promises
    from kiosk.rules.followups import Following
    from kiosk.rules.retention import Keeping


class SettingsError(Exception):
    """A setting that cannot be used, said in one sentence that names its place."""


def _now() -> datetime:
    return datetime.now(UTC)


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kiosk")


OFF, ESPEAK = "off", "espeak"
SPOOLS = ("spool.sqlite3", "spool.cipher")
"""The voices that are no folder of recordings."""


@dataclass(frozen=True)
class Settings:
    """Everything that a hospital may set, with the value used when it sets nothing."""

    data: Path = field(default_factory=_user_data)
    """The directory of the register, the log and the leave code."""
    cipher_spool: bool = False
    """Whether a terminal beside a central register enciphers the file that it writes to first, whole."""
    keys_file: str = ""
    """Where the register's secrets lie; empty keeps them beside it. A credential of systemd, for example."""
    backup_directory: str = ""
    """Where 'kiosk backup' puts backups: another disk, best another machine's; the keys never go there."""
    database: str = field(default="", repr=False)
    """The address of a PostgreSQL that several machines share; empty keeps the register in `data`."""
    language: str = "zh_CN"
    languages: tuple[str, ...] = LANGUAGES
    """The languages offered on the screen, in this order."""
    desk: str = "front"
    """The name of this desk, as the register and the staff know it."""
    point: str = ""
    """The service point at which this terminal stands; empty takes what hospital.toml says of the desk."""
    time_zone: str = "Asia/Shanghai"
    theme: str = "light"
    keyboard: bool = True
    """Whether letters stand on the glass where one writes; a desk with real keys needs none."""
    pinyin_fuzzy: bool = True
    """Whether pinyin takes sounds that people mix up for each other: z and zh, n and l, in and ing."""
    animation: bool = True
    sound: bool = True
    voice: str = OFF
    """What says the questions aloud at the front desk: off, espeak, or the folder of a recorded set."""
    voice_player: str = "aplay"
    """What plays the recordings."""

    web: bool = True
    """Whether the front desk serves the status page beside it."""
    host: str = "0.0.0.0"
    port: int = 8765
    base_address: str = ""
    """What QR codes begin with; empty finds this machine's own address."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose word about HTTPS and the visitor's address is believed."""
    tls_cert: str = ""
    tls_key: str = ""
    link_days: int = 180
    """How long a slip's link stays open after its case is closed."""
    metrics_port: int = 0
    """The port of this machine alone at which Prometheus reads counts; left out, nothing is counted."""

    print_target: str = ""
    """Where slips go: a device file, tcp://host:9100, cups:queue or a plain file; empty means no printer."""
    print_form: str = "raster"
    """One picture (raster), or the printer's own characters and QR code (text)."""
    receipt_columns: int = 32

    idle_choice: int = 60
    """Seconds on a page of choices before the warning."""
    idle_typing: int = 120
    """Seconds on a page where one types before the warning."""
    idle_warning: int = 30
    """Seconds that the warning stands before everything typed is forgotten."""
    slip_seconds: int = 60
    leave_keys: str = "f12 f12 f12"
    """The keys, one after the other, that ask staff for the leave code."""
    leave_code: str = ""
    """The code that ends the front desk; empty makes one at the first start."""
    call_command: str = ""
    """A command run when somebody calls; it is told the desk and the page, and no words of the visitor."""

    duty_department: str = "duty-officer"
    """The department whose members are the general duty officer: what comes at night goes to them."""
    staff_idle: int = 180
    """Seconds without a key after which a console locks; what was being written is kept."""

    investigate_hours: int = 24
    reply_workdays: int = 7
    national_reply_workdays: int = 5
    national_joint_reply_workdays: int = 10
    answer_workdays: int = 1
    suggestion_reply_workdays: int = 15
    confirm_days: int = 7
    accept_workhours: int = 2
    urgent_accept_minutes: int = 30
    """Minutes by the clock in which a ward accepts an urgent answer of a patient."""

    notice_points: int = 2
    """Points that a department loses when a notice to it becomes late."""
    notice_points_week: int = 1
    """Points for each further week."""
    star_praise: int = 3
    """What one praise that names somebody counts for the month's service star."""
    star_timeliness: int = 10
    """What it counts that every clock of one's cases ended in time; a part of them counts that part."""
    star_solved: int = 10
    """What it counts that every verdict on one's cases was 'solved'; a part of them counts that part."""
    star_least: int = 5
    """Clocks and verdicts below which a part says too little, and counts nothing."""
    star_points_most: int = 5
    """Points that a supervisor gives somebody at most at a time."""
    stars_listed: int = 10
    """How many a signed list of service stars names."""

    currency: str = "CNY"
    """The currency of what is granted, as ISO 4217 names it."""
    meeting_weekday: int = 5
    """The day of the weekly case meeting, from 1 Monday to 7 Sunday."""
    load_cases: int = 5
    """Complex and major cases of one person within a week at which their supervisor is told."""

    visit_day: int = 2
    """Day of the stay on which somebody visits; the day of admission is the first."""
    survey_after_days: int = 7
    """Who is in the hospital for longer than this is asked how satisfied they are."""
    survey_every_days: int = 7
    contact_hours: int = 24
    """Hours after discharge within which the patient is contacted."""
    call_after_days: int = 7
    """Days after discharge on which the patient is called."""
    call_attempts: int = 3
    """How often a visit or a call is tried."""
    call_retry_hours: int = 3
    """Hours after which it is tried again."""
    follow_up_late_days: int = 7
    """Days after its end on which a visit or a call that was not made is given up."""
    calls_from: str = "09:00"
    """From when one calls a patient who named no hours."""
    calls_until: str = "18:00"

    hotline_call_workdays: int = 1
    """Working days after the answer in which whoever called a hotline is called back."""

    api_address: str = ""
    """What other systems reach the door of the API under; its description and messages lead there."""
    hook_hosts: tuple[str, ...] = ()
    """Receivers of messages that may be on this machine, or be reached without TLS: names or numbers."""
    hook_days: int = 3
    """After how many days a message that nobody takes is given up, and the administrator told."""
    hook_pause: int = 30
    """Seconds until a message that was not taken is sent again; each time twice as many, to an hour."""
    notify_file: str = ""
    """The file with the addresses that staff are told at of grave and late cases, one a line."""

    rating_burst: int = 12
    """Ratings of one terminal within `rating_burst_minutes` from which on more are left out."""
    rating_burst_minutes: int = 5
    low_ratings_told: int = 3
    """Bad ratings of one department within a day at which everybody is told at once."""

    keep_complaint_years: int = 15
    """How long after its end the personal data of a complaint is kept."""
    keep_opinion_years: int = 5
    """The same for suggestions and praise."""
    keep_question_days: int = 90
    """The same for questions and calls for help."""
    keep_rating_months: int = 24
    """How long a rating without a case is kept."""
    keep_stay_months: int = 24
    """How long after discharge the name and telephone of a stay are kept."""

    clock: Callable[[], datetime] = field(default=_now, repr=False, compare=False)
    """The only clock: now, as an aware UTC datetime."""

    @cached_property
    def tz(self) -> ZoneInfo:
        """Return the hospital's time zone."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.time_zone)

    @cached_property
    def promises(self) -> Promises:
        """Return the promised times, as the rules take them."""
        from kiosk.rules.clocks import Promises

        ours = vars(self)
        return Promises(**{f.name: ours[f.name] for f in fields(Promises) if f.name in ours})

    @cached_property
    def following(self) -> Following:
        """Return what is set about visits and calls, as the rules take it."""
        from kiosk.rules.followups import Following

        ours = vars(self)
        return Following(**{name: ours[name] for name in Following._fields})

    @property
    def register_file(self) -> Path:
        """Return the file of a register that is this machine's own."""
        return self.data / "kiosk.sqlite3"

    @cached_property
    def keeping(self) -> Keeping:
        """Return how long personal data is kept."""
        from kiosk.rules.retention import Keeping

        return Keeping(
            self.keep_complaint_years,
            self.keep_opinion_years,
            self.keep_question_days,
            self.keep_rating_months,
            self.keep_stay_months,
        )

    @property
    def keys(self) -> Path:
        """Return the file of the register's secrets."""
        return Path(self.keys_file).expanduser() if self.keys_file else self.data / "keys.json"

    @property
    def spool_file(self) -> Path:
        """Return the file of what this terminal does and shows while the central register is away."""
        return self.data / SPOOLS[self.cipher_spool]

    @property
    def other_spool_file(self) -> Path:
        """Return where it stood before `cipher_spool` was set otherwise."""
        return self.data / SPOOLS[not self.cipher_spool]

    @property
    def has_spool(self) -> bool:
        """Say whether this terminal has a register of its own already."""
        return self.spool_file.exists() or self.other_spool_file.exists()

    @property
    def spool_prefix(self) -> Path:
        """Return the file with the two letters of this terminal's case numbers."""
        return self.data / "spool-prefix"

    @property
    def register_name(self) -> str:
        """Return where the register is, without anything secret."""
        if not self.database:
            return str(self.register_file)
        place = self.database.partition("://")[2].partition("?")[0].rpartition("@")[2]
        return f"postgresql://{place}"

    @property
    def has_register(self) -> bool:
        """Tell whether a register is there already, or is somebody else's to begin."""
        return bool(self.database) or self.register_file.exists()

    @property
    def log(self) -> Path:
        """Return the file that crashes and calls are written to, without personal data."""
        return self.data / "log"


def leave_code(settings: Settings) -> str:
    """Return the code that ends the front desk, making one at the first start."""
    return settings.leave_code or _kept_code(settings.data / "leave-code")


def _kept_code(path: Path) -> str:
    if not path.exists():
        _keep_new_code(path)
    return path.read_text("ascii").strip()


def _keep_new_code(path: Path) -> None:
    """Write a new code whole or not at all, and leave one that somebody else wrote meanwhile."""
    import secrets
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:
        file.write(f"{secrets.randbelow(10**6):06}\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
