"""``evaluate``: what it measures, prints and writes, and how it refuses."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

from bot.baseline import baseline
from bot.commands import evaluate
from bot.settings import Settings
from bot.supervisor.errors import GaveUp

ROWS = [
    {"text": "不服判决怎么办", "topic": "appeal", "in_scope": True},
    {"text": "年假有几天", "topic": "oos_labour_rights", "in_scope": False},
]
APPEAL = {
    "intent": {"name": "procedure", "confidence": 0.8},
    "topic": "appeal",
    "topics": [{"topic": "appeal", "confidence": 0.8}],
    "in_scope": True,
}
Asked = list[tuple[str, tuple[str, ...], Any]]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(environment="test", var_dir=tmp_path / "var")
    monkeypatch.setattr(evaluate, "settings", lambda: settings)
    return settings


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Stands in for training and the engine: every message is about an appeal."""
    seen: Asked = []

    async def model(_chosen: Settings, _console: Console) -> Path:
        return Path("/models/ours.tar.gz")

    async def answer(module: str, *arguments: str, given: Any = None, say: object = None) -> Any:
        seen.append((module, arguments, given))
        if module == "bot.nlu.readings":
            return {"readings": [APPEAL] * len(given), "taken": [1.5] * len(given)}
        own = {"asked": [["怎么上诉", "appeal"]], "readings": [APPEAL], "taken": [2.0]}
        return [{"title": "一种", **own}, {"title": "另一种", **own}]

    monkeypatch.setattr(evaluate, "up_to_date_model", model)
    monkeypatch.setattr(evaluate, "ask_engine", answer)
    return seen


def run(questions: Path | None, *, with_baseline: bool = False, **more: Any) -> None:
    evaluate.run(
        questions, **{"report": None, "examples": False, **more}, with_baseline=with_baseline
    )


def test_the_served_model_is_scored(
    questions: Path, chosen: Settings, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    run(questions)
    texts = ["不服判决怎么办", "年假有几天"]
    assert asked == [("bot.nlu.readings", ("/models/ours.tar.gz",), texts)]
    report = chosen.var_dir / "reports" / "evaluation.html"
    words = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert words == [
        "本系统 ours",
        "范围内／范围外句数 questions 1/1",
        "首选正确 top-1 1.000",
        "前三有正确 top-3 1.000",
        "在范围内且事项判对 decided 1.000",
        "范围外查准 out-of-scope precision –",
        "范围外查全 out-of-scope recall 0.000",
        "置信度平均偏差 calibration error 0.300",
        "每句毫秒（中位数）ms a message 1.5",
        "事项 topic 句 错 top-1 top-3 最常读作 read as",
        "oos_labour_rights 1 1 – – 上诉 appeal × 1",
        "appeal 1 0 1.000 1.000",
        "最常见的混淆：本系统 ours",
        "句 所问 读作",
        "1 oos_labour_rights appeal",
        f"报告 {report}",
    ]
    page = report.read_text(encoding="utf-8")
    assert "mine.jsonl，20" in page
    assert [text for text in texts if text in page] == []


def test_messages_are_in_the_report_only_when_asked_for(
    questions: Path, chosen: Settings, asked: Asked, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere" / "report.html"
    run(questions, report=path, examples=True)
    assert "年假有几天" in path.read_text(encoding="utf-8")
    assert not (chosen.var_dir / "reports").exists()


def test_the_baseline_stands_beside(
    questions: Path, chosen: Settings, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model that is whole is not trained again."""
    model = baseline(chosen.var_dir).path()
    model.parent.mkdir(parents=True)
    with tarfile.open(model, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("metadata.json"), io.BytesIO())
    run(questions, with_baseline=True)
    assert [arguments for _, arguments, _ in asked] == [("/models/ours.tar.gz",), (str(model),)]
    printed = capsys.readouterr().out
    assert "最常见的混淆：Rasa 默认流水线 default pipeline" in printed


def test_a_baseline_that_is_missing_is_trained_and_said_to_be_slow(
    questions: Path,
    chosen: Settings,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evaluate, "COMMAND", ("false",))
    with pytest.raises(typer.Exit):
        run(questions, with_baseline=True)
    errors = capsys.readouterr().err
    assert "默认流水线还没有用现在的语料训练过：要半小时到一小时、约 5 GB 内存" in errors
    assert errors.endswith("✗ 模型训练失败（退出码 1）。\n")


def test_without_questions_the_own_lines_are_cross_validated(
    chosen: Settings, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    run(None)
    assert asked == [("bot.nlu.cross_validation", (), None)]
    printed = capsys.readouterr().out
    assert "一种  另一种" in printed
    report = chosen.var_dir / "reports" / "evaluation.html"
    assert "训练语料交叉验证 own lines，20" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("怎么上诉", "✗ mine.jsonl 第 1 行不是 JSON。\n"),
        ("", "✗ mine.jsonl 里一个问题也没有。\n"),
        (
            json.dumps({**ROWS[0], "topic": "apeal"}),
            "✗ mine.jsonl 第 1 行的事项 apeal 不认识，事项名见 data/knowledge/topics.yml。\n",
        ),
    ],
)
def test_bad_questions_are_one_sentence(
    line: str,
    said: str,
    questions: Path,
    chosen: Settings,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
) -> None:
    questions.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(typer.Exit) as ended:
        run(questions)
    assert (ended.value.exit_code, capsys.readouterr().err, asked) == (1, said, [])


def test_a_missing_file_is_one_sentence(
    tmp_path: Path, chosen: Settings, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.jsonl"
    with pytest.raises(typer.Exit):
        run(path)
    said = f"✗ 没有这个文件：{path}。请给一个 JSONL 文件，每行含 text、topic、in_scope。\n"
    assert (capsys.readouterr().err, asked) == (said, [])


def test_the_baseline_wants_questions(
    chosen: Settings, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        run(None, with_baseline=True)
    assert capsys.readouterr().err.startswith("✗ --baseline 需要问题文件")
    assert asked == []


def test_an_engine_that_fails_is_one_sentence(
    questions: Path,
    chosen: Settings,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_arguments: object, **_named: object) -> None:
        raise GaveUp("bot.nlu.readings 失败（退出码 1）。", ["the reason"])

    monkeypatch.setattr(evaluate, "ask_engine", fail)
    with pytest.raises(typer.Exit):
        run(questions)
    errors = capsys.readouterr().err
    assert errors.endswith("  the reason\n✗ bot.nlu.readings 失败（退出码 1）。\n")
    assert not (chosen.var_dir / "reports").exists()
