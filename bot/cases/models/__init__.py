"""Tables of the cases, in the shape measured at 70 million cases.

Every key begins with the court code, fixed-width columns stand before texts, there is no surrogate
key and no foreign key between tables that Citus would distribute apart: courts are the unit of
distribution, ``party_index`` is distributed by the person.
"""

from bot.cases.models.access import AccessCode, AccessCounter, AccessGrant, AccessTry
from bot.cases.models.binding import Binding, BindingCode
from bot.cases.models.case import Case, CaseTimeline, LegacyNumber, Party, PartyIndex
from bot.cases.models.court import CourtOffice, Hearing, StaffMember
from bot.cases.models.dispatch import Dispatch
from bot.cases.models.enforcement import EnforcementMeasure, EnforcementState
from bot.cases.models.source import ImportCheckpoint, Source

__all__ = [
    "AccessCode",
    "AccessCounter",
    "AccessGrant",
    "AccessTry",
    "Binding",
    "BindingCode",
    "Case",
    "CaseTimeline",
    "CourtOffice",
    "Dispatch",
    "EnforcementMeasure",
    "EnforcementState",
    "Hearing",
    "ImportCheckpoint",
    "LegacyNumber",
    "Party",
    "PartyIndex",
    "Source",
    "StaffMember",
]
