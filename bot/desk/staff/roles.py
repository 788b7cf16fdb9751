"""Roles of staff and what each may do. What is not listed is not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Role(str, Enum):
    """What a member of staff is. The values are those of the command line."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.AGENT: "座席",
    Role.SUPERVISOR: "督办主管",
    Role.EDITOR: "知识编辑",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "系统管理员",
}


class Permission(str, Enum):
    """One thing that can be allowed."""

    READ_CONVERSATIONS = "read_conversations"
    ANSWER = "answer"
    SUPERVISE = "supervise"
    REVEAL = "reveal"
    HANDLE_ORDERS = "handle_orders"
    EDIT_KNOWLEDGE = "edit_knowledge"
    EXPORT = "export"
    READ_OVERVIEW = "read_overview"
    READ_AUDIT = "read_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SETTINGS = "manage_settings"


_AGENT = frozenset(
    {
        Permission.READ_CONVERSATIONS,
        Permission.ANSWER,
        Permission.REVEAL,
        Permission.HANDLE_ORDERS,
    }
)
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _AGENT | {Permission.SUPERVISE, Permission.EXPORT, Permission.READ_OVERVIEW},
    Role.EDITOR: frozenset({Permission.EDIT_KNOWLEDGE}),
    # An auditor sees what was done, masked like everybody; who audits does not act.
    Role.AUDITOR: frozenset(
        {Permission.READ_CONVERSATIONS, Permission.READ_AUDIT, Permission.READ_OVERVIEW}
    ),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_STAFF, Permission.MANAGE_SETTINGS}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return permission in ALLOWED[role]
