"""What is said to those who lend their voices."""

from __future__ import annotations

from bot.core.conversation import Line

WELCOME = Line(
    "lend.welcome",
    "Thank you for lending your voice. I show you words. You say them aloud, and send me your voice.",
)
CONSENT = Line(
    "lend.consent",
    "Everyone who uses this chat may hear your voice. You can take it back any time. Is that all right?",
)
NO_CONSENT = Line("lend.no", "That is fine. Thank you. If you want to do it later, write /lend.")
# Note: the person types a name.
NAME = Line("lend.name", "What name may we thank you by? Type it. To give no name, press 1.")
# Note: a button.
NO_NAME = Line("lend.name.none", "No name")
# Note: said after words that the person is to read aloud. {count} is how many are left.
SAY = Line("lend.say", "Please say these words aloud, and send me your voice. There are {count} to go.")
# Note: a button. The person is not sure how to say these words; somebody else will.
NOT_SURE = Line("lend.not_sure", "Not sure, next")
# Note: a button.
ENOUGH = Line("lend.enough", "Enough for today")
WAIT = Line("lend.wait", "One moment. I get your voice ready.")
# Note: said after the person heard their own recording.
HEARD = Line("lend.heard", "This is how people will hear you. Is it good?")
# Note: a button.
GOOD = Line("lend.good", "Good, next")
LONG = Line("lend.long", "That was longer than 20 seconds. Please say it again, a little faster.")
SILENT = Line("lend.silent", "I could not hear anything. Please say it again, close to your phone.")
VOICE_PLEASE = Line("lend.voice", "Please send your voice, or press a number.")
# Note: said before the person sees some words, and hears somebody else's recording of them.
SOMEONE = Line("lend.someone", "Someone else said these words.")
# Note: said after that.
JUDGE = Line("lend.judge", "Are they the same words, and easy to hear?")
# Note: a button: the recording says other words than those that are shown.
OTHER_WORDS = Line("lend.other_words", "Other words")
# Note: a button: the recording can not be understood well.
HARD_TO_HEAR = Line("lend.hard", "Hard to hear")
AGAIN = {
    "words": Line(
        "lend.again.words", "Someone listened to you, and heard other words than these. Please say it again."
    ),
    "hard": Line("lend.again.hard", "Someone listened to you, and it was hard to hear. Please say it again."),
    "changed": Line("lend.again.changed", "These words have changed since you said them. Please say them again."),
}
# Note: {name} is the name that the person chose to be thanked by.
DONE = Line("lend.done", "That is all for now. Thank you, {name}.")
DONE_NO_NAME = Line("lend.done.no_name", "That is all for now. Thank you.")
STOPPED = Line("lend.stopped", "Thank you. To go on another day, write /lend.")
MENU = Line("lend.menu", "You lend us your voice. What do you want to do?")
# Note: a button. The recordings that the person lent are wiped.
TAKE_BACK = Line("lend.back", "Take my voice back")
TAKE_BACK_SURE = Line(
    "lend.back.sure", "Then nobody hears your voice here any more, and we wipe it. Is that right?"
)
TAKEN_BACK = Line("lend.back.done", "Your voice is wiped. Thank you for what you lent us.")

# ---- on the board

# Note: a link, and the heading of the page where recordings of volunteers wait for somebody to listen.
VOICES = Line("board.voices", "Voices")
VOICES_WORDS = Line(
    "board.voices.words",
    "People said these words for the chat. Listen. Are they the same words, and easy to hear?",
)
# Note: a button: the recording is good, and people will hear it.
ACCEPT = Line("board.voices.accept", "It is good")
