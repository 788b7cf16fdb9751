"""Cases, parties, hearings, enforcement, access and import.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CODE = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")
LEGACY_TEXT = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "access_codes",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial", "code_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "access_counters",
        sa.Column("subject_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("last_failed_at", MOMENT, nullable=True),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("subject_hash"),
    )
    op.create_table(
        "access_grants",
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("party_seq", sa.SmallInteger(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "court_code", "year", "type_code", "serial"),
    )
    op.create_table(
        "access_tries",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("case_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("tries_left", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", "case_hash"),
    )
    op.create_index("ix_access_tries_tried_at", "access_tries", ["tried_at"])

    op.create_table(
        "case_timelines",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cases",
        sa.Column("claim_fen", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("judge_id", sa.BigInteger(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("procedure", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.SmallInteger(), nullable=False),
        sa.Column("decision", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=True),
        sa.Column("legacy_text", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "court_offices",
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("hours", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("route", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("court_code"),
    )
    op.create_table(
        "enforcement_measures",
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enforcement_states",
        sa.Column("claim_fen", sa.BigInteger(), nullable=True),
        sa.Column("recovered_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_out_fen", sa.BigInteger(), nullable=False),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hearings",
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("judge_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("courtroom", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("route", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint(
            "court_code", "judge_id", "starts_at", "year", "type_code", "serial"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hearings_case", "hearings", ["court_code", "year", "type_code", "serial"])

    op.create_table(
        "import_checkpoints",
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("rejects_bytes", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("file_hash"),
    )
    op.create_table(
        "legacy_numbers",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("text", LEGACY_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("text", "court_code", "year", "type_code", "serial"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parties",
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("complaint_served_on", sa.Date(), nullable=True),
        sa.Column("judgment_served_on", sa.Date(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("acts_for", sa.SmallInteger(), nullable=True),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("masked_name", sa.String(length=60), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "party_index",
        sa.Column("id_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", "year", "court_code", "type_code", "serial", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("office_phone", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("court_code", "staff_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("staff")
    op.drop_table("sources")
    op.drop_table("party_index")
    op.drop_table("parties")
    op.drop_table("legacy_numbers")
    op.drop_table("import_checkpoints")
    op.drop_index("ix_hearings_case", "hearings")
    op.drop_table("hearings")
    op.drop_table("enforcement_states")
    op.drop_table("enforcement_measures")
    op.drop_table("court_offices")
    op.drop_table("cases")
    op.drop_table("case_timelines")
    op.drop_index("ix_access_tries_tried_at", "access_tries")
    op.drop_table("access_tries")
    op.drop_table("access_grants")
    op.drop_table("access_counters")
    op.drop_table("access_codes")
