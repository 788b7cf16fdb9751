"""The matrix of roles, written out: a change here is a decision."""

from __future__ import annotations

from bot.desk.staff.roles import ALLOWED, ROLE_NAMES, Role

MATRIX = {
    "agent": {"read_conversations", "answer", "reveal", "handle_orders"},
    "supervisor": {
        "read_conversations",
        "answer",
        "reveal",
        "handle_orders",
        "supervise",
        "export",
        "read_overview",
    },
    "editor": {"edit_knowledge"},
    "auditor": {"read_conversations", "read_audit", "read_overview"},
    "administrator": {"manage_staff", "manage_settings"},
}


def test_each_role_may_what_the_matrix_says_and_nothing_else() -> None:
    assert {role.value: {one.value for one in ALLOWED[role]} for role in Role} == MATRIX


def test_every_role_has_a_name() -> None:
    assert set(ROLE_NAMES) == set(Role)
