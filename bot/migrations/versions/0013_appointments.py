"""Appointments: services, weekly plans, closures, bookings.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "appointment_services",
        sa.Column("court_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("court_code", "kind"),
    )
    op.create_table(
        "appointment_plan",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("court_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointment_plan_court", "appointment_plan", ["court_code", "kind"])
    op.create_table(
        "appointment_blackouts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("court_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_appointment_blackouts_court", "appointment_blackouts", ["court_code", "ends_at"]
    )
    op.create_table(
        "appointment_bookings",
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=128), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("court_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("case_number", sa.String(length=64), nullable=False),
        sa.Column("video_link", sa.String(length=300), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("receipt"),
        sa.UniqueConstraint("source_id"),
        sa.UniqueConstraint(
            "court_code", "kind", "begins_at", "place", name="uq_appointment_place"
        ),
    )
    op.create_index(
        "ix_appointment_bookings_conversation_id", "appointment_bookings", ["conversation_id"]
    )
    op.create_index(
        "ix_appointment_bookings_time", "appointment_bookings", ["court_code", "begins_at"]
    )


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("bookings", "blackouts", "plan", "services"):
        op.drop_table(f"appointment_{name}")
