"""Whose list a sheet is: the organ named by hand, in the title, in the file name, or by most of its rows.

Names are compared by their core with every name that a department of the jurisdiction ever had; an organ that fits none
is added in the same edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import orjson
from sqlalchemy import Connection

from quanze.domain.changes import Cause, Change, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id, new_id
from quanze.domain.organs import OrganName, core, full_name, is_generic, is_short_for, organ_in, parse_organ
from quanze.domain.vocabulary import LIVING, Kind, Standing
from quanze.exchange.readings import FileReading, ItemRow, SheetReading
from quanze.services.moments import Place
from quanze.storage import readers

RANK_GAP = 1024
"""The distance between neighbours in display order when a list is first loaded: room for what comes between."""

NEARLY_ALL = 0.7
"""The share of a sheet's rows from which on one organ's name makes the whole sheet its list."""

DEPARTMENT_HEADERS = ("部门名称", "单位名称", "所属部门", "主管部门", "隶属机构", "部门", "单位")
"""Columns that say whose list a row belongs to, where another column says who exercises the power."""

_GOVERNMENTS = frozenset({"人民政府", "政府"})

_STANDINGS: tuple[tuple[str, Standing], ...] = (
    ("政府", Standing.GOVERNMENT),
    ("委宣传部", Standing.PARTY_ORGAN),
    ("委组织部", Standing.PARTY_ORGAN),
    ("委统战部", Standing.PARTY_ORGAN),
    ("委政法委员会", Standing.PARTY_ORGAN),
    ("委办公室", Standing.PARTY_ORGAN),
    ("街道办事处", Standing.DISPATCHED_ORGAN),
    ("管委会", Standing.DISPATCHED_ORGAN),
    ("分局", Standing.DISPATCHED_OFFICE),
)
"""What the end of a name says of an organ's standing; any other is a working department until somebody says more."""


@dataclass(slots=True)
class Organs:
    """The departments of a jurisdiction under all names of all dates, and those that this batch adds."""

    place: Place
    effective_from: date
    cause: Cause
    by_core: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    added: dict[str, Change] = field(default_factory=dict)
    _last_rank: int = 0

    def read(self, connection: Connection) -> None:
        """Learn the departments of the register: living ones before ended ones, names before other names."""
        texts = readers.texts_of_kind(connection, self.place.log, Kind.DEPARTMENT)
        bodies = [(record, orjson.loads(text)) for record, text in texts]
        last = dict(bodies)
        bodies.sort(key=lambda found: last[found[0]]["status"] not in LIVING)
        self.names = {record: body["name"] for record, body in last.items()}
        self._last_rank = max((body["display_order"] or 0 for _, body in bodies), default=0)
        for record, body in bodies:
            self._learn(record, [body["name"]])
        for record, body in bodies:
            self._learn(record, [*body["outward_names"], *body["short_names"]])

    def find(self, name: str) -> str | None:
        """The department that a name, an outward name or a short name means; an id means itself."""
        return name if name in self.names else self.by_core.get(core(name, self.place.name))

    def find_or_add(self, organ: OrganName, short_name: str | None = None) -> str:
        """The department of this name; a new one where none fits."""
        known = self.find(organ.name)
        return known or self._add(organ, short_name)

    def _add(self, organ: OrganName, short_name: str | None) -> str:
        record, name = new_id(), full_name(organ.name, self.place.name)
        outward = [full_name(other, self.place.name) for other in organ.outward_names]
        self._last_rank += RANK_GAP
        short = [short_name] if short_name else []
        fields = {
            "name": name,
            "standing": _standing(name),
            "outward_names": outward,
            "short_names": short,
            "display_order": self._last_rank,
        }
        self.added[record] = Change(
            op=Op.ADD,
            kind=Kind.DEPARTMENT,
            id=record,
            fields=fields,
            effective_from=self.effective_from,
            cause=self.cause,
        )
        self.names[record] = name
        self._learn(record, [name, *outward, *short])
        return record

    def _learn(self, record: str, names: Iterable[str]) -> None:
        for name in names:
            self.by_core.setdefault(core(name, self.place.name), record)


def _standing(name: str) -> Standing:
    return next((standing for end, standing in _STANDINGS if name.endswith(end)), Standing.WORKING_DEPARTMENT)


def owner(organs: Organs, file: FileReading, sheet: SheetReading, given: str | None) -> str:
    """The department whose list a sheet is. Raises InvalidInput where nothing names one."""
    if given is not None:
        return _given_owner(organs, given)
    named = _named(organs, file, sheet)
    printed = _commonest_body([sheet], organs.place) or _commonest_body(file.sheets, organs.place)
    if named:
        return _named_owner(organs, named, printed)
    printed = printed or _commonest([organ for one in sheet.items if (organ := _row_organ(one))], organs.place)
    if printed is None:
        raise InvalidInput(
            f"“{file.name}”的工作表“{sheet.sheet}”看不出属于哪个部门：请用 --department 指明部门名称。",
            code="no_department",
        )
    return organs.find_or_add(printed)


def row_owners(organs: Organs, file: FileReading, sheet: SheetReading) -> dict[int, str]:
    """The department of each row, where one table holds the lists of several; else nothing.

    That is so where neither title nor file name says whose list it is, and no organ has nearly all rows. A row that
    names none goes with the row above it.
    """
    printed = {item.row: organ for item in sheet.items if (organ := _row_organ(item))}
    cores = Counter(core(organ.name, organs.place.name) for organ in printed.values())
    if _named(organs, file, sheet) or not cores or max(cores.values()) > NEARLY_ALL * len(printed):
        return {}
    owners: dict[int, str] = {}
    last = organs.find_or_add(next(iter(printed.values())))
    for item in sheet.items:
        last = organs.find_or_add(printed[item.row]) if item.row in printed else last
        owners[item.row] = last
    return owners


def _row_organ(item: ItemRow) -> OrganName | None:
    """The organ that a row names as its department, else as the body that exercises the power."""
    texts = (*(item.extra.get(header) for header in DEPARTMENT_HEADERS), item.fields.get("implementing_body"))
    named = (text for text in texts if isinstance(text, str) and text and not is_generic(text))
    return next(map(parse_organ, named), None)


def _named(organs: Organs, file: FileReading, sheet: SheetReading) -> list[OrganName]:
    """The organs that title and file name speak of; the government itself has departments, not a list of its own."""
    titles = (organ_in(sheet.title or ""), organ_in(file.name))
    found = [organ for organ in titles if organ and not is_generic(organ.name)]
    return [organ for organ in found if core(organ.name, organs.place.name) not in _GOVERNMENTS]


def _given_owner(organs: Organs, given: str) -> str:
    """The department that a person named: by its id or one of its names, else a new one of this name."""
    organ = parse_organ(given)
    if organs.find(organ.name) is None and (is_id(given) or is_generic(given)):
        raise InvalidInput(f"“{given}”不是登记簿中的部门，也不是机关名称（--department）。", code="unknown_department")
    return organs.find_or_add(organ)


def _named_owner(organs: Organs, named: Sequence[OrganName], printed: OrganName | None) -> str:
    """The organ of the title or file name; where that is an abbreviation of the printed body, the body's full name."""
    organ = named[0]
    place = organs.place.name
    first = core(organ.name, place)
    if organs.find(organ.name) is None and printed and is_short_for(first, core(printed.name, place)):
        return organs.find_or_add(printed, short_name=organ.name)
    same = [other for other in (*named, printed) if other and core(other.name, place) == first]
    outward = dict.fromkeys(name for other in same for name in other.outward_names)
    return organs.find_or_add(OrganName(organ.name, tuple(outward)))


def _commonest_body(sheets: Iterable[SheetReading], place: Place) -> OrganName | None:
    """The commonest 行使主体 that names an organ."""
    bodies = (item.fields.get("implementing_body") for sheet in sheets for item in sheet.items)
    return _commonest([parse_organ(body) for body in bodies if isinstance(body, str) and not is_generic(body)], place)


def _commonest(printed: Sequence[OrganName], place: Place) -> OrganName | None:
    cores = Counter(core(organ.name, place.name) for organ in printed)
    if not cores:
        return None
    commonest = cores.most_common(1)[0][0]
    return next(organ for organ in printed if core(organ.name, place.name) == commonest)
