"""``quanze holidays``: which days are worked, as the operator declares them beside what comes with quanze."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quanze.console import say
from quanze.domain.errors import InvalidInput
from quanze.services import calendars
from quanze.settings import Settings
from quanze.storage.schema import open_current

Arrangement = Annotated[
    Path | None,
    typer.Argument(help='节假日安排（TOML）：[2027] off."元旦" = ["01-01"]，on 为调休上班', show_default=False),
]


def holidays(file: Arrangement = None) -> None:
    """载入节假日安排；不给文件时只列出已知的年份。"""
    database = open_current(Settings.from_environment().database_url)
    if file is None:
        with database.reading() as connection:
            known = calendars.calendar(connection)
    else:
        text = _text(file)
        with database.writing() as connection:
            known = calendars.declare(connection, text)
    years = sorted(known.years)
    say(f"已知 {years[0]} 至 {years[-1]} 年共 {len(years)} 年的节假日安排；其他年份只按星期推算，期限注明暂定。")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidInput(f"没有文件“{file}”。", code="not_found") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"“{file.name}”不是 UTF-8 文本。", code="bad_holidays") from None
