"""What the bot itself says, whatever the conversation: controls, help, refusals, goodbyes.

Plain words, short sentences, nothing that only a reader would understand. Babel draws every `Line` here into
the catalogues; the comment above it is its note for translators.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.conversation import Line, Rung

# ---- the steady controls: on every question, always with the same number

# Note: a button, at most 18 letters. Hear the question once more.
AGAIN = Line("bot.again", "Again")
# Note: a button.
HELP = Line("bot.help", "Help")
# Note: a button. Go past this question.
SKIP = Line("bot.skip", "Skip")
# Note: a button. Stop for now; nothing is lost.
STOP = Line("bot.stop", "Stop")

# ---- long lists

# Note: a button. Shows more choices.
MORE = Line("bot.more", "More choices")
# Note: a button. The person has chosen enough.
ENOUGH = Line("bot.enough", "That is all")
# Note: a button under a question: hear another question about the same thing instead.
ANOTHER = Line("bot.another", "Another question")

# ---- choosing a language, by ear

# Note: say the name of your own language, in your language, and how to choose it.
LANGUAGE = Line("bot.language", "English. Press {number}.")
# Note: a button: the name of your own language, in your language.
LANGUAGE_NAME = Line("bot.language.name", "English")

# ---- the example

EXAMPLE = Line(
    "bot.example",
    "This is only an example, to try the bot. No council asks this. Nobody will act on what you say.",
)

# ---- honesty about translations

# Note: said once, in your language, as long as nobody who speaks it has checked these words.
UNCHECKED = Line(
    "bot.unchecked",
    "A computer wrote these words. No one who speaks this language has checked them yet. "
    "Some may be wrong. Press 8 to tell us.",
)

# ---- help

HELP_WORDS = Line(
    "bot.help.words",
    "No one is on this chat now. If you are in danger, call {emergency}.",
)
# Note: a button. Back to the question.
GO_ON = Line("bot.go_on", "Go on")
# Note: a button. From now on, all clips are spoken more slowly.
SLOWER = Line("bot.slower", "Speak slowly")
# Note: a button. From now on, all clips are spoken at normal speed.
FASTER = Line("bot.faster", "Speak normally")
# Note: a button. To the question before.
BACK = Line("bot.back", "Go back")
# Note: a button.
CHANGE_LANGUAGE = Line("bot.change_language", "Change language")

# Note: a button. A word of the bot's is wrong or strange in this language.
WRONG_WORD = Line("bot.wrong_word", "A word is wrong")
WHICH_WORD = Line(
    "bot.which_word",
    "Tell me which word is wrong, and what is better. You can speak or write. A person will look at it.",
)
WORD_NOTED = Line("bot.word_noted", "Thank you. A person will look at it. Now we go on.")

# ---- pictures

# Note: said of a picture on which each choice is drawn; the choices and what is drawn follow.
PICTURE = Line("bot.picture", "In the picture you see:")

# ---- posters

# Note: large, on a poster on a wall.
POSTER_TITLE = Line("bot.poster.title", "What is a good life for you?")
# Note: on a poster, above a square that a phone's camera can read. It leads to this chat.
POSTER_HOW = Line("bot.poster.how", "Point your phone here. Then listen, and speak.")
# Note: on a poster. Name your own language, in your language.
POSTER_LANGUAGE = Line("bot.poster.language", "We speak English.")
# Note: on a poster, below the square, for those who type: {address} is where the chat is.
POSTER_ADDRESS = Line("bot.poster.address", "Or go to {address}")
# Note: on a poster: who asks.
POSTER_FROM = Line("bot.poster.from", "From {org}")

# ---- stopping, coming back, the end

STOPPED = Line("bot.stopped", "We stop here. What you said is safe. You can go on any time. To go on, press 1.")
WELCOME_BACK = Line("bot.welcome_back", "Welcome back. We go on where you stopped. What you said is safe.")
# Note: said once, a day after somebody stopped answering.
REMINDER = Line(
    "bot.reminder", "You stopped part of the way. What you said is safe. To go on, press 1. I will not ask again."
)
FINISHED = Line("bot.finished", "We have finished. Thank you. To start again from the beginning, press 1.")
# Note: a button.
START_AGAIN = Line("bot.start_again", "Start again")

# ---- choices that are made aloud, where a machine understands the language

LISTENING = Line("bot.listening", "One moment. I am listening.")
NOT_UNDERSTOOD = Line("bot.not_understood", "I did not understand. Please say the number, or press it.")
# Note: {choice} is what stands on a button.
MEANT = Line("bot.meant", "I heard: {choice}. Is that right?")
# Note: a button.
YES = Line("bot.yes", "Yes")
# Note: a button.
NO = Line("bot.no", "No")

SPOKEN_NUMBERS = (
    # Note: how people say the number 0 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.0", "zero, nought"),
    # Note: how people say the number 1 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.1", "one"),
    # Note: how people say the number 2 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.2", "two"),
    # Note: how people say the number 3 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.3", "three"),
    # Note: how people say the number 4 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.4", "four"),
    # Note: how people say the number 5 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.5", "five"),
    # Note: how people say the number 6 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.6", "six"),
    # Note: how people say the number 7 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.7", "seven"),
    # Note: how people say the number 8 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.8", "eight"),
    # Note: how people say the number 9 aloud when they choose it. Other ways to say it may follow after a comma.
    Line("bot.number.9", "nine"),
)
"""Not shown to anybody: they are understood."""

# ---- when something does not fit

PRESS_A_NUMBER = Line("bot.press_a_number", "Please press one of the numbers. Or type a number.")
CANNOT_TAKE = Line("bot.cannot_take", "I can not take that here. I can take your voice or words.")
CANNOT_TAKE_PHOTO_TOO = Line(
    "bot.cannot_take.photo", "I can not take that. I can take your voice, words or a photo."
)
VOICE_NOT_HERE = Line(
    "bot.voice_not_here", "I can not understand speech for this question. Please press one of the numbers."
)
NOTHING_THERE = Line("bot.nothing_there", "I did not get any words. Please say it again.")
TOO_BIG = Line("bot.too_big", "That is too long for me. Please say it in shorter parts.")
TOO_MANY = Line(
    "bot.too_many", "That was a lot for one day. You can send more tomorrow. What you said before is safe."
)
# Note: said once to somebody who sends very many messages, very fast.
SLOWLY = Line("bot.slowly", "Slowly, please. I keep what you say, and answer one thing at a time.")
MUST = Line("bot.must", "I need an answer to this one before we go on. Or press 0 to stop.")
# Note: said when somebody tells more after the end.
KEPT_TOO = Line("bot.kept_too", "Thank you. I kept that too.")
CHANGED = Line("bot.changed", "Thank you. I changed your answer.")
OLD_BUTTON = Line("bot.old_button", "That was a button from before. This is where we are now.")
NEW_CHOICES = Line("bot.new_choices", "This question has changed a little. Here it is again.")
FIRST_ALREADY = Line("bot.first_already", "This is the first question. We can not go back from here.")
TROUBLE = Line("bot.trouble", "Something went wrong on our side. Your answers are safe. Please try again.")
NO_RECORDING = Line(
    "bot.no_recording",
    "I could not get your recording. I am sorry. Please send it again with your next answer.",
)
ALONE_PLEASE = Line(
    "bot.alone_please", "I only talk to one person at a time. Please write to me in a chat of your own."
)

# ---- the promise's line on the ladder; a consultation names one

RUNGS: Mapping[Rung, Line] = {
    # Note: the lowest rung of the ladder of participation: the decision is made elsewhere.
    "tell": Line("bot.rung.tell", "We tell you what we chose."),
    "ask": Line("bot.rung.ask", "We have a plan and ask what you think."),
    "shape": Line("bot.rung.shape", "Your ideas help shape the plan."),
    # Note: the highest rung: deciding together, as equals.
    "together": Line("bot.rung.together", "We choose with you."),
}

# ---- speaking in a browser

# Note: a big button that starts a recording.
RECORD = Line("web.record", "Record your voice")
# Note: the same button while it records.
RECORDING = Line("web.recording", "Stop recording")
# Note: the label of a field that sends a sound file; shown only where the page can not record by itself.
VOICE_FILE = Line("web.voice_file", "Your voice, as a sound file")

# Note: a link.
TO_CHAT = Line("web.to_chat", "Go back to the chat")

# ---- what Telegram shows about the bot

# Note: at most 120 letters.
ABOUT_SHORT = Line(
    "bot.about.short", "A talking helper. It asks what a good life is for you. You can answer by voice."
)
# Note: at most 512 letters. Shown before the person presses Start.
ABOUT = Line(
    "bot.about",
    "Hello. I am a talking helper. I ask what a good life is for you. "
    "You can speak, type or press a number. Press Start to begin.",
)
COMMANDS = {
    # Note: what stands beside the command in the menu, at most 40 letters.
    "start": Line("bot.command.start", "Begin, or go on"),
    "again": Line("bot.command.again", "Hear the question again"),
    "slower": Line("bot.command.slower", "Speak slowly, or normally"),
    "back": Line("bot.command.back", "Go back one question"),
    "skip": Line("bot.command.skip", "Skip this question"),
    "language": Line("bot.command.language", "Change language"),
    "help": Line("bot.command.help", "Help"),
    "stop": Line("bot.command.stop", "Stop for now"),
}
"""What can be asked for at any time; `rights.phrases` has more of them."""
