"""Telegram, through python-telegram-bot.

`polling` takes updates in and acknowledges them only when they are on disk; `reading` says what an update means;
`sending` says things; `profile` sets menus and descriptions; `request` is the HTTP client.
"""

import os

os.environ.setdefault(
    "PTB_TIMEDELTA", "1"
)  # the library then gives lengths of time as timedelta, without a warning
