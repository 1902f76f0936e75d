"""What one publication writes: numbers, the header, the run of entries, hashes, positions, counts."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from factories import Ledger, add_department, add_power, change, edition, everything_written, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.editions import Attachment, EditionKind
from quanze.domain.identities import new_id
from quanze.storage.heads import WITHHELD
from storage.audit import audit
from vectors.make_vectors import canonical

POSITIONS = text("SELECT position, log, number FROM entries WHERE position > :after ORDER BY position")


def positions(database, after=0):
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(POSITIONS, {"after": after})]


def test_a_new_jurisdiction_has_no_editions_and_no_entries(ledger):
    head = ledger.head()
    assert (head.entry, head.edition, head.published_at) == (0, 0, None)
    assert (ledger.entries(), ledger.editions()) == ([], [])


def test_numbers_run_from_one(ledger):
    bureau = add_department()
    first = ledger.publish(bureau)
    second = ledger.publish(add_power(bureau.id, "甲"), add_power(bureau.id, "乙"))
    assert (first.edition, first.first_entry, first.last_entry) == (1, 1, 2)
    assert (second.edition, second.first_entry, second.last_entry) == (2, 3, 5)
    audit(ledger)


def test_every_log_has_numbers_of_its_own(database, ledger, department):
    ledger.found_power(department)
    neighbour = Ledger(database, make_jurisdiction(database, "邻区"))
    withheld = Ledger(database, ledger.jurisdiction, WITHHELD)
    for log in (neighbour, withheld):
        published = log.publish(add_department())
        assert (published.edition, published.first_entry, published.last_entry) == (1, 1, 2)
    for log in (ledger, neighbour, withheld):
        audit(log)


def test_the_same_edition_has_another_leaf_in_the_withheld_log(database, ledger):
    bureau, metadata = add_department(), edition()
    withheld = Ledger(database, ledger.jurisdiction, WITHHELD)
    ledger.publish(bureau, metadata=metadata)
    withheld.publish(add_department(), metadata=metadata)
    assert ledger.entries()[0].digest == withheld.entries()[0].digest
    assert ledger.entries()[0].leaf != withheld.entries()[0].leaf


def test_a_withheld_power_belongs_to_a_department_of_the_public_list(database, ledger, department):
    withheld = Ledger(database, ledger.jurisdiction, WITHHELD)
    power = withheld.found_power(department, disclosure="withheld")
    assert withheld.stated(power, "2020-01-01")["department_id"] == department
    assert ledger.stated(power, "2020-01-01") is None
    audit(withheld)


def test_the_header_entry_comes_first_and_says_that_an_edition_was_published(ledger):
    published = ledger.publish(add_department(), add_department("公安局"))
    header, *others = ledger.entries(published.edition)
    assert (header.number, header.kind, header.op) == (published.first_entry, "edition", "publish")
    nothing = (header.record, header.version, header.valid_from, header.valid_to, header.cause, header.lineage)
    assert nothing == (None,) * 6
    assert [entry.op for entry in others] == ["add", "add"]


def test_the_header_is_digested_over_all_that_the_edition_says_of_itself(ledger, department):
    metadata = edition(
        "2019-05-01",
        EditionKind.NOTICE,
        title="关于调整部分权责事项的通知",
        document_number="普政发〔2024〕5号",
        issuing_organs=["示范区人民政府", "示范区人民政府办公室"],
        decided_on=date(2019, 4, 1),
        written_on=date(2019, 4, 8),
        published_at=datetime.now(UTC),
        attachments=[Attachment(name="清单.xlsx", digest="0f" * 32, size=7)],
    )
    published = ledger.publish(add_power(department, since="2019-05-01"), metadata=metadata)
    said = {
        "jurisdiction": ledger.jurisdiction,
        "number": 2,
        "digest_algorithm": "sha-256",
        "kind": "通知",
        "title": "关于调整部分权责事项的通知",
        "document_number": "普政发〔2024〕5号",
        "issuing_organs": ["示范区人民政府", "示范区人民政府办公室"],
        "decided_on": "2019-04-01",
        "written_on": "2019-04-08",
        "published_at": metadata.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "effective_from": "2019-05-01",
        "counts": {"administrative_penalty": 1},
        "attachments": [{"name": "清单.xlsx", "digest": "0f" * 32, "size": 7}],
    }
    header = ledger.entries(published.edition)[0]
    assert header.digest == hashlib.sha256(canonical(said).encode()).hexdigest()


def test_an_edition_stores_what_it_was_given_and_who_authorised_it(ledger):
    metadata = edition("2016-03-01", EditionKind.CORRECTION, document_number="2024年第3号", decided_on=date(2016, 2, 1))
    before = datetime.now(UTC)
    ledger.publish(add_department(), metadata=metadata)
    (row,) = ledger.editions()
    said = (row.kind, row.title, row.document_number, row.decided_on, row.written_on, row.effective_from)
    assert said == ("更正", metadata.title, "2024年第3号", date(2016, 2, 1), None, date(2016, 3, 1))
    assert row.published_at == metadata.published_at
    assert before <= row.recorded_at <= datetime.now(UTC)


def test_every_edition_has_the_root_of_the_tree_so_far(ledger, department):
    roots = [ledger.publish(add_power(department, f"事项{n}")).root for n in range(12)]
    assert [bytes(row.root).hex() for row in ledger.editions()][1:] == roots
    assert len(set(roots)) == len(roots)
    audit(ledger)


@pytest.mark.slow
def test_the_root_is_right_across_kept_levels(ledger, department):
    """Runs of entries that end just before, on and after a kept subtree of 256 leaves."""
    for run in (252, 1, 1, 255, 300):
        ledger.publish(*(add_power(department, f"事项{n}") for n in range(run)))
        audit(ledger, past=False)
    kept = ledger._query('SELECT level, "index" FROM tree_nodes WHERE log = :log ORDER BY "index"')
    entries = ledger.head().entry
    assert [tuple(row) for row in kept] == [(8, index) for index in range(entries // 256)]


def test_the_first_entry_of_an_installation_has_position_one(fresh):
    Ledger(fresh, make_jurisdiction(fresh)).publish(add_department())
    assert [position for position, _, _ in positions(fresh)] == [1, 2]


def test_positions_are_dense_and_in_commit_order_over_all_logs(database, ledger):
    neighbour = Ledger(database, make_jurisdiction(database, "邻区"))
    withheld = Ledger(database, ledger.jurisdiction, WITHHELD)
    order = [ledger, neighbour, withheld, neighbour, ledger]
    before = everything_written(database)["position"]
    for log in order:
        log.publish(add_department(), add_department("公安局"))
    found = positions(database, before)
    assert [position - before for position, _, _ in found] == [*range(1, 3 * len(order) + 1)]
    assert [log for _, log, _ in found] == [log.head().log for log in order for _ in range(3)]
    for log in order:
        own = [number for _, of, number in found if of == log.head().log]
        assert own == sorted(own)


def test_a_leaf_carries_cause_and_lineage_as_given(ledger, department):
    old = [ledger.found_power(department, name) for name in ("甲", "乙")]
    fields = {"name": "丙", "category": "administrative_penalty", "department_id": department}
    new = new_id()
    ledger.publish(change(Op.MERGE, new, "2019-05-01", from_=old, fields=fields))
    *ended, begun = ledger.entries()[-3:]
    assert [entry.lineage for entry in ended] == [{"into": [new]}] * 2
    assert begun.lineage == {"from": old}
    assert begun.cause == {"type": "own_initiative", "text": "年度清理规范", "ref": None}
    audit(ledger)


def test_counts_are_of_leaves_in_force_on_the_day_the_edition_takes_effect(ledger, department):
    group = add_power(department, "总项", grouping=True)
    parts = [add_power(department, f"子项{n}", parent_id=group.id) for n in range(3)]
    licence = add_power(department, "许可", category="administrative_license")
    future = add_power(department, "来年的事项", since="2017-01-01")
    first = ledger.publish(group, *parts, licence, future, metadata=edition("2016-03-01"))
    assert first.counts == {"administrative_license": 1, "administrative_penalty": 3}
    gone = change(Op.CANCEL, parts[0].id, "2017-01-01")
    resting = change(Op.SUSPEND, parts[1].id, "2017-01-01")
    second = ledger.publish(gone, resting, metadata=edition("2017-01-01"))
    assert second.counts == {"administrative_license": 1, "administrative_penalty": 2}
    assert [row.counts for row in ledger.editions()][1:] == [first.counts, second.counts]


def test_changes_are_counted_by_kind_and_operation_without_what_only_groups(ledger):
    bureau = add_department()
    group = add_power(bureau.id, "总项", grouping=True)
    part = add_power(bureau.id, "子项", parent_id=group.id)
    published = ledger.publish(bureau, group, part)
    assert published.changes == {"department": {"add": 1}, "power": {"add": 1}}
    assert ledger.editions()[0].changes == published.changes


def test_one_edition_may_found_a_department_and_its_powers_and_amend_them(ledger):
    bureau = add_department()
    power = add_power(bureau.id)
    amended = change(Op.AMEND, power.id, "2018-01-01", fields={"name": "改名"})
    ledger.publish(bureau, power, amended)
    assert ledger.stated(power.id, "2017-12-31")["name"] == "对违法行为的处罚"
    assert ledger.stated(power.id, "2018-01-01")["name"] == "改名"
    audit(ledger)


def test_the_same_second_may_see_two_editions(ledger):
    metadata = edition()
    ledger.publish(add_department(), metadata=metadata)
    assert ledger.publish(add_department("公安局"), metadata=metadata).edition == 2


def test_a_seed_may_state_when_its_lists_had_been_published(ledger):
    long_ago = datetime(2016, 2, 20, 1, 0, tzinfo=UTC)
    ledger.publish(add_department(), metadata=edition(kind=EditionKind.LOAD, published_at=long_ago))
    later = long_ago + timedelta(days=400)
    ledger.publish(add_department("公安局"), metadata=edition(kind=EditionKind.LOAD, published_at=later))
    assert [row.published_at for row in ledger.editions()] == [long_ago, later]
