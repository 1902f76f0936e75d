"""The legal office's opinion (合法性审查意见书): what the register knows beside what the office says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quanze.domain.findings import Finding
from quanze.domain.procedure import CONCLUSION_LABELS, ISSUED, Action
from quanze.domain.vocabulary import Severity
from quanze.domain.words import day_words
from quanze.exchange.papers.paper import Block, Heading, Paper, Paragraph, Signature, numeral
from quanze.services.dossiers import Dossier
from quanze.services.letters import identity, what

ASPECTS = ("权限", "程序", "内容")
WHOLE = ""
"""Under which stands what is said of no single aspect."""

_ASPECT = re.compile(rf"^({'|'.join(ASPECTS)})(?:方面)?[：:]\s*")


def legality(dossier: Dossier) -> Paper:
    """The legal office's opinion (合法性审查意见书): 权限, 程序 and 内容 apart, then the conclusion."""
    step = dossier.last(Action.REVIEW)
    return Paper(
        title="合法性审查意见书",
        addressee=dossier.organ,
        blocks=tuple(_finds(dossier, step)),
        signature=Signature((step.office if step else "合法性审核机构",), dossier.day_of(step)),
        remarks=identity(dossier, step),
        notices=() if step else ("待审查，尚未出具",),
    )


def _finds(dossier: Dossier, step: Any | None) -> Iterator[Block]:
    yield Paragraph(f"你单位报送的《{dossier.title}》及调整对照表收悉。经审查，提出如下意见：")
    yield Heading("一、审查事项")
    yield Paragraph(next(what(dossier)))
    said = _by_aspect(step)
    silence = ["审查意见："] if step is None else ["未提出修改意见。"]
    for number, aspect in enumerate(ASPECTS, start=2):
        yield Heading(f"{numeral(number)}、{aspect}方面")
        yield from map(Paragraph, [*_facts(dossier, aspect), *(said[aspect] or silence)])
    yield Heading("五、审查结论")
    yield Paragraph(f"{CONCLUSION_LABELS[step.conclusion]}。" if step else "（合法、修改后合法或者不合法）")
    yield from map(Paragraph, said[WHOLE])


def _by_aspect(step: Any | None) -> Mapping[str, list[str]]:
    """The opinion and the points to answer, line by line: a line that begins with 权限, 程序 or 内容 belongs there."""
    found: dict[str, list[str]] = {aspect: [] for aspect in (*ASPECTS, WHOLE)}
    for line in _lines(step) if step else []:
        match = _ASPECT.match(line)
        found[match[1] if match else WHOLE].append(line[match.end() :] if match else line)
    return found


def _lines(step: Any) -> Iterator[str]:
    points = (one.get("text", "") if isinstance(one, dict) else one for one in step.details.get("points", []))
    lines = [*(step.opinion or "").splitlines(), *map(str, points)]
    return filter(None, (line.strip() for line in lines))


_OF_AUTHORITY = frozenset(
    {"basis_missing", "basis_level", "basis_level_advised", "temporary_license", "empower_undecided"}
)
_LOOKED_AT = {"权限": "设定依据的效力级别", "内容": "要素、依据条款、编码和重复情况"}


def _facts(dossier: Dossier, aspect: str) -> list[str]:
    """What the register knows of an aspect, for the office to judge."""
    if aspect == "程序":
        return [_course(dossier)]
    if dossier.proposal.state in ISSUED:
        return []
    grave = [one for one in dossier.findings if one.severity is not Severity.NOTICE]
    found = _remarks([one for one in grave if (one.code in _OF_AUTHORITY) == (aspect == "权限")])
    return [f"经登记簿校验{_LOOKED_AT[aspect]}，{f'提示：{found}' if found else '未发现问题'}。"]


def _remarks(findings: Sequence[Finding]) -> str:
    said = (f"{_where(one)}{one.message.rstrip('。')}" for one in findings)
    return "；".join(dict.fromkeys(said))


def _where(finding: Finding) -> str:
    return "" if finding.change is None else f"第{finding.change + 1}项，"


def _course(dossier: Dossier) -> str:
    """What was done so far, with its days."""
    submitted, accepted = dossier.last(Action.SUBMIT), dossier.last(Action.ACCEPT)
    asked, closed = sorted(dossier.proposal.consulted), dossier.last(Action.CLOSE_CONSULTATION)
    said = [
        f"{day_words(dossier.day_of(submitted))}提出申请" if submitted else "尚未提出申请",
        f"{day_words(dossier.day_of(accepted))}受理" if accepted else "",
        f"征求{'、'.join(dossier.names.get(one, one) for one in asked)}意见" if asked else "未征求其他单位意见",
        f"{day_words(dossier.day_of(closed))}结束征求意见" if closed else "",
    ]
    return f"本申请{'，'.join(filter(None, said))}。"
