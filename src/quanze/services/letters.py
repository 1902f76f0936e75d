"""The papers of a proposal on its way: what the department asks for, its table, and what others said to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from quanze.domain.feedback import ADOPTION_LABELS
from quanze.domain.procedure import CONCLUSION_LABELS, EDITABLE, Action
from quanze.domain.vocabulary import CATEGORY_LABELS, Category
from quanze.domain.words import day_words
from quanze.exchange.papers.paper import Block, Cell, Heading, Paper, Paragraph, Signature, Table
from quanze.services.comparisons import comparison_table, reason
from quanze.services.dossiers import Dossier, moves_of, op_words, shown_body
from quanze.services.drafted import Drafted
from quanze.services.sentences import department_sentence, ops_sentence

MOST_NAMED = 30
"""Changes that a letter names one by one; of more it gives the numbers and points to the table."""

COMPARISON = "权责清单调整对照表"


def application(dossier: Dossier) -> Paper:
    """The department's letter (调整申请)."""
    submitted = None if draft_notice(dossier) else dossier.last(Action.SUBMIT)
    signer = [f"联系人：{submitted.person_name}"] if submitted is not None else []
    return Paper(
        title=titled(dossier, "申请"),
        addressee="权责清单管理机构",
        blocks=tuple(_asks(dossier)),
        signature=Signature((dossier.organ,), dossier.day_of(submitted)),
        remarks=(*signer, *identity(dossier)),
        notices=draft_notice(dossier),
    )


def titled(dossier: Dossier, form: str) -> str:
    """A title as letters have it: what is asked, and what kind of paper it is."""
    title = dossier.title.removesuffix("申请")
    title = title if title.startswith("关于") else f"关于{title}"
    return f"{title}的{form}"


def _asks(dossier: Dossier) -> Iterator[Block]:
    yield Paragraph("按照权责清单动态管理有关规定，我单位拟对权责清单作如下调整，请予审核。")
    yield Heading("一、申请调整的事项")
    yield from (Paragraph(text) for text in what(dossier))
    yield Heading("二、调整的理由和依据")
    yield from (Paragraph(text) for text in _why(dossier))
    yield Heading("三、调整前后的数量")
    yield from (Paragraph(text) for text in _numbers(dossier))
    answers = list(_answers(dossier))
    if answers:
        yield Heading("四、对校验提示的说明")
        yield from map(Paragraph, answers)
    yield Paragraph(f"附件：{COMPARISON}")


def what(dossier: Dossier) -> Iterator[str]:
    said = ops_sentence(moves_of(dossier.powers))
    organs = len(dossier.changes) - len(dossier.powers)
    others = f"{'；另有' if said else ''}机构、分组等其他调整{organs}项" if organs else ""
    day = dossier.proposal.row.effective_from
    since = f"拟自{day_words(day)}起施行。" if day else "拟自公布之日起施行。"
    named = len(dossier.changes) <= MOST_NAMED
    yield f"本次申请{said}{others}。{since}{'' if named else f'事项较多，详见{COMPARISON}。'}"
    if named:
        yield from (f"{number}．{_one(one)}" for number, one in enumerate(dossier.changes, start=1))


def _one(one: Drafted) -> str:
    body = shown_body(one) or {}
    category = CATEGORY_LABELS[Category(body["category"])] if body.get("category") else ""
    since = f"，自{day_words(one.raw['effective_from'])}起" if one.raw["effective_from"] else ""
    return f"{op_words(one.op, body, one.kind)}：{one.name}{f'（{category}）' if category else ''}{since}。"


def _why(dossier: Dossier) -> Iterator[str]:
    """Each reason once, with the changes that it is for."""
    reasons: dict[str, list[int]] = {}
    for one in dossier.changes:
        reasons.setdefault(reason(one.raw["cause"]), []).append(one.number + 1)
    for number, (text, changes) in enumerate(reasons.items(), start=1):
        whose = f"（涉及第{_runs(changes)}项）" if len(reasons) > 1 else ""
        yield f"{number}．{text.rstrip('。')}{whose}。" if len(reasons) > 1 else f"{text.rstrip('。')}。"


def _runs(numbers: Sequence[int]) -> str:
    """Numbers as people list them: 1、3—5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def _numbers(dossier: Dossier) -> Iterator[str]:
    figures = dossier.figures
    if figures is None:
        edition = dossier.proposal.row.edition
        yield f"已随第{edition}次公布，数量见该次公告。" if edition else "本次调整不涉及公开清单的事项数量。"
        return
    own = dossier.proposal.row.department
    departments = sorted({one.department for one in figures.counts}, key=lambda each: (each != own, each))
    for department in departments:
        yield department_sentence(dossier.names.get(department, ""), figures, department)
    if not departments:
        yield "本次调整不涉及事项数量。"


def _answers(dossier: Dossier) -> Iterator[str]:
    """What the department answered to the warnings when it submitted."""
    submitted = dossier.last(Action.SUBMIT)
    messages = {(one.code, one.change): one.message for one in dossier.findings}
    for answer in submitted.details.get("answers", []) if submitted is not None else []:
        change = answer.get("change")
        where = f"第{change + 1}项" if isinstance(change, int) else "整批"
        warned = messages.get((answer.get("code"), change), "").rstrip("。")
        about = f"（{warned}）" if warned else ""
        yield f"{where}{about}：{str(answer.get('text', '')).rstrip('。')}。"


def identity(dossier: Dossier, step: Any | None = None) -> tuple[str, ...]:
    """What ties the sealed paper to the text that it is about: the one that a step saw, else the present one."""
    digest = step.digest if step is not None else dossier.proposal.row.digest
    return (f"本件由权责清单登记簿生成；申请编号{dossier.proposal.id}，内容校验码{digest}",)


def draft_notice(dossier: Dossier) -> tuple[str, ...]:
    return ("拟稿，尚未提交",) if dossier.proposal.state in EDITABLE else ()


def comparison(dossier: Dossier) -> Paper:
    """The table of changes (调整对照表)."""
    return Paper(
        title=f"{dossier.organ if dossier.proposal.row.department else dossier.place.name}{COMPARISON}",
        blocks=(comparison_table(dossier),),
        remarks=identity(dossier),
        notices=draft_notice(dossier),
        landscape=True,
    )


_OPINIONS = ("序号", "意见", "单位", "采纳与否", "理由")


def opinions(dossier: Dossier) -> Paper:
    """What was asked and answered, and what became of it (征求意见及采纳情况表)."""
    closed = dossier.last(Action.CLOSE_CONSULTATION)
    rows = [[number, *cells] for number, cells in enumerate(_opinion_rows(dossier, closed), start=1)]
    table = Table(_OPINIONS, rows or [["", "未征求其他单位意见", "", "", ""]], (2, 18, 7, 5, 14))
    note = [Paragraph(f"分歧的处理：{line}") for line in _unsettled(_settlement(closed))]
    return Paper(
        title=f"{titled(dossier, '征求意见及采纳情况表')}",
        blocks=(table, *note),
        signature=Signature((closed.office if closed else "权责清单管理机构",), dossier.day_of(closed)),
        remarks=identity(dossier),
        landscape=True,
    )


def _opinion_rows(dossier: Dossier, closed: Any | None) -> Iterator[list[Cell]]:
    """The last word of each department that was asked; who kept silent is told too. Then the public's, as reviewed."""
    given = {step.department: step for step in dossier.round if step.action in {Action.GIVE_OPINION, Action.REPLY}}
    settled = _settled(_settlement(closed))
    for department in [*given, *sorted(dossier.proposal.consulted - given.keys())]:
        organ, step = dossier.names.get(department, department), given.get(department)
        adopted, why = settled.get(organ, ("", ""))
        yield [_opinion(step), organ, adopted or _adopted(step, closed), why]
    for one in dossier.comments:
        said = one.shown_text or "（意见原文不公开）"
        yield [said, f"社会公众（{one.number}）", ADOPTION_LABELS.get(one.adoption or "", ""), one.answer or ""]


def _opinion(step: Any | None) -> str:
    if step is None:
        return "（未反馈）"
    words = step.opinion if step.opinion not in {None, step.conclusion} else ""
    return "：".join(filter(None, [CONCLUSION_LABELS.get(step.conclusion or ""), words]))


def _adopted(step: Any | None, closed: Any | None) -> str:
    """Where nobody said what became of an opinion, the pen does."""
    if step is None or step.conclusion == "no_objection":
        return "—"
    return "见处理说明" if closed and closed.details.get("settlement") else ""


_SETTLED = re.compile(r"^(?P<organ>[^：:]+)[：:]\s*(?P<adopted>采纳|部分采纳|未采纳|不采纳)[，。；;,\s]*(?P<why>.*)$")


def _settlement(closed: Any | None) -> str:
    return str(closed.details.get("settlement", "")) if closed is not None else ""


def _unsettled(text: str) -> list[str]:
    """What a settlement says of no single department."""
    return [line.strip() for line in text.splitlines() if line.strip() and not _SETTLED.match(line.strip())]


def _settled(text: str) -> dict[str, tuple[str, str]]:
    """What a settlement says of single departments: a line each, 单位：采纳，理由."""
    found = (_SETTLED.match(line.strip()) for line in text.splitlines())
    return {match["organ"]: (match["adopted"], match["why"]) for match in found if match}
