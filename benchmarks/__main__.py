"""``python -m benchmarks``: measure, and show every figure beside its target and the baseline."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import document, kept, machine
from benchmarks.figures import with_stages
from benchmarks.report import NOT_MEASURED, rows, terminal
from benchmarks.running import OF_THE_PIPELINE, Bench, Part
from benchmarks.scale import FULL, QUICK
from bot.baseline import baseline as baseline_models
from bot.settings import ROOT, settings

KEPT = ROOT / "benchmarks" / "baseline.json"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def main(
    parts: Annotated[
        list[Part] | None, typer.Argument(help="What to measure; everything by default.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Tiny counts, to see that it works: no true figures.")
    ] = False,
    baseline: Annotated[
        bool,
        typer.Option(
            "--baseline",
            help="Measure Rasa's default pipeline anew; trains it if the data have changed "
            "(up to an hour, 5 GB of memory).",
        ),
    ] = False,
) -> None:
    """Measure the assistant on two cores and write docs/benchmarks.md.

    A missed target is shown, and is no failure. With PARTS or --quick nothing is written.
    """
    machine.keep_to_two_cores()
    console = Console(highlight=False)
    chosen = parts or list(Part)
    models = baseline_models(settings().var_dir)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        bench = Bench(Path(folder), QUICK if quick else FULL, console)
        ours = bench.ours(chosen)
        theirs = kept.read(KEPT)
        if baseline:
            of_it = [part for part in chosen if part in OF_THE_PIPELINE]
            theirs = bench.baseline(models, of_it, theirs)
    whole = not (parts or quick or bench.failed)
    if whole and baseline:
        kept.write(KEPT, theirs)
    table = rows(with_stages(ours.figures), with_stages(theirs.figures))
    notes = document.notes(ours.notes, theirs, models.fingerprint())
    console.print(terminal([row for row in table if not parts or row.ours != NOT_MEASURED]))
    if quick:
        console.print("- tiny counts: these are no true figures")
    for note in notes:
        console.print(f"- {note}", markup=False)
    if whole:
        document.write(table, notes)
    raise typer.Exit(1 if bench.failed else 0)


if __name__ == "__main__":
    app()
