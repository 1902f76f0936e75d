"""``quanze import``: published lists come in, as a draft proposal or as an edition at once."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from quanze.console import bulk_progress, say_import
from quanze.domain.errors import InvalidInput
from quanze.exchange.listings import Listing
from quanze.services import batches, links_file, loading, matches_file
from quanze.services.documents import Stated
from quanze.services.moments import find_place, parse_day
from quanze.settings import Settings
from quanze.storage.schema import open_current

Files = Annotated[list[Path], typer.Argument(help="已公布的权责清单（.xlsx .xls .csv），可多个", show_default=False)]
Day = Annotated[str | None, typer.Option(help="日期，如 2024-07-01")]
JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]


def import_(  # noqa: PLR0913, PLR0917 - the options of the command, as its contract names them
    files: Files,
    kind: Annotated[Listing, typer.Option(help="清单种类")] = Listing.POWERS,
    department: Annotated[str | None, typer.Option(help="清单所属部门的名称")] = None,
    complete: Annotated[bool, typer.Option("--complete", help="本批即部门全部事项：未列入的予以取消")] = False,
    match: Annotated[Path | None, typer.Option(help="人工确认的匹配（CSV：file,sheet,row,id）")] = None,
    links: Annotated[Path | None, typer.Option(help="人工确认的对应事项（CSV：file,sheet,row,power）")] = None,
    propose_links: Annotated[Path | None, typer.Option(help="把可能对应的事项写入此文件（CSV），供人工确认")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只报告，不写入")] = False,
    report: Annotated[Path | None, typer.Option(help="把报告写入此文件（JSON）")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="直接作为一个版次载入")] = False,
    effective: Day = None,
    published: Annotated[str | None, typer.Option(help="公布日期或时刻；默认现在")] = None,
    decided: Day = None,
    title: Annotated[str | None, typer.Option(help="版次标题")] = None,
    document_number: Annotated[str | None, typer.Option(help="文号")] = None,
    authorised_by: Annotated[str | None, typer.Option(help="由谁批准直接载入")] = None,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """读入已公布的清单：默认存为调整申请草稿，--publish 则直接载入为一个版次。"""
    if complete and kind is not Listing.POWERS:
        raise typer.BadParameter("--complete 只用于权责事项（powers）。", param_hint="--complete")
    if publish and effective is None:
        raise typer.BadParameter("--publish 须写明 --effective 施行日期。", param_hint="--effective")
    _require_writable(report, "--report")
    _require_writable(propose_links, "--propose-links")
    settings = Settings.from_environment()
    database = open_current(settings.database_url)
    with database.reading() as connection:
        place = find_place(connection, jurisdiction)
    day = parse_day(effective, "--effective") if effective else datetime.now(settings.zone).date()
    announcement = loading.Announcement(
        effective_from=day,
        published_at=_published(published, settings),
        decided_on=parse_day(decided, "--decided") if decided else None,
        title=title,
        document_number=document_number,
        authorised_by=authorised_by,
    )
    with bulk_progress() as progress:
        batch = batches.read_batch(files, progress, kind)
    given = matches_file.read_matches(match, batch) if match else {}
    stated = Stated(title, document_number, announcement.decided_on)
    linked = links_file.read_links(links, batch) if links else {}
    choices = loading.Choices(department, complete, given, linked, dry_run, stated)
    if publish:
        imported = loading.load(database, place, batch, choices, announcement)
    else:
        imported = loading.draft(database, place, batch, choices, day)
    if report:
        report.write_text(json.dumps(imported.report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if propose_links:
        links_file.write_links(propose_links, imported.report)
    say_import(imported, dry_run=dry_run)


def _require_writable(out: Path | None, option: str) -> None:
    """Refuse before anything is published, not after."""
    if out is not None and (out.is_dir() or not os.access(out if out.exists() else out.parent, os.W_OK)):
        raise InvalidInput(f"“{out}”无法写入（{option}）。", code="report_not_writable")


def _published(text: str | None, settings: Settings) -> datetime | None:
    """A bare date means the start of that day in the registry's zone."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or settings.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(f"“{text}”不是有效的公布时间（--published）。", code="bad_date") from None
