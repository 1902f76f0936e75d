"""A backup taken while others write, and a restore that ends in fsck and loses nothing that was published."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime

import orjson
import pytest
from sqlalchemy import text

from factories import SPRING, Ledger, add_power, change, edition, everything_written, open_register
from lists import Bureau, power
from operations.history import contents, differences, fill
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput, Refused
from quanze.storage.backup import backup, restore
from quanze.storage.database import Database


def roots(database):
    with database.reading() as connection:
        rows = connection.execute(text("SELECT log, number, root FROM editions ORDER BY log, number"))
        return [(log, number, bytes(root).hex()) for log, number, root in rows]


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """An empty database of either kind to restore into."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/target.sqlite3")
        yield database
        database.close()
    else:
        with request.getfixturevalue("postgresql").database("restored") as url:
            database = Database(url)
            yield database
            database.close()


def test_every_row_comes_back_in_any_database(database, ledger, target, tmp_path):
    ledger.publish(
        add_power(ledger.found_department("x"), "𠮷字事项", note="引号\"'\n换行\u2028", display_order=2**53 - 1)
    )
    out = tmp_path / "backup.gz"
    written = backup(database, out)
    assert restore(target, out) == written
    assert contents(target) == contents(database)
    assert roots(target) == roots(database)
    assert differences(target) == []
    backup(target, tmp_path / "again.gz")
    assert lines(tmp_path / "again.gz")[1:] == lines(out)[1:]


def test_publishing_goes_on_after_a_restore(database, ledger, target, tmp_path):
    backup(database, tmp_path / "b.gz")
    restore(target, tmp_path / "b.gz")
    restored, published = Ledger(target, ledger.jurisdiction), []
    when = datetime.now(UTC)
    for one in (ledger, restored):
        change_ = add_power(_department(one), "新事项", "01m84zqsbwe6ac1npezyb2ejeq")
        published.append(one.publish(change_, metadata=edition(published_at=when)))
    assert published[0] == published[1], "same numbers, same root"
    assert differences(target) == []
    Bureau(target, tmp_path, "650200", "克拉玛依市").load([power("甲项")])
    assert differences(target) == []
    with pytest.raises(Exception, match="append-only"), target.writing() as connection:
        connection.exec_driver_sql("DELETE FROM versions")


def _department(ledger):
    [found] = ledger._query("SELECT id FROM records WHERE kind = 'department' AND log = :log")
    return found.id


def test_a_register_without_anything_comes_back(database, target, tmp_path):
    backup(database, tmp_path / "b.gz")
    restore(target, tmp_path / "b.gz")
    assert contents(target) == contents(database)


def test_a_longer_log_is_laid_over_a_shorter_one_and_never_the_other_way(database, ledger, tmp_path):
    backup(database, tmp_path / "old.gz")
    ledger.found_power(_department(ledger))
    backup(database, tmp_path / "new.gz")
    before = contents(database)
    with pytest.raises(Refused) as refused:
        restore(database, tmp_path / "old.gz")
    assert refused.value.code == "backup_older"
    assert contents(database) == before
    restore(database, tmp_path / "new.gz")
    assert contents(database) == before
    assert differences(database) == []


def test_a_shorter_register_catches_up(opened, tmp_path):
    database = open_register(f"sqlite:///{tmp_path}/a.sqlite3")
    ledger = fill(database)
    backup(database, tmp_path / "old.gz")
    copy = opened(tmp_path / "b.sqlite3")
    restore(copy, tmp_path / "old.gz")
    ledger.found_power(_department(ledger))
    backup(database, tmp_path / "new.gz")
    restore(copy, tmp_path / "new.gz")
    assert contents(copy) == contents(database)
    database.close()


def test_another_history_is_refused(database, ledger, tmp_path):
    other = open_register(f"sqlite:///{tmp_path}/other.sqlite3")
    backup(database, tmp_path / "mine.gz")
    restore(other, tmp_path / "mine.gz")
    for one in (ledger, Ledger(other, ledger.jurisdiction)):
        for _ in range(2):
            one.found_power(_department(one), "各写各的")
    backup(other, tmp_path / "other.gz")
    before = contents(database)
    with pytest.raises(Refused) as refused:
        restore(database, tmp_path / "other.gz")
    assert refused.value.code == "backup_older"
    fill(other2 := open_register(f"sqlite:///{tmp_path}/stranger.sqlite3"))
    backup(other2, tmp_path / "stranger.gz")
    with pytest.raises(Refused):
        restore(database, tmp_path / "stranger.gz")
    assert contents(database) == before
    other.close()
    other2.close()


def lines(path):
    return gzip.decompress(path.read_bytes()).splitlines()


def write(path, written):
    path.write_bytes(gzip.compress(b"\n".join(written) + b"\n"))


def damaged_lines(path):
    """Copies of a backup with one thing wrong in the text itself, so that no checksum tells."""
    good = lines(path)
    at = next(n for n, line in enumerate(good) if b'"table":"versions"' in line) + 1
    first = orjson.loads(good[0])
    yield "empty", []
    yield "no JSON", [b"{", *good[1:]]
    yield "a list", [b"[]", *good[1:]]
    yield "another format", [orjson.dumps({**first, "format": "x"}), *good[1:]]
    yield "a later release", [orjson.dumps({**first, "schema": "9999"}), *good[1:]]
    yield "no schema", [orjson.dumps({"format": first["format"]}), *good[1:]]
    yield "no end", good[:-1]
    yield "wrong end", [*good[:-1], b'{"end":1}']
    yield "more after the end", [*good, good[-1]]
    yield "no header", good[1:]
    yield "a row gone", [*good[:at], *good[at + 1 : -1], orjson.dumps({"end": orjson.loads(good[-1])["end"] - 1})]
    yield "a row twice", [*good[:at], good[at], *good[at:-1], orjson.dumps({"end": orjson.loads(good[-1])["end"] + 1})]
    yield "a short row", [*good[:at], b'{"row":[1]}', *good[at + 1 :]]
    yield "an odd row", [*good[:at], b'{"row":[{"hex":"zz"},1,"",""]}', *good[at + 1 :]]
    yield "an odd value", [*good[:at], b'{"row":[{"day":1,"hex":""},1,"",""]}', *good[at + 1 :]]
    yield "a table that is none", [*good[: at - 1], b'{"table":"nothing","columns":[]}', *good[at:]]
    yield "rows before any table", [good[0], b'{"row":[]}', *good[1:]]
    yield "a number", [*good[:at], b"1", *good[at:]]
    yield "a text changed", [line.replace("劣种子".encode(), "好种子".encode()) for line in good]
    told = next(n for n in range(at, len(good)) if orjson.loads(good[n])["row"][3] is not None)
    without_text = orjson.dumps({"row": [*orjson.loads(good[told])["row"][:3], None]})
    yield "a null text", [*good[:told], without_text, *good[told + 1 :]]


def test_a_backup_that_says_something_else_changes_nothing(database, ledger, tmp_path):
    out, bad = tmp_path / "b.gz", tmp_path / "bad.gz"
    backup(database, out)
    before = contents(database)
    for what, written in damaged_lines(out):
        write(bad, written)
        with pytest.raises(Refused) as refused:
            restore(database, bad)
        assert "\n" not in refused.value.message, what
        assert refused.value.code in {"backup_damaged", "not_a_backup", "newer_backup"}, what
        assert contents(database) == before, what


@pytest.mark.slow
def test_no_cut_and_no_flipped_bit_passes(opened, tmp_path):
    database = open_register(f"sqlite:///{tmp_path}/a.sqlite3")
    fill(database)
    out, bad = tmp_path / "b.gz", tmp_path / "bad.gz"
    backup(database, out)
    good, expected = out.read_bytes(), contents(database)
    for size in range(0, len(good), len(good) // 25):
        bad.write_bytes(good[:size])
        with pytest.raises(InvalidInput):
            restore(database, bad)
    header, copy = good.index(b"\x00", 10) + 1, opened(tmp_path / "copy.sqlite3")
    for place in [*range(header), *range(header, len(good), len(good) // 40), *range(len(good) - 8, len(good))]:
        bad.write_bytes(good[:place] + bytes([good[place] ^ 0x04]) + good[place + 1 :])
        if _restored(copy, bad):
            assert place < header, "only gzip's own name and time may differ"
            assert contents(copy) == expected
    assert contents(database) == expected
    database.close()


def _restored(database, path):
    try:
        restore(database, path)
    except InvalidInput:
        return False
    return True


def test_files_that_are_no_backup_are_refused(database, ledger, tmp_path):
    before = contents(database)
    for name, data in {
        "text": b"hello\n",
        "empty": b"",
        "zip": gzip.compress(b"hello\n"),
        "nul": gzip.compress(b""),
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InvalidInput):
            restore(database, tmp_path / name)
    with pytest.raises(InvalidInput) as refused:
        restore(database, tmp_path / "none")
    assert refused.value.code == "not_found"
    assert contents(database) == before


def test_a_backup_that_passes_no_fsck_is_refused(database, ledger, tmp_path):
    out = tmp_path / "b.gz"
    backup(database, out)
    write(out, [line.replace("对销售劣种子".encode(), "对销售好种子".encode()) for line in lines(out)])
    with pytest.raises(Refused) as refused:
        restore(database, out)
    assert refused.value.code == "backup_damaged"
    assert "校验" in refused.value.message


def test_restoring_spares_what_is_not_ours(database, ledger, tmp_path):
    backup(database, tmp_path / "b.gz")
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id integer)")
        connection.exec_driver_sql("INSERT INTO somebody_elses VALUES (7)")
    restore(database, tmp_path / "b.gz")
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT id FROM somebody_elses").scalar_one() == 7


def test_a_failed_backup_leaves_the_old_file_and_no_part(database, ledger, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        backup(database, tmp_path / "folder")
    with pytest.raises(OSError, match="missing"):
        backup(database, tmp_path / "missing" / "b.gz")
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_during_publications_is_one_moment_of_them(database, ledger, target, tmp_path):
    department, stop, failed = _department(ledger), threading.Event(), []

    def write_on():
        try:
            while not stop.is_set():
                record = ledger.found_power(department, "不停地公布")
                ledger.publish(change(Op.AMEND, record, SPRING, fields={"note": "再改"}))
        except Exception as error:  # noqa: BLE001 - told in the main thread
            failed.append(error)

    writer = threading.Thread(target=write_on)
    writer.start()
    sizes = []
    try:
        for number in range(3):
            out = tmp_path / f"{number}.gz"
            backup(database, out)
            restore(target, out)
            assert differences(target) == []
            sizes.append(Ledger(target, ledger.jurisdiction).head().edition)
    finally:
        stop.set()
        writer.join(30)
    assert not failed
    assert sizes == sorted(sizes)
    head = ledger.head()
    assert sizes[-1] <= head.edition
    assert roots(target) == [row for row in roots(database) if row in roots(target)]
    assert everything_written(database)["editions"] >= len(roots(target))
