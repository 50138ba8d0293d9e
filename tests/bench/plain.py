"""A plain bot, written the usual way with python-telegram-bot: what ours is measured against.

It asks six questions, four to be answered in words and two by a button, and begins again after the last. Every
question is a voice note with its words and its buttons; every answer is a row in SQLite, on disk before the next
question is asked. A process of its own: `python -m tests.bench.plain API TOKEN CLIP FOLDER`.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning

Context = ContextTypes.DEFAULT_TYPE

HELP = "Press the round button and speak, or write. Press a number to choose. You can stop at any time."
CONTROLS = [
    [InlineKeyboardButton("7 Again", callback_data="again"), InlineKeyboardButton("8 Help", callback_data="help")],
    [InlineKeyboardButton("9 Skip", callback_data="skip"), InlineKeyboardButton("0 Stop", callback_data="stop")],
]


@dataclass(frozen=True)
class Question:
    """What is asked; `choices` are the answers to choose from, none if it is to be told in words."""

    words: str
    choices: tuple[str, ...] = ()

    def keyboard(self) -> InlineKeyboardMarkup:
        choices = [
            [InlineKeyboardButton(f"{number} {words}", callback_data=f"choice:{number}")]
            for number, words in enumerate(self.choices, 1)
        ]
        return InlineKeyboardMarkup([*choices, *CONTROLS])


QUESTIONS = (
    Question("Think of a good day. What makes life good for you?"),
    Question("What are you good at? What do people thank you for?"),
    Question("How much does it matter to you?", ("A little", "Quite a lot", "Very much")),
    Question("Who is there in your life? It can be people, pets or groups. Please do not say full names."),
    Question("What makes life hard for you?"),
    Question("How is it for you now?", ("Not good", "In between", "Good")),
)
KEYBOARDS = [question.keyboard() for question in QUESTIONS]

TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    id INTEGER PRIMARY KEY, person INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""


@dataclass
class Survey:
    """The handlers, and what they share: the database, the clip, and Telegram's name for it for each question."""

    folder: Path
    clip: Path
    files: dict[int, str] = field(default_factory=dict)
    database: aiosqlite.Connection = field(init=False)

    async def open(self, _application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        self.database = await aiosqlite.connect(self.folder / "answers.db")
        await self.database.execute("PRAGMA journal_mode=WAL")
        await self.database.execute("PRAGMA synchronous=FULL")
        await self.database.execute(TABLE)
        await self.database.commit()

    async def close(self, _application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        await self.database.close()

    async def ask(self, number: int, update: Update, context: Context) -> int:
        assert update.effective_chat
        message = await context.bot.send_voice(
            update.effective_chat.id,
            self.files.get(number, self.clip),
            caption=QUESTIONS[number].words,
            reply_markup=KEYBOARDS[number],
        )
        if number not in self.files and message.voice:
            self.files[number] = message.voice.file_id
        return number

    async def keep(self, number: int, update: Update, answer: str) -> None:
        assert update.effective_user
        await self.database.execute(
            "INSERT INTO answers (person, question, answer) VALUES (?, ?, ?)",
            (update.effective_user.id, QUESTIONS[number].words, answer),
        )
        await self.database.commit()

    async def start(self, update: Update, context: Context) -> int:
        return await self.ask(0, update, context)

    async def told(self, number: int, update: Update, context: Context) -> int:
        assert update.message
        await self.keep(number, update, update.message.text or "")
        return await self.ask((number + 1) % len(QUESTIONS), update, context)

    async def chosen(self, number: int, update: Update, context: Context) -> int:
        assert update.callback_query
        await update.callback_query.answer()
        await self.keep(number, update, update.callback_query.data or "")
        return await self.ask((number + 1) % len(QUESTIONS), update, context)

    async def control(self, number: int, update: Update, context: Context) -> int:
        assert update.callback_query
        assert update.effective_chat
        await update.callback_query.answer()
        match update.callback_query.data:
            case "skip":
                return await self.ask((number + 1) % len(QUESTIONS), update, context)
            case "help":
                await context.bot.send_message(update.effective_chat.id, HELP)
            case "stop":
                return ConversationHandler.END
        return await self.ask(number, update, context)

    def handlers_of(self, number: int) -> list[BaseHandler[Update, Context, Any]]:
        """What can happen while this question is asked."""
        control = CallbackQueryHandler(partial(self.control, number), pattern="^(again|help|skip|stop)$")
        if QUESTIONS[number].choices:
            return [CallbackQueryHandler(partial(self.chosen, number), pattern="^choice:"), control]
        return [MessageHandler(filters.TEXT & ~filters.COMMAND, partial(self.told, number)), control]


def main(api: str, token: str, clip: str, folder: str) -> None:
    # As the library's own FAQ advises where a conversation has buttons and is held one a chat.
    warnings.filterwarnings("ignore", message=".*CallbackQueryHandler", category=PTBUserWarning)
    survey = Survey(Path(folder), Path(clip))
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api}/bot")
        .persistence(PicklePersistence(survey.folder / "persistence.pickle"))
        .post_init(survey.open)
        .post_shutdown(survey.close)
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", survey.start)],
            states={number: survey.handlers_of(number) for number in range(len(QUESTIONS))},
            fallbacks=[CommandHandler("start", survey.start)],
            name="survey",
            persistent=True,
        )
    )
    application.run_polling(allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY])


if __name__ == "__main__":
    main(*sys.argv[1:])
