"""What is suggested to be taken out of somebody's words, and what is not: nobody's dogs, dates or buses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.names import covered, suggestions

PHONES = (
    "01792 635000", "(029) 2087 2087", "01970 622222", "0808 80 10 800",
    "07700 900123", "07700900123", "07700-900-123", "07700.900.123", "077 00 90 01 23",
    "+44 7700 900123", "0044 7700 900 123", "+44 (0)29 2018 1234",
    "+48 512 345 678", "+40 721 234 567", "+880 1712 345678", "00353 1 234 5678", "+1 202-555-0143",
    "+92 300 1234567", "+380 44 123 4567",
    "٠٧٧٠٠ ٩٠٠١٢٣", "+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "۰۷۷۰۰ ۹۰۰۱۲۳", "০১৭১২৩৪৫৬৭৮", "੦੭੭੦੦ ੯੦੦੧੨੩",
    "０７７００ ９００１２３", "＋４４ ７７００ ９００１２３",
)  # fmt: skip
"""UK landlines, mobiles, foreign ones, and the digits of other scripts."""

SHAPES = {
    "e-mail": ("gwen@example.org", "gwen.jones+swim@mail.example.co.uk", "ŵyn.o'neill@eglwys.cymru"),
    "post code": ("SA1 3SN", "sa13sn", "CF10 3AT", "W1A 1AA", "EC1A 1BB", "LL57 2DG"),
    "link": (
        *("https://example.org/gwen?x=1", "www.example.org", "HTTP://EXAMPLE.ORG/a_b", "facebook.com/gwen.jones"),
        *("t.me/gwenj", "eglwys.cymru"),
    ),
    "name in an app": ("@gwen_jones", "@gwen.swims"),
    "National Insurance number": ("AB123456C", "AB 12 34 56 C", "ab 12 34 56 c"),
    "bank account": (
        *("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "PL61 1090 1014 0000 0712 1981 2874"),
        *("20-00-00 12345678", "20-00-00, 12345678", "20-00-00"),
    ),
    "number": ("4929 1234 5678 9012", "20 00 00 12345678", "85120312345"),
}

LESS_USUAL = (
    "SA1  3SN",
    "AB-12-34-56-C",
    "gb29 nwbk 6016 1331 9268 19",
    "example.pl/gwen",
    "bit.ly/gwen12",
    "@gj",
)  # fmt: skip

HARMLESS = (
    "I was born on 12/03/1951", "I was born on 12.03.1951 and she on 1.4.1953", "2027-03-31", "25-12-2025",
    "٠١/٠٢/١٩٨٠", "Monday 3 March 2025 at 14:00", "In 1984 we moved", "from 1939 to 1945", "1984–85",
    "1984/85 and 1985/86", "In 1951, 1953, 1957, 1960", "the 1960s 1970s 1980s",
    "It cost £12.50", "£1,250,000", "£20, £30, £40, £50", "15 000 people", "10,000 steps a day",
    "at 10:30 or 11.45", "10:00-11:00, 12:00-13:00", "6am-7pm 8am-9pm", "open 24/7", "every 15 minutes 24 hours",
    "I am 83 years old", "Aged 18-24 or 25-34", "3, 5, 7, 9, 11, 13, 15",
    "I have 3 dogs and 12 hens", "Mae gen i 3 ci a 12 iâr", "٣ كلاب و ١٢ دجاجة", "১২ মুরগি",
    "house rules: 1. Knock 2. Listen 3. Rest", "1, 2, 3, 4, 5, 6, 7", "1.2.3.4",
    "bus 55", "bus X10 and the 4A", "the A487 and the M4", "I live at number 12", "room 101, floor 2",
    "50% of us, 3.5 km", "I weigh 82.5 kg", "120/80 and 130/85", "size 12/14", "5-a-side", "2 + 2 = 4",
    "call 999 or 111", "John 3:16-18", "Psalm 23:1-6", "page 12-15, 20-24", "Covid-19", "rated 5/5 10/10",
    "3.00pm", "the sea.I love it", "Mr.Jones", "e.g. the sea", "hello...world", "@ home", "tel. me",
)  # fmt: skip

NEARLY = (
    "between 1984-1985",
    "2020/2021",
    "1951 1953 1957 1960",
    "1980 - 1990 - 2000",
    "12 03 1951",
    "3 March 2025 14 00",
    "01/01/1980-31/12/1990",
    "12-03-51",
    "from 10.30-11.45",
    "open 9.30 - 17.00",
    "£1 250 000",
    "1.250.000 euro",
    "3 000 000",
    "ages 3 5 7 9 11 13",
    "1 2 3 4 5 6 7 8 9 10",
    "the A4 2am bus",
    "the L1 2nd stop",
    "the sea.Me too",
    "read it.info",
)  # fmt: skip


def kinds(text: str) -> list[str]:
    return [one.kind for one in suggestions(text)]


# ---- what goes


@pytest.mark.parametrize("phone", PHONES)
def test_telephone_numbers_go(phone: str) -> None:
    """However they are written, in whatever digits: the whole number goes, and the words around it stay."""
    assert covered(phone, suggestions(phone)) == "[phone number]"
    said = f"Call me on {phone}, in the evening."
    assert covered(said, suggestions(said)) == "Call me on [phone number], in the evening."


@pytest.mark.parametrize(("kind", "shape"), [(kind, shape) for kind, all_ in SHAPES.items() for shape in all_])
def test_what_has_a_fixed_shape_goes(kind: str, shape: str) -> None:
    """E-mail, post code, link, name in an app, National Insurance, bank, long numbers: each by its kind."""
    said = f"It is {shape}, you know."
    assert covered(said, suggestions(said)) == f"It is [{kind}], you know."


def test_many_in_one_text() -> None:
    """All of them go, in their order."""
    said = "Gwen, 07700 900123 or gwen@example.org, SA1 3SN, sort code 20-00-00 account 12345678, +48 512 345 678"
    assert covered(said, suggestions(said)) == (
        "Gwen, [phone number] or [e-mail], [post code], sort code [bank account] account [phone number], "
        "[phone number]"
    )


@pytest.mark.parametrize("shape", LESS_USUAL)
def test_less_usual_shapes(shape: str) -> None:
    """Shapes that people write too."""
    said = f"It is {shape} you know"
    assert not any(part in covered(said, suggestions(said)) for part in shape.split())


# ---- what stays


@pytest.mark.parametrize("words", HARMLESS)
def test_a_life_is_full_of_numbers_that_stay(words: str) -> None:
    """Dates, years, prices, times, ages, hens, rules, buses: nobody is known by them."""
    assert suggestions(words) == []


@pytest.mark.parametrize("words", NEARLY)
def test_what_only_looks_like_one_stays(words: str) -> None:
    """Whoever takes suggestions unread would spoil what was said."""
    assert suggestions(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "My name is Gwen Jones and I live with Tom in Mumbles",
        "Mrs Davies from the chemist's on Heol Fawr",
        "Dr Ahmed Khan",
        "أنا أحمد من كارديف",
        "Rwy'n byw gyda Siân yn Llanelli",
    ],
)
def test_names_are_not_claimed_to_be_found(words: str) -> None:
    """People, streets and places are for a person to see: nothing is suggested, and no kind says so."""
    assert suggestions(words) == []
    assert covered(words, []) == words


def test_no_kind_is_a_person() -> None:
    """What is written into the words says what was found, and never that names were."""
    every = {*kinds(" ; ".join([*PHONES, *(shape for all_ in SHAPES.values() for shape in all_)]))}
    assert every <= {*SHAPES, "phone number"}


# ---- whatever is said

BITS = st.sampled_from([*PHONES, *(shape for all_ in SHAPES.values() for shape in all_), *HARMLESS, *NEARLY])
SIGNS = st.text(st.sampled_from("01239 ٣৭੭７²+-./()@:,£abXY\n\u200f"), max_size=30)
TEXTS = st.lists(st.one_of(BITS, SIGNS, st.text(max_size=20)), max_size=8).map("".join)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_whatever_is_said(text: str) -> None:
    """Suggestions stand in order, within the text, apart; and every letter outside them is kept as it was."""
    found = suggestions(text)
    end = 0
    rest = covered(text, found)
    for one in found:
        assert end <= one.start < one.end <= len(text)
        kept = f"{text[end : one.start]}[{one.kind}]"
        assert rest.startswith(kept)
        rest = rest.removeprefix(kept)
        end = one.end
    assert rest == text[end:]


def test_a_long_text() -> None:
    """Two hundred lines, each with a number that goes and a date that stays."""
    text = "Mae'r môr yn las, call 07700 900123 on 12/03/1951.\n" * 200
    assert kinds(text) == ["phone number"] * 200
