"""Strange updates, drawn from chance: everything Telegram could send, bent until no manual describes it."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.telegram_standin.wire import Json

WORDS = "Pendramwnwgl"
"""In everything that a stranger writes: it may stand in the database, and nowhere in a log."""

NAME = "Gwawrddydd"
"""In the name of every stranger."""

MESSAGES = (
    *("message", "edited_message", "channel_post", "edited_channel_post"),
    *("business_message", "edited_business_message", "guest_message"),
)
OTHERS = (
    *("callback_query", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost"),
    *("business_connection", "deleted_business_messages", "message_reaction", "message_reaction_count"),
    *("inline_query", "chosen_inline_result", "shipping_query", "pre_checkout_query", "purchased_paid_media"),
    *("poll", "poll_answer", "managed_bot", "subscription"),
)
INVENTED = ("hologram", "thought", "", "message ", "Message", "update_id_", "\ud800", "__class__", "из", "0")
"""Kinds that Telegram does not have, or not yet."""

NOTICES = (
    *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
    *("group_chat_created", "supergroup_chat_created", "channel_chat_created", "pinned_message", "invoice"),
    *("message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "successful_payment"),
    *("refunded_payment", "users_shared", "chat_shared", "connected_website", "write_access_allowed", "gift"),
    *("passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done"),
    *("forum_topic_created", "forum_topic_closed", "general_forum_topic_hidden", "giveaway", "giveaway_winners"),
    *(
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "web_app_data",
        "unique_gift",
        "checklist",
    ),
    *("paid_message_price_changed", "suggested_post_paid", "chat_owner_left", "managed_bot_created", "live_photo"),
    *("location", "contact", "venue", "dice", "game", "poll", "story", "sticker", "animation", "video"),
)
CHATS = ("private", "private", "private", "group", "supergroup", "channel", "sender", "", "PRIVATE", "secret")


def nested(levels: int) -> Json:
    """An object in an object in an object."""
    inner: Json = {}
    for _ in range(levels):
        inner = {"reply_to_message": inner}
    return inner


TEXTS = (
    "", " ", "\n", "\u200b", "7", "8", "9", "0", "٣", "1️⃣", "½", "²", "0" * 400, "9" * 400, "-1", "1e9", "NaN",
    "/start", "/START", "/start " + "x" * 4000, "/start en", "/start ../../data/secret", "/start\u0000", "/",
    "//", "/language", "/back", "/slower", "/skip", "/stop", "/help", "/again", "/nothing",
    "/mydata", "/change", "/forget", "/complain", "/contact", "/privacy", "/board", "/board" + "x" * 4000,
    "/start join-", "/start join-../../data/secret", "/start join-" + "x" * 4000, "/start join-\ud800",
    "/start@another_bot", "/\ud800", f"{WORDS} \ud800", f"\udfff{WORDS}", f"{WORDS}\ud83d \ude00",
    f"{WORDS} \u0000\u0001\u001b[2J\u0007\u007f\u0085", f"\u202e{WORDS}\u2066 evil \u202d",
    f"{WORDS} z" + "\u0335\u0489\u0300\u036f" * 200, f"{WORDS} \ufeff\ufffe\uffff",
    f"{WORDS}'; DROP TABLE answers; --", f"=cmd|'/c {WORDS}'!A0", f"<script>{WORDS}</script>",
    f"{{{{{WORDS}}}}} %s %n", f"{{org}} {WORDS} {{can}}", WORDS * 341, "🙂" * 2048, "a" * 4096,
    f"{WORDS} ŵ مرحبا שלום 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
)  # fmt: skip

DATA = (
    "", ":", "::", ":::", "1", "x" * 64, "🙂" * 16, "٣:good_day:control.skip", "²:consent:option.yes",
    "-1:consent:option.yes", "99999999999999999999:good_day:option.yes", "9" * 57 + ":a:b", "0::language.xx",
    "0::language.", "1::language.en", "0::language.cy", "1:consent:option.no", "4:welcome:option.go_on",
    "7:consent:option.yes", "9:consent_topics:option.yes", "9:good_day:control.skip",
    "5:nowhere:option.nothing", "3:check:option.wipe", "3:check:option.voice", "3:thanks:aside.go_on",
    "3:good_day:aside.start_again", "1:topics:page.more", "1:topics:page.-1", "1:../../secret:option.x",
    "1:a:control.explode", "1:a:control.__init__", "1:'; DROP TABLE answers; --:option.yes",
    "\u0000:\u0000:\u0000", "1:\ud800:option.yes", "1:good_day:control.another", "2:good_day:control.back",
    "1:x:control.language", "1:x:control.slower", "1:x:control.stop", "1:x:aside.mine", "1:x:aside.contact",
    "1:x:aside.complaint", "1:x:mine.hear", "1:x:mine.file", "2:x:mine.wipe_all", "3:x:mine.forget_me",
    "2:x:mine.voice", "2:x:mine.explode", "2:x:mine.__init__", "3:understood:option.no", "8:consent:option.no",
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, -0.0, 1e308, 10**12, -(10**18), 2**31, 2**63, 10**30),
    *("", "0", "-5", "٣", "private", "\ud800", "\u0000", [], {}, [[]], [None], [0], [{}], {"": 0}, {"id": None}),
    *({"id": "1"}, nested(40), [[[[[[[["x"]]]]]]]], WORDS),
)
"""What stands where something else is expected."""

DURATIONS = (None, 0, -1, 3, 3.7, 10**12, -(10**12), 2**63, 10**30, "3", "three", [], {}, True, 1e308)
SIZES = (None, 0, -1, 5_000, 19_999_999, 20_000_001, 10**12, 10**30, "5000", 5.5, [], False)
FILE_IDS = (
    "AgAD-nothing",
    "",
    " ",
    "../../data/secret",
    "x" * 5000,
    "http://127.0.0.1/",
    None,
    7,
    [],
    "\ud800",
    "a/b?c=d#e",
)
MIMES = (
    "audio/mpeg",
    "audio/",
    "image/png",
    "image/",
    "AUDIO/OGG",
    "text/html",
    "application/pdf",
    "",
    None,
    5,
    ["audio/x"],
)


@dataclass
class Odd:
    """Draws strange updates about these people. The same seed draws the same ones."""

    chance: random.Random
    people: list[Json]

    def __post_init__(self) -> None:
        self._numbers = count(500_000)

    def draw(self, theme: str) -> Json:
        return THEMES[theme](self)

    # ---- what updates are made of

    def sender(self) -> Json:
        return dict(self.chance.choice(self.people))

    def chat(self, sender: Json, kind: str = "private") -> Json:
        if kind == "private":
            return {"id": sender["id"], "type": "private", "first_name": sender["first_name"]}
        return {"id": -1_000_000_000_000 - self.chance.randrange(9), "type": kind, "title": f"{NAME} and friends"}

    def message(self, **content: Any) -> Json:
        sender = self.sender()
        return {
            "message_id": next(self._numbers),
            "from": sender,
            "chat": self.chat(sender),
            "date": 1_790_000_000 + self.chance.randrange(10**6),
            **content,
        }

    def file(self, **facts: Any) -> Json:
        return {"file_id": self.chance.choice(FILE_IDS), "file_unique_id": "u", **facts}

    def content(self) -> Json:
        """What an ordinary message may hold."""
        pick = self.chance.choice
        text = pick(TEXTS)
        return pick(
            (
                {"text": text},
                {"text": text, "entities": [{"type": "bot_command", "offset": -3, "length": 10**9}]},
                {"voice": self.file(duration=pick(DURATIONS), file_size=pick(SIZES)), "caption": text},
                {"photo": [self.file(width=90, height=90, file_size=pick(SIZES))], "caption": text},
                {
                    pick(NOTICES): pick(
                        ({}, self.message(), self.file(emoji="👍"), True, [], [self.sender()], WORDS)
                    )
                },
            )
        )

    def bent(self, update: Json, times: int) -> Json:
        """Something in it is missing, or something else; the update's own number and kind stay."""
        update = copy.deepcopy(update)
        for _ in range(times):
            inside: Any = next(iter(update.values()))
            while isinstance(inside, dict | list) and inside:
                keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
                key = self.chance.choice(keys)
                deeper = inside[key]
                if isinstance(deeper, dict | list) and deeper and self.chance.random() < 0.6:
                    inside = deeper
                    continue
                self._bend(inside, key)
                break
        return update

    def _bend(self, holder: Any, key: Any) -> None:
        how = self.chance.randrange(4)
        if how == 0:
            del holder[key]
        elif how == 1:
            holder[key] = [holder[key]]
        else:
            holder[key] = copy.deepcopy(self.chance.choice(VALUES))

    # ---- themes

    def any_kind(self) -> Json:
        """An update of any kind there is, or of none that there is."""
        kind = self.chance.choice((*MESSAGES, *OTHERS, *OTHERS, *INVENTED))
        if kind in MESSAGES:
            return self.bent({kind: self.message(**self.content())}, self.chance.randrange(3))
        member = {
            "user": {"id": 123456, "is_bot": True, "first_name": "b"},
            "status": self.chance.choice(STATUSES),
        }
        whole = {
            "id": str(next(self._numbers)),
            "from": self.sender(),
            "user": self.sender(),
            "chat": self.chat(self.sender(), self.chance.choice(CHATS)),
            "date": 1_790_000_000,
            "message": self.message(text=WORDS),
            "message_id": 5,
            "old_chat_member": member,
            "new_chat_member": member,
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
            "old_reaction": [],
            "data": self.chance.choice(DATA),
            "query": WORDS,
        }
        kept = {name: value for name, value in whole.items() if self.chance.random() < 0.8}
        return {kind: self.bent({kind: kept}, self.chance.randrange(3))[kind]}

    def bent_message(self) -> Json:
        """A message or an edit with things missing, empty, of another type, or far too many."""
        kind = self.chance.choice(("message", "message", "message", "edited_message"))
        return self.bent({kind: self.message(**self.content())}, self.chance.randrange(1, 5))

    def words(self) -> Json:
        """Words as nobody writes them."""
        if self.chance.random() < 0.003:
            return {"message": self.message(text=WORDS + "x" * 100_000)}
        return {"message": self.message(text=self.chance.choice(TEXTS))}

    def tap(self) -> Json:
        """A button that was never there."""
        sender = self.sender()
        shown = self.message(text="x", chat=self.chat(sender, self.chance.choice(CHATS)))
        query = {
            "id": str(next(self._numbers)),
            "from": sender,
            "chat_instance": "1",
            "message": self.chance.choice((shown, shown, {**shown, "date": 0}, {"chat": shown["chat"]}, None, [])),
            "data": self.chance.choice(DATA),
        }
        return self.bent({"callback_query": query}, self.chance.choice((0, 0, 1)))

    def media(self) -> Json:
        """Sounds and pictures of every length, size and type, most of which do not exist."""
        pick = self.chance.choice
        sound = self.file(duration=pick(DURATIONS), file_size=pick(SIZES), mime_type=pick(MIMES))
        held = pick(
            (
                {pick(("voice", "audio", "video_note")): sound},
                {"photo": pick(([], [{}], [None], [self.file(width=-1, height=0)], self.file(), "photo"))},
                {"document": self.file(mime_type=pick(MIMES), file_name=pick(TEXTS), file_size=pick(SIZES))},
                {"voice": pick((None, {}, [], [sound], "voice", 0)), "text": pick((None, WORDS))},
                {
                    "voice": sound,
                    "photo": [self.file()],
                    "document": self.file(mime_type="audio/x"),
                    "text": WORDS,
                },
            )
        )
        return {
            "message": self.message(
                **held, caption=pick((*TEXTS, None, 5, [])), media_group_id=pick((None, "1", 5))
            )
        }

    def elsewhere(self) -> Json:
        """Edits of what was never said, forwards, groups, channels, bots and senders without a name."""
        pick = self.chance.choice
        message = self.message(**self.content())
        message["message_id"] = pick((1, 5, -1, 0, 10**15, message["message_id"]))
        message |= pick(
            (
                {"edit_date": 1_790_000_000},
                {"forward_origin": {"type": pick(("user", "hidden_user", "chat", "moon"))}, "forward_date": 1},
                {"chat": self.chat(self.sender(), pick(CHATS)), "text": pick(("/start", "/help", *TEXTS))},
                {
                    "sender_chat": {"id": -100, "type": "channel", "title": NAME},
                    "from": pick((None, self.sender())),
                },
                {"from": {"id": 777000, "is_bot": pick((True, False)), "first_name": NAME}},
                {"from": {**self.sender(), "is_bot": True}, "via_bot": {"id": 1}},
                {"business_connection_id": "b", "sender_business_bot": {"id": 5}},
                {"reply_to_message": pick((nested(60), self.message(text=WORDS), [], None))},
            )
        )
        return {pick(MESSAGES[:4]): message}


STATUSES = ("kicked", "left", "member", "administrator", "creator", "restricted", "banned", "", "vanished")

THEMES: dict[str, Callable[[Odd], Json]] = {
    "every kind of update": Odd.any_kind,
    "messages with things missing and wrong": Odd.bent_message,
    "words": Odd.words,
    "taps": Odd.tap,
    "sounds and pictures": Odd.media,
    "edits, forwards, groups and bots": Odd.elsewhere,
}
