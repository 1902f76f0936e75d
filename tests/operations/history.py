"""A small register with a bit of everything: two jurisdictions, a withheld log, a group, a merger, a removed text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from factories import (
    LOADED,
    Ledger,
    add_department,
    add_power,
    change,
    edition,
    make_jurisdiction,
)
from quanze.domain.changes import Op
from quanze.domain.editions import Attachment
from quanze.domain.identities import new_id
from quanze.storage import backup, fsck
from quanze.storage.heads import WITHHELD

if TYPE_CHECKING:
    from quanze.storage.database import Database


def fill(database: Database) -> Ledger:
    """Publish a history; answers the ledger of the first jurisdiction."""
    ledger = Ledger(database, make_jurisdiction(database))
    bureau, group, first, second, merged, secret = (new_id() for _ in range(6))
    ledger.publish(
        add_department("农业农村局", bureau),
        add_power(bureau, "种子违法行为的处罚", group, grouping=True),
        add_power(bureau, "对销售假种子的处罚", first, parent_id=group, codes=[{"scheme": "list", "value": "NY-1"}]),
        add_power(bureau, "对销售劣种子的处罚", second, parent_id=group, extra={"风险点": "审查不严"}),
        add_power(bureau, "含有个人信息的事项", secret, note="张三，电话13800000000"),
        metadata=edition(
            kind=LOADED,
            title="2016年权责清单",
            published_at=datetime(2016, 3, 1, tzinfo=UTC),
            attachments=[Attachment(name="清单.xlsx", digest="ab" * 32, size=12)],
        ),
    )
    fields = {"name": "对种子违法行为的处罚", "category": "administrative_penalty", "department_id": bureau}
    ledger.publish(
        change(Op.MERGE, merged, "2019-01-01", from_=[first, second], fields=fields),
        change(Op.CANCEL, group, "2019-01-01"),
        metadata=edition("2019-01-01", published_at=datetime(2018, 12, 20, 8, 30, 1, tzinfo=UTC)),
    )
    ledger.publish(
        change(Op.AMEND, secret, "2024-06-01", fields={"note": None}),
        change(Op.REDACT, secret, "2024-06-01", base_version=1),
        metadata=edition("2024-06-01", title="更正"),
    )
    Ledger(database, ledger.jurisdiction, WITHHELD).publish(add_power(bureau, "不公开的事项"))
    neighbour = Ledger(database, make_jurisdiction(database, "邻区"))
    neighbour.found_power(neighbour.found_department("教育局"))
    return ledger


def differences(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(fsck.differences(connection))


def contents(database: Database) -> list[dict]:
    """Every row of every table, as a backup writes it; only the moment of writing is left out."""
    with database.reading() as connection:
        return list(backup._lines(connection))[1:]
