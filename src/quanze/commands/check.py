"""``quanze check``: the rules over a whole list as it stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from quanze.console import say
from quanze.domain.findings import RULES
from quanze.domain.vocabulary import SEVERITY_LABELS, Severity
from quanze.services.checking import severities_of
from quanze.services.checking_lists import Said, check_list
from quanze.services.moments import Asked, resolve
from quanze.settings import Settings
from quanze.storage.schema import open_current

Departments = Annotated[list[str] | None, typer.Option("--department", help="只校验这些部门（名称或标识）；可重复")]
JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]


def check(
    departments: Departments = None,
    on: Annotated[str | None, typer.Option("--on", help="查询日期；默认今天")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """校验清单：逐部门列出校验提示。"""
    settings = Settings.from_environment()
    with open_current(settings.database_url).reading() as connection:
        moment = resolve(connection, Asked(jurisdiction, on), settings.zone)
        found = check_list(connection, moment, departments or (), severities_of(moment.place.ruleset))
        lines = _as_json(found) if as_json else _as_text(found)
        for line in lines:
            say(line)


def _as_json(found: Iterable[Said]) -> Iterator[str]:
    """One JSON object, an item a line: as long as the list is, and never held whole."""
    departments: dict[tuple[str, str], Counter[str]] = {}
    yield '{"items": ['
    separator = ""
    for said in found:
        departments.setdefault((said.department, said.department_name), Counter())[said.finding.code] += 1
        yield separator + json.dumps(said.told(), ensure_ascii=False)
        separator = ","
    own = [{"id": id_, "name": name, "summary": _ordered(codes)} for (id_, name), codes in departments.items()]
    summary = _ordered(sum(departments.values(), Counter()))
    yield f'], "summary": {json.dumps(summary)}, "departments": {json.dumps(own, ensure_ascii=False)}}}'


def _as_text(found: Iterable[Said]) -> Iterator[str]:
    summary: Counter[str] = Counter()
    severities: dict[str, Severity] = {}
    department = ""
    for said in found:
        finding = said.finding
        summary[finding.code] += 1
        severities[finding.code] = finding.severity
        if said.department != department:
            department = said.department
            yield said.department_name
        yield f"  [{SEVERITY_LABELS[finding.severity]}] {finding.name}｜{finding.message}"
    yield f"共 {summary.total()} 条校验提示。"
    for code, number in _ordered(summary).items():
        yield f"  {number}\t{SEVERITY_LABELS[severities[code]]}\t{RULES[code].label}（{code}）"


def _ordered(summary: Counter[str]) -> dict[str, Any]:
    """The counts in the order of the table of rules."""
    return {code: summary[code] for code in RULES if code in summary}
