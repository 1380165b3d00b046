"""The engine's process: killed, hung or starved it loses nothing, and it keeps nothing of what is written."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from kiosk.writing import process
from kiosk.writing.child import alone
from kiosk.writing.engine import Offer
from kiosk.writing.process import ChildWriting, WritingFault
from tests.writing import ENGINES, lexicons, offered, opened

__all__ = ["lexicons"]

ORPHAN = """
import asyncio, os, sys
from pathlib import Path
from kiosk.writing.process import ChildWriting

async def main():
    writing = ChildWriting(cache=Path(sys.argv[1]), engine=sys.argv[2])
    await writing.start("zh_CN")
    print(writing.pid, flush=True)
    os._exit(1)

asyncio.run(main())
"""


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def most_memory(pid: int) -> int:
    """Return the most kilobytes that a process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


async def gone(pid: int) -> bool:
    """Wait until a process is gone, five seconds at most."""
    async with asyncio.timeout(5):
        while is_running(pid):
            await asyncio.sleep(0.01)
    return True


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_killed_engine_answers_the_next_key(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine) as writing:
        before = await writing.type("guahao")
        killed = writing.pid
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert await writing.type("guahao") == before
        assert writing.pid != killed


async def test_a_hung_engine_is_replaced(lexicons: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(lexicons) as writing:
        hung = writing.pid
        assert hung
        monkeypatch.setattr(process, "LIMIT", 0.5)
        os.kill(hung, signal.SIGSTOP)
        assert (await offered(writing, "guahao"))[0] == "挂号"
        assert await gone(hung)


async def test_an_engine_that_talks_nonsense_is_replaced(lexicons: Path) -> None:
    async with opened(lexicons) as writing:
        assert writing.child and writing.child.stdin
        writing.child.stdin.write(b"this is no question\n")
        assert (await offered(writing, "guahao"))[0] == "挂号"


async def test_an_engine_that_cannot_be_opened_again_offers_nothing(
    lexicons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(lexicons) as writing:
        assert writing.pid
        writing.asked["lexicon"] = "/nowhere"
        os.kill(writing.pid, signal.SIGKILL)
        assert await writing.type("guahao") == Offer("guahao")
        assert await writing.type("guahao") == Offer("guahao")


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_engine_goes_when_its_parent_dies(lexicons: Path, engine: str) -> None:
    command = [sys.executable, "-c", ORPHAN, str(lexicons), engine]
    parent = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await parent.communicate()
    assert parent.returncode == 1
    assert await gone(int(said))


async def test_closing_ends_the_process(lexicons: Path) -> None:
    async with opened(lexicons) as writing:
        pid = writing.pid
    assert pid and not is_running(pid) and writing.pid is None
    await writing.close()


@pytest.mark.parametrize("engine", ENGINES)
async def test_librime_ends_in_order(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine) as writing:
        child = writing.child
    assert child and child.returncode == 0


async def test_another_language_is_started_on_the_way(lexicons: Path) -> None:
    async with opened(lexicons) as writing:
        first = writing.pid
        await writing.start("zh_TW", False)
        assert first and not is_running(first)
        assert (await offered(writing, "guahao"))[0] == "掛號"


async def test_before_it_is_started_letters_stay_letters() -> None:
    writing = ChildWriting()
    offer = await writing.type("guahao")
    assert offer == Offer("guahao")
    await writing.close()


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_lot_of_garbage_is_answered_in_time(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine, fuzzy=True) as writing:
        pid = writing.pid
        for garbage in (
            "s" * 5_000,
            "zhangshengzhang" * 400,
            "'" * 500,
            "x'" * 300,
            "shi" * 100,
            "你好\n\0\x1b[",
            "",
        ):
            offer = await writing.type(garbage)
            assert len(offer.composition) <= 2 * process.MOST
        assert writing.pid == pid


@pytest.mark.parametrize("engine", ENGINES)
async def test_many_at_once_each_get_their_own_answer(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine) as writing:
        words = ["guahao", "tuifei", "paidui", "taidu"] * 5
        answers = await asyncio.gather(*(writing.type(word) for word in words))
        assert [answer.candidates[0].text for answer in answers] == ["挂号", "退费", "排队", "态度"] * 5


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
async def test_the_engine_stays_small(lexicons: Path, engine: str, language: str) -> None:
    async with opened(lexicons, engine, language, fuzzy=True) as writing:
        for letters in ("woyaotousuzhegeyisheng", "shishishishishishishi", "ystdbhwdlgxs"):
            for end in range(1, len(letters) + 1):
                await writing.type(letters[:end], end % 3)
        assert writing.pid and most_memory(writing.pid) <= 60 * 1024


@pytest.mark.parametrize("engine", ENGINES)
async def test_nothing_that_is_written_is_kept(
    lexicons: Path, tmp_path: Path, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    def files() -> dict[Path, bytes]:
        everywhere = [*lexicons.rglob("*"), *tmp_path.rglob("*")]
        return {path: path.read_bytes() for path in everywhere if path.is_file()}

    async with opened(lexicons, engine, data=tmp_path):
        before = files()
    async with opened(lexicons, engine, data=tmp_path) as writing:
        for _ in range(3):
            offer = await writing.type("wodezhenshimima")
            await writing.choose("wodezhenshimima", offer.candidates[0])
        assert writing.pid
        os.kill(writing.pid, signal.SIGKILL)
        await writing.type("wodezhenshimima")
    assert files() == before
    assert "mima" not in caplog.text and offer.candidates[0].text not in caplog.text


async def test_no_user_dictionary_is_ever_made(lexicons: Path) -> None:
    async with opened(lexicons, ENGINES[0]) as writing:
        await writing.type("wodezhenshimima")
    assert not list(lexicons.rglob("*userdb*"))


async def test_our_own_engine_stands_in_where_librime_fails(
    lexicons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    prepare = ChildWriting._prepare

    async def fail(self: ChildWriting, language: str, engine: str) -> dict[str, str]:
        asked.append(engine)
        if engine != "small":
            raise WritingFault("librime crashed")
        return await prepare(self, language, engine)

    monkeypatch.setattr(ChildWriting, "_prepare", fail)
    async with opened(lexicons, "") as writing:
        assert (await offered(writing, "guahao"))[0] == "挂号"
    assert asked == ["", "small"]


async def test_a_lexicon_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    writing = ChildWriting(cache=tmp_path / "file")
    with pytest.raises(WritingFault):
        await writing.start("zh_CN")
    assert await writing.type("guahao") == Offer("guahao")
    await writing.close()


async def test_one_who_does_not_wait_for_the_lexicon_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawned: asyncio.Queue[int] = asyncio.Queue()
    spawn = process._spawn

    async def watched(what: str) -> asyncio.subprocess.Process:
        child = await spawn(what)
        spawned.put_nowait(child.pid)
        return child

    monkeypatch.setattr(process, "_spawn", watched)
    starting = asyncio.create_task(ChildWriting(cache=tmp_path).start("zh_CN"))
    preparing = await spawned.get()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not is_running(preparing) and spawned.empty()


async def test_what_was_left_half_made_is_removed_and_two_make_it_one_after_the_other(
    lexicons: Path, tmp_path: Path
) -> None:
    async with opened(lexicons):
        pass  # now there is a lexicon
    for name in ("lexicon-1-zh_CN.sqlite.77", "words-1.77", "lexicon-1-zh_CN.rime.77"):
        (tmp_path / name).mkdir()
    with alone(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]
        waiting = asyncio.create_task(ChildWriting(cache=tmp_path, engine="small")._prepare("zh_CN", "small"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 1)
        for made in lexicons.glob("*zh_CN.sqlite"):
            (tmp_path / made.name).symlink_to(made)
    assert Path((await waiting)["lexicon"]).is_symlink()
