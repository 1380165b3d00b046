"""Printers: the bytes arrive whole, and every failure is one sentence."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.i18n import speaking
from kiosk.slips import printers
from kiosk.slips.printers import (
    FilePrinter,
    NetworkPrinter,
    NoPrinter,
    Printer,
    PrinterProblem,
    QueuePrinter,
    open_printer,
)
from kiosk.slips.receipt import Line, Receipt, as_text, native, raster

SLIP = Receipt("回执", (Line("王秀英"), Line("", rule=True)), "HTTP://10.0.0.7:8765/S/0", "zh_CN")
QUESTIONS = {b"\x10\x04\x04": "paper", b"\x10\x04\x01": "online"}
WELL = {"paper": b"\x12", "online": b"\x12"}


def problem(printer: Printer) -> str:
    """Return the sentence with which a printer fails."""
    with speaking("en"), pytest.raises(PrinterProblem) as failed:
        printer.print(SLIP)
    with speaking("en"):
        sentence = str(failed.value)
    assert sentence.count(".") <= 2 and "\n" not in sentence and "errno" not in sentence.lower()
    return sentence


@contextmanager
def listening(answers: dict[str, bytes]) -> Iterator[tuple[str, Future[bytes]]]:
    """Listen as a printer does; give its target, and later everything that it was told to print."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        server.settimeout(10)
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}", pool.submit(_receive, server, answers)


def _receive(server: socket.socket, answers: dict[str, bytes]) -> bytes:
    line, _address = server.accept()
    received = b""
    with line:
        line.settimeout(10)
        while piece := line.recv(65536):
            # A question about its state is answered at once and is not part of what is printed.
            if question := QUESTIONS.get(piece):
                line.sendall(answers.get(question, b""))
            else:
                received += piece
    return received


@pytest.mark.parametrize(("form", "slip"), [("raster", raster(SLIP)), ("text", native(SLIP))])
def test_a_printer_on_the_network_receives_the_same_bytes(form: str, slip: bytes) -> None:
    with listening(WELL) as (target, received):
        open_printer(target, form).print(SLIP)
        assert received.result(10) == slip


def test_a_printer_that_never_tells_its_state_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "ANSWER", 0.05)
    with listening({}) as (target, received):
        open_printer(target, "text").print(SLIP)
        assert received.result(10).endswith(native(SLIP))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"paper": b"\x72"}, "The slip was not printed: the printer is out of paper."),
        (
            {**WELL, "online": b"\x1a"},
            "The slip was not printed: the printer is not ready; its cover may be open.",
        ),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing(answers: dict[str, bytes], sentence: str) -> None:
    with listening(answers) as (target, received):
        assert problem(open_printer(target, "text")) == sentence
        assert received.result(10) == b""


def test_a_printer_that_is_nearly_out_of_paper_prints() -> None:
    with listening({**WELL, "paper": b"\x1e"}) as (target, received):
        open_printer(target, "text").print(SLIP)
        assert received.result(10) == native(SLIP)


def test_a_dead_port_is_told_in_one_sentence() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        target = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        assert (
            problem(open_printer(target)) == "The slip was not printed: the printer refused the connection."
        )


def test_an_unknown_host_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert (
        problem(open_printer("tcp://printer")) == "The slip was not printed: the printer cannot be reached."
    )


def test_a_printer_that_stops_taking_the_slip_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "ANSWER", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        port = server.getsockname()[1]
        endless = NetworkPrinter("127.0.0.1", port, lambda _receipt: bytes(20_000_000), patience=0.05)
        assert "does not answer" in problem(endless)


def test_a_device_that_stops_taking_the_slip_is_given_up(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        stuck = FilePrinter(str(device), lambda _receipt: bytes(1_000_000), is_device=True, patience=0.05)
        assert "does not answer" in problem(stuck)
    finally:
        os.close(reader)


def test_a_device_receives_the_same_bytes(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        FilePrinter(str(device), native, is_device=True).print(SLIP)
        assert os.read(reader, 65536) == native(SLIP)
    finally:
        os.close(reader)


def test_a_missing_device_is_told_and_not_made(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    assert "not connected" in problem(FilePrinter(str(device), native, is_device=True))
    assert not device.exists()


def test_a_device_that_is_full_is_out_of_paper() -> None:
    assert problem(open_printer("/dev/full")) == "The slip was not printed: the printer is out of paper."


def test_a_full_disk_is_told_in_one_sentence() -> None:
    assert problem(open_printer("file:/dev/full")) == "The slip was not printed: the disk is full."


def test_a_directory_is_no_printer(tmp_path: Path) -> None:
    assert "cannot be reached" in problem(open_printer(f"file:{tmp_path}"))


def test_a_file_grows_by_every_slip_and_is_its_owners_alone(tmp_path: Path) -> None:
    printer = open_printer(f"file:{tmp_path}/slips.bin")
    printer.print(SLIP)
    printer.print(SLIP)
    assert (tmp_path / "slips.bin").read_bytes() == raster(SLIP) * 2
    assert (tmp_path / "slips.bin").stat().st_mode & 0o777 == 0o600


def test_a_text_file_holds_plain_words(tmp_path: Path) -> None:
    open_printer(f"file:{tmp_path}/slips.txt", columns=40).print(SLIP)
    assert (tmp_path / "slips.txt").read_text("utf-8") == as_text(SLIP, 40)


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a print command of this test before the machine's; it keeps what it was given."""
    command = tmp_path / "lp"
    command.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/words\n/bin/cat > {tmp_path}/slip\n[ "$2" != broken ]\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_print_queue_receives_the_same_bytes_as_they_are(queue: Path) -> None:
    open_printer("cups:slips_1").print(SLIP)
    assert (queue / "slip").read_bytes() == raster(SLIP)
    assert (queue / "words").read_text() == "-d slips_1 -o raw\n"


def test_a_print_queue_that_refuses_is_named(queue: Path) -> None:
    assert problem(open_printer("cups:broken")) == (
        "The slip was not printed: the print queue broken did not take it."
    )


def test_a_print_queue_that_hangs_is_given_up(queue: Path) -> None:
    (queue / "lp").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    assert "does not answer" in problem(QueuePrinter("slips", native, patience=0.05))


def test_a_machine_without_print_queues_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install the Debian package cups-client" in problem(open_printer("cups:slips"))


@pytest.mark.parametrize("target", ["", "-"])
def test_a_desk_without_a_printer_says_so(target: str) -> None:
    printer = open_printer(target)
    assert isinstance(printer, NoPrinter)
    assert problem(printer) == "This desk has no receipt printer."


def test_a_target_names_its_printer() -> None:
    usb = open_printer("/dev/usb/lp0")
    assert isinstance(usb, FilePrinter) and (usb.path, usb.is_device) == ("/dev/usb/lp0", True)
    for target, host, port in [
        ("tcp://printer.desk", "printer.desk", 9100),
        ("tcp://10.0.0.9:9101/", "10.0.0.9", 9101),
        ("tcp://[fe80::1]:9100", "fe80::1", 9100),
    ]:
        network = open_printer(target)
        assert isinstance(network, NetworkPrinter) and (network.host, network.port) == (host, port)


@pytest.mark.parametrize(
    "target",
    [
        "lp0",
        "usb",
        "tcp://",
        "tcp://host:0",
        "tcp://host:70000",
        "cups:",
        "cups:-x",
        "cups:a b",
        "file:",
        "http://a",
    ],
)
def test_a_target_that_is_no_printer_is_answered_with_the_forms(target: str) -> None:
    with speaking("en"), pytest.raises(PrinterProblem) as refused:
        open_printer(target)
    with speaking("en"):
        for form in (target, "/dev/usb/lp0", "tcp://host:9100", "cups:queue", "file:/path"):
            assert form in str(refused.value)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(PrinterProblem, match="punched"):
        open_printer("tcp://printer", "punched")
