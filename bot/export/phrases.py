"""What stands in exports beside people's words: what columns mean, and what an export holds.

Staff read it, and researchers: in English and in Welsh, beside each other.
"""

from __future__ import annotations

from bot.core.conversation import Line

COLUMNS = {
    "answer_id": Line("export.answer_id", "Names the answer; its recording has this name too."),
    "consultation": Line("export.consultation", "Who asked, by a short name."),
    "person_code": Line("export.person_code", "One code a person. It says nothing about who they are."),
    "session": Line("export.session", "One number each time a person went through the conversation."),
    "conversation": Line("export.conversation", "Which conversation was held."),
    "step": Line("export.step", "Which question was answered."),
    "part": Line("export.part", "Which part of a question that has several; empty if it has one."),
    "probe": Line("export.probe", "Which further question about the same thing; 0 is the question itself."),
    "round": Line("export.round", "Which time a repeated question was asked; 0 is the first time."),
    "language": Line("export.language", "The language the question was asked in."),
    "kind": Line("export.kind", "How it was answered."),
    "question": Line("export.question", "The exact words of the question as this person heard them."),
    "version": Line("export.version", "The version of the conversation: other words have another version."),
    "choice": Line("export.choice", "What was chosen; several choices are divided by a space."),
    "text": Line("export.text", "What was written, or written under a photo."),
    "themes": Line("export.themes", "The groups it was put into, by their names."),
    "helper": Line("export.helper", "Who helped to tell it; empty if nobody did."),
    "share": Line(
        "export.share", "Who may hear it. voice: voice and words; words: words only; team: the small team only."
    ),
    "checked": Line("export.checked", "Whether a person took names out, and confirmed the words."),
    "consent": Line(
        "export.consent", "To which words of consent this person said yes; other words have another code."
    ),
    "recording": Line("export.recording", "The file of the recording or photo; empty if there is none."),
    "recording_state": Line(
        "export.recording_state",
        "Whether the recording is here. kept: it is. waiting: it comes later. lost: it can not be had. "
        "past: its time is over. withheld: it is not shared. Empty: there is none.",
    ),
    "seconds": Line("export.seconds", "The length of the recording in seconds; 0 if there is none."),
    "month": Line("export.month", "The month it was said in. The day is kept, but not told here."),
    "escaped": Line("export.escaped", "Whether a ' stands before a line, so that no program runs it."),
}

TITLE = Line("export.about", "About these answers")
FOR = Line("export.about.for", "For: {who}")
WHY = Line("export.about.why", "To: {why}")
HOLDS = Line("export.about.holds", "Answers in here: {count}. People: {people}.")
TEAM_ONLY = Line(
    "export.about.team_only", "Answers that people told the small team alone are not in here: {count}"
)
UNSAFE = Line("export.about.unsafe", "Answers in which nobody looked for names yet are not in here: {count}")
NO_VOICE = Line("export.about.no_voice", "Voices that are not in here, as only the words may be had: {count}")
EVERYTHING = Line(
    "export.about.everything",
    "Everything is in here, also what people told the small team alone. Do not give it on.",
)
OWN_CODES = Line(
    "export.about.codes",
    "Each person has a code of this export alone. It leads to nobody, and to no other export.",
)
TAKEN_BACK = Line(
    "export.about.taken_back", "People can take back what they told. Then you are told, and wipe it here too."
)
MACHINE = Line("export.about.machine", "What a machine wrote down, and nobody looked at, is not in here.")
