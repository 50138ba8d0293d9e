"""What is said about people's rights: their answers, wiping, complaints, a person to talk to, numbers to call."""

from __future__ import annotations

from bot.core.conversation import Line

# ---- my answers

# Note: a button. It leads to all that the person has told us.
MY_ANSWERS = Line("bot.mine", "My answers")
MINE = Line(
    "bot.mine.words", "What you told us is yours. You can hear it, change it, get it as a file, or wipe it."
)
# Note: a button. Hear each answer once more, and change it.
HEAR_MINE = Line("bot.mine.hear", "Hear and change")
# Note: a button. All answers and recordings are sent to the person as one file.
FILE = Line("bot.mine.file", "Get it as a file")
# Note: a button. "Wipe" is to delete for good.
WIPE_ALL = Line("bot.mine.wipe_all", "Wipe it all")
# Note: a button, and the name of one page that says who the person is and how to help them, in their own words.
PAGE = Line("bot.page", "A page about me")
PAGE_WORDS = Line(
    "bot.page.words", "Here is a page about you, in your own words. It is yours to keep and to show."
)
# Note: above what the person said when they were asked what they are good at, and what people thank them for.
PAGE_PARTS = {
    "likes": Line("bot.page.likes", "What people like about me"),
    # Note: above what the person said of a good day.
    "matters": Line("bot.page.matters", "What matters to me"),
    # Note: above what the person said of what would help.
    "helps": Line("bot.page.helps", "How to help me well"),
}
NO_PAGE = Line("bot.page.nothing", "There is nothing to put on your page yet. Tell me more first.")
# Note: on that page, for words that are only there as a recording.
SPOKEN = Line("bot.page.spoken", "I said it. Please listen.")
HERE_IT_IS = Line("bot.mine.here", "Here is all that you told us, as a file. Keep it safe: others could read it.")
NOTHING_YET = Line("bot.mine.nothing", "You have not told us anything yet.")
THAT_WAS_ALL = Line("bot.mine.all", "That was all you told us.")
# Note: said before the person hears what they chose. {choice} is what was on the button.
CHOSE = Line("bot.mine.chose", "You said: {choice}.")

# ---- one answer

# Note: said after an answer was played back.
HEARD_BY = {
    "voice": Line("bot.mine.voice", "Others may hear your voice and your words."),
    "words": Line("bot.mine.words_only", "Others may have your words. They may not hear your voice."),
    # Note: "it" is the answer that was just played back.
    "team": Line("bot.mine.team", "Only the small team may hear it."),
}
# Note: a button: to the next answer.
NEXT = Line("bot.mine.next", "Next")
# Note: a button.
SAY_AGAIN = Line("bot.mine.again", "Say it again")
# Note: a button. Who may hear this answer.
WHO_HEARS = Line("bot.mine.share", "Who may hear it")
# Note: a button. "Wipe" is to delete for good.
WIPE = Line("bot.mine.wipe", "Wipe it")
WIPED = Line("bot.mine.wiped", "It is wiped.")
NOTED = Line("bot.mine.noted", "Thank you. It is noted.")
# Note: said where the question itself is not asked any more.
SAY_NOW = Line("bot.mine.say_now", "Please say it again now.")

# ---- what a machine has written down of an answer

# Note: the person has just heard, in a machine's voice, the words that the machine took down from their recording.
DRAFT = Line(
    "bot.draft", "A machine wrote this down from your voice. Is it what you said? You can also type it right."
)
# Note: a button.
DRAFT_RIGHT = Line("bot.draft.right", "That is right")
# Note: a button.
DRAFT_WRONG = Line("bot.draft.wrong", "Not right")
DRAFT_GONE = Line("bot.draft.gone", "Then those words go. A person will listen to your voice.")

# ---- wiping all

FORGET = Line("bot.forget", "Do you want me to wipe all that you told us? Then it is gone for good.")
FORGET_OR = Line(
    "bot.forget.or",
    "Safe copies go after {days} days. Or we keep your words, and forget that they are yours.",
)
# Note: a button. The words stay, but nobody knows any more who said them.
FORGET_ME = Line("bot.forget.me", "Only forget me")
# Note: a button. Hear the answers one by one, and wipe some.
ONE_BY_ONE = Line("bot.forget.one_by_one", "One by one")
# Note: a button. Nothing is wiped.
KEEP_ALL = Line("bot.forget.keep", "Keep it all")
TAKEN_OUT = Line(
    "bot.forget.taken_out",
    "Some of it was given to others before today. We can not take it back from them. Your file lists them.",
)
GONE = Line(
    "bot.forget.gone",
    "It is all wiped. We do not know you any more. Your phone may still show this chat. You can wipe it there. "
    "Thank you.",
)
UNKNOWN = Line(
    "bot.forget.unknown",
    "We have your words, but we do not know any more who said them. Your phone may still show this chat. "
    "You can wipe it there. Thank you.",
)

# ---- consent

CONSENT_ANEW = Line(
    "bot.consent.anew", "Our words about what we keep have changed. Please listen once more, and say yes or no."
)

# ---- to a person

# Note: a button.
COMPLAIN = Line("bot.complain", "I want to complain")
COMPLAIN_WORDS = Line(
    "bot.complain.words",
    "Tell me what was not right. You can speak or write. A person will hear it, and answer you in {days} days.",
)
COMPLAIN_NOTED = Line(
    "bot.complain.noted", "Thank you. A person will hear this, and answer you here in {days} days. Now we go on."
)
# Note: a button. A person of the team, not the bot, is to call or write.
CONTACT = Line("bot.contact", "Please contact me")
CONTACT_WORDS = Line(
    "bot.contact.words",
    "Tell me how and when a person from our team can reach you. You can speak or write.",
)
CONTACT_NOTED = Line(
    "bot.contact.noted", "Thank you. A person will see this. But no one is here right now. Now we go on."
)
# Note: said before an answer to a complaint or a wish, which a person of the team has written.
ANSWERED = Line("bot.answered", "A person from our team answers you:")

# ---- numbers to call, and what we keep

# Note: a button. Telephone numbers of people who help.
NUMBERS = Line("bot.numbers", "Numbers to call")
NUMBERS_WORDS = Line("bot.numbers.words", "These calls are free. To hear them again, press 7.")
PRIVACY = Line(
    "bot.privacy",
    "We keep what you tell us on our own computer, locked. "
    "If you stop half way, we wipe it after {unfinished} days.",
)
PRIVACY_LATER = Line(
    "bot.privacy.later",
    "Voices that we may not share go {voice} days after we wrote down the words. "
    "After one year we forget who you are.",
)

# ---- what became of it: on the board, and in one's own file

# Note: above the list of who has heard which voice, and a link to it.
LISTENED = Line("board.listened", "Who listened")
# Note: above the list of what was given to others, as tables and files, and a link to it.
GIVEN = Line("board.given", "What was given out")
NOTHING = Line("board.nothing", "There is nothing here yet.")

# ---- to the board

# Note: the link of an invitation, or to the board, that was used or is too old.
TOO_LATE = Line("board.too_late", "This link does not work any more. Please ask for a new one.")

JOINED = Line("board.joined", "Thank you for joining the group. To open the board, write /board.")
# Note: said to those who lend their voices, and do not use the board.
THANKS = Line("board.joined.thanks", "Thank you for joining the group.")
# Note: a link follows.
YOUR_LINK = Line("board.your_link", "Here is your link to the board. It opens once, and only for you.")
NOT_A_MEMBER = Line("board.not_a_member", "You are not in the group yet. Please ask us for an invitation.")

# Note: what stands beside the command in the menu, at most 40 letters.
BOARD = Line("board.command", "Open the board, if you are in the group")

COMMANDS = {
    # Note: what stands beside the command in the menu, at most 40 letters.
    "mydata": Line("bot.command.mydata", "Hear my answers, or get them"),
    "change": Line("bot.command.change", "Change my answers"),
    "forget": Line("bot.command.forget", "Wipe my answers"),
    "complain": Line("bot.command.complain", "Complain"),
    "contact": Line("bot.command.contact", "Ask a person to contact me"),
    "privacy": Line("bot.command.privacy", "What we keep, and how long"),
}
