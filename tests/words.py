"""What the bot says, in every language: `WORDS(line, "cy")`."""

from __future__ import annotations

from bot.definitions.catalogs import translations
from bot.i18n import Catalogs
from tests.bot_process import REPOSITORY

WORDS = Catalogs(translations(REPOSITORY / "locales"))
