"""What the command line shows: one line of outcome on standard output, progress on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from quanze.domain.access import is_locked
from quanze.domain.changes import OP_LABELS, Op
from quanze.domain.roles import ROLE_LABELS, Assignment
from quanze.services.loading import Imported
from quanze.storage.people import Account

FIRST_PROBLEMS = 20


def say(line: str) -> None:
    """One line of outcome."""
    typer.echo(line)


@contextmanager
def bulk_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing elsewhere: called with the file or step, how far, of how many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, object] = {}

        def show(step: str, done: int, of: int) -> None:
            name = Path(step).name
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=of)
            bars.update(tasks[name], completed=done, total=of)  # type: ignore[arg-type]

        yield show


def say_import(imported: Imported, *, dry_run: bool) -> None:
    """What was read, what it changes, what a person should look at."""
    told = imported.report
    say(f"读出{_read(told)}。")
    _say_problems(imported)
    if told["missing"]:
        left = "仍保留（--complete 才视为取消）" if told["powers"] else "仍保留"
        left = "予以取消" if "cancel" in told["changes"] else left
        say(f"登记簿中另有 {len(told['missing'])} 项未列入本批，{left}。")
    if told.get("links"):
        say(f"可能对应的权责事项 {len(told['links'])} 条，须经人工确认（--propose-links、--links）。")
    changes = "，".join(f"{OP_LABELS[Op(op)]} {number} 项" for op, number in told["changes"].items())
    say(_outcome(imported, changes, dry_run=dry_run))


def _read(told: dict[str, Any]) -> str:
    if "services" in told:
        return f"中介服务事项 {told['services']} 项，对应审批事项 {told['approvals']} 项"
    if "violations" in told:
        return f"违法行为 {told['violations']} 项，共 {told['rows']} 行"
    items = f"，指导目录事项 {told['catalogue_items']} 项" if told["catalogue_items"] else ""
    return f"权责事项 {told['powers']} 项{items}"


def _say_problems(imported: Imported) -> None:
    problems = [
        (file["file"], sheet["sheet"], problem)
        for file in imported.report["files"]
        for sheet in file["sheets"]
        for problem in sheet["problems"]
    ]
    for file, sheet, problem in problems[:FIRST_PROBLEMS]:
        typer.echo(f"  {file}｜{sheet}｜{problem['message']}", err=True)
    if len(problems) > FIRST_PROBLEMS:
        typer.echo(f"  ……共 {len(problems)} 条提示，详见 --report 报告。", err=True)


def _outcome(imported: Imported, changes: str, *, dry_run: bool) -> str:
    if imported.publication:
        edition, root = imported.publication.edition, imported.publication.root
        return f"已载入为第 {edition} 版次：{changes or '无事项变化'}。校验码 {root}"
    if imported.proposal:
        return f"已存为调整申请草稿 {imported.proposal}：{changes}。"
    if dry_run and changes:
        return f"仅试读，未写入：{changes}。"
    return "与登记簿一致，无需改变。"


def say_found(found: dict[str, Any]) -> None:
    """What a search found, or why it found nothing; absence from the list proves nothing."""
    day = found["meta"]["valid_at"]
    say(f"{day} 的清单中相符的共 {found['total']} 项。")
    for item in found["items"]:
        say(f"  {item['id']}  {item['name']}（{item['category_label']}，{(item['department'] or {}).get('name')}）")
    if not found["total"]:
        explanation = found["explanation"]
        if explanation["reason"] == "other_days":
            say("当日清单未载明；另一日期的清单载明：")
        for item in explanation["see"]:
            say(f"  {item['id']}  {item['name']}（{item['valid_from']} 起，{item['valid_to'] or '至今'}）")
        say("清单未载明不等于没有法律授权。")


def say_differences(found: dict[str, Any]) -> None:
    """Two lists side by side: how many of each operation, then one line a record."""
    counts = "，".join(f"{OP_LABELS[Op(op)]} {number}" for op, number in found["summary"].items())
    say(f"共 {found['total']} 项不同" + (f"：{counts}。" if counts else "。"))
    for item in found["items"]:
        say(f"  {OP_LABELS[Op(item['op'])]}  {item['id']}  {item['name']}")
    if found["next"]:
        say(f"  ……只列前 {len(found['items'])} 项。")


def _held(one: Assignment) -> str:
    office = f"（{one.office}）" if one.office else ""
    return ROLE_LABELS[one.role] + (f"@{one.department}" if one.department else office)


def say_accounts(accounts: list[Account], now: datetime) -> None:
    """One line an account: its name, what its person holds, and what keeps it from signing in."""
    for account in accounts:
        held = "、".join(map(_held, account.person.assignments))
        marks = {
            "停用": account.disabled,
            "锁定": is_locked(account.locked_until, now),
            "服务账户": account.person.service,
            "动态口令": account.has_one_time_code,
        }
        marked = [mark for mark, on in marks.items() if on]
        say("\t".join([account.login, account.person.name, held or "未授予角色", *marked]))
