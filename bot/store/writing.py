"""A turn as statements: what every turn runs is prepared once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.changing import replace
from bot.core.conversation import ASIDE, COMPLAINT, CONTACT
from bot.core.events import Agree, Amend, Answer, Drop, Effect, Forget, Judge, Keep, Listen, Share
from bot.core.rights.keeping import COMPLAINT as COMPLAINT_TIME
from bot.core.session import Session
from bot.store import schema
from bot.store.exports import taken_back
from bot.store.forgetting import forget
from bot.store.outbox import spoken_as_json
from bot.store.prepared import Prepared
from bot.store.quoting import let_go_of_quotes
from bot.store.records import Queued, Record
from bot.store.said import unsay
from bot.store.schema import addresses, answers, outbox, recordings, seen, wipes
from bot.store.schema_rights import cases, receipts
from bot.store.schema_speech import choices_aloud, transcripts
from bot.store.sessions import Sessions


def _put(table: Table, changes: Sequence[str]) -> Prepared:
    """Insert a row, or change these columns of the one with the same key."""
    statement = sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in changes}
    return Prepared(statement.on_conflict_do_update(index_elements=keys, set_=new), _names(table))


def _insert(table: Table) -> Prepared:
    return Prepared(insert(table), _names(table))


def _names(table: Table) -> list[str]:
    """All columns but those that number themselves."""
    return [column.name for column in table.c if column is not table.autoincrement_column]


WAITED_FOR = (COMPLAINT, CONTACT)
"""What a person must do something about."""

_NOT_IN_ANSWERS = ("file", "seconds", "source")
_INSERT_SEEN = _insert(seen)
_INSERT_ANSWER = _insert(answers)
_INSERT_RECORDING = _insert(recordings)
_INSERT_OUTBOX = _insert(outbox)
_PUT_SESSION = _put(
    schema.sessions, ["consultation", "state", "under_way", "heard", "heard_language", "clips", "changed"]
)
_PUT_ADDRESS = _put(addresses, ["retired"])
_PUT_CHOICE = _put(choices_aloud, ["channel", "file", "ask", "language", "at"])
_DROP_OUTDATED = Prepared(
    delete(outbox).where(
        outbox.c.participant == bindparam("person"),
        (outbox.c.ask > 0) | (outbox.c.state == "sent") | (outbox.c.state == "held"),
    )
)
_NEW_RECORDING = {"state": "waiting", "name": "", "tries": 0, "bytes": 0, "trouble": ""}
_INSERT_RECEIPT = _insert(receipts)
_QUESTION_OF = Prepared(
    select(answers.c.question, answers.c.language, answers.c.version)
    .where(
        answers.c.session == bindparam("session"),
        answers.c.step == bindparam("step"),
        answers.c.part == bindparam("part"),
        answers.c.probe == bindparam("probe"),
        answers.c.round == bindparam("round"),
    )
    .limit(1)
)


def write_turn(connection: Connection, record: Record, hashed: str, sessions: Sessions) -> tuple[Queued, ...]:
    """Write all that a turn changes. `hashed` stands for the address. Returns what is to be sent."""
    _INSERT_SEEN.run(connection, {"update": seen_name(record.update, hashed), "at": record.at})
    for effect in record.effects:
        if isinstance(effect, Forget):
            record = forget(connection, record, hashed, effect)
    if not record.before.known:
        _write_address(connection, record, hashed)
    if record.session is not None:
        _write_session(connection, record, record.session, sessions.sealed(record.participant, record.session))
    for effect in record.effects:
        _write_effect(connection, record, effect)
    return _write_outgoing(connection, record)


def seen_name(update_key: str, hashed: str) -> str:
    """What an update is remembered by: Telegram may one day give its number to somebody else's."""
    return f"{update_key}:{hashed[:12]}"


def _write_address(connection: Connection, record: Record, hashed: str) -> None:
    values = {
        "hash": hashed,
        "participant": record.participant,
        "channel": record.channel,
        "address": record.address,
        "retired": False,
    }
    # Whoever writes to us can be written to again, even if they once had blocked us.
    _PUT_ADDRESS.run(connection, values)


def _write_session(connection: Connection, record: Record, session: Session, sealed: bytes) -> None:
    values = {
        "participant": record.participant,
        "consultation": record.consultation,
        "state": sealed,
        "under_way": session.under_way,
        "heard": record.heard,
        "heard_language": record.heard_language,
        "clips": record.clips,
        "changed": record.at,
    }
    _PUT_SESSION.run(connection, values)


def _write_effect(connection: Connection, record: Record, effect: Effect) -> None:
    match effect:
        case Keep(answer):
            _keep(connection, record, answer)
        case Amend(answer=answer_id, text=text, options=options):
            values: dict[str, Any] = {"options": list(options)} if options else {"text": text}
            connection.execute(update(answers).where(answers.c.id == answer_id).values(values))
            unsay(connection, answer_id)
        case Judge():
            _judge(connection, effect)
        case Listen():
            _put_off_choice(connection, record, effect)
        case Drop(answer_id):
            _wipe(connection, answer_id)
        case Agree():
            _keep_receipt(connection, record, effect)
        case Share(answers=ids, level=level):
            connection.execute(update(answers).where(answers.c.id.in_(ids)).values(share=level))
            for answer_id in ids:
                unsay(connection, answer_id)
        case _:
            pass  # what is said goes out through `outgoing`


def _judge(connection: Connection, judged: Judge) -> None:
    """What a machine wrote down becomes their words, below what they may have written themselves; or it goes."""
    unsay(connection, judged.answer)
    drafts = update(transcripts).where(transcripts.c.answer == judged.answer)
    theirs = update(answers).where(answers.c.id == judged.answer)
    if judged.what == "right":
        drafted = select(transcripts.c.words).where(transcripts.c.answer == judged.answer)
        written = connection.scalar(select(answers.c.text).where(answers.c.id == judged.answer))
        words = "\n".join(filter(None, (written, connection.scalar(drafted))))
        connection.execute(theirs.values(text=words))
        connection.execute(drafts.values(state="right"))
    elif judged.what == "mended":
        connection.execute(theirs.values(text=judged.text))
        connection.execute(drafts.values(state="mended", words=judged.text))
    else:
        connection.execute(drafts.values(state="wrong", words=""))


def _put_off_choice(connection: Connection, record: Record, listen: Listen) -> None:
    values = {"channel": record.channel, "file": listen.file, "ask": listen.ask, "at": record.at}
    language = record.session.language if record.session else ""
    _PUT_CHOICE.run(connection, {"participant": record.participant, "language": language, **values})


def _keep_receipt(connection: Connection, record: Record, agreed: Agree) -> None:
    """What they agreed to, as they read and heard it."""
    before = record.before
    assert before.session, "nobody can agree before they were asked"
    values = {
        "participant": record.participant,
        "session": before.session.id,
        "consultation": record.consultation,
        "version": before.session.version,
        "consent": record.session.consent if record.session else "",
        "step": agreed.step,
        "words": before.heard,
        "language": before.heard_language,
        "clips": before.clips,
        "option": agreed.option,
        "how": agreed.how,
        "at": record.at,
    }
    _INSERT_RECEIPT.run(connection, values)


def _wipe(connection: Connection, answer: str) -> None:
    """Wipe an answer now, and note what is still to be wiped of it outside the database."""
    held = select(recordings.c.answer, recordings.c.channel, recordings.c.file).where(
        recordings.c.answer == answer
    )
    connection.execute(insert(wipes).from_select(["answer", "channel", "file"], held))
    this = select(answers.c.id).where(answers.c.id == answer)
    taken_back(connection, this)
    let_go_of_quotes(connection, this)
    connection.execute(delete(answers).where(answers.c.id == answer))


def _keep(connection: Connection, record: Record, answer: Answer) -> None:
    question, language, version = _question_of(connection, record, answer)
    session, _, number = answer.id.rpartition("-")
    values = {
        **{name: value for name, value in vars(answer).items() if name not in _NOT_IN_ANSWERS},
        "options": list(answer.options),
        "participant": record.participant,
        "session": session,
        "number": int(number),
        "consultation": record.consultation,
        "conversation": record.conversation,
        "version": version,
        "language": language,
        "question": question,
        "consent": record.session.consent if record.session else "",
    }
    _INSERT_ANSWER.run(connection, values)
    if answer.file:
        values = {"answer": answer.id, "channel": record.channel, "file": answer.file, "seconds": answer.seconds}
        _INSERT_RECORDING.run(connection, {**_NEW_RECORDING, **values, "not_before": record.at})
    if answer.step in WAITED_FOR:
        connection.execute(insert(cases).values(answer=answer.id, due=record.at + COMPLAINT_TIME))


def _question_of(connection: Connection, record: Record, answer: Answer) -> tuple[str, str, str]:
    """The words this answers, their language and version: the present question, or an earlier one's answer's."""
    if stood := record.stood:
        return stood.heard, stood.language, stood.version
    session = record.before.session
    told = next((t for t in record.session.told if t.id == answer.id), None) if record.session else None
    here_now = session and (
        answer.step in ASIDE or session.aside == "redo" or (told and told.place == replace(session.place, page=0))
    )
    if session and here_now:
        return record.before.heard, record.before.heard_language, session.version
    here = {"step": answer.step, "part": answer.part, "probe": answer.probe, "round": answer.round}
    row = _QUESTION_OF.run(connection, {"session": session.id if session else "", **here}).fetchone()
    return row or ("", "", "")


def _together(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Answers to be played back: those in words together where they follow each other, each sound alone."""
    if len(ids) < 2:  # noqa: PLR2004 - nothing to put together
        return list(ids)
    found = select(answers.c.id).where(answers.c.id.in_(ids), answers.c.heard == "text")
    written = set(connection.scalars(found))
    return [
        names
        for in_words, group in groupby(ids, key=written.__contains__)
        for names in ([" ".join(group)] if in_words else group)
    ]


def _write_outgoing(connection: Connection, record: Record) -> tuple[Queued, ...]:
    """Queue what is said. A new question takes the place of the one before, even if that never went out."""
    if any(outgoing.spoken.ask for outgoing in record.outgoing):
        _DROP_OUTDATED.run(connection, {"person": record.participant})
    queued = []
    for outgoing in record.outgoing:
        values = {
            "participant": record.participant,
            "channel": record.channel,
            "spoken": spoken_as_json(outgoing.spoken),
            "ask": outgoing.spoken.ask,
            "state": "held" if record.held else "waiting",
            "queued": record.at,
            "ref": "",
            "tries": 0,
            "many": record.many,
            "begun": False,
        }
        # Each playback is a row of its own: when what comes after it has to be sent again, it has not.
        for replay in (*_together(connection, outgoing.replay), ""):
            row = _INSERT_OUTBOX.run(connection, {**values, "replay": replay}).lastrowid
            to = (record.participant, record.address)
            queued.append(Queued(row, *to, outgoing.spoken, replay, 0, many=record.many))
    return tuple(queued)
