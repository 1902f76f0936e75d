"""``quanze reform``: a reorganisation from a plan, as one draft."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from quanze.console import say
from quanze.domain.changes import OP_LABELS, Change
from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import KIND_LABELS, SEVERITY_LABELS
from quanze.services import reforming
from quanze.services.moments import find_place
from quanze.settings import Settings
from quanze.storage.schema import open_current

PlanFile = Annotated[Path, typer.Argument(help="改革方案（TOML 或 JSON）", show_default=False)]
JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]


def reform(
    plan: PlanFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览前后清单，不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """机构改革：按方案生成一份调整申请草稿，并列出改革前后的清单数目。"""
    settings, stated = Settings.from_environment(), reforming.read_plan(_text(plan))
    database, today = open_current(settings.database_url), datetime.now(settings.zone).date()
    with database.reading() if dry_run else database.writing() as connection:
        place = find_place(connection, jurisdiction)
        changes = reforming.plan_changes(connection, place, stated, today)
        told = reforming.preview(connection, place, changes, today)
        proposal = None if dry_run else reforming.store(connection, place, stated, changes)
    if as_json:
        listed = [change.model_dump(mode="json", by_alias=True) for change in changes]
        say(json.dumps({"proposal": proposal, "preview": told, "changes": listed}, ensure_ascii=False))
        return
    _say_preview(told, changes)
    say(f"已存为调整申请草稿 {proposal}。" if proposal else "仅预览，未写入。")


def _text(plan: Path) -> str:
    try:
        return plan.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidInput(f"没有文件“{plan}”。", code="not_found") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"“{plan.name}”不是 UTF-8 文本。", code="bad_plan") from None


def _say_preview(told: dict[str, Any], changes: list[Change]) -> None:
    done = Counter(f"{KIND_LABELS[change.kind]}{OP_LABELS[change.op]}" for change in changes)
    say("，".join(f"{word} {number}" for word, number in done.items()) + "。")
    for organ in told["departments"]:
        say(f"  {organ['name']}：{organ['before']} 项 → {organ['after']} 项")
    numbers = f"划转 {told['moved']} 项，结束 {told['ended']} 项，新增 {told['begun']} 项，不变 {told['unchanged']} 项"
    say(f"合计 {told['before']} 项 → {told['after']} 项：{numbers}。")
    for finding in told["findings"]:
        say(f"  [{SEVERITY_LABELS[finding['severity']]}] {finding['message']}")
