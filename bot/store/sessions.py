"""Sessions as text, and back: those of the people who are talking just now need not be read out of it again."""

from __future__ import annotations

from collections import OrderedDict

import orjson

from bot.core.session import Session

_MOST = 1000
"""So many sessions are remembered; one takes some ten kilobytes."""


class Sessions:
    """Turns sessions into the text that the database holds, and back.

    A session is remembered together with its text. The database stays the truth: only for the very same text is
    the remembered session given out.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, Session]] = OrderedDict()

    def as_text(self, participant: str, session: Session) -> str:
        text = orjson.dumps(session.to_json()).decode()
        self._remember(participant, text, session)
        return text

    def from_text(self, participant: str, text: str) -> Session:
        """Raises whatever a text raises that is none of ours."""
        known = self._known.get(participant)
        if known and known[0] == text:
            return known[1]
        session = Session.from_json(orjson.loads(text))
        self._remember(participant, text, session)
        return session

    def _remember(self, participant: str, text: str, session: Session) -> None:
        self._known[participant] = (text, session)
        self._known.move_to_end(participant)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
