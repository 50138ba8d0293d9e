"""Words of one person that stand elsewhere, as a theme's name or in a statement: they go with them."""

from __future__ import annotations

from sqlalchemy import Connection, Select, delete, exists, select, update

from bot.core.review.wordings import pieces
from bot.store.items import QUOTED, words_of
from bot.store.schema_public import translations
from bot.store.schema_review import items, sources


def let_go_of_quotes(connection: Connection, answers: Select[tuple[str]]) -> None:
    """Before these answers go, or their words: what quotes nobody else does not say it any more.

    A theme gets words of another answer that is in it. A statement goes, with what was decided of it.
    """
    others = sources.alias()
    kept = exists().where(others.c.item == items.c.id, others.c.role == QUOTED, others.c.source.not_in(answers))
    quoting = select(sources.c.item).where(sources.c.role == QUOTED, sources.c.source.in_(answers))
    found = select(items.c.id, items.c.kind).where(items.c.id.in_(quoting), ~kept.correlate(items))
    for row in connection.execute(found).all():
        if row.kind == "theme" and _named_anew(connection, row.id, answers):
            continue
        decided = select(sources.c.item).join(items, items.c.id == sources.c.item)
        about = decided.where(sources.c.source == row.id, items.c.kind == "decision")
        connection.execute(delete(items).where(items.c.id.in_(about)))
        connection.execute(delete(items).where(items.c.id == row.id))


def _named_anew(connection: Connection, theme: str, but: Select[tuple[str]]) -> bool:
    """A theme gets words of one of its other answers; False if there are none."""
    mine = (sources.c.item == theme, sources.c.role == "", sources.c.source.not_in(but))
    for answer in connection.scalars(select(sources.c.source).where(*mine).order_by(sources.c.at)).all():
        for words in pieces(words_of(connection, [answer]))[:1]:
            language = select(items.c.language).where(items.c.id == answer).scalar_subquery()
            this = update(items).where(items.c.id == theme)
            connection.execute(this.values(words=words, language=language))
            connection.execute(delete(translations).where(translations.c.item == theme))
            row = sources.update().where(sources.c.item == theme, sources.c.role == QUOTED)
            connection.execute(row.values(source=answer))
            return True
    return False
