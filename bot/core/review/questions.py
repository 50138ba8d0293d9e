"""What is asked of items, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["answer", "theme", "statement", "story", "standard", "decision", "stage"]
"""What can be looked at. A stage is an item too: its chairs close it, and all say how it felt."""

Bench = Literal["citizen", "staff"]
BENCHES: Final[tuple[Bench, ...]] = ("citizen", "staff")

Who = Literal["team", "panel", "chairs", "decider", "tellers", "everybody"]
"""Who is asked: the small team; all who review; one chair of each bench; who decides; the tellers of what the item
is made of; all tellers who want to be asked."""

Reason = Literal["none", "may", "must"]


@dataclass(frozen=True)
class Question:
    """Something that is asked of each item of a kind. `values` are the answers, in the order of their numbers."""

    id: str
    of: Kind
    values: tuple[str, ...]
    who: tuple[Who, ...]
    reason: Reason = "none"


SAFE: Final = Question("safe", "answer", ("safe", "not_yet"), ("team",))
"""Are the names out, and are the words those that are said?"""

HEARD: Final = Question("heard", "answer", ("me_too", "new"), ("panel",))
GROUP_RIGHT: Final = Question("group_right", "theme", ("yes", "no"), ("tellers",), "may")
"""Is your group right?"""

MEANT: Final = Question("meant", "statement", ("yes", "no"), ("tellers",), "may")
"""Is that what you meant?"""

VOTE: Final = Question(
    "vote", "statement", ("agree", "disagree", "not_sure", "me_too"), ("panel", "everybody"), "may"
)
FIRST_CHOICE: Final = Question("first_choice", "story", ("chosen",), ("panel",))
"""The silent vote: nobody sees whose, nor how many, before the second."""

SECOND_CHOICE: Final = Question("second_choice", "story", ("chosen",), ("panel",), "must")
USE: Final = Question("use", "story", ("yes", "no"), ("tellers",))
"""May your story be used for this?"""

ADOPT: Final = Question("adopt", "statement", ("yes", "no"), ("panel",), "may")
DECIDE: Final = Question("decide", "statement", ("yes", "partly", "no"), ("decider",), "must")
HEARD_RIGHT: Final = Question("heard_right", "decision", ("yes", "no"), ("tellers",), "may")
"""Did we hear you right?"""

FELT: Final = Question("felt", "stage", ("tell", "ask", "shape", "together"), ("panel", "everybody"))
"""How far did people decide here?"""

CLOSE: Final = Question("close", "stage", ("close",), ("chairs",))

QUESTIONS: Final = {
    question.id: question
    for question in (
        *(SAFE, HEARD, GROUP_RIGHT, MEANT, VOTE, FIRST_CHOICE, SECOND_CHOICE, USE),
        *(ADOPT, DECIDE, HEARD_RIGHT, FELT, CLOSE),
    )
}
