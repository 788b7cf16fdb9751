"""How well spoken case numbers are read: ``python -m benchmarks.spoken``.

Prints the table of docs/spoken-case-numbers.md: utterances of the noise model under two seeds, and
what a real recogniser made of synthesised speech.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.spoken_noise import LAST_YEAR, Utterance, utterances
from bot.court.case_number import CaseNumber
from bot.court.spoken_case_number import SpokenResult, read_spoken

TRANSCRIPTS = Path(__file__).parents[1] / "tests/fixtures/court/spoken_transcripts.jsonl"
TODAY = date(LAST_YEAR, 12, 31)
OUTCOMES = ("right", "field asked", "province asked", "asked again", "wrong")


def outcome(result: SpokenResult, meant: CaseNumber) -> str:
    """Return what became of an utterance: one of OUTCOMES.

    ``right``: the number stands and nothing is asked. ``field asked``: 刑 or 行 is asked, and one
    of the two is right. ``province asked``: the right one is among those offered.
    """
    if result.number is not None:
        return "right" if result.number == meant else "wrong"
    offered = [number for _, number in result.ask.choices] if result.ask else []
    if result.ask and meant in offered:
        twin = result.ask.what == "criminal_or_administrative"
        return "field asked" if twin else "province asked"
    return "asked again"


def is_exact(result: SpokenResult, meant: CaseNumber) -> bool:
    """Tell whether the first candidate is right, or 刑 or 行 is asked and one of them is."""
    first = bool(result.candidates) and result.candidates[0].number == meant
    return first or outcome(result, meant) == "field asked"


def measure(heard: Iterable[Utterance], own_of: Collection[CaseNumber] = ()) -> Counter[str]:
    """Return how often each outcome came, how many were exact, and the seconds it took."""
    counts: Counter[str] = Counter()
    for utterance in heard:
        own = {*own_of, utterance.number} if own_of else ()
        result = read_spoken(utterance.text, TODAY, own)
        counts[outcome(result, utterance.number)] += 1
        counts["exact"] += is_exact(result, utterance.number)
    return counts


def failures(heard: Iterable[Utterance]) -> Iterator[str]:
    """Yield a line for each utterance that is not exact: meant, heard, taken for."""
    for utterance in heard:
        result = read_spoken(utterance.text, TODAY)
        if not is_exact(result, utterance.number):
            first = result.candidates[0].number.text if result.candidates else "-"
            asked = result.ask.what if result.ask else "nothing"
            yield f"{utterance.number.text} | {utterance.text} | {first} | asks {asked}"


def transcripts(path: Path = TRANSCRIPTS) -> dict[str, list[Utterance]]:
    """Return the utterances of a file of JSON lines with ``set``, ``number`` and ``heard``."""
    sets: dict[str, list[Utterance]] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        utterance = Utterance(CaseNumber.parse(line["number"]), line["heard"])
        sets.setdefault(line["set"], []).append(utterance)
    return sets


def main(arguments: list[str]) -> None:
    """Print the table, or with ``--failures`` what is not exact."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spoken", description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", action="append", help="default: development, sealed")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--transcripts", type=Path, default=TRANSCRIPTS)
    given = parser.parse_args(arguments)
    sets = {
        f"{name}, seed {seed}": utterances(given.count, seed, wild)
        for seed in given.seed or ("development", "sealed")
        for name, wild in (("slips seen", False), ("any homophone", True))
    }
    sets |= transcripts(given.transcripts)
    if given.failures:
        print(*(line for heard in sets.values() for line in failures(heard)), sep="\n")  # noqa: T201
        return
    _print_table(sets, list(_others()))


def _others() -> Iterator[CaseNumber]:
    """Yield four more cases of a speaker who is known, beside the one spoken of."""
    yield from (utterance.number for utterance in utterances(4, "own cases"))


def _print_table(sets: dict[str, list[Utterance]], own: Collection[CaseNumber]) -> None:
    out = sys.stdout
    out.write(f"| utterances | n | exact | {' | '.join(OUTCOMES)} | exact, speaker known | ms |\n")
    out.write("|---" * (len(OUTCOMES) + 5) + "|\n")
    for name, heard in sets.items():
        began = time.perf_counter()
        counts = measure(heard)
        took = (time.perf_counter() - began) / len(heard)
        known = measure(heard, own)["exact"] / len(heard)
        cells = " | ".join(str(counts[each]) for each in OUTCOMES)
        share = counts["exact"] / len(heard)
        out.write(
            f"| {name} | {len(heard)} | {share:.1%} | {cells} | {known:.1%} | {1000 * took:.1f} |\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
