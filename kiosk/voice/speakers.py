"""Two ways of making sentences heard: a synthesiser, and recordings that somebody read out."""

from __future__ import annotations

import array
import asyncio
import io
import re
import shutil
import sys
import wave
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from kiosk.config import ESPEAK, Settings
from kiosk.i18n import _, original

SYNTHESISER = "espeak-ng"
VOICES = {"zh_CN": "cmn-latn-pinyin", "zh_TW": "cmn-latn-pinyin", "en": "en"}
# The voice `cmn` of espeak-ng 1.51, which Debian 12 has, says the number of every tone in English.
PACE = 140
"""Words a minute: slower than usual, for who hears badly or stands in a loud hall."""
LONGEST = 60.0
"""Seconds after which a program that still speaks counts as hung."""
MOST = 4000
ENDS = ".?!;:。？！；："
SAMPLE = 2
"""Bytes of one sample of a recording that can be played louder or softer."""
_UNSPOKEN = re.compile(r"[^\w\s.,?!;:'’(),，。？！；：、（）%/+-]+")

Sentences = Sequence[str]


class SpeakerProblem(Exception):
    """What keeps the desk from speaking, in a sentence without any word that was to be said."""


class NotRecorded(SpeakerProblem):
    """Some of it was not recorded; the rest was heard."""


class Speaker(Protocol):
    """Says sentences, one after the other, and ends when the last one was heard."""

    async def say(self, sentences: Sentences, language: str, percent: int) -> None:
        """Say them; whoever cancels this silences them."""

    def missing(self) -> str:
        """Say what is missing on this machine; nothing when all is well."""


def open_speaker(settings: Settings) -> Speaker:
    """Return what speaks here."""
    if settings.voice == ESPEAK:
        return Synthesiser()
    return Recordings(Path(settings.voice).expanduser(), settings.voice_player)


class Synthesiser:
    """Speaks through espeak-ng, which gets the words on its standard input."""

    async def say(self, sentences: Sentences, language: str, percent: int) -> None:
        """Say the sentences."""
        text = " ".join(ended(words) for words in map(spoken, sentences) if words)[:MOST]
        if text:
            await run(espeak(language, percent), f"{text}\n".encode())

    def missing(self) -> str:
        """Say whether the program is not installed."""
        if shutil.which(SYNTHESISER):
            return ""
        return _("espeak-ng is not installed: run 'apt install espeak-ng', or set 'voice' to off.")


def espeak(language: str, percent: int) -> list[str]:
    """Return the command that says what it reads from its standard input."""
    return [SYNTHESISER, "-v", VOICES[language], "-s", str(PACE), "-a", str(percent * 2), "--stdin"]


def spoken(sentence: str) -> str:
    """Return a sentence without the signs that are only seen: arrows, ticks, dots and stars."""
    return " ".join(_UNSPOKEN.sub(" ", sentence).split())


def ended(words: str) -> str:
    """Return words that end like a sentence, for the pause after them."""
    return words if words[-1] in ENDS else f"{words}{'。' if words[-1] > '⺀' else '.'}"


class Recordings:
    """Plays files that were recorded: a folder a language, and in it a file a sentence."""

    def __init__(self, folder: Path, player: str) -> None:
        self.folder, self.player = folder, player

    async def say(self, sentences: Sentences, language: str, percent: int) -> None:
        """Play what was recorded of the sentences; one that was not is left out."""
        files = [self.folder / language / f"{name_of(one, language)}.wav" for one in sentences if spoken(one)]
        there = [file for file in files if file.is_file()]
        if there:
            await run([self.player, "/dev/stdin"], await asyncio.to_thread(joined, there, percent))
        if absent := sorted({f"{file.parent.name}/{file.name}" for file in files if file not in there}):
            raise NotRecorded("not recorded: " + ", ".join(absent))

    def missing(self) -> str:
        """Say whether the folder or the player is not there."""
        if not any(self.folder.glob("*/*.wav")):
            return _("%(directory)s holds no recordings: see docs/terminal.md, or set 'voice' to off.") % {
                "directory": self.folder
            }
        if not shutil.which(self.player):
            return _("%(program)s is not installed: install it, or set 'voice_player' to another.") % {
                "program": self.player
            }
        return ""


def name_of(sentence: str, language: str) -> str:
    """Return the name of a sentence's recording: its English words where it is one of the desk's own."""
    return "-".join(re.findall(r"\w+", original(sentence, language).lower()))


def joined(files: Sequence[Path], percent: int) -> bytes:
    """Return recordings as one, at a volume; those of another form than the first cannot follow it."""
    whole = io.BytesIO()
    try:
        with wave.open(whole, "wb") as out:
            form = None
            for parameters, sound in map(_read, files):
                if form is None:
                    form = parameters
                    out.setnchannels(form[0])
                    out.setsampwidth(form[1])
                    out.setframerate(form[2])
                if parameters == form:
                    out.writeframes(softer(sound, percent) if form[1] == SAMPLE else sound)
    except (OSError, EOFError, wave.Error) as problem:
        raise SpeakerProblem(f"a recording cannot be read: {type(problem).__name__}") from None
    return whole.getvalue()


def _read(file: Path) -> tuple[tuple[int, int, int], bytes]:
    with wave.open(str(file), "rb") as sound:
        form = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
        return form, sound.readframes(sound.getnframes())


def softer(sound: bytes, percent: int) -> bytes:
    """Return samples of two bytes at a part of their loudness."""
    if percent >= 100:
        return sound
    samples = array.array("h", sound)
    if sys.byteorder == "big":  # a WAV file is little-endian everywhere
        samples.byteswap()
    quiet = array.array("h", (one * percent // 100 for one in samples))
    if sys.byteorder == "big":
        quiet.byteswap()
    return quiet.tobytes()


async def run(command: Sequence[str], given: bytes) -> None:
    """Let a program speak to its end; it never outlives whoever waits for it."""
    # Files, not pipes: nothing has to be fed, and a speaker that is killed leaves none behind.
    with TemporaryFile() as words, TemporaryFile() as complaints:
        words.write(given)
        words.seek(0)
        try:
            child = await asyncio.create_subprocess_exec(
                *command, stdin=words, stdout=DEVNULL, stderr=complaints
            )
        except OSError as problem:
            raise SpeakerProblem(f"{command[0]} cannot be run: {type(problem).__name__}") from None
        try:
            async with asyncio.timeout(LONGEST):
                status = await child.wait()
        except TimeoutError:
            raise SpeakerProblem(f"{command[0]} did not come to an end") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        complaints.seek(0)
        if reason := _failed(status, complaints):
            raise SpeakerProblem(f"{command[0]} {reason}")


def _failed(status: int, complaints: Iterator[bytes]) -> str:
    if status:
        return f"ended with status {status}"
    # Without a sound card espeak-ng says so, and ends as if all had been heard.
    return "found no sound card" if any(line.startswith(b"error:") for line in complaints) else ""
