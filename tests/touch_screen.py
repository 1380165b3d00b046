"""A touch screen without hardware: an X server that draws nowhere, and five fingers for its input driver."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIZE = (1920, 1080)
BEGIN, UPDATE, END = 18, 19, 20
"""What X calls the parts of a touch."""
FULL = 65535
CONFIGURATION = """
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Device"
  Identifier "nowhere"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "glass"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "full" 148.50 1920 2008 2052 2200 1080 1084 1089 1125 +hsync +vsync
EndSection
Section "Screen"
  Identifier "screen"
  Device "nowhere"
  Monitor "glass"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "full"
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "fingers"
  Driver "inputtest"
  Option "SocketPath" "{fingers}"
  Option "DeviceType" "Touch"
  Option "TouchCount" "5"
EndSection
Section "InputDevice"
  Identifier "keys"
  Driver "inputtest"
  Option "SocketPath" "{keys}"
  Option "DeviceType" "Keyboard"
EndSection
Section "ServerLayout"
  Identifier "terminal"
  Screen "screen"
  InputDevice "fingers" "SendCoreEvents"
  InputDevice "keys" "CoreKeyboard"
EndSection
"""
PATIENCE = 40.0
"""Seconds after which the server is held to be broken."""
Point = tuple[float, float]


class Device:
    """One device of the input driver, which speaks a small protocol over a socket."""

    def __init__(self, path: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(PATIENCE)
        self._line.connect(str(path))
        self._line.sendall(struct.pack("<IIHH", 12, 0, 1, 1))
        self._line.recv(64)

    def send(self, kind: int, body: bytes) -> None:
        """Send one event and wait until the server has taken it."""
        self._line.sendall(struct.pack("<II", 8 + len(body), kind) + body)
        self._line.sendall(struct.pack("<II", 8, 1))
        self._line.recv(64)

    def close(self) -> None:
        """Unplug it."""
        self._line.close()


class Hand:
    """Fingers on the glass."""

    def __init__(self, path: Path) -> None:
        self._device = Device(path)
        self._touched = 0

    def tap(self, at: Point, held: float = 0.05) -> None:
        """Touch a point for a while."""
        finger = self._finger()
        self._touch(finger, BEGIN, at)
        time.sleep(held)  # a press has a length, as a note has
        self._touch(finger, END, at)

    def swipe(self, start: Point, end: Point, steps: int = 12) -> None:
        """Draw one finger over the glass."""
        self.draw([start], [end], steps)

    def draw(self, starts: Sequence[Point], ends: Sequence[Point], steps: int = 12) -> None:
        """Draw several fingers over the glass at once, as a pinch does."""
        fingers = [self._finger() for _start in starts]
        for finger, start in zip(fingers, starts, strict=True):
            self._touch(finger, BEGIN, start)
        for step in range(1, steps + 1):
            time.sleep(0.012)  # as often as a panel tells where fingers are
            for finger, (x, y), (to_x, to_y) in zip(fingers, starts, ends, strict=True):
                way = step / steps
                self._touch(finger, UPDATE, (x + (to_x - x) * way, y + (to_y - y) * way))
        for finger, end in zip(fingers, ends, strict=True):
            self._touch(finger, END, end)

    def close(self) -> None:
        """Take the hand away."""
        self._device.close()

    def _finger(self) -> int:
        self._touched += 1
        return self._touched

    def _touch(self, finger: int, what: int, at: Point) -> None:
        axes = [FULL * part / whole for part, whole in zip(at, SIZE, strict=True)]
        values = (
            struct.pack("<I8s4x", 0, bytes([0b11])) + struct.pack("<64d", *axes, *[0.0] * 62) + bytes(512)
        )
        self._device.send(6, struct.pack("<II", finger, what) + values)


class Screen:
    """A display with a hand before it."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self.hand = Hand(folder / "fingers")


@contextmanager
def touch_screen(folder: Path) -> Iterator[Screen]:
    """Start an X server with a touch device, and end it afterwards."""
    settings = folder / "xorg.conf"
    settings.write_text(CONFIGURATION.format(fingers=folder / "fingers", keys=folder / "keys"))
    told, tell = os.pipe()
    command = ["/usr/lib/xorg/Xorg", "-displayfd", str(tell), "-config", str(settings)]
    command += ["-logfile", str(folder / "xorg.log"), "-noreset", "-nolisten", "tcp", "-novtswitch"]
    with (folder / "xorg.out").open("w") as said:
        server = subprocess.Popen(command, pass_fds=[tell], stdout=said, stderr=said)
    os.close(tell)
    try:
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        assert number, (folder / "xorg.out").read_text()
        screen = Screen(f":{number}", folder)
        yield screen
        screen.hand.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
