"""Import of cases from the files a court's systems write: CSV, JSONL and XLSX."""

from bot.cases.importing.mapping import Mapping, read_mapping
from bot.cases.importing.runner import ImportReport, import_cases

__all__ = ["ImportReport", "Mapping", "import_cases", "read_mapping"]
