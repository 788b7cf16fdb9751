"""The ledger of what courts sent.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CODE = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "dispatches",
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sender_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("sender_tail", sa.String(length=4), nullable=True),
        sa.Column("recipient_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("recipient_tail", sa.String(length=4), nullable=True),
        sa.Column("link_host", sa.String(length=120), nullable=True),
        sa.Column("link_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("text_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("court_code", "year", "type_code", "serial", "entry_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_dispatches_text_hash", "dispatches", ["text_hash"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_dispatches_text_hash", "dispatches")
    op.drop_table("dispatches")
