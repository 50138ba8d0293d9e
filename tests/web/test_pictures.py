"""Pictures keep what is seen on them, and nothing of what the camera wrote into them."""

from __future__ import annotations

import io

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SpeechError
from bot.pictures.camera import without_camera_notes
from tests.web.pictures import GPS, jpeg, photo, png


def pixels(picture: bytes, form: str) -> bytes:
    with av.open(io.BytesIO(picture), "r", format=form) as container:
        frame = next(container.decode(video=0))
        return b"".join(bytes(plane) for plane in frame.planes)


def test_a_photo_loses_its_notes_and_nothing_else() -> None:
    """No place, no device, no second picture behind the end; every pixel as it was."""
    bare, ending = without_camera_notes(photo())
    assert ending == ".jpg"
    for trace in (GPS, b"Exif", b"Cam\0", b"adobe", b"MPF", b"Photoshop"):
        assert trace not in bare
    assert pixels(bare, "jpeg_pipe") == pixels(jpeg(), "jpeg_pipe")
    assert bare.endswith(b"\xff\xd9")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photo_stays_the_right_way_up(turned: int, order: str) -> None:
    """The one note that is kept, or a photo taken upright would lie on its side: 36 bytes, no more."""
    bare, _ = without_camera_notes(photo(turned, order))
    upright, _ = without_camera_notes(photo(1))
    assert len(bare) - len(upright) == 36
    assert bytes((0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned)) in bare
    assert GPS not in bare


def test_a_png_loses_its_notes() -> None:
    """The same for screen pictures: what is left is a PNG that never had any."""
    bare, ending = without_camera_notes(png())
    assert ending == ".png"
    assert bare == png(noted=False)


def test_cleaning_twice_changes_nothing() -> None:
    """What is clean is left alone."""
    for picture in (photo(6), png()):
        once, _ = without_camera_notes(picture)
        assert without_camera_notes(once)[0] == once


@given(
    st.one_of(
        st.binary(),
        st.binary().map(lambda tail: b"\xff\xd8\xff" + tail),
        st.binary().map(lambda tail: b"\x89PNG\r\n\x1a\n" + tail),
        st.integers(0, len(photo(6))).map(lambda end: photo(6)[:end]),
    )
)
def test_whatever_comes_is_a_picture_or_refused(data: bytes) -> None:
    """Broken, cut off or made up: clean bytes or a SpeechError, nothing else, and never the place."""
    try:
        bare, _ = without_camera_notes(data)
    except SpeechError:
        return
    assert GPS not in bare
