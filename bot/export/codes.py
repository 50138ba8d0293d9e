"""Codes in place of people: each export has its own, so that two of them can not be laid one upon the other."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from pathlib import PurePosixPath

from bot.core.changing import replace
from bot.store.answers import StoredAnswer

_LENGTH = 10
"""Letters of a code: fifty bits. Of a million people two have the same with a chance of one in two thousand."""


class Codes:
    """Those of one export, which follow from its key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.person = lru_cache(maxsize=16)(self._code)  # a person's answers come together

    def coded(self, answer: StoredAnswer) -> StoredAnswer:
        """The same answer of the same person, with nothing by which we know them."""
        stem, _, number = answer.session.rpartition(".")
        session = f"{self.person(stem)}.{number}"
        name = f"{session}-{answer.number}"
        recording = answer.recording and name + PurePosixPath(answer.recording).suffix
        return replace(
            answer, id=name, participant=self.person(answer.participant), session=session, recording=recording
        )

    def session(self, participant: str, session: str) -> tuple[str, int]:
        """What sessions are put in order by: the person's code, and which of theirs it is."""
        return self.person(participant), int(session.rpartition(".")[2])

    def _code(self, participant: str) -> str:
        digest = hmac.digest(self._key, participant.encode(), hashlib.sha256)
        return base64.b32encode(digest)[:_LENGTH].decode().lower()
