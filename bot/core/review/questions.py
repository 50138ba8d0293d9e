"""What is asked of items, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["answer", "theme", "statement", "story", "decision", "stage"]
"""What can be looked at. A standard is a statement that was adopted. A stage is an item too: its chairs close it,
and all say how it felt."""

Bench = Literal["citizen", "staff"]
BENCHES: Final[tuple[Bench, ...]] = ("citizen", "staff")
TELLER: Final = "teller"
"""The bench of those who told something, and are not on the panel."""

Who = Literal["team", "panel", "chairs", "decider", "tellers", "everybody"]
"""Who is asked: the small team; all who review; one chair of each bench; who decides; the tellers of what the item
is made of; all tellers who want to be asked."""

Reason = Literal["none", "may", "must"]


@dataclass(frozen=True)
class Question:
    """Something that is asked of each item of a kind. `values` are the answers, in the order of their numbers.

    Where there are none, what can be chosen depends on the item, and something is made of it. A `reason` that
    somebody `may` give is asked for where they say no.
    """

    id: str
    of: Kind
    values: tuple[str, ...]
    who: tuple[Who, ...]
    reason: Reason = "none"


SAFE: Final = Question("safe", "answer", ("safe", "not_yet"), ("team",))
"""Are the names out, and are the words those that are said?"""

HEARD: Final = Question("heard", "answer", ("me_too", "new"), ("panel",))
PLACE: Final = Question("place", "answer", (), ("panel",))
"""With which others does it belong?"""

NAME: Final = Question("name", "answer", (), ("panel",))
"""Which words of it name a new theme?"""

BELONGS: Final = Question("belongs", "answer", ("right",), ("panel",))
"""Is what somebody else has put in a group in the right one? It can be taken out, and put in another one too.

Once one more person finds that it is right, nobody else is asked.
"""

DRAFT: Final = Question("draft", "theme", (), ("panel",))
"""What could we all say yes or no to?"""

GROUP_RIGHT: Final = Question("group_right", "theme", ("yes", "no"), ("tellers",), "may")
"""Is your group right?"""

MEANT: Final = Question("meant", "statement", ("yes", "no"), ("tellers",), "may")
"""Is that what you meant?"""

TAKE_BACK: Final = Question("take_back", "statement", ("back",), ("panel",))
"""Asked of who made a statement, and of the chairs, where somebody says that this is not what they meant."""

VOTE: Final = Question(
    "vote", "statement", ("agree", "disagree", "not_sure", "me_too"), ("panel", "everybody"), "may"
)
FIRST_CHOICE: Final = Question("first_choice", "story", ("chosen", "other"), ("panel",), "must")
"""The silent vote: nobody sees whose, nor how many, before the second. Whoever chooses says why."""

SECOND_CHOICE: Final = Question("second_choice", "story", ("chosen", "other"), ("panel",))
"""After the reasons were heard."""

USE: Final = Question("use", "story", ("yes", "no"), ("tellers",))
"""May your story be used for this?"""

ADOPT: Final = Question("adopt", "statement", ("yes", "no"), ("panel",), "may")
DECIDE: Final = Question("decide", "statement", ("yes", "partly", "no"), ("decider",), "must")
HEARD_RIGHT: Final = Question("heard_right", "decision", ("yes", "no"), ("everybody",), "may")
"""Did we hear you right?"""

CAME_TRUE: Final = Question("came_true", "decision", ("yes", "no"), ("everybody",), "may")
"""Months later: was it done?"""

FELT: Final = Question("felt", "stage", ("tell", "ask", "shape", "together"), ("panel", "everybody"))
"""How far did people decide here?"""

GO_ON: Final = Question("go_on", "stage", ("go_on",), ("chairs",))
"""Do we go on though nobody told us anything in a language, or in a way of telling?"""

CLOSE: Final = Question("close", "stage", ("close",), ("chairs",))

QUESTIONS: Final = {
    question.id: question
    for question in (
        *(
            SAFE,
            HEARD,
            PLACE,
            NAME,
            BELONGS,
            DRAFT,
            GROUP_RIGHT,
            MEANT,
            TAKE_BACK,
            VOTE,
            FIRST_CHOICE,
            SECOND_CHOICE,
            USE,
        ),
        *(ADOPT, DECIDE, HEARD_RIGHT, CAME_TRUE, FELT, GO_ON, CLOSE),
    )
}
