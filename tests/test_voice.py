"""What makes sentences heard: espeak-ng, or recordings, in a process of its own."""

import array
import asyncio
import shutil
import subprocess
import time
import wave
from pathlib import Path

import pytest

from kiosk import i18n, sources
from kiosk.config import Settings, SettingsError
from kiosk.voice import speakers
from kiosk.voice.prompter import USUAL, Prompter
from kiosk.voice.speakers import Recordings, SpeakerProblem, Synthesiser, espeak, name_of, open_speaker, run
from tests.speaking import fake_speaker, is_running, until


def seconds_of(file: Path) -> float:
    """Return how long a sound file is heard."""
    with wave.open(str(file), "rb") as sound:
        # espeak-ng leaves the length open where it writes to a pipe.
        return sound.getnframes() / sound.getframerate()


def loudest(file: Path) -> int:
    """Return the loudest sample of a sound file."""
    with wave.open(str(file), "rb") as sound:
        return max(map(abs, array.array("h", sound.readframes(sound.getnframes()))))


def record(file: Path, seconds: float = 0.1, loud: int = 1000, rate: int = 8000) -> Path:
    """Write a sound file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(array.array("h", [loud] * int(seconds * rate)).tobytes())
    return file


# The real synthesiser


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", "您好，有什么可以帮您？"),
        ("zh_TW", "您好，有什麼可以幫您？"),
        ("en", "Hello, how can we help you?"),
    ],
)
def test_espeak_makes_a_sentence_heard(tmp_path: Path, language: str, words: str) -> None:
    sound = tmp_path / "sound.wav"
    command = [*espeak(language, 50), "-w", str(sound)]
    subprocess.run(command, input=words.encode(), check=True, timeout=60, capture_output=True)
    assert 1 < seconds_of(sound) < 8
    assert loudest(sound) > 1000


def test_louder_is_louder(tmp_path: Path) -> None:
    heard = []
    for percent in (25, 50):
        command = [*espeak("en", percent), "-w", str(tmp_path / "sound.wav")]
        subprocess.run(command, input=b"Hello", check=True, timeout=60, capture_output=True)
        heard.append(loudest(tmp_path / "sound.wav"))
    assert heard[1] > heard[0] * 1.5


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "挂号窗口"), ("zh_TW", "掛號窗口")])
def test_chinese_is_said_in_chinese_and_not_spelt_in_english(language: str, words: str) -> None:
    command = [*espeak(language, 50), "-q", "-x"]
    said = subprocess.run(command, input=words.encode(), check=True, timeout=60, capture_output=True)
    assert len(said.stdout.split()) == len(words)
    assert b"(en)" not in said.stdout


# What reaches it


async def test_words_reach_the_speaker_on_its_standard_input_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin")
    await Synthesiser().say(["Who are you?", "1", "✓ The patient ›"], "en", 100)
    [heard] = speaker.heard
    assert heard.words == "Who are you? 1. The patient.\n"
    assert heard.command == ["-v", "en", "-s", "140", "-a", "200", "--stdin"]


async def test_signs_alone_start_no_speaker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin")
    await Synthesiser().say(["", "▶", "[[h@l'oU]]"], "en", 100)
    assert [one for one in speaker.words if "[" in one or "▶" in one] == []


async def test_a_speaker_that_is_not_there_is_a_problem_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    i18n.choose("en")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install espeak-ng" in Synthesiser().missing()
    with pytest.raises(SpeakerProblem, match="espeak-ng cannot be run: FileNotFoundError"):
        await Synthesiser().say(["Hello"], "en", 100)


async def test_a_speaker_that_fails_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SpeakerProblem, match="ended with status 3"):
        await run(["sh", "-c", "exit 3"], b"")


async def test_a_machine_without_a_sound_card_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SpeakerProblem, match="found no sound card"):
        await run(["sh", "-c", "echo 'error: No such file or directory' >&2"], b"")


async def test_a_speaker_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(speakers, "LONGEST", 0.5)
    speaker = fake_speaker(monkeypatch, tmp_path / "bin", seconds=600)
    with pytest.raises(SpeakerProblem, match="did not come to an end"):
        await run(["espeak-ng"], b"words")
    assert not any(is_running(one.pid) for one in speaker.heard)


# One thing at a time


async def test_what_comes_next_ends_what_is_being_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin", seconds=600)
    prompter = Prompter(Synthesiser(), lambda event: None, settle=0)
    prompter.say("a", ["First"], "en")
    await until(lambda: speaker.words == ["First."])
    prompter.say("b", ["Second"], "en")
    await until(lambda: speaker.words == ["First.", "Second."])
    first, second = (one.pid for one in speaker.heard)
    await until(lambda: not is_running(first))
    assert is_running(second)
    await prompter.close()
    assert not is_running(second)


async def test_speaking_never_holds_the_desk_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin", seconds=600)
    prompter = Prompter(Synthesiser(), lambda event: None, settle=0)
    began = time.perf_counter()
    prompter.say("a", ["Words " * 500], "en")
    assert time.perf_counter() - began < 0.1
    await until(lambda: speaker.words)
    await prompter.close()


async def test_a_place_is_said_once_however_often_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin")
    prompter = Prompter(Synthesiser(), lambda event: None, settle=0)
    for place, words in (("a", "One"), ("a", "One"), ("a", "Two"), ("b", "Two")):
        known = len(speaker.words)
        prompter.prompt(place, [words], "en")
        if (place, words) != ("a", "One") or not known:
            await until(lambda known=known: len(speaker.words) > known)
    await prompter.close()
    assert speaker.words == ["One.", "Two.", "Two."]


async def test_a_problem_is_written_down_once_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    lines: list[str] = []
    prompter = Prompter(Synthesiser(), lines.append, settle=0)
    for word in ("One", "Two"):
        prompter.say(word, [word], "en")
        await until(lambda: prompter.problem)
        await asyncio.sleep(0)
    await prompter.close()
    assert lines == ["voice: espeak-ng cannot be run: FileNotFoundError"]


def test_whoever_comes_next_hears_it_as_loud_as_usual() -> None:
    prompter = Prompter(Synthesiser(), lambda event: None)
    for by in (1, 1, 1):
        prompter.turn(by)
    assert prompter.level == 3
    prompter.turn_on()
    assert prompter.level == 0
    prompter.turn(-1)
    assert prompter.level == 0
    prompter.forget()
    assert prompter.level == USUAL


# Recordings


def test_a_recording_is_named_by_its_english_sentence_in_every_language() -> None:
    assert name_of("您好，有什么可以帮您？", "zh_CN") == "how-can-we-help-you"
    assert name_of("How can we help you?", "en") == "how-can-we-help-you"
    assert name_of("骨科", "zh_CN") == "骨科"


async def test_recordings_are_played_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    player = tmp_path / "bin" / "aplay"
    player.parent.mkdir()
    player.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/played.wav\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{player.parent}:/usr/bin:/bin")
    record(tmp_path / "set" / "en" / "how-can-we-help-you.wav", 0.5)
    record(tmp_path / "set" / "en" / "rate-us.wav", 0.25)
    recordings = Recordings(tmp_path / "set", "aplay")
    assert recordings.missing() == ""
    await recordings.say(["How can we help you?", "Rate us"], "en", 50)
    assert seconds_of(tmp_path / "played.wav") == pytest.approx(0.75)
    assert loudest(tmp_path / "played.wav") == 500


async def test_what_was_not_recorded_is_named_and_the_rest_is_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speaker = fake_speaker(monkeypatch, tmp_path / "bin", name="aplay", reads=False)
    record(tmp_path / "set" / "en" / "rate-us.wav")
    with pytest.raises(speakers.NotRecorded, match="en/who-are-you.wav"):
        await Recordings(tmp_path / "set", "aplay").say(["Who are you?", "Rate us"], "en", 100)
    assert [one.command for one in speaker.heard] == [["/dev/stdin"]]


async def test_a_broken_recording_is_a_problem_in_one_line(tmp_path: Path) -> None:
    record(tmp_path / "en" / "rate-us.wav").write_bytes(b"RIFF")
    with pytest.raises(SpeakerProblem, match="a recording cannot be read"):
        await Recordings(tmp_path, "aplay").say(["Rate us"], "en", 100)


def test_what_is_missing_for_recordings_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    i18n.choose("en")
    assert "holds no recordings" in Recordings(tmp_path, "aplay").missing()
    record(tmp_path / "en" / "rate-us.wav")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "pw-play is not installed" in Recordings(tmp_path, "pw-play").missing()


# The settings


def test_the_desk_is_silent_unless_it_is_told() -> None:
    assert Settings().voice == "off"
    assert isinstance(open_speaker(Settings(voice="espeak")), Synthesiser)
    assert isinstance(open_speaker(Settings(voice="/srv/voices")), Recordings)


@pytest.mark.parametrize("voice", ["on", "voices", ""])
def test_another_voice_is_refused(voice: str) -> None:
    i18n.choose("en")
    with pytest.raises(SettingsError, match="'voice' is off, espeak"):
        sources.load({}, {"KIOSK_VOICE": voice}, ())


def test_espeak_is_found_where_it_is_installed() -> None:
    assert shutil.which("espeak-ng") and Synthesiser().missing() == ""
