"""Sealing: what people said and who they are lies on disk so that only who has the secret can read it.

AES-GCM, from the library `cryptography`. What is sealed begins with the name of its key: after a change of the
secret the old one still opens what it sealed, until all is sealed anew (docs/decisions/0017).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SealError

_NAME: Final = 8
_NONCE: Final = 12
_START: Final = b"\x01"
"""The way it is sealed; nothing that was kept before there was sealing begins so."""

_HEAD: Final = len(_START) + _NAME
_BODY: Final = _HEAD + _NONCE


class Keys:
    """The keys that follow from secrets, the present one first. The present one seals; each opens its own."""

    def __init__(self, present: bytes, *older: bytes) -> None:
        self.secret = present
        doors = {_name(secret): AESGCM(_derived(secret, b"sgwrs: seal")) for secret in (*older, present)}
        self.name = _name(present)
        self._seal = doors[self.name]
        self._begin = _START + self.name
        self._doors = {_START + name: door for name, door in doors.items()}

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Sealed for a place: what is sealed for one opens in no other."""
        nonce = os.urandom(_NONCE)
        return self._begin + nonce + self._seal.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """SealError if no key of ours sealed it, or if it was changed since."""
        door = self._doors.get(sealed[:_HEAD])
        if door is None:
            raise SealError("something is sealed with a secret that is not ours; see SGWRS_SECRET")
        try:
            return door.decrypt(sealed[_HEAD:_BODY], sealed[_BODY:], place)
        except InvalidTag:
            raise SealError("something that was sealed is damaged") from None

    @property
    def head(self) -> int:
        """So many bytes of something sealed tell with which key."""
        return _HEAD

    def is_sealed(self, data: bytes) -> bool:
        """Whether this looks like something sealed, and not like what was kept before there was sealing."""
        return data.startswith(_START)

    def is_present(self, sealed: bytes) -> bool:
        """Whether the present key sealed this."""
        return sealed.startswith(self._begin)

    def hash(self, words: str) -> str:
        """What stands for an address wherever it is only to be known again."""
        return hmac.digest(self.secret, words.encode(), hashlib.sha256).hex()

    def of_export(self, recipient: str, purpose: str) -> bytes:
        """What the codes of people follow from, in what this recipient gets for this purpose."""
        return _derived(self.secret, f"sgwrs: export {len(recipient)}\n{recipient}\n{purpose}".encode())


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret)


def _name(secret: bytes) -> bytes:
    """A key's name tells nothing of the key."""
    return _derived(secret, b"sgwrs: name")[:_NAME]
