"""What platforms make us remember, and who is bound to a case.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CODE = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go to this version."""
    _platforms()
    _bindings()


def _platforms() -> None:
    op.create_table(
        "door_answers",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(80), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("sent", sa.SmallInteger(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id"),
    )
    op.create_index("ix_answers_settled", "door_answers", ["settled_at"])
    op.create_table(
        "contact_windows",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(80), nullable=False),
        sa.Column("message_until", MOMENT, nullable=True),
        sa.Column("message_left", sa.SmallInteger(), nullable=False),
        sa.Column("action_until", MOMENT, nullable=True),
        sa.Column("action_left", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address"),
    )
    op.create_table(
        "service_tokens",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("renewed_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "attachments",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(80), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("remote_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("channel", "message_id"),
    )
    op.create_index("ix_attachments_due", "attachments", ["state", "due_at"])


def _bindings() -> None:
    op.create_table(
        "bindings",
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("party_seq", sa.SmallInteger(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("id_hash", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", "court_code", "year", "type_code", "serial"),
    )
    op.create_table(
        "binding_codes",
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("party_seq", sa.SmallInteger(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("court_code", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("address_hash"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    for table in (
        "binding_codes", "bindings", "attachments", "service_tokens", "contact_windows",
        "door_answers",
    ):  # fmt: skip
        op.drop_table(table)
