"""Sessions, sealed, and back: those of the people who are talking just now need not be opened again."""

from __future__ import annotations

from collections import OrderedDict

import orjson

from bot.core.session import Session
from bot.store.sealing import Keys

SESSION = b"session"
"""The place for which sessions are sealed."""

_MOST = 1000
"""So many sessions are remembered; one takes some ten kilobytes."""


class Sessions:
    """Turns sessions into what the database holds, and back.

    A session is remembered together with how it is sealed. The database stays the truth: only for the very same
    bytes is the remembered session given out.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: OrderedDict[str, tuple[bytes, Session]] = OrderedDict()

    def sealed(self, participant: str, session: Session) -> bytes:
        sealed = self._keys.seal(orjson.dumps(session.to_json()), SESSION)
        self._remember(participant, sealed, session)
        return sealed

    def opened(self, participant: str, sealed: bytes) -> Session:
        """Raises whatever bytes raise that are none of ours."""
        known = self._known.get(participant)
        if known and known[0] == sealed:
            return known[1]
        session = Session.from_json(orjson.loads(self._keys.open(sealed, SESSION)))
        self._remember(participant, sealed, session)
        return session

    def _remember(self, participant: str, sealed: bytes, session: Session) -> None:
        self._known[participant] = (sealed, session)
        self._known.move_to_end(participant)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
