"""What somebody sent from a browser and could not be taken: nothing of it is thrown away until it is taken."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot import app
from bot.content import Content
from bot.core import phrases
from bot.settings import read_settings
from bot.store.answers import Answers, StoredAnswer
from tests.telegram_standin import voice_note
from tests.web.test_robustness import at_open_question, hidden, question


@dataclass
class Site:
    """The wired bot in this process, and somebody's browser; nothing of it runs by itself."""

    bot: app.Bot
    folder: Path
    client: httpx.AsyncClient

    async def sends(self, page: httpx.Response, text: str = "", voice: bytes = b"") -> httpx.Response:
        form = {"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": text}
        return await self.client.post("/say", data=form, files={"voice": ("v", voice)} if voice else {})

    async def retries(self) -> None:
        """What is set aside is tried again once, as the running bot does it."""
        await self.bot.quarantine.want([])
        retrying = asyncio.create_task(self.bot.retrying.run())
        async with asyncio.timeout(20):
            while await self.bot.quarantine.wanted():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        retrying.cancel()
        await asyncio.gather(retrying, return_exceptions=True)

    async def fetches(self) -> None:
        while await self.bot.fetching.once():
            pass

    async def told(self) -> list[StoredAnswer]:
        return [one async for one in Answers(self.bot.database).all() if one.heard != "choice"]

    @property
    def uploads(self) -> list[Path]:
        return sorted((self.folder / "recordings/incoming").glob("*"))

    def state(self, state: bytes | None = None) -> bytes:
        """What is kept of where the one person is; what it is from now on, if that is given."""
        with closing(sqlite3.connect(self.folder / "sgwrs.db", isolation_level=None, timeout=20)) as connection:
            [(was,)] = connection.execute("SELECT state FROM sessions").fetchall()
            if state is not None:
                connection.execute("UPDATE sessions SET state = ?", [state])
        return bytes(was)


@pytest.fixture
async def site(tmp_path: Path, clips: Path) -> AsyncIterator[Site]:
    environment = {
        "SGWRS_DATABASE": f"sqlite+aiosqlite:///{tmp_path}/sgwrs.db",
        "SGWRS_RECORDINGS": str(tmp_path / "recordings"),
        "SGWRS_CLIPS": str(clips),
        "SGWRS_VOICES": "espeak",
        "SGWRS_SECRET": "a key",
    }
    settings = read_settings(environment, Path("none"))
    async with app.opened(settings) as database:
        bot = app.Bot(settings, Content.load(settings), database)
        transport = httpx.ASGITransport(bot.web.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://bot.test", follow_redirects=True
        ) as client:
            yield Site(bot, tmp_path, client)


def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.engine.advance", lambda *_: 1 / 0)


async def test_a_recording_that_could_not_be_taken_stays_until_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours while somebody speaks: they are told; after it is mended the recording is an answer."""
    note = voice_note(1.0, 41)
    page = await at_open_question(site.client)
    with monkeypatch.context() as broken:
        faulty(broken)
        after = await site.sends(page, voice=note)
        assert phrases.TROUBLE.english in after.text
        [aside] = await site.bot.quarantine.all()
        assert aside.error.startswith("ZeroDivisionError at ")
        assert [path.name for path in site.uploads] == [aside.whole["file"]]
        await site.retries()
        [aside] = await site.bot.quarantine.all()
        assert aside.tries == 1
        assert len(site.uploads) == 1
    await site.retries()
    assert await site.bot.quarantine.all() == []
    await site.fetches()
    [answer] = await site.told()
    assert (answer.heard, answer.recording_state, answer.question) == ("voice", "kept", _first(page, answer))
    assert site.uploads == []
    assert (site.folder / "recordings" / answer.recording).is_file()


async def test_a_recording_of_somebody_whose_state_is_damaged_stays_until_it_is_repaired(site: Site) -> None:
    """They see the words of trouble, whatever they press; a start in between throws nothing away either."""
    page = await at_open_question(site.client)
    state = site.state(b'{"place": 7}')
    after = await site.sends(page, voice=voice_note(1.0, 42))
    assert phrases.TROUBLE.english in after.text
    [aside] = await site.bot.quarantine.all()
    assert [path.name for path in site.uploads] == [aside.whole["file"]]
    wanted = await site.bot.jobs.wanted_files("web")
    site.bot.uploads.sweep(wanted | {one.whole.get("file", "") for one in await site.bot.quarantine.all()})
    assert len(site.uploads) == 1
    site.state(state)
    await site.retries()
    await site.fetches()
    [answer] = await site.told()
    assert (answer.heard, answer.recording_state, answer.question) == ("voice", "kept", _first(page, answer))
    assert site.uploads == []


async def test_words_that_could_not_be_taken_are_kept_under_the_question_they_were_written_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the person went on meanwhile; the words, and who wrote them, are in no list."""
    page = await at_open_question(site.client)
    with monkeypatch.context() as broken:
        faulty(broken)
        after = await site.sends(page, text="Heulwen")
        assert phrases.TROUBLE.english in after.text
    after = await site.sends(after, text="The sea")
    assert question(after) == "What do you do on that day?"
    await site.sends(after, text="I swim")
    await site.retries()
    told = {answer.text: answer.question.partition("\n")[0] for answer in await site.told()}
    assert told == {
        "The sea": question(page),
        "Heulwen": question(page),
        "I swim": "What do you do on that day?",
    }


async def test_what_is_sent_twice_is_set_aside_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same press again, as browsers do it, adds nothing to the list, and is one answer in the end."""
    page = await at_open_question(site.client)
    with monkeypatch.context() as broken:
        faulty(broken)
        for _ in range(2):
            await site.sends(page, text="The sea")
    assert len(await site.bot.quarantine.all()) == 1
    await site.retries()
    await site.sends(page, text="The sea")
    assert [answer.text for answer in await site.told()] == ["The sea"]


def _first(page: httpx.Response, answer: StoredAnswer) -> str:
    """The question as it was put, choices included, if it is the one on this page."""
    return answer.question if answer.question.startswith(question(page)) else question(page)
