"""What is said to staff who take answers out of here."""

from __future__ import annotations

from bot.core.conversation import Line

# Note: the name of a page.
TAKE_OUT = Line("give.title", "Take answers out")
WORDS = Line(
    "give.words", "It is written down what you take out, for whom and what for. Everyone in the group can see it."
)
# Note: asked of staff. Buttons follow: kinds of files.
WHICH = Line("give.which", "What kind of file do you want?")
# Note: buttons, each a kind of file.
KINDS = {
    "xlsx": Line("give.xlsx", "A sheet for Excel"),
    "csv": Line("give.csv", "A plain table"),
    "docx": Line("give.docx", "Word files"),
    "qdpx": Line("give.qdpx", "For research tools"),
    # Note: voices and photos that may be shared.
    "media": Line("give.media", "Voices and photos"),
}
WHO = Line("give.who", "Who is it for? Please write it.")
WHY = Line("give.why", "What is it for? Please write it.")
# Note: asked on a page where only some of the answers can be chosen. Each can be left as it is.
LANGUAGE = Line("give.language", "In which language?")
QUESTION = Line("give.question", "To which question?")
SINCE = Line("give.since", "From which month on?")
UNTIL = Line("give.until", "Up to which month?")
# Note: the first thing in a list of languages, and in a list of questions.
ALL = Line("give.all", "All of them")
# Note: a button.
MAKE = Line("give.make", "Make the file")
MAKING = Line("give.making", "I am making it now. It comes here when it is done.")
# Note: on a page. The person opens the page again later.
MAKING_HERE = Line("give.making.here", "It is being made. Open this page again in a while.")
HERE = Line("give.here", "Here it is. Keep it safe: people trust us with it.")
# Note: a link follows.
LINK = Line("give.link", "It is too big for this chat. This link opens once, until tomorrow.")
# Note: what is pressed to get a file.
FETCH = Line("give.fetch", "Get the file. This works once.")
FAILED = Line("give.failed", "It could not be made. Please ask the person who looks after this computer.")
NOTHING_OUT = Line("give.nothing", "All right. Nothing was taken out.")
NOT_YOURS = Line("give.not_yours", "Only staff of the small team can take answers out.")
