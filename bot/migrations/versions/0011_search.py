"""Search: what was said and ordered, word by word, kept by triggers in the same transaction.

A word is a pair of neighbouring characters, the last one alone: Chinese has no spaces, and most of
what is looked for has two characters, which SQLite's trigram tokenizer cannot find. What narrows a
search (court, channel, sender, topic, kind) is a word too, longer than two characters, so that
one index finds and narrows at once. PostgreSQL keeps the same words in an array under a GIN index,
which needs no extension and no locale.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LONGEST = 20_000
"""Characters of one text that can be found."""


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "search_entries",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False, nullable=False,
        ),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    op.create_index(
        "ix_search_of", "search_entries", ["conversation_id", "seq", "receipt"], unique=True
    )
    op.create_index("ix_record_time", "record_entries", ["created_at"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*_SQLITE, *_SQLITE_TRIGGERS, *_FILL):
            op.execute(sa.text(statement.replace(":", r"\:")))
    else:
        for statement in (*_POSTGRESQL, *_postgresql_triggers(), *_POSTGRESQL_FILL):
            op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    """Go back to the version before."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _NAMES:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP VIEW search_sources")
        op.execute("DROP TABLE search_words")
        op.execute("DROP TABLE search_places")
    else:
        for name, table, _, _ in _ON:
            op.execute(f"DROP TRIGGER {name} ON {table}")
        for function in ("search_said", "search_ordered", "search_handed", "search_place"):
            op.execute(f"DROP FUNCTION {function}")
        op.execute("DROP VIEW search_sources")
        op.execute("DROP FUNCTION search_pairs")
        op.execute("DROP TABLE search_words")
        op.execute("DROP SEQUENCE search_slots")
    op.drop_index("ix_record_time", "record_entries")
    op.drop_table("search_entries")


# Both databases: what can be found, as rows of one shape.

_SAID = (
    "e.conversation_id, e.seq, '' AS receipt, e.created_at, {said} AS words "
    "FROM record_entries e JOIN handovers h ON h.conversation_id = e.conversation_id"
)
_ORDERED = (
    "o.conversation_id, 0 AS seq, o.receipt, o.created_at, {ordered} AS words "
    "FROM work_orders o JOIN conversations c ON c.id = o.conversation_id"
)
_ORDER_TEXT = "(o.summary || ' ' || coalesce(o.answer, ''))"
_COURT = "'court' || coalesce(nullif({}.court_code, ''), 'none')"
_SAID_COURT, _ORDER_COURT = _COURT.format("h"), _COURT.format("o")
_OF_KIND = "'kind' || replace(o.kind, '_', '')"

# SQLite: a view makes the words; triggers hand them to FTS5, which stores nothing but the index.


def _pairs(text: str) -> str:
    return (
        f"(SELECT coalesce(group_concat(substr({text}, n, 2), ' '), '') "
        f"FROM search_places WHERE n <= length({text}))"
    )


_TOPIC = (
    "coalesce(' topic' || "
    "replace(json_extract(e.body, '$.understood.topics[0].topic'), '_', ''), '')"
)
_SQLITE_SAID = (
    f"{_pairs('e.text')} || ' typesaid ' || {_SAID_COURT} || ' channel' || e.channel || "
    f"' sender' || e.sender || {_TOPIC}"
)
_SQLITE_ORDERED = (
    f"{_pairs(_ORDER_TEXT)} || ' typeorder ' || {_ORDER_COURT} || ' channel' || c.channel || "
    f"' ' || {_OF_KIND}"
)
_SQLITE = (
    "CREATE TABLE search_places (n INTEGER PRIMARY KEY)",
    "INSERT INTO search_places WITH RECURSIVE c(n) AS "
    f"(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {LONGEST}) SELECT n FROM c",
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "words, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    f"CREATE VIEW search_sources AS SELECT {_SAID.format(said=_SQLITE_SAID)} "
    f"UNION ALL SELECT {_ORDERED.format(ordered=_SQLITE_ORDERED)}",
)


def _place(moment: str, seq: str) -> str:
    """A free id in the millisecond of a moment; behind all others if it is full, as it never is."""
    first = f"((strftime('%s', {moment}) * 1000 + CAST(substr({moment}, 21, 3) AS INTEGER)) * 1000)"
    wanted = f"{first} + {seq} % 1000"
    taken = "SELECT {} FROM search_entries"
    return (
        f"CASE WHEN NOT EXISTS ({taken.format(1)} WHERE id = {wanted}) THEN {wanted} "
        f"WHEN NOT EXISTS ({taken.format(1)} WHERE id = {first} + 999) THEN "
        f"({taken.format('max(id) + 1')} WHERE id BETWEEN {first} AND {first} + 999) "
        f"ELSE ({taken.format('max(id) + 1')}) END"
    )


def _add_said(of: str) -> str:
    return (
        "INSERT INTO search_entries (id, conversation_id, seq, receipt) "
        f"SELECT {_place('e.created_at', 'e.seq')}, e.conversation_id, e.seq, '' "
        f"FROM record_entries e WHERE {of} ORDER BY e.seq;"
    )


def _add_order(of: str) -> str:
    return (
        "INSERT INTO search_entries (id, conversation_id, seq, receipt) "
        f"SELECT {_place('o.created_at', '999')}, o.conversation_id, 0, o.receipt "
        f"FROM work_orders o WHERE {of} ORDER BY o.created_at;"
    )


_FILL = (
    _add_said("e.conversation_id IN (SELECT conversation_id FROM handovers)").replace(
        "ORDER BY e.seq", "ORDER BY e.created_at"
    ),
    _add_order("true"),
)
_HANDED = "EXISTS (SELECT 1 FROM handovers WHERE conversation_id = new.conversation_id)"
_NEW_SAID = _add_said("e.conversation_id = new.conversation_id AND e.seq = new.seq")
_NEW_ORDER = _add_order("o.receipt = new.receipt")
_ALL = _add_said("e.conversation_id = new.conversation_id")
_DROP_SAID = (
    "DELETE FROM search_entries WHERE conversation_id = old.conversation_id AND seq = old.seq "
    "AND receipt = '';"
)
_DROP_ORDER = (
    "DELETE FROM search_entries WHERE conversation_id = old.conversation_id AND seq = 0 "
    "AND receipt = old.receipt;"
)
_DROP_ALL = (
    "DELETE FROM search_entries WHERE conversation_id = old.conversation_id AND receipt = '';"
)
_WORDS_OF = (
    "words FROM search_sources s WHERE s.conversation_id = {0}.conversation_id "
    "AND s.seq = {0}.seq AND s.receipt = {0}.receipt;"
)
_OF_ORDER = "summary, answer, kind, court_code"
_MOVED = "WHEN old.court_code <> new.court_code"
# FTS5 is told the old words to forget them: what is deleted is still there when it is.
_TRIGGERS = {
    "search_index": (
        "AFTER INSERT ON search_entries",
        f"INSERT INTO search_words (rowid, words) SELECT new.id, {_WORDS_OF.format('new')}",
    ),
    "search_forget": (
        "BEFORE DELETE ON search_entries",
        "INSERT INTO search_words (search_words, rowid, words) "
        f"SELECT 'delete', old.id, {_WORDS_OF.format('old')}",
    ),
    "search_said": (f"AFTER INSERT ON record_entries WHEN {_HANDED}", _NEW_SAID),
    "search_unsaid": ("BEFORE DELETE ON record_entries", _DROP_SAID),
    "search_saying": ("BEFORE UPDATE OF text, body ON record_entries", _DROP_SAID),
    "search_resaid": (f"AFTER UPDATE OF text, body ON record_entries WHEN {_HANDED}", _NEW_SAID),
    "search_ordered": ("AFTER INSERT ON work_orders", _NEW_ORDER),
    "search_unordered": ("BEFORE DELETE ON work_orders", _DROP_ORDER),
    "search_ordering": (f"BEFORE UPDATE OF {_OF_ORDER} ON work_orders", _DROP_ORDER),
    "search_reordered": (f"AFTER UPDATE OF {_OF_ORDER} ON work_orders", _NEW_ORDER),
    "search_handed": ("AFTER INSERT ON handovers", _ALL),
    "search_unhanded": ("BEFORE DELETE ON handovers", _DROP_ALL),
    "search_moving": (f"BEFORE UPDATE OF court_code ON handovers {_MOVED}", _DROP_ALL),
    "search_moved": (f"AFTER UPDATE OF court_code ON handovers {_MOVED}", _ALL),
}
_NAMES = tuple(_TRIGGERS)
_SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} {when} BEGIN {what} END" for name, (when, what) in _TRIGGERS.items()
)

# PostgreSQL: the same words in an array.

_PG_TOPIC = "replace(e.body #>> '{understood,topics,0,topic}', '_', '')"
_PG_SAID = (
    f"search_pairs(e.text) || ARRAY['typesaid', {_SAID_COURT}, 'channel' || e.channel, "
    f"'sender' || e.sender, coalesce('topic' || {_PG_TOPIC}, 'typesaid')]"
)
_PG_ORDERED = (
    f"search_pairs({_ORDER_TEXT}) || ARRAY['typeorder', {_ORDER_COURT}, 'channel' || c.channel, "
    f"{_OF_KIND}]"
)
_POSTGRESQL = (
    "CREATE TABLE search_words (id bigint PRIMARY KEY "
    "REFERENCES search_entries (id) ON DELETE CASCADE, words text[] NOT NULL)",
    "CREATE INDEX ix_search_words ON search_words USING gin (words)",
    "CREATE SEQUENCE search_slots",
    "CREATE FUNCTION search_pairs(said text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ "
    "SELECT coalesce(array_agg(DISTINCT substr(lower(said), n, 2)), ARRAY[]::text[]) "
    f"FROM generate_series(1, least(length(said), {LONGEST})) n $$",
    f"CREATE VIEW search_sources AS SELECT {_SAID.format(said=_PG_SAID)} "
    f"UNION ALL SELECT {_ORDERED.format(ordered=_PG_ORDERED)}",
    "CREATE FUNCTION search_place(moment timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$ "
    "DECLARE first bigint := floor(extract(epoch FROM moment) * 1000)::bigint * 1000; "
    "wanted bigint := first + nextval('search_slots') % 1000; "
    "BEGIN WHILE EXISTS (SELECT 1 FROM search_entries WHERE id = wanted) LOOP "
    "wanted := first + nextval('search_slots') % 1000; END LOOP; RETURN wanted; END $$",
)
_PG_ADD = (
    "WITH added AS (INSERT INTO search_entries (id, conversation_id, seq, receipt) "
    "SELECT search_place(s.created_at), s.conversation_id, s.seq, s.receipt "
    "FROM search_sources s WHERE {of} "
    "ON CONFLICT (conversation_id, seq, receipt) DO NOTHING RETURNING *) "
    "INSERT INTO search_words (id, words) SELECT a.id, s.words FROM added a "
    "JOIN search_sources s USING (conversation_id, seq, receipt);"
)
_POSTGRESQL_FILL = (_PG_ADD.format(of="true").rstrip(";"),)
_ON = (
    ("search_said", "record_entries", "INSERT OR DELETE OR UPDATE OF text, body", "search_said"),
    (
        "search_ordered", "work_orders", f"INSERT OR DELETE OR UPDATE OF {_OF_ORDER}",
        "search_ordered",
    ),
    ("search_handed", "handovers", "INSERT OR DELETE OR UPDATE OF court_code", "search_handed"),
)  # fmt: skip


def _postgresql_triggers() -> tuple[str, ...]:
    bodies = {
        "search_said": (_DROP_SAID, "s.conversation_id = new.conversation_id AND s.seq = new.seq"),
        "search_ordered": (
            _DROP_ORDER,
            "s.conversation_id = new.conversation_id AND s.receipt = new.receipt",
        ),
        "search_handed": (_DROP_ALL, "s.conversation_id = new.conversation_id AND s.receipt = ''"),
    }
    functions = tuple(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {drop} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_PG_ADD.format(of=of)} END IF; RETURN NULL; END $$"
        for name, (drop, of) in bodies.items()
    )
    triggers = tuple(
        f"CREATE TRIGGER {name} AFTER {acts} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        for name, table, acts, function in _ON
    )
    return functions + triggers
