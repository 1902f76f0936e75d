"""A seed: a registry written down as plain files, one folder per edition, loaded through the one write path.

    jurisdiction.toml         region, name, demonstration
    editions/NN-…/edition.toml     what the edition says of itself (EditionMetadata)
    editions/NN-…/*.toml           [[changes]] as in a proposal (Change), file by file in order of their names

Editions that the register already has are left alone, so that loading a seed twice changes nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from quanze.domain.changes import Change
from quanze.domain.editions import EditionMetadata
from quanze.domain.errors import InvalidInput
from quanze.services.jurisdictions import establish
from quanze.services.moments import Place, find_place
from quanze.storage.database import Database
from quanze.storage.heads import read_head
from quanze.storage.writer import Publication, publish

EDITION_FILE = "edition.toml"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a seed came to: its jurisdiction and the editions that were published now."""

    place: Place
    publications: list[Publication]


def seed(database: Database, folder: Path, zone: ZoneInfo) -> Seeded:
    """Load a seed into a migrated database, each edition in a transaction of its own."""
    jurisdiction = _toml(folder / "jurisdiction.toml")
    with database.writing() as connection:
        establish(connection, **jurisdiction)
        place = find_place(connection, str(jurisdiction["region"]))
    editions = sorted(path.parent for path in folder.glob(f"editions/*/{EDITION_FILE}"))
    publications = []
    for number, edition in enumerate(editions, start=1):
        with database.writing() as connection:
            if read_head(connection, place.id).edition >= number:
                continue
            metadata, changes = read_edition(edition, zone)
            publications.append(publish(connection, place.id, metadata, changes))
    return Seeded(place, publications)


def read_edition(folder: Path, zone: ZoneInfo) -> tuple[EditionMetadata, list[Change]]:
    """One edition of a seed. Raises InvalidInput, naming the file and the change that is wrong."""
    metadata = _toml(folder / EDITION_FILE)
    metadata["published_at"] = _instant(metadata["published_at"], zone)
    changes = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != EDITION_FILE:
            changes += [_change(path, number, stated) for number, stated in enumerate(_toml(path)["changes"], start=1)]
    return EditionMetadata.model_validate(metadata), changes


def _instant(value: Any, zone: ZoneInfo) -> datetime:
    """A date in a seed means the start of its working day in the registry's zone."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(9))
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)


def _change(path: Path, number: int, stated: dict[str, Any]) -> Change:
    try:
        return Change.model_validate(stated)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{path}：第 {number} 项变化的 {where} 有误：{first['msg']}", code="bad_seed") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"没有文件“{path}”。", code="not_found") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path}：{error}", code="bad_seed") from None
