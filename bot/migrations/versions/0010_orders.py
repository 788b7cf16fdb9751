"""Work orders: whose they are, their form, their clock and rating; their steps; promises.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Orders made before belong to the court of their conversation, where that is known.
COURTS = """
UPDATE work_orders SET court_code = COALESCE(
    (SELECT court_code FROM handovers
     WHERE handovers.conversation_id = work_orders.conversation_id), '')
"""


def new_columns() -> tuple[sa.Column[Any], ...]:
    """Return what is new of an order; new each time, for a column belongs to one table."""
    return (
        sa.Column("court_code", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("form", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("division", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("assignee", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("answers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("warn_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
    )


def upgrade() -> None:
    """Go to this version."""
    # Orders there are get the defaults, which the table then does not keep.
    with op.batch_alter_table("work_orders") as table:
        for column in new_columns():
            table.add_column(column)
    with op.batch_alter_table("work_orders") as table:
        for column in new_columns():
            if column.server_default is not None:
                table.alter_column(column.name, server_default=None)
    op.execute(COURTS)
    op.create_index("ix_work_orders_court", "work_orders", ["court_code", "stage", "due_at"])
    op.create_index("ix_work_orders_assignee", "work_orders", ["assignee", "stage", "due_at"])
    op.create_index("ix_work_orders_clock", "work_orders", ["stage", "due_at"])
    op.create_table(
        "order_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("to", sa.String(length=70), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["receipt"], ["work_orders.receipt"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_order_steps_receipt", "order_steps", ["receipt", "id"])
    op.create_table(
        "order_promises",
        sa.Column("court_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("warn_hours", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("court_code", "kind"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("order_promises")
    op.drop_table("order_steps")
    for name in ("clock", "assignee", "court"):
        op.drop_index(f"ix_work_orders_{name}", "work_orders")
    with op.batch_alter_table("work_orders") as table:
        for column in new_columns():
            table.drop_column(column.name)
