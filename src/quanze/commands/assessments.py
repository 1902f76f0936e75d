"""``quanze assessments``: whether a jurisdiction offers 裁量基准查询; none does until it says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from quanze.console import say
from quanze.services import auditing
from quanze.services.assessing import enable, is_enabled
from quanze.services.moments import find_place
from quanze.settings import Settings
from quanze.storage.schema import open_current


class Turn(StrEnum):
    """What may be said of it."""

    ON = "on"
    OFF = "off"


JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]
WORDS = {True: "已开放", False: "未开放"}


def assessments(
    turn: Annotated[Turn | None, typer.Argument(help="on 开放，off 关闭；不写则只显示现状")] = None,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """开放或关闭裁量基准查询（仅供参考，不作为行政处罚决定依据）。"""
    database = open_current(Settings.from_environment().database_url)
    with database.writing() as connection:
        place = find_place(connection, jurisdiction)
        if turn is not None:
            enable(connection, place, enabled=turn is Turn.ON)
            auditing.record(connection, None, f"assessments.{turn}", place.id, jurisdiction=place.id)
        enabled = is_enabled(connection, place)
    say(f"“{place.name}”{WORDS[enabled]}裁量基准查询。")
