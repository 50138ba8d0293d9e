"""What the page says around a question."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.conversation import Line
from bot.core.events import Message, Phrase
from bot.core.messages import remark

# Note: the page's title, after the question.
TITLE = Line("web.title", "A chat")
# Note: read by screen readers before the buttons with which a question is answered.
CHOICES = Line("web.choices", "Your choices")
# Note: read by screen readers before the buttons again, help, skip, stop.
CONTROLS = Line("web.controls", "Help and more")

# ---- hearing

# Note: a button that plays the question aloud.
LISTEN = Line("web.listen", "Listen")
# Note: the same button while the question plays.
QUIET = Line("web.quiet", "Stop the sound")
# Note: a box to tick. Ticked: each question plays without a press.
BY_ITSELF = Line("web.by_itself", "Play each question by itself")
# Note: a button that plays the person's own recording back to them.
OWN_VOICE = Line("web.own_voice", "Hear your voice")

# ---- speaking

# Note: said when a recording has begun.
SPEAK_NOW = Line("web.speak_now", "Speak now. Press again when you are done.")
# Note: said when a recording has ended, before "Send my voice" is pressed.
RECORDED = Line("web.recorded", "Not sent yet. Listen to it, send it, or record again.")
# Note: said when a recording has ended with nothing in it.
SILENCE = Line("web.silence", "I did not hear anything. Press and speak.")
# Note: a big button that starts the recording afresh.
RECORD_AGAIN = Line("web.record_again", "Record again")
# Note: a button that sends the recording.
SEND_VOICE = Line("web.send_voice", "Send my voice")
# Note: said when the browser does not let us use the microphone.
NO_MICROPHONE = Line("web.no_microphone", "I can not use the microphone. You can write, or allow the microphone.")

# ---- writing and photos

# Note: the label of the writing field.
WRITE = Line("web.write", "Or write here")
# Note: the label of a small field under numbered buttons.
TYPE = Line("web.type", "Or type a number")
# Note: opens a field that sends a picture.
PHOTO = Line("web.photo", "Or send a photo")
# Note: the label of that field.
CHOOSE_PHOTO = Line("web.choose_photo", "Choose a photo")
# Note: a button that sends what was written, and the photo.
SEND = Line("web.send", "Send")

# ---- sending

# Note: said while an answer is on its way.
SENDING = Line("web.sending", "Sending. Please wait.")
# Note: said when the network failed. What the person said or wrote is still on the page.
NOT_SENT = Line("web.not_sent", "That did not get through. It is still here. Press the button again.")

# ---- playing back

# Note: above the person's own recording or words, played back to them.
YOU_SAID = Line("web.you_said", "You said:")
# Note: stands for the person's own photo where it can not be seen.
OWN_PHOTO = Line("web.own_photo", "Your photo")

# Note: a link: the person gets all they told us as a file.
SAVE_FILE = Line("web.save_file", "Save the file")

# ---- one device, several people

# Note: a link, shown when somebody has stopped or finished: another person wants to answer on the same device.
SOMEONE_ELSE = Line("web.someone_else", "I am someone else")
SOMEONE_NEW = Line(
    "web.someone_new",
    "Are you a new person? What was said here is safe. This device will forget who said it.",
)
# Note: a button: yes, I am a new person.
YES_NEW = Line("web.yes_new", "Yes, I am new")

# ---- how the page looks

# Note: a link to a page where one chooses how large the words are, and their colours.
LOOK = Line("web.look", "Size and colours")
# Note: above the choices for how large words are.
SIZE = Line("web.size", "Size of the words")
SIZE_NORMAL = Line("web.size.normal", "Normal")
SIZE_LARGE = Line("web.size.large", "Large")
SIZE_LARGEST = Line("web.size.largest", "Very large")
# Note: above the choices for colours.
COLOURS = Line("web.colours", "Colours")
# Note: the colours that the person's phone or computer is set to.
COLOURS_DEVICE = Line("web.colours.device", "As on your device")
COLOURS_LIGHT = Line("web.colours.light", "Light")
COLOURS_DARK = Line("web.colours.dark", "Dark")
COLOURS_STRONG = Line("web.colours.strong", "Black and white")
# Note: a button that keeps what was chosen about size and colours.
KEEP_LOOK = Line("web.keep_look", "Keep this")

# ---- who can use the page: the accessibility statement

# Note: a link to the page that says who can use this chat, and who can not yet.
ACCESS = Line("web.access", "Who can use this")
ACCESS_WAYS = Line(
    "web.access.ways",
    "You can use this chat by ear, by eye, by touch or with keys. "
    "Each question has a sound. Each answer can be spoken.",
)
ACCESS_RULES = Line(
    "web.access.rules", "We follow the rules for good web pages, called WCAG 2.2, level AA. We test each page."
)
# Note: above a list of things that do not work well yet.
ACCESS_GAPS = Line("web.access.gaps", "What does not work well yet:")
ACCESS_GAP_SIGNS = Line("web.access.gap.signs", "There is no sign language.")
ACCESS_GAP_VOICE = Line("web.access.gap.voice", "A machine speaks. In some languages it is hard to understand.")
ACCESS_GAP_WORDS = Line(
    "web.access.gap.words", "A computer wrote most words. In many languages no one has checked them yet."
)
ACCESS_GAP_READERS = Line("web.access.gap.readers", "We have not tried it with each screen reader yet.")
# Note: Telegram is an app for messages. A screen reader says aloud what is on the screen.
ACCESS_GAP_TELEGRAM = Line(
    "web.access.gap.telegram",
    "In Telegram, some screen readers can not play a sound that is sent to you. Use this page then.",
)
ACCESS_TELL = Line(
    "web.access.tell", "If you can not use something, press 8 in the chat and tell us. Or ask {org}."
)

# ---- pages that are not there

# Note: shown when there is no such page; nothing is lost.
NOT_FOUND = Line("web.not_found", "There is nothing here.")


# ---- what of all this is heard, too

ACCESS_PAGE = (
    remark(ACCESS_WAYS),
    remark(ACCESS_RULES),
    Message("web.access.gaps", (Phrase(ACCESS_GAPS), Phrase(ACCESS_GAP_SIGNS), Phrase(ACCESS_GAP_VOICE))),
    Message("web.access.gaps.more", (Phrase(ACCESS_GAP_WORDS), Phrase(ACCESS_GAP_READERS))),
    remark(ACCESS_GAP_TELEGRAM),
    remark(ACCESS_TELL),
)
"""The accessibility statement, a clip a paragraph."""

_HEARD = (RECORDED, SILENCE, NO_MICROPHONE, NOT_SENT, SOMEONE_NEW, NOT_FOUND)


def every_message() -> Iterator[Message]:
    """Everything that a page says aloud beside the chat itself. Its buttons have drawings."""
    yield from map(remark, _HEARD)
    yield from ACCESS_PAGE
