"""Telegram, through python-telegram-bot.

`life` is the order of things, from the greeting to the end. `polling` fetches updates and `webhook` has them
posted; both bring them to `intake`, and acknowledge them only when they are on disk. `reading` says what an update
means; `sending` says things, `calls` does so cheaply; `profile` sets menus and descriptions; `request` is the HTTP
client.
"""

import os

os.environ.setdefault(
    "PTB_TIMEDELTA", "1"
)  # the library then gives lengths of time as timedelta, without a warning
