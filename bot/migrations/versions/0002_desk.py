"""Conversations, their record, inbox, outbox and work orders.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def conversation() -> sa.Column[str]:
    """A column that names a conversation."""
    return sa.Column(
        "conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False
    )


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "record_entries",
        conversation(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq"),
    )
    op.create_index("ix_record_message", "record_entries", ["conversation_id", "message_id"])
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(80), nullable=False),
        conversation(),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id"),
    )
    op.create_index("ix_inbox_open", "inbox", ["state", "accepted_at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        conversation(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
    )
    op.create_index("ix_outbox_due", "outbox", ["channel", "due_at"])
    op.create_table(
        "work_orders",
        sa.Column("receipt", sa.String(12), primary_key=True),
        sa.Column("source_id", sa.String(128), nullable=False, unique=True),
        conversation(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("priority", sa.String(8), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("collected", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    op.create_index(op.f("ix_work_orders_conversation_id"), "work_orders", ["conversation_id"])


def downgrade() -> None:
    """Go back to the version before."""
    for table in ("work_orders", "outbox", "inbox", "record_entries", "conversations"):
        op.drop_table(table)
