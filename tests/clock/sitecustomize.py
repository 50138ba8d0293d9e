"""A clock that a test can set: Python reads this first where the folder is on its path.

The file that TEST_CLOCK names holds the seconds by which the clock of this machine is wrong.
"""

import datetime as dt
import os
import time
from pathlib import Path

_wrong_by = Path(os.environ["TEST_CLOCK"])
_right = time.time


def _wrong() -> float:
    return _right() + float(_wrong_by.read_text(encoding="ascii"))


class _Datetime(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_wrong(), tz)


time.time = _wrong
dt.datetime = _Datetime  # type: ignore[misc]
