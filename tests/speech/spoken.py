"""What a machine says in English, for another machine to understand; and how much of it was."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import sys
from functools import cache

from bot.speech.espeak import EspeakVoice
from bot.speech.sound import to_opus
from tests.bot_process import REPOSITORY

SAID = (
    "I like to walk in the park with my dog. My sister comes on Sundays and we drink tea.",
    "The bus does not come any more, so I can not get to the shops.",
    "A good day is when the sun shines and my children are happy.",
    "I am good at cooking. People thank me for listening to them.",
    "It is hard because the house is cold and the money is gone by the end of the month.",
    "My brother lives far away. I miss him very much.",
    "You could come and talk to us in the village hall.",
    "I would like to learn to read, so that I can help my son with his school work.",
    "The doctor does not speak my language, and I am afraid to ask.",
    "We could start a small garden together behind the church.",
    "I feel safe when my friends are near.",
    "There is nothing for young people to do in the evening.",
)


@cache
def recordings() -> list[bytes]:
    """What is said, as voice notes. From a process of its own: espeak drifts a little, the longer it runs."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.speech.spoken"], cwd=REPOSITORY, capture_output=True, check=True
    )
    return [base64.b64decode(line) for line in done.stdout.splitlines()]


async def spoken(words: str, language: str = "en") -> bytes:
    """A voice note, as a phone would send it."""
    return to_opus(await EspeakVoice().say(words, language, slow=False))


def _spelled(words: str) -> str:
    """Two ways to write the same are no mistake."""
    return words.replace("cannot", "can not").replace("anymore", "any more")


def mistakes(said: str, heard: str) -> tuple[int, int]:
    """How many words were heard otherwise, left out or added; and how many were said."""
    one, other = (re.sub(r"[^\w' ]", "", _spelled(words.lower())).split() for words in (said, heard))
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, 1):
        corner, row[0] = row[0], number
        for at, heard_word in enumerate(other, 1):
            corner, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, corner + (word != heard_word))
    return row[-1], len(one)


if __name__ == "__main__":
    for words in SAID:
        print(base64.b64encode(asyncio.run(spoken(words))).decode())
