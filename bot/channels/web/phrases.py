"""What the page says around a question."""

from __future__ import annotations

from bot.core.conversation import Line

# Note: the page's title, after the question.
TITLE = Line("web.title", "A chat")
# Note: read by screen readers before the play button of the question's clip.
LISTEN = Line("web.listen", "Listen to this")
# Note: read by screen readers before the buttons with which a question is answered.
CHOICES = Line("web.choices", "Your choices")
# Note: read by screen readers before the buttons again, help, skip, stop.
CONTROLS = Line("web.controls", "Help and more")
# Note: a big button that starts a recording.
RECORD = Line("web.record", "Record your voice")
# Note: the same button while it records.
RECORDING = Line("web.recording", "Stop recording")
# Note: said when a recording has ended, before "Send" is pressed.
RECORDED = Line("web.recorded", "I have your recording. Listen to it, send it, or record again.")
# Note: a big button that starts the recording afresh.
RECORD_AGAIN = Line("web.record_again", "Record again")
# Note: a button that sends the recording.
SEND_VOICE = Line("web.send_voice", "Send my voice")
# Note: said when the browser does not let us use the microphone.
NO_MICROPHONE = Line("web.no_microphone", "I can not use the microphone. You can write, or allow the microphone.")
# Note: the label of the writing field.
WRITE = Line("web.write", "Or write here")
# Note: a button that sends what was written.
SEND = Line("web.send", "Send")
# Note: the label of a field that sends a picture.
PHOTO = Line("web.photo", "Or send a photo")
# Note: a button that sends the picture.
SEND_PHOTO = Line("web.send_photo", "Send the photo")
# Note: the label of a field that sends a sound file; shown only where the page can not record by itself.
VOICE_FILE = Line("web.voice_file", "Your voice, as a sound file")
# Note: above the person's own recording or words, played back to them.
YOU_SAID = Line("web.you_said", "You said:")
# Note: shown when the page could not be reached; nothing is lost.
NOT_FOUND = Line("web.not_found", "There is nothing here. Go back to the chat.")
