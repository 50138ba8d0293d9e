"""Everything about one's own words by ear alone: only numbers are pressed, and each message is listened to."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram.chat import Chat
from tests.telegram.driver import is_question
from tests.telegram_standin import BotApi, Delivered, voice_note


@dataclass
class Ear:
    """Somebody who reads nothing: `digits` are those of their language, 0 first."""

    chat: Chat
    digits: str = "0123456789"
    own: list[bytes] = field(default_factory=list)
    heard: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    async def begun(cls, api: BotApi, language: str, digits: str, languages: int) -> Ear:
        """They press the number that says their language's name, which is the first for their phone."""
        ear = cls(Chat(api, api.person("Ann", language)), digits)
        ear.chat.person.writes("/start")
        await ear.chat.person.receives(languages)
        await ear.presses("1")
        return ear

    async def presses(self, numbers: str) -> list[Delivered]:
        """Press these, one after the other; returns what was said after the last."""
        said: list[Delivered] = []
        for number in numbers:
            self.chat.person.writes(self.digits[int(number)])
            said = await self.listens()
        return said

    async def speaks(self, seed: int) -> list[Delivered]:
        note = voice_note(1.5, seed=seed)
        self.own.append(note)
        self.chat.person.speaks(note)
        return await self.listens()

    async def listens(self) -> list[Delivered]:
        """All that is said, up to where something can be pressed; each is a sound."""
        said: list[Delivered] = []
        while not said or not is_question(said[-1]):
            [message] = await self.chat.person.receives(1)
            said.append(message)
            self.hears(message)
        return said

    def hears(self, message: Delivered) -> None:
        if message.kind in ("document", "photo"):
            return  # their file; a picture, whose choices the next message says
        assert message.kind == "voice", f"this can not be heard: {message.words}"
        assert message.content
        if message.content not in self.own:
            assert self.heard.setdefault(message.words, message.content) == message.content

    async def leaves(self, numbers: str, messages: int) -> list[Delivered]:
        """Press these; after the last they hear last words, with nothing to press."""
        await self.presses(numbers[:-1])
        self.chat.person.writes(self.digits[int(numbers[-1])])
        said = await self.chat.person.receives(messages)
        for message in said:
            self.hears(message)
            assert not message.keyboard
        return said


async def owns_their_words(api: BotApi, language: str, digits: str, languages: int) -> Ear:
    """Consent that was not understood at first; telling, hearing back, sharing, complaining, calling, wiping."""
    ear = await Ear.begun(api, language, digits, languages)
    to_understood = "1" * 5
    await ear.presses(to_understood)
    again = await ear.presses("2")  # not understood: told again, and asked again
    assert len(again) == 2
    await ear.presses("1111")  # understood, and three yeses
    for seed in (1, 2):
        await ear.speaks(seed)
    [asked, may_hear, mine, _] = await ear.presses("841")  # help, my answers, hear and change
    assert mine.content == ear.own[0]
    assert asked.content != may_hear.content
    await ear.presses("3")  # who may hear it
    said = await ear.presses("2")  # my words only; then the next answer
    assert ear.own[1] in [message.content for message in said]
    await ear.presses("2")  # say it again
    await ear.speaks(3)
    await ear.presses("1")  # my voice and words; that was all
    said = await ear.presses("841")
    assert ear.own[0] in [message.content for message in said]
    await ear.presses("4")  # wipe it
    await ear.presses("5")  # that is all
    await ear.presses("853")  # a complaint
    await ear.speaks(4)
    await ear.presses("852")  # please contact me
    await ear.speaks(5)
    assert len(await ear.presses("851")) == 5  # numbers to call, one after the other
    await ear.presses("1")
    assert any(message.kind == "photo" for message in await ear.presses("842"))  # a page about me
    assert any(message.kind == "document" for message in await ear.presses("843"))  # as a file
    await ear.presses("844")  # wipe it all?
    await ear.presses("4")  # no: keep it
    [gone] = await ear.leaves("8441", 1)
    assert gone.content
    return ear


async def says_no(api: BotApi, language: str, digits: str, languages: int) -> Ear:
    """A no ends warmly, by ear."""
    ear = await Ear.begun(api, language, digits, languages)
    await ear.presses("1" * 6)
    await ear.leaves("2", 1)
    return ear
