"""What the board says. The board is the site on which citizens and staff go through what was said, as equals."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.conversation import Line
from bot.core.events import Message
from bot.core.messages import remark
from bot.core.review import phrases as review
from bot.core.rights.phrases import NOTHING

# Note: the name of the site.
TITLE = Line("board.title", "The board")
# Note: a link to all that people said.
ANSWERS = Line("board.answers", "What was said")
LISTENED_WORDS = Line(
    "board.listened.words", "Each time one of us hears a voice, it is written here. All of us can see it."
)
GIVEN_WORDS = Line("board.given.words", "Each list that was given to others is here: when, to whom, and what for.")
# Note: a button.
LEAVE = Line("board.leave", "Leave the board")
NOT_IN = Line(
    "board.not_in",
    "You are not in yet. Write /board to the bot: it sends you a link. Or open the link of your invitation.",
)
INVITED = Line(
    "board.invited", "You are invited to listen with the group. To join on this device, press the button."
)
# Note: a button.
JOIN = Line("board.join", "Join the group")
# Note: a button that opens the board on this device.
OPEN = Line("board.open", "Open the board")
# Note: under words that a machine took down from a voice.
DRAFT = Line("board.draft", "A machine wrote this down. No one has checked it yet.")
# Note: beside words that are read out by a machine, because their teller does not share the voice.
REVOICED = Line("board.revoiced", "Hear the words, read by a machine")

# Note: a link to what a person of the group is asked now.
ASK = Line("board.ask", "What you are asked")
# Note: beside a field in which people can write words of their own.
OWN_WORDS = Line("board.own_words", "Or write here")

# Note: above recordings of the bot's words that people lent.
HEARD_NOW = Line("board.heard_now", "People hear these now. Is one of them not right?")


def every_message() -> Iterator[Message]:
    """Everything that the board says aloud."""
    yield from map(
        remark, (*review.WORDS.values(), review.LEFT, review.SAFE, review.HEARD, review.NO_MORE, review.WHY_ALOUD)
    )
    yield from map(remark, (review.RESULTS, review.RESULTS_WORDS, review.PUBLIC_WORDS))
    yield from map(remark, (LISTENED_WORDS, GIVEN_WORDS, NOT_IN, INVITED, NOTHING, HEARD_NOW))
