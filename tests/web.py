"""A status page for tests: a register on its own thread, a clock that stands, and phones that look at it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Department, Duty, Fact, Staff, Workday
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.services import cases
from kiosk.store import StoreThread
from kiosk.web import app
from kiosk.web.limits import Rate
from tests import staff
from tests.register import NOW, draft

T = TypeVar("T")
OFTEN = Rate(1e6, 1e6)
HOSPITAL: list[tuple[str, object]] = [
    ("name", {"zh_CN": "市第一人民医院", "zh_TW": "市第一人民醫院", "en": "First People's Hospital"}),
    (
        "complaint_contact",
        {
            "phone": "0571-8800 0012",
            "email": "service@hospital.example",
            "place": {"zh_CN": "门诊楼一层", "zh_TW": "門診樓一層", "en": "Outpatient building, floor 1"},
            "hours": {"zh_CN": "每天 8:00–20:00", "zh_TW": "每天 8:00–20:00", "en": "Daily 8:00–20:00"},
        },
    ),
]


def apart(act: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run something in a loop of its own, on a thread that has none yet."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(act())).result()


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **step: float) -> None:
        """Let time pass."""
        self.now += timedelta(**step)


class Phone:
    """A browser without a screen: it keeps its cookies and follows nothing by itself."""

    def __init__(self, page: Any, base: str, language: str, address: str) -> None:
        self.base, self.headers, self.cookies = base, {"accept-language": language}, httpx.Cookies()
        self._transport = httpx.ASGITransport(page, client=(address, 50000))

    def request(self, method: str, path: str, **values: Any) -> httpx.Response:
        """Ask for something."""

        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=self.base, headers=self.headers, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **values)
                self.cookies = client.cookies
                return answer

        return apart(asked)

    def get(self, path: str, **values: Any) -> httpx.Response:
        """Look at a page."""
        return self.request("GET", path, **values)

    def post(self, path: str, **values: Any) -> httpx.Response:
        """Send a form."""
        return self.request("POST", path, **values)


@dataclass
class Site:
    """A status page and the register behind it."""

    settings: Settings
    register: StoreThread
    clock: Any
    pages: Rate = OFTEN
    acts: Rate = OFTEN
    client: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.phone()

    def phone(self, secure: bool = True, language: str = "en", address: str = "203.0.113.9") -> Phone:
        """Return another phone that looks at the page."""
        page = app.make(self.settings, self.register, self.pages, self.acts)
        return Phone(page, f"http{'s' if secure else ''}://desk.example", language, address)

    def ask(self, service: Callable[..., T], *values: Any) -> T:
        """Run a service on the register's thread."""

        async def run() -> T:
            return await self.register.run(service, *values)

        return apart(run)

    def file(self, told: Draft | None = None) -> tuple[UUID, str]:
        """File a case; return its uid and the path of its link."""

        def filed() -> tuple[UUID, str]:
            case = cases.file(told or draft(), self.settings, self.clock())
            return case.uid, f"/S/{cases.token_of(case)}"

        return self.ask(filed)

    def answer(self, uid: UUID, words: str = "已经和门诊谈过，明天起加开一个窗口。") -> None:
        """Answer a case, as staff will."""

        self.clock.move(seconds=1)
        self.ask(staff.answer, uid, self.settings, self.clock(), words)

    def case(self, uid: UUID) -> Case:
        """Return a case as it stands in the register."""
        return self.ask(cases.find, uid)

    def dump(self) -> list[object]:
        """Return every row of the register but those of the search index, which cannot be read back."""

        def read() -> list[object]:
            names = store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            kept = [name for (name,) in names if not name.startswith("search_run")]
            return [(name, store.rows(f'SELECT * FROM "{name}"')) for name in kept]

        return self.ask(read)


@contextmanager
def site(
    data: Path, clock: Callable[[], datetime] | None = None, pages: Rate = OFTEN, **settings: Any
) -> Iterator[Site]:
    """Open a register with a small hospital and the page over it."""
    clock = clock or Clock()
    made = Settings(data=data, clock=clock, **settings)
    data.mkdir(exist_ok=True)
    register = StoreThread(made)
    try:
        here = Site(made, register, clock, pages)
        here.ask(furnish, clock())
        yield here
    finally:
        register.close()


def furnish(now: datetime) -> None:
    """Put a small hospital into the register, once."""
    if Department.select().exists():
        return
    with store.writing("hospital.import", "admin", "hospital", now) as written:
        for name, value in HOSPITAL:
            written.add(Fact(name=name, value=value))
        written.add(
            Department(
                code="service",
                position=0,
                name={"zh_CN": "患者服务中心", "zh_TW": "病患服務中心", "en": "Patient service centre"},
                place={"zh_CN": "门诊楼一层大厅", "zh_TW": "門診樓一層大廳", "en": "Outpatient hall"},
                phone="0571-8800 0010",
            )
        )
        person = {"zh_CN": "李娜", "zh_TW": "李娜", "en": "Li Na"}
        written.add(Staff(code="li.na", name=person, department="service", role="desk", is_published=True))
        duty = {"desk": "front", "weekday": 5, "begins": "00:00", "ends": "24:00", "staff": "li.na"}
        written.add(Duty(uid=new_uid(now), **duty))
        for day, kind in (("2026-09-20", "work"), ("2026-10-10", "work"), ("2026-09-25", "rest")):
            written.add(Workday(day=day, kind=kind, source="calendar"))


def form_of(page: str) -> str:
    """Return the mark of the forms of a page."""
    return page.partition('name="form" value="')[2].partition('"')[0]


def opened(here: Site, path: str, digits: str = "5678", phone: Phone | None = None) -> Phone:
    """Open a case with its second factor, and return the phone that did."""
    phone = phone or here.phone()
    form = form_of(phone.get(path).text)
    answer = phone.post(f"{path}/open", data={"form": form, "digits": digits})
    assert answer.status_code == 303, answer.text
    return phone
