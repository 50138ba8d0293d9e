"""A strict stand-in for Telegram's Bot API, with simulated people on its other side.

A bot that is given `BotApi.url` instead of https://api.telegram.org meets the same limits, the same
refusals and, if a test asks for them, the same bad days.
"""

from tests.telegram_standin.faults import Fault
from tests.telegram_standin.people import Channel, Group, Person, Toast
from tests.telegram_standin.rooms import Delivered
from tests.telegram_standin.server import BotApi, Call
from tests.telegram_standin.voice import voice_note
from tests.telegram_standin.world import Said

__all__ = [
    "BotApi",
    "Call",
    "Channel",
    "Delivered",
    "Fault",
    "Group",
    "Person",
    "Said",
    "Toast",
    "voice_note",
]
