"""REFI-QDA: a project for NVivo, ATLAS.ti, MAXQDA and QualCoder, and its codebook alone.

QDA-XML 1.0 (www.qdasoftware.org). Each time somebody went through a conversation is a text, each person a case.
Each question and group is a code, and each answer is coded with its own. Positions are in letters (code points).
"""

from __future__ import annotations

import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from bot.errors import SpeechError
from bot.export.about import About
from bot.export.outline import Outline
from bot.export.rows import Given, Sounds
from bot.export.xml import attributes, clean, entry
from bot.speech.sound import as_mp3, seconds_of

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OURS = uuid.UUID("6d1c2d3e-7a55-5c0e-9a5e-0f6f0f5e2c11")
"""The space in which our names become GUIDs."""

_VARIABLES = ("consultation", "language", "helper", "month", "told")
"""Of each person, as they were in the first answer: `told` is by voice, text, photo or choice."""

_PIECE = 2**16
_ASKED, _GROUPS = "Questions", "Groups"


class QdaProject:
    """answers.qdpx and codebook.qdc. Only one person's answers are in memory at a time."""

    sounds: Sounds = "along"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._zip = zipfile.ZipFile(folder / "answers.qdpx", "w")
        self._cases, self._sources = _unnamed(), _unnamed()
        self._codes: dict[str, set[str]] = {_ASKED: set(), _GROUPS: set()}
        self._person: list[Given] = []

    def add(self, given: Given) -> None:
        if self._person and self._person[0].answer.participant != given.answer.participant:
            self._tell_person()
        self._person.append(given)

    def close(self, about: About) -> None:
        self._tell_person()
        codes = self._codebook()
        (self._folder / "codebook.qdc").write_text(
            f'{_HEAD}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"{attributes(origin="Sgwrs")}>{codes}</CodeBook>\n',
            encoding="utf-8",
        )
        with self._zip.open(entry("project.qde"), "w", force_zip64=True) as project:
            for piece in self._project(codes, about):
                project.write(piece.encode())
        self._zip.close()

    # ---- the project

    def _project(self, codes: str, about: About) -> Iterable[str]:
        title = self._outline.wording.line(self._outline.consultation.conversation.title, "en")
        yield f'{_HEAD}<Project xmlns="urn:QDA-XML:project:1.0"{attributes(name=title, origin="Sgwrs")}>'
        yield f"<Users><User{attributes(guid=_guid('user', 'Sgwrs'), name='Sgwrs')}/></Users>"
        if codes:
            yield f"<CodeBook>{codes}</CodeBook>"
        yield "<Variables>"
        for name in _VARIABLES:
            yield f"<Variable{attributes(guid=_guid('variable', name), name=name, typeOfVariable='Text')}/>"
        yield "</Variables>"
        for name, pieces in (("Cases", self._cases), ("Sources", self._sources)):
            yield from _within(name, pieces)
        note = "\n".join(self._outline.about(about))
        yield f"<Description>{escape(clean(note))}</Description></Project>\n"

    def _codebook(self) -> str:
        kinds = "".join(self._kind(kind, sorted(names)) for kind, names in self._codes.items() if names)
        return f"<Codes>{kinds}</Codes>" if kinds else ""

    def _kind(self, kind: str, names: Sequence[str]) -> str:
        codes = "".join(
            f"<Code{attributes(guid=_guid(kind, name), name=name, isCodable='true')}/>" for name in names
        )
        return f"<Code{attributes(guid=_guid('kind', kind), name=kind, isCodable='false')}>{codes}</Code>"

    # ---- one person

    def _tell_person(self) -> None:
        if not self._person:
            return
        first = self._person[0].answer
        about = {
            "consultation": first.consultation,
            "language": first.language,
            "helper": first.helper,
            "month": f"{first.at:%Y-%m}",
            "told": " ".join(sorted({one.answer.heard for one in self._person})),
        }
        values = "".join(
            f"<VariableValue><VariableRef{attributes(targetGUID=_guid('variable', name))}/>"
            f"<TextValue>{escape(clean(value))}</TextValue></VariableValue>"
            for name, value in about.items()
        )
        sessions: dict[str, list[Given]] = {}
        for given in self._person:
            sessions.setdefault(given.answer.session, []).append(given)
        sources = [self._text(name, told, values) for name, told in sessions.items()]
        sources += [guid for given in self._person if (guid := self._recording(given))]
        named = attributes(guid=_guid("case", first.participant), name=first.participant)
        targets = "".join(f"<SourceRef{attributes(targetGUID=guid)}/>" for guid in sources)
        self._cases.write(f"<Case{named}>{values}{targets}</Case>")
        self._person = []

    def _text(self, name: str, told: Sequence[Given], values: str) -> str:
        """One time through the conversation; returns the source's GUID."""
        text, selections = "", ""
        for given in told:
            answer = given.answer
            text += f"{clean(answer.question)}\n"
            words = self._outline.words(answer)
            place = attributes(
                guid=_guid("selection", answer.id), startPosition=len(text), endPosition=len(text) + len(words)
            )
            selections += f"<PlainTextSelection{place}>{self._codings(given, 'text')}</PlainTextSelection>"
            text += f"{words}\n\n"
        guid = self._put("text", name, "txt", text.encode())
        named = attributes(guid=guid, name=name, plainTextPath=f"internal://{guid}.txt")
        self._sources.write(f"<TextSource{named}>{selections}{values}</TextSource>")
        return guid

    def _recording(self, given: Given) -> str | None:
        """Somebody's voice or photo; returns the source's GUID, or None if there is none."""
        answer, sound = given.answer, given.sound
        if sound is None:
            return None
        if answer.heard == "photo":
            suffix = sound.suffix.removeprefix(".")
            guid = self._put("photo", answer.id, suffix, sound.data)
            path = attributes(guid=guid, name=f"{answer.id}.{suffix}", path=f"internal://{guid}.{suffix}")
            self._sources.write(f"<PictureSource{path}>{self._codings(given, 'photo')}</PictureSource>")
            return guid
        try:
            suffix, data = "mp3", as_mp3(sound.data)  # these programs play no Opus
            milliseconds = int(1000 * seconds_of(data))
        except SpeechError:
            suffix, data = sound.suffix.removeprefix("."), sound.data
            milliseconds = 1000 * answer.seconds
        guid = self._put("voice", answer.id, suffix, data)
        path = attributes(guid=guid, name=f"{answer.id}.{suffix}", path=f"internal://{guid}.{suffix}")
        length = attributes(guid=_guid("all of it", answer.id), begin=0, end=milliseconds)
        written = self._transcript(given) if answer.text else ""
        self._sources.write(
            f"<AudioSource{path}>{written}<AudioSelection{length}>{self._codings(given, 'voice')}</AudioSelection>"
            "</AudioSource>"
        )
        return guid

    def _transcript(self, given: Given) -> str:
        answer = given.answer
        guid = self._put("transcript", answer.id, "txt", clean(answer.text).encode())
        named = attributes(guid=guid, name=answer.id, plainTextPath=f"internal://{guid}.txt")
        return f"<Transcript{named}{attributes(creationDateTime=f'{answer.at:%Y-%m}-01T00:00:00Z')}/>"

    def _codings(self, given: Given, where: str) -> str:
        """An answer is coded with what was asked, and with the groups that it is in."""
        codes = [(_ASKED, ".".join(filter(None, (given.answer.step, given.answer.part))))]
        codes += [(_GROUPS, clean(theme)) for theme in given.themes]
        written = ""
        for kind, name in dict.fromkeys(codes):
            self._codes[kind].add(name)
            coding = attributes(
                guid=_guid("coding", f"{where} {given.answer.id} {kind} {name}"),
                creatingUser=_guid("user", "Sgwrs"),
            )
            written += f"<Coding{coding}><CodeRef{attributes(targetGUID=_guid(kind, name))}/></Coding>"
        return written

    def _put(self, kind: str, name: str, suffix: str, data: bytes) -> str:
        guid = _guid(kind, name)
        self._zip.writestr(entry(f"sources/{guid}.{suffix}", packed=suffix == "txt"), data)
        return guid


def _unnamed() -> IO[str]:
    """A file for what comes later in the project; it is gone when it is closed."""
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def _guid(kind: str, name: str) -> str:
    return str(uuid.uuid5(_OURS, f"{kind}:{name}"))


def _within(name: str, pieces: IO[str]) -> Iterable[str]:
    """Elements inside another, and they are gone; nothing if there are none, which the standard asks for."""
    with pieces:
        if not pieces.tell():
            return
        pieces.seek(0)
        yield f"<{name}>"
        while piece := pieces.read(_PIECE):
            yield piece
        yield f"</{name}>"
