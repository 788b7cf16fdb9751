"""How own lines are read by a model that has not seen them.

    .venv-engine/bin/python -m bot.nlu.cross_validation < /dev/null

Every fifth line left out in turn is too kind, for lines of one author resemble each other. A whole
set left out (the files ``TOPIC_SET.yml``, each set by its own authors) is nearer to strangers.
Writes a JSON list of what was asked and read, as the last line; progress goes to standard error.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.teaching import teach
from bot.nlu.topic_classifier import examples, record
from bot.nlu.understanding import Example

FOLDER = Path("data/nlu")
FOLDS = 5
_READ = ("intent", "topic", "topics", "in_scope")


@dataclass(frozen=True)
class Split:
    """Lines to train on, and lines to ask a model of those about."""

    title: str
    trained: Sequence[Example]
    asked: Sequence[Example]


def lines_by_file(folder: Path = FOLDER) -> dict[str, list[Example]]:
    """Return the training lines of every file, by its name without suffix."""
    paths = sorted(folder.rglob("*.yml"))
    return {path.stem: list(examples(load_data(str(path)))) for path in paths}


def every_fifth(lines: Iterable[Example], turns: int = FOLDS) -> Iterator[Split]:
    """Yield splits that leave out every fifth line of each label; ``turns`` of the five."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for line in lines:
        by_label[line.label].append(line)
    for turn in range(turns):
        kept = [
            line for found in by_label.values() for n, line in enumerate(found) if n % FOLDS != turn
        ]
        left_out = [line for found in by_label.values() for line in found[turn::FOLDS]]
        yield Split("每五句留一句 every fifth line", kept, left_out)


def set_of(name: str, lines: Sequence[Example]) -> str:
    """Return the set a file belongs to: ``voices`` of ``appeal_voices``, nothing of ``appeal``."""
    topic = lines[0].topic if lines else None
    return name[len(topic) + 1 :] if topic and name.startswith(f"{topic}_") else ""


def without_set(files: Mapping[str, Sequence[Example]], left_out: str) -> Split:
    """Return the split that leaves out a whole set."""
    sets: dict[bool, list[Example]] = {True: [], False: []}
    for name, found in files.items():
        sets[set_of(name, found) == left_out] += found
    return Split(f"不学 {left_out} 的句子 without {left_out}", sets[False], sets[True])


def thinned(lines: Sequence[Example], most: int) -> list[Example]:
    """Return at most ``most`` lines of each label, from everywhere among them."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for line in lines:
        by_label[line.label].append(line)
    spread = (found[:: -(-len(found) // most)] for found in by_label.values())
    return [line for found in spread for line in found]


def run(split: Split) -> dict[str, Any]:
    """Train on one part and read the other; return what was asked, read, and its milliseconds.

    Only lines with a topic are asked, and none that is taught elsewhere in another spelling.
    """
    understander = teach(split.trained)
    new = [line for line in split.asked if line.topic and not understander.knows(line.text)]
    readings, taken = [], []
    for line in new:
        began = time.perf_counter()
        message = Message()
        record(message, understander.read(line.text))
        taken.append(1e3 * (time.perf_counter() - began))
        readings.append({key: message.get(key) for key in _READ})
    asked = [(line.text, line.topic) for line in new]
    return {"title": split.title, "asked": asked, "readings": readings, "taken": taken}


def main() -> None:
    """Do all of it, whole."""
    files = lines_by_file()
    every = [line for found in files.values() for line in found]
    sets = sorted({set_of(name, found) for name, found in files.items()} - {""})
    splits = (*every_fifth(every), *(without_set(files, each) for each in sets))
    done: dict[str, dict[str, Any]] = {}
    for number, split in enumerate(splits, 1):
        sys.stderr.write(f"progress: {number}/{len(splits)}\n")
        sys.stderr.flush()
        result = run(split)
        if (before := done.setdefault(split.title, result)) is not result:
            for key in ("asked", "readings", "taken"):
                before[key] += result[key]
    sys.stdout.write(f"\n{json.dumps(list(done.values()))}\n")


if __name__ == "__main__":
    main()
