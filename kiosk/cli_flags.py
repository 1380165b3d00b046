"""The words that may follow `kiosk` on the command line, each with its flags."""

from __future__ import annotations

import argparse
from typing import Any

from kiosk.i18n import _


def add(
    commands: Any, shared: argparse.ArgumentParser, name: str, module: str, words: str
) -> argparse.ArgumentParser:
    """Describe one command, and which module answers it."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words[:1].upper() + words[1:] + ".", parents=[shared]
    )
    command.set_defaults(module=module)
    return command


def group(commands: Any, name: str, words: str) -> Any:
    """Describe a word that is followed by another."""
    return commands.add_parser(name, help=words).add_subparsers(
        title=_("commands"), metavar="COMMAND", required=True, dest="act"
    )


def add_line(commands: Any, shared: argparse.ArgumentParser) -> None:
    line = add(commands, shared, "line", "line", _("deliver what this terminal did to the central register"))
    line.add_argument("--status", action="store_true", help=_("say how much waits, and end"))


def add_browser(commands: Any, shared: argparse.ArgumentParser) -> None:
    browser = add(
        commands, shared, "browser", "browser", _("serve the front desk to the browser of a touch terminal")
    )
    browser.add_argument(
        "--browser-host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help=_("address that the browser's page listens on; this machine alone unless said otherwise"),
    )
    browser.add_argument(
        "--browser-port", metavar="N", type=int, default=8766, help=_("port of the browser's page")
    )
    browser.add_argument(
        "--font-size", metavar="PX", type=int, default=24, help=_("height of the letters in the browser")
    )


def add_doors(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe the doors for other systems."""
    api = add(commands, shared, "api", "api", _("let other systems file cases and ask how they stand"))
    api.add_argument(
        "--api-host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help=_("address that the door listens on; this machine alone unless said otherwise"),
    )
    api.add_argument("--api-port", metavar="N", type=int, default=8767, help=_("port of the door"))
    channels = group(commands, "channels", _("other systems that may file cases"))
    new = add(channels, shared, "add", "channels", _("let another system in; its key is shown once"))
    add(channels, shared, "list", "channels", _("list the other systems"))
    end = add(channels, shared, "end", "channels", _("let another system in no more"))
    for command in (new, end):
        command.add_argument("code", metavar="CODE", help=_("its code"))
    new.add_argument("--name", metavar="NAME", default="", help=_("the name that staff read"))
    new.add_argument(
        "--source",
        metavar="WAY",
        default="web",
        help=_("how its cases came in: web, wechat, email, phone or hotline"),
    )


def add_hooks(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe how others are told."""
    hooks = group(commands, "hooks", _("receivers that are told what happens to cases"))
    new = add(hooks, shared, "add", "hooks", _("tell a receiver; the secret is shown once"))
    add(hooks, shared, "list", "hooks", _("list the receivers, and how their messages stand"))
    end = add(hooks, shared, "end", "hooks", _("tell a receiver nothing more"))
    add(hooks, shared, "run", "hooks", _("tell receivers and staff until told to end"))
    for command in (new, end):
        command.add_argument("code", metavar="CODE", help=_("its code"))
    new.add_argument("url", metavar="ADDRESS", help=_("where it listens, like https://name/path"))
    new.add_argument(
        "--kind",
        metavar="KIND",
        dest="kinds",
        action="append",
        default=[],
        help=_("only lines of this kind, like reply or answered; all public ones when not given"),
    )


def add_import(commands: Any, shared: argparse.ArgumentParser) -> None:
    imports = group(commands, "import", _("bring a hospital's own data in"))
    add_hotline(imports, shared)
    hospital = add(
        imports, shared, "hospital", "hospital", _("departments, doctors, timetable, answers, needs")
    )
    hospital.add_argument("directory", metavar="DIR", help=_("directory of the CSV and TOML files"))
    hospital.add_argument(
        "--whole-roster",
        action="store_true",
        help=_("take the duty roster too as the files say, also where the console changed it"),
    )
    admissions = add(
        imports, shared, "admissions", "admissions", _("who came to the hospital, and who left it")
    )
    admissions.add_argument("file", metavar="FILE", help=_("the list, as CSV, HL7 version 2 or FHIR R4"))


def add_hotline(imports: Any, shared: argparse.ArgumentParser) -> None:
    hotline = add(imports, shared, "hotline", "hotline", _("work orders of the citizens' hotlines"))
    hotline.add_argument("file", metavar="FILE", help=_("the orders, as CSV"))


def add_case(commands: Any, shared: argparse.ArgumentParser) -> None:
    case = group(commands, "case", _("cases as JSON, for scripts and other channels"))
    add(case, shared, "file", "case", _("file the JSON object on standard input as a case"))
    show = add(case, shared, "show", "case", _("show one case"))
    show.add_argument("number", help=_("its number; o and 0, l and 1 and spaces do not matter"))
    listed = add(case, shared, "list", "case", _("list the newest cases"))
    listed.add_argument("--limit", type=int, default=50, metavar="N", help=_("at most so many"))
    printed = add(case, shared, "print", "case", _("put the whole file of a case on pages"))
    printed.add_argument("number", help=_("its number"))
    printed.add_argument(
        "--format",
        choices=("html", "pdf", "text"),
        default="html",
        help=_("a page, paper, or plain text; a page unless it is said"),
    )
    printed.add_argument(
        "--out", metavar="FILE", default="", help=_("write it to a file; otherwise it is printed")
    )
    hold = add(case, shared, "hold", "case", _("keep a case from being erased: a legal hold"))
    release = add(case, shared, "release", "case", _("lift the legal hold of a case"))
    for command in (hold, release):
        command.add_argument("number", help=_("its number"))
    for command in (show, listed):
        command.add_argument("--json", action="store_true", help=_("print everything, as JSON"))


def add_demo(commands: Any, shared: argparse.ArgumentParser) -> None:
    demo = add(commands, shared, "demo-data", "demo", _("fill an empty register with made-up cases"))
    demo.add_argument("--cases", type=int, metavar="N", help=_("how many"))
    demo.add_argument(
        "--year",
        type=int,
        nargs="?",
        const=0,
        metavar="YEAR",
        help=_("a whole year of a service centre, or the twelve months up to now"),
    )
    demo.add_argument("--seed", type=int, default=7, metavar="S", help=_("the same seed, the same cases"))
    demo.add_argument("--more", action="store_true", help=_("add to a register that has cases"))


def add_report(commands: Any, shared: argparse.ArgumentParser) -> None:
    report = group(commands, "report", _("what was done in a month or a year, with every definition"))
    month = add(report, shared, "month", "report", _("the report of a month"))
    month.add_argument("period", metavar="YYYY-MM", help=_("the month, as in 2026-10"))
    year = add(report, shared, "year", "report", _("the report of a year"))
    year.add_argument("period", metavar="YYYY", help=_("the year, as in 2026"))
    add(report, shared, "rebuild", "report", _("count anew what reports are made of"))
    for command in (month, year):
        command.add_argument(
            "--format",
            choices=("html", "csv", "json", "pdf"),
            default="html",
            help=_("a page, a table for Excel, everything for programs, or paper"),
        )
        command.add_argument(
            "--out", metavar="FILE", default="", help=_("write it to a file; otherwise it is printed")
        )


def add_backup(commands: Any, shared: argparse.ArgumentParser) -> None:
    backup = add(
        commands, shared, "backup", "backup", _("copy the register while it is open, and prove the copy")
    )
    backup.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        default="",
        help=_("where to; 'backup_directory' when not given"),
    )
    restore = add(commands, shared, "restore", "restore", _("put a backup in the register's place"))
    restore.add_argument("file", metavar="FILE", help=_("the backup"))
    restore.add_argument(
        "--while-running",
        action="store_true",
        help=_("even while the desk runs, which must then be started again at once"),
    )
    restore.add_argument(
        "--although-broken", action="store_true", help=_("even when the backup's trail is broken")
    )


def add_satisfaction(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe what is said and printed about satisfaction."""
    named = group(commands, "satisfaction", _("how satisfied people are, on paper"))
    sheet = add(named, shared, "sheet", "satisfaction", _("the sheet of a month, as it is published"))
    sheet.add_argument("month", metavar="MONTH", help=_("a month as 2026-09"))
    blank = add(named, shared, "questionnaire", "satisfaction", _("the questions of a set, to be ticked"))
    blank.add_argument("set", metavar="SET", help=_("the code of the set, as in questions.csv"))
    for command in (sheet, blank):
        command.add_argument(
            "--format", dest="form", choices=("text", "html"), default="text", help=_("text, or A4 for print")
        )
    digest = group(commands, "digest", _("what the ratings of a day, a week or a month say"))
    periods = {
        "day": (_("of yesterday, or another day"), _("a day as 2026-09-18")),
        "week": (_("of the last week, or another"), _("a week as 2026-W38")),
        "month": (_("of the last month, or another"), _("a month as 2026-09")),
    }
    for kind, (words, form) in periods.items():
        one = add(digest, shared, kind, "satisfaction", words)
        one.add_argument("period", metavar="PERIOD", nargs="?", default="", help=form)


def add_keeping(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe what is done about personal data."""
    retention = add(
        commands, shared, "retention", "retention", _("erase personal data that was kept for its time")
    )
    retention.add_argument(
        "--clock-is-right", action="store_true", help=_("somebody looked at the date after the clock jumped")
    )
    person = group(commands, "person", _("everything that is held about one person"))
    export = add(person, shared, "export", "person", _("give it out as JSON; the phone is asked for"))
    export.add_argument(
        "--out", metavar="FILE", default="", help=_("write it to a new file; packed when it ends in .zip")
    )
    erase = add(person, shared, "erase", "person", _("erase it for good; the phone is asked for"))
    for command in (export, erase):
        command.add_argument(
            "--case", metavar="NUMBER", default="", help=_("the case with this number, and ask for no phone")
        )
    keys = group(commands, "keys", _("the key that personal data is sealed with"))
    add(keys, shared, "seal", "keys", _("seal what an older version left plain"))
    add(keys, shared, "rotate", "keys", _("make a new key, and wrap the keys of all cases with it"))
    add(
        keys, shared, "forget", "keys", _("forget the older keys, and with them older copies of the register")
    )


def add_sheets(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe what is put on A4 paper."""
    card = add(commands, shared, "contact-card", "contact_card", _("put a patient's contact card on paper"))
    card.add_argument("visit", metavar="VISIT", help=_("the visit number of the stay"))
    card.add_argument(
        "--format",
        choices=("html", "pdf", "text"),
        default="html",
        help=_("a page, paper or plain text; a page unless it is said"),
    )
    notice = group(commands, "notice", _("rectification notices"))
    printed = add(notice, shared, "print", "sheet", _("put a rectification notice on A4 paper"))
    printed.add_argument("number", metavar="NUMBER", help=_("its number, like 2026-0001"))
    record = add(
        commands, shared, "service-record", "sheet", _("put a department's cases of a month on paper")
    )
    record.add_argument("department", metavar="DEPARTMENT", help=_("the department by its code"))
    record.add_argument("month", metavar="MONTH", help=_("the month, like 2026-09"))
    for command, name in ((printed, "notice"), (record, "service-record")):
        command.set_defaults(sheet=name)
        command.add_argument(
            "--format",
            choices=("html", "text"),
            default="text",
            help=_("a page for a printer, or plain text"),
        )


def add_teaching(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Describe what training puts on paper or into a file."""
    teaching = group(commands, "teaching", _("what the desk learns from"))
    printed = add(teaching, shared, "print", "teaching", _("put a teaching case on A4 paper"))
    printed.add_argument("case", metavar="UID|next", help=_("its uid, or the one of the next case meeting"))
    scripts = add(teaching, shared, "scripts", "teaching", _("put all service scripts on A4 paper"))
    for command in (printed, scripts):
        command.add_argument(
            "--format",
            choices=("html", "text"),
            default="text",
            help=_("a page for a printer, or plain text"),
        )
    words = _("write the questions that nobody could answer as rows of answers.csv")
    add(teaching, shared, "questions", "teaching", words)


def add_people(commands: Any, shared: argparse.ArgumentParser) -> None:
    people = group(commands, "people", _("who may sign in to the console"))
    new = add(people, shared, "add", "people", _("let somebody sign in; the password is asked for"))
    listed = add(people, shared, "list", "people", _("list who works here"))
    password = add(people, shared, "password", "people", _("give somebody another password"))
    disable = add(people, shared, "disable", "people", _("let somebody sign in no more"))
    enable = add(people, shared, "enable", "people", _("let somebody sign in again"))
    key = add(people, shared, "key", "people", _("say which SSH key is somebody's"))
    for command in (new, password, disable, enable, key):
        command.add_argument("code", metavar="CODE", help=_("the name by which they sign in"))
    new.add_argument("--name", metavar="NAME", default="", help=_("the name that others read"))
    new.add_argument(
        "--role",
        metavar="ROLE",
        default="",
        help=_("desk, handler, head, supervisor, leader, admin or auditor"),
    )
    new.add_argument(
        "--department",
        metavar="D",
        dest="departments",
        action="append",
        default=[],
        help=_("a department by its code; the main one first"),
    )
    new.add_argument("--no-password", action="store_true", help=_("only an SSH key lets them in"))
    listed.add_argument("--json", action="store_true", help=_("print everything, as JSON"))
    key.add_argument(
        "key", metavar="FILE", nargs="?", default="", help=_("their public key, or its SHA256 fingerprint")
    )
    key.add_argument("--revoke", action="store_true", help=_("take the right of the key away"))
