"""Reads receipts as a printer would, for tests; shares no code with what writes them."""

from dataclasses import dataclass, field

from PIL import Image


@dataclass
class Paper:
    """What came out of the printer."""

    text: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    centred: list[bool] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    code_level: str = ""
    cuts: int = 0

    @property
    def picture(self) -> Image.Image:
        """All pictures as the one that they make on paper."""
        width = max(part.width for part in self.pictures)
        whole = Image.new("L", (width, sum(part.height for part in self.pictures)), 255)
        top = 0
        for part in self.pictures:
            whole.paste(part, (0, top))
            top += part.height
        return whole


class Reader:
    """Walks over the bytes of one receipt; any command it does not know is an error."""

    def __init__(self, receipt: bytes) -> None:
        self.rest = receipt
        self.paper = Paper()
        self.row = ""
        self.size = 1
        self.centre = False
        self.chinese = False
        self.stored_code = b""

    def read(self) -> Paper:
        """Return the paper after the last byte."""
        while self.rest:
            first = self.rest[0]
            if first == 0x0A:
                self.take(1)
                self.feed()
            elif first in (0x1B, 0x1C, 0x1D):
                self.command(self.take(2))
            elif first >= 0x81 and self.chinese:
                self.row += self.take(2).decode("gbk")
            elif 0x20 <= first < 0x7F:
                self.row += chr(self.take(1)[0])
            else:
                raise ValueError(f"byte {first:#x} is no letter to this printer")
        assert not self.row, "a line was never printed"
        return self.paper

    def take(self, count: int) -> bytes:
        """Take bytes from the front."""
        if len(self.rest) < count:
            raise ValueError("the receipt breaks off")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def feed(self) -> None:
        """Print the row."""
        self.paper.text.append(self.row)
        self.paper.sizes.append(self.size)
        self.paper.centred.append(self.centre)
        self.row = ""

    def command(self, name: bytes) -> None:
        """Obey one command."""
        match name:
            case b"\x1b@":
                self.size, self.centre, self.chinese = 1, False, False
            case b"\x1ba":
                self.centre = self.take(1) == b"\x01"
            case b"\x1bd":
                self.take(1)
            case b"\x1c&":
                self.chinese = True
            case b"\x1c!":
                assert self.take(1) in (b"\x00", b"\x0c")
            case b"\x1d!":
                (scale,) = self.take(1)
                assert scale >> 4 == scale & 15, "letters are as wide as they are high"
                self.size = (scale & 15) + 1
            case b"\x1dV":
                assert self.take(1) in (b"\x00", b"\x01", b"0", b"1")
                self.paper.cuts += 1
            case b"\x1dv":
                self.raster()
            case b"\x1d(":
                self.code()
            case _:
                raise ValueError(f"command {name!r} is not known to this printer")

    def raster(self) -> None:
        """Read GS v 0: a picture of bits, black where set."""
        assert self.take(2) == b"0\x00"
        head = self.take(4)
        across, high = head[0] + 256 * head[1], head[2] + 256 * head[3]
        bits = bytes(255 - byte for byte in self.take(across * high))
        self.paper.pictures.append(Image.frombytes("1", (across * 8, high), bits).convert("L"))

    def code(self) -> None:
        """Read GS ( k: size and level of a QR code, its text, and the order to print it."""
        assert self.take(1) == b"k"
        low, high = self.take(2)
        body = self.take(low + 256 * high)
        assert body[:1] == b"1", "a QR code"
        match body[1:2]:
            case b"A":
                assert body[2:] == b"2\x00", "model 2"
            case b"C":
                assert 3 <= body[2] <= 16
            case b"E":
                self.paper.code_level = "LMQH"[body[2] - 48]
            case b"P":
                self.stored_code = body[3:]
            case b"Q":
                self.paper.codes.append(self.stored_code.decode("ascii"))
            case _:
                raise ValueError(f"QR function {body[1]:#x} is not known to this printer")


def read_receipt(receipt: bytes) -> Paper:
    """Return what a printer makes of the bytes."""
    return Reader(receipt).read()
