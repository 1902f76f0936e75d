"""A seed: a registry written down as plain files, one folder per edition, loaded through the one write path.

    jurisdiction.toml         region, name, demonstration, assessments
    editions/NN-…/edition.toml     what the edition says of itself (EditionMetadata)
    editions/NN-…/*.toml           [[changes]] as in a proposal (Change), file by file in order of their names

Editions that the register already has are left alone, so that loading a seed twice changes nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from quanze.domain.changes import Change
from quanze.domain.editions import EditionMetadata
from quanze.domain.errors import InvalidInput
from quanze.services.assessing import enable
from quanze.services.jurisdictions import establish
from quanze.services.moments import Place, find_place
from quanze.storage.database import Database
from quanze.storage.heads import read_head
from quanze.storage.writer import Publication, publish

EDITION_FILE = "edition.toml"
Stated = TypeVar("Stated", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a seed came to: its jurisdiction and the editions that were published now."""

    place: Place
    publications: list[Publication]


def seed(database: Database, folder: Path, zone: ZoneInfo) -> Seeded:
    """Load a seed into a migrated database, each edition in a transaction of its own."""
    jurisdiction = _toml(folder / "jurisdiction.toml")
    region, name = (str(_stated(jurisdiction, key, folder / "jurisdiction.toml")) for key in ("region", "name"))
    with database.writing() as connection:
        ruleset, demonstration = jurisdiction.get("ruleset", "standard"), jurisdiction.get("demonstration", False)
        begun = establish(connection, region, name, ruleset, demonstration=demonstration)
        place = find_place(connection, region)
        if begun and jurisdiction.get("assessments", False):
            enable(connection, place, enabled=True)
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
    metadata["published_at"] = _instant(_stated(metadata, "published_at", folder / EDITION_FILE), zone)
    changes = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != EDITION_FILE:
            stated = _stated(_toml(path), "changes", path)
            changes += [_change(path, number, change) for number, change in enumerate(stated, start=1)]
    return _checked(EditionMetadata, metadata, str(folder / EDITION_FILE)), changes


def _stated(document: dict[str, Any], key: str, path: Path) -> Any:
    if key not in document:
        raise InvalidInput(f"{path}：缺少 {key}。", code="bad_seed")
    return document[key]


def _instant(value: Any, zone: ZoneInfo) -> Any:
    """A date in a seed means the start of its working day in the registry's zone."""
    if not isinstance(value, date):
        return value
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(9))
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)


def _change(path: Path, number: int, stated: dict[str, Any]) -> Change:
    return _checked(Change, stated, f"{path}：第 {number} 项变化")


def _checked(model: type[Stated], stated: dict[str, Any], where: str) -> Stated:
    try:
        return model.model_validate(stated)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{where}的 {field} 有误：{first['msg']}", code="bad_seed") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"没有文件“{path}”。", code="not_found") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}：{error}", code="bad_seed") from None
