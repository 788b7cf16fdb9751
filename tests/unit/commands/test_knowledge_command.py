"""``python -m bot knowledge``: what editors see, and what changes in their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.knowledge import app

QUESTIONS = "[" + ", ".join(f"NAME的第{number}问" for number in range(10)) + "]"
TOPICS = """\
appeal: {label: 上诉, area: after, intent: procedure}
retrial: {label: 申请再审, area: after, intent: procedure}
"""
LAWS = """\
民事诉讼法:
  name: 中华人民共和国民事诉讼法
  version: 2024-01-01施行
  effective: 2024-01-01
  articles: 306
"""
ARTICLE = f"""\
- id: NAME
  topic: TOPIC
  main: true
  title: TITLE
  questions: {QUESTIONS}
  short: 十五日内上诉。
  answer: |-
    判决书送达之日起15日内上诉。

    过了期限判决就生效。
  steps: [写上诉状, 交法院]
  materials: [上诉状]
  facets: {{cost: 不交, duration: 15日, place: 法院}}
  basis:
    - {{law: 民事诉讼法, articles: ["NUMBER"]}}
  voice: 十五天内上诉。
  handover: 当天到期
  confidence: verified
  effective: 2024-01-01
  reviewed: {{date: 2026-11-22, role: 编辑}}
"""
HISTORY = """\
- {from: 2020-01-01, until: 2024-01-01, changed: 法律改了。, title: 怎么上诉, short: 十日内上诉。,
   answer: 十日内上诉。, basis_note: 旧法。}
"""


def article(name: str, topic: str, title: str, number: str) -> str:
    """Return an article as an editor writes it."""
    text = ARTICLE.replace("NAME", name).replace("TOPIC", topic)
    return text.replace("TITLE", title).replace("NUMBER", number)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A library of two articles, one with a history."""
    (tmp_path / "topics.yml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "laws.yml").write_text(LAWS, encoding="utf-8")
    (tmp_path / "after.yml").write_text(
        article("appeal", "appeal", "怎么上诉", "171")
        + article("retrial", "retrial", "怎么再审", "211(二)"),
        encoding="utf-8",
    )
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "appeal.yml").write_text(HISTORY, encoding="utf-8")
    return tmp_path


def run(directory: Path, *arguments: str) -> Result:
    """Run a command on a library."""
    return CliRunner().invoke(app, [*arguments, "--directory", str(directory)])


def replace(directory: Path, old: str, new: str) -> None:
    """Change the articles as an editor would."""
    file = directory / "after.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def shown(result: Result) -> str:
    """Return what was printed, without the spaces that fill a line."""
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())


def after_the_tables(result: Result) -> list[str]:
    """Return the lines printed below the last table."""
    return shown(result).rpartition("┘\n")[2].splitlines()


def test_a_check_without_errors_ends_well(directory: Path) -> None:
    result = run(directory, "check", "--on", "2026-11-30")

    assert result.exit_code == 0
    assert shown(result) == (
        "提示 2\n"
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓\n"
        "┃ 位置                     ┃ 问题                           ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩\n"
        "│ after.yml:appeal:facets  │ 追问还没写：带什么、不服怎么办 │\n"
        "│ after.yml:retrial:facets │ 追问还没写：带什么、不服怎么办 │\n"
        "└──────────────────────────┴────────────────────────────────┘\n"
        "2026-11-30：2 个事项，2 条答复，2 条对外提供。错误 0，警告 0，提示 2。"
    )


def test_a_check_lists_everything_and_fails_on_errors(directory: Path) -> None:
    replace(directory, '"171"', '"371"')
    replace(directory, "main: true\n  title: 怎么再审", "held: 看[新法]\n  title: 怎么再审")

    result = run(directory, "check", "--on", "2026-11-30")

    assert result.exit_code == 1
    assert shown(result) == (
        "错误 2\n"
        "┏━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓\n"
        "┃ 位置                   ┃ 问题                                    ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩\n"
        "│ after.yml:appeal:basis │ 民事诉讼法只有306条，没有第371条        │\n"
        "│ topics.yml:retrial:-   │ 没有可提供的答复（不提供的有：retrial） │\n"
        "└────────────────────────┴─────────────────────────────────────────┘\n"
        "警告 1\n"
        "┏━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┓\n"
        "┃ 位置                   ┃ 问题               ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━┩\n"
        "│ after.yml:retrial:held │ 暂停提供：看[新法] │\n"
        "└────────────────────────┴────────────────────┘\n"
        "提示 2\n"
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓\n"
        "┃ 位置                     ┃ 问题                           ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩\n"
        "│ after.yml:appeal:facets  │ 追问还没写：带什么、不服怎么办 │\n"
        "│ after.yml:retrial:facets │ 追问还没写：带什么、不服怎么办 │\n"
        "└──────────────────────────┴────────────────────────────────┘\n"
        "2026-11-30：2 个事项，2 条答复，1 条对外提供。错误 2，警告 1，提示 2。"
    )


def test_a_program_reads_the_check_as_json(directory: Path) -> None:
    replace(directory, '"171"', '"371"')

    result = run(directory, "check", "--on", "2026-11-30", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "date": "2026-11-30",
        "topics": 2,
        "articles": 2,
        "served": 2,
        "counts": {"error": 1, "warning": 0, "info": 2},
        "findings": [
            {
                "level": level,
                "file": "after.yml",
                "id": identity,
                "field": field,
                "problem": problem,
            }
            for level, identity, field, problem in (
                ("error", "appeal", "basis", "民事诉讼法只有306条，没有第371条"),
                ("info", "appeal", "facets", "追问还没写：带什么、不服怎么办"),
                ("info", "retrial", "facets", "追问还没写：带什么、不服怎么办"),
            )
        ],
    }


def test_the_check_goes_by_the_day_asked_for(directory: Path) -> None:
    found = json.loads(run(directory, "check", "--on", "2027-11-23", "--json").stdout)

    assert found["date"] == "2027-11-23"
    assert [each["problem"] for each in found["findings"] if each["level"] == "warning"] == [
        "2026-11-22核对，已经超过12个月，请重新核对"
    ] * 2


def test_the_impact_of_an_article_is_listed_whole(directory: Path) -> None:
    result = run(directory, "impact", "《民事诉讼法》", "第171条")

    assert result.exit_code == 0
    assert shown(result) == (
        "依据《民事诉讼法》第171条（2024-01-01施行）的答复\n"
        "┏━━━━━━━━┳━━━━━━┳━━━━━━━━━━┳━━━━━━┳━━━━━━━━━━━━┳━━━━━━┓\n"
        "┃ id     ┃ 事项 ┃ 标题     ┃ 引用 ┃ 核对日期   ┃ 状态 ┃\n"
        "┡━━━━━━━━╇━━━━━━╇━━━━━━━━━━╇━━━━━━╇━━━━━━━━━━━━╇━━━━━━┩\n"
        "│ appeal │ 上诉 │ 怎么上诉 │ 171  │ 2026-11-22 │ 提供 │\n"
        "└────────┴──────┴──────────┴──────┴────────────┴──────┘\n"
        "依据《民事诉讼法》第171条（2024-01-01施行）的计算\n"
        "┏━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━┓\n"
        "┃ 种类 ┃ id                                 ┃ 名称                 ┃ 引用 ┃\n"
        "┡━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━┩\n"
        "│ 期限 │ civil_judgment_appeal              │ 不服民事判决上诉     │ 171  │\n"
        "│ 期限 │ civil_ruling_appeal                │ 不服民事裁定上诉     │ 171  │\n"
        "│ 期限 │ filing_refusal_appeal              │ 不服不予受理裁定上诉 │ 171  │\n"
        "│ 期限 │ civil_judgment_appeal_after_notice │ 公告送达判决后上诉   │ 171  │\n"
        "│ 期限 │ civil_ruling_appeal_after_notice   │ 公告送达裁定后上诉   │ 171  │\n"
        "└──────┴────────────────────────────────────┴──────────────────────┴──────┘\n"
        "《民事诉讼法》第171条（2024-01-01施行）：1 条答复，5 项计算。"
    )


def test_nothing_rests_on_an_article_that_is_not_cited(directory: Path) -> None:
    result = run(directory, "impact", "民事诉讼法", "1")

    assert result.exit_code == 0
    assert shown(result) == "《民事诉讼法》第1条（2024-01-01施行）：0 条答复，0 项计算。"


def test_a_hold_says_what_it_wrote_and_what_is_left_without_an_answer(directory: Path) -> None:
    before = (directory / "after.yml").read_text(encoding="utf-8").split("\n")

    result = run(directory, "impact", "民事诉讼法", "211", "--hold", "新法施行，待核对")

    after = (directory / "after.yml").read_text(encoding="utf-8").split("\n")
    assert result.exit_code == 0
    assert after_the_tables(result) == [
        "《民事诉讼法》第211条（2024-01-01施行）：1 条答复，0 项计算。",
        "after.yml:39 retrial + held: 新法施行，待核对",
        "暂停了 1 条答复。核对后删去 held 这一行就恢复提供。",
        "这些事项现在没有可提供的答复：申请再审",
    ]
    assert [line for line in after if line not in before] == ["  held: 新法施行，待核对"]
    assert after[38] == "  held: 新法施行，待核对"


def test_a_hold_of_a_whole_law_leaves_what_is_held_and_what_is_calculated(directory: Path) -> None:
    run(directory, "impact", "民事诉讼法", "211", "--hold", "先停")

    result = run(directory, "impact", "民事诉讼法", "--hold", "修法")

    assert "│ 已暂停：先停 │" in shown(result)
    assert after_the_tables(result)[1:] == [
        "after.yml:19 appeal + held: 修法",
        "暂停了 1 条答复。另有 1 条以前就暂停了。核对后删去 held 这一行就恢复提供。",
        "这些事项现在没有可提供的答复：上诉、申请再审",
        "列出的计算不能在这里暂停，请改 bot/court 和 data/courts。",
    ]
    assert (directory / "after.yml").read_text(encoding="utf-8").count("held: 先停") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("impact", "民诉法"), "✗ laws.yml里没有“民诉法”。相近的有：民事诉讼法。\n"),
        (("impact", "刑法"), "✗ laws.yml里没有“刑法”。\n"),
        (
            ("impact", "民事诉讼法", "一七一"),
            "✗ 看不懂条号“一七一”，请写成171、13(二)或236-238这样。\n",
        ),
        (("impact", "民事诉讼法", "305-307"), "✗ 民事诉讼法只有306条，没有第305-307条。\n"),
        (("impact", "民事诉讼法", "171", "--hold", " "), "✗ --hold 后面要写明暂停的理由。\n"),
        (("as-of", "2025-01-01", "appeals"), "✗ 没有“appeals”这条答复。相近的有：appeal。\n"),
        (("as-of", "2025-01-01", "zzz"), "✗ 没有“zzz”这条答复。\n"),
    ],
)
def test_what_cannot_be_found_is_said_in_one_sentence(
    directory: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = (directory / "after.yml").read_bytes()

    result = run(directory, *arguments)

    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    assert (directory / "after.yml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("impact", "民事诉讼法", "171"), ("as-of", "2025-01-01", "appeal")]
)
def test_a_library_with_a_fault_is_sent_to_the_check(
    directory: Path, arguments: tuple[str, ...]
) -> None:
    replace(directory, '"171"', '"371"')

    result = run(directory, *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "✗ after.yml:appeal:basis：民事诉讼法只有306条，没有第371条。"
        "请先运行 python -m bot knowledge check。\n"
    )


def test_a_history_with_a_fault_is_named(directory: Path) -> None:
    (directory / "history" / "appeal.yml").write_text("appeal", encoding="utf-8")

    result = run(directory, "as-of", "2025-01-01", "appeal")

    assert (result.exit_code, result.stderr) == (1, "✗ appeal.yml:-:-：要写成一列条目\n")


def test_what_was_said_before_is_shown_with_why_it_changed(directory: Path) -> None:
    assert shown(run(directory, "as-of", "2023-12-31", "appeal")) == (
        "2023年12月31日的答复 appeal（2020年1月1日起，到2023年12月31日）\n\n"
        "怎么上诉\n\n"
        "短答：十日内上诉。\n\n"
        "十日内上诉。\n\n"
        "依据：\n"
        "  旧法。\n\n"
        "后来为什么改：法律改了。"
    )


def test_what_is_said_today_is_shown_whole(directory: Path) -> None:
    replace(directory, "topic: appeal", "topic: appeal\n  held: 待核对")

    assert shown(run(directory, "as-of", "2024-01-01", "appeal")) == (
        "2024年1月1日的答复 appeal（2024年1月1日起）\n\n"
        "怎么上诉\n\n"
        "短答：十五日内上诉。\n\n"
        "判决书送达之日起15日内上诉。\n\n"
        "过了期限判决就生效。\n\n"
        "步骤：\n"
        "  1. 写上诉状\n"
        "  2. 交法院\n\n"
        "材料：\n"
        "  上诉状\n\n"
        "追问：\n"
        "  多少钱：不交\n"
        "  要多久：15日\n"
        "  去哪儿办：法院\n\n"
        "依据：\n"
        "  《民事诉讼法》第171条（2024-01-01施行）\n\n"
        "语音：十五天内上诉。\n\n"
        "转人工：当天到期\n"
        "注意：这条答复现在暂停提供（待核对）。"
    )


def test_a_day_before_anything_was_published_says_so(directory: Path) -> None:
    result = run(directory, "as-of", "2019-12-31", "appeal")

    assert result.exit_code == 0
    assert shown(result) == "2019年12月31日没有提供过“appeal”这条答复。"
