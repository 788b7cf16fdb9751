"""``evaluate``: how well messages are understood, beside Rasa's default pipeline if wanted.

Questions whose topics are known are read by the model that is served; without any, the own training
lines are cross-validated. Figures go to standard output, progress to standard error, and
everything into a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.baseline import COMMAND, baseline
from bot.commands.engine import ask_engine
from bot.commands.terminal import fail, failures_in_words, step
from bot.commands.train import REFUSAL, up_to_date_model
from bot.evaluation.errors import EvaluationError
from bot.evaluation.measured import Measured, share, table
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.report import confused, page
from bot.evaluation.score import Confusion
from bot.knowledge.article import Topic
from bot.knowledge.reading import read_topics
from bot.model import component_listener, is_whole
from bot.processes import RASA
from bot.settings import ROOT, Settings, settings
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.stopping import run_until_stopped

OURS = "本系统 ours"
BASELINE = "Rasa 默认流水线 default pipeline"
OWN_LINES = "训练语料交叉验证 own lines"
WORST = 15
# A pipe has no width of its own; names of topics are long.
_WIDTH = 140


def run(
    questions: Path | None, *, with_baseline: bool, report: Path | None, examples: bool
) -> None:
    """Measure, print the figures, write the report and print its path."""
    progress = Console(stderr=True, highlight=False, soft_wrap=True)
    columns: list[Measured] = []
    with failures_in_words():
        chosen, topics = settings(), read_topics(ROOT / "data" / "knowledge")
        asked = _asked(questions, topics, with_baseline)

        async def work() -> None:
            if asked is None:
                columns.extend(await _cross_validated(progress))
            else:
                columns.extend(await _measured(asked, chosen, progress, with_baseline))

        if run_until_stopped(work):
            fail("评测已中止。")
        show(columns, topics)
        source = questions.name if questions else OWN_LINES
        text = page(source, columns, topics, at=datetime.now(), examples=examples)
        path = report or chosen.var_dir / "reports" / "evaluation.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        Console(highlight=False, soft_wrap=True).print(f"报告 {path.absolute()}", markup=False)


def _asked(
    path: Path | None, topics: Mapping[str, Topic], with_baseline: bool
) -> list[Question] | None:
    if path is None:
        if with_baseline:
            fail("--baseline 需要问题文件：默认流水线训练一次就要半小时以上，不做交叉验证。")
        return None
    if not path.is_file():
        fail(f"没有这个文件：{path}。请给一个 JSONL 文件，每行含 text、topic、in_scope。")
    try:
        return read_questions(path, topics)
    except EvaluationError as error:
        fail(str(error))


async def _measured(
    asked: Sequence[Question], chosen: Settings, progress: Console, with_baseline: bool
) -> list[Measured]:
    models = [(OURS, await up_to_date_model(chosen, progress))]
    if with_baseline:
        models.append((BASELINE, await up_to_date_baseline(chosen, progress)))
    texts = [question.text for question in asked]
    columns = []
    for title, model in models:
        with step(progress, f"{title} 读 {len(asked)} 句"):
            result = await ask_engine("bot.nlu.readings", str(model), given=texts)
        columns.append(Measured.from_engine(title, asked, result))
    return columns


async def up_to_date_baseline(chosen: Settings, progress: Console) -> Path:
    """Return the baseline's model of today's sources; train it if it is missing or broken.

    Raises:
        AlreadyRunning: another training of it is under way.
        GaveUp: the training failed.
    """
    models = baseline(chosen.var_dir)
    if is_whole(models.path()):
        return models.path()
    progress.print(
        "默认流水线还没有用现在的语料训练过：要半小时到一小时、约 5 GB 内存，只训练这一次。"
    )
    with (
        Instance(models.folder / "train.lock", REFUSAL) as lock,
        step(progress, "训练默认流水线") as detail,
    ):
        log = LogFile(chosen.var_dir / "log" / "baseline.log", component_listener(detail))
        return await models.train(COMMAND, RASA, lock, log)


async def _cross_validated(progress: Console) -> list[Measured]:
    with step(progress, "交叉验证，约五分钟") as detail:
        results = await ask_engine("bot.nlu.cross_validation", say=detail)
    return [
        Measured.from_engine(
            result["title"], [Question(text, topic) for text, topic in result["asked"]], result
        )
        for result in results
    ]


def show(columns: Sequence[Measured], topics: Mapping[str, Topic]) -> None:
    """Print the figures of all columns, and topics and confusions of the first."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(_table(("", *(column.title for column in columns)), table(columns)))
    head = ("事项 topic", "句", "错", "top-1", "top-3", "最常读作 read as")
    rows = [
        (
            each.topic,
            str(each.asked),
            str(each.wrong),
            share(each.top1),
            share(each.top3),
            confused(each, topics),
        )
        for each in columns[0].score.topics
    ]
    console.print(_table(head, rows, texts=(0, 5)))
    for column in columns:
        console.print(f"最常见的混淆：{column.title}", markup=False)
        worst = column.score.confusions[:WORST]
        console.print(_table(("句", "所问", "读作"), map(_confusion, worst), texts=(1, 2)))


def _confusion(found: Confusion) -> tuple[str, str, str]:
    return str(found.count), found.topic, found.read


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], texts: Sequence[int] = (0,)
) -> Table:
    shown = Table(box=None, header_style="bold")
    for place, title in enumerate(head):
        shown.add_column(title, justify="left" if place in texts else "right")
    for row in rows:
        shown.add_row(*row)
    return shown
