"""Demo cases: made up from a seed, plausible in their dates, and marked as made up.

No person, company, phone or number is real: names carry （演示）, identity numbers begin with a
district that does not exist, phones with digits that are never given out, and serials are higher
than any court has ever counted.
"""

from bot.cases.demo.filling import fill, require_demo, show
from bot.cases.demo.generator import generate

__all__ = ["fill", "generate", "require_demo", "show"]
