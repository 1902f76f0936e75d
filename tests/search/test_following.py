"""An index follows the log: every edition, nothing but what is public, and from nothing where it cannot go on."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date
from types import SimpleNamespace

import pytest

from factories import Ledger, change, make_jurisdiction, open_register
from lists import Bureau, power
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze.search.engines import open_index
from quanze.search.protocol import Cursor
from quanze.services import indexing
from quanze.services.indexing import catch_up, rebuild
from quanze.storage import following
from search.truth import check, check_all, request, rows, stated

DAYS = [date(2015, 1, 1), date(2016, 3, 1), date(2018, 1, 1), date(2020, 1, 1)]
ON = date(2020, 1, 1)


@pytest.fixture
def ledger(database):
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def bureau(ledger):
    return ledger.found_department("农业农村局")


def catch(database, index):
    with database.reading() as connection:
        return catch_up(connection, index)


def follows(ledger, index):
    """The index stands at the log's end, and has on every day and as of every edition what the register has."""
    with ledger.database.reading() as connection:
        assert index.cursor() == Cursor(*following.head(connection))
    check_all(index, ledger.database, ledger.head().log, DAYS, [row.tree_size for row in ledger.editions()])


def found(ledger, index, text, on=ON, **more):
    head = ledger.head()
    return index.find(request(text, head.log, on, head.entry, **more)).records


def some_editions(ledger, bureau):
    """A history that opens, closes and reopens rows."""
    first = ledger.found_power(bureau, "对甲类的处罚")
    second = ledger.found_power(bureau, "对乙类的处罚", since="2017-01-01")
    ledger.publish(change(Op.AMEND, first, "2018-01-01", fields={"name": "对丙类的处罚"}))
    ledger.publish(change(Op.CANCEL, second, "2019-01-01"))
    ledger.publish(change(Op.AMEND, first, "2017-06-01", fields={"name": "对丁类的处罚"}, keep_later=True))
    return first, second


def test_an_empty_register_has_an_empty_index(database, index):
    standing = catch(database, index)
    assert (standing.position, index.cursor()) == (0, None)
    assert index.find(request("许可", 1, ON, 0)).total == 0


def test_what_is_published_is_found_at_once(ledger, bureau, index):
    catch(ledger.database, index)
    for number in range(4):
        record = ledger.found_power(bureau, f"对第{number + 1}条行为的处罚")
        before = ledger.head().entry
        assert catch(ledger.database, index).position == before
        assert found(ledger, index, f'"第{number + 1}条行为"') == [record]
    follows(ledger, index)


def test_a_row_that_closes_is_put_again_with_its_end(ledger, bureau, index):
    first, second = some_editions(ledger, bureau)
    catch(ledger.database, index)
    follows(ledger, index)
    ledger.publish(change(Op.AMEND, first, "2019-06-01", fields={"name": "对戊类的处罚"}))
    catch(ledger.database, index)
    follows(ledger, index)
    assert found(ledger, index, '"丙类"') == []
    assert found(ledger, index, '"丙类"', date(2018, 1, 1)) == [first]
    assert found(ledger, index, '"乙类"') == []
    assert found(ledger, index, '"乙类"', date(2018, 1, 1)) == [second]


def test_one_commit_for_each_edition(ledger, bureau, index):
    catch(ledger.database, index)
    some_editions(ledger, bureau)
    cursors, apply = [], index.apply
    noting = SimpleNamespace(cursor=index.cursor, apply=lambda rows, to: cursors.append(to) or apply(rows, to))
    catch(ledger.database, noting)
    assert [cursor.position for cursor in cursors] == [row.tree_size for row in ledger.editions()][1:]


def test_what_is_committed_is_found_while_segments_merge(ledger, bureau, engine, index_folder, monkeypatch):
    """In a large index merging goes on after the commit; the next edition waits for it."""
    if engine == "tantivy":
        monkeypatch.setattr("quanze.search.tantivy_index.MERGED_AT_ONCE", 0)
    index = open_index(index_folder, engine)
    for number in range(12):
        record = ledger.found_power(bureau, f"对第{number + 1}条行为的处罚")
        catch(ledger.database, index)
        assert found(ledger, index, f'"第{number + 1}条行为"') == [record]
    follows(ledger, index)


def test_a_follower_killed_between_two_editions_goes_on_where_it_was(ledger, bureau, index, index_folder, engine):
    catch(ledger.database, index)
    some_editions(ledger, bureau)
    with ledger.database.reading() as connection:
        runs = following.runs_after(connection, index.cursor().position)
        for run in runs[:2]:
            touched = indexing._indexed(connection, following.rows_touched(connection, run))
            index.apply(touched, Cursor(run.position, run.leaf))
    assert index.cursor().position == runs[1].position
    revived = open_index(index_folder, engine)
    catch(ledger.database, revived)
    follows(ledger, revived)
    follows(ledger, index)


def test_a_commit_that_fails_on_its_way_leaves_nothing_behind(ledger, bureau, index):
    ledger.found_power(bureau, "对甲类的处罚")
    catch(ledger.database, index)
    before = index.cursor()
    ledger.found_power(bureau, "对乙类的处罚")

    def failing():
        with ledger.database.reading() as connection:
            [run] = following.runs_after(connection, before.position)
            yield from indexing._indexed(connection, following.rows_touched(connection, run))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        index.apply(failing(), Cursor(before.position + 2, "00"))
    assert index.cursor() == before
    assert found(ledger, index, '"乙类"') == []
    with pytest.raises(RuntimeError, match="killed"):
        index.rebuild(failing(), Cursor(before.position + 2, "00"))
    assert index.cursor() == before
    catch(ledger.database, index)
    follows(ledger, index)


def test_an_index_whose_folder_is_removed_while_it_is_used_is_built_anew(ledger, bureau, index, index_folder):
    some_editions(ledger, bureau)
    catch(ledger.database, index)
    while index_folder.exists():  # an engine may still be merging
        shutil.rmtree(index_folder, ignore_errors=True)
    catch(ledger.database, index)
    follows(ledger, index)


def test_an_index_of_another_history_is_built_aside(ledger, bureau, index, tmp_path, index_folder, engine):
    """The same positions, another log: the leaf tells."""
    some_editions(ledger, bureau)
    catch(ledger.database, index)
    other = open_register(f"sqlite:///{tmp_path}/other.sqlite3")
    try:
        another = Ledger(other, make_jurisdiction(other))
        record = another.found_power(another.found_department(), "对别处行为的处罚")
        some_editions(another, another.found_department("公安局"))
        catch(other, index)
        follows(another, index)
        assert found(another, index, '"别处"') == [record]
        assert found(another, index, '"甲类"', date(2016, 6, 1)) != []
        root = index_folder / engine
        assert len([path for path in root.iterdir() if path.is_dir()]) == 1, "the old index is removed"
    finally:
        other.close()


def test_a_restored_older_backup_is_noticed(ledger, bureau, index, tmp_path):
    some_editions(ledger, bureau)
    with closing(sqlite3.connect(ledger.database.url.database)) as now:
        now.execute("VACUUM INTO ?", [str(tmp_path / "older.sqlite3")])
    lost = ledger.found_power(bureau, "对失去的行为的处罚")
    catch(ledger.database, index)
    assert found(ledger, index, '"失去的行为"') == [lost]
    older = open_register(f"sqlite:///{tmp_path}/older.sqlite3")
    try:
        restored = Ledger(older, ledger.jurisdiction)
        catch(older, index)
        follows(restored, index)
        assert found(restored, index, '"失去的行为"') == []
        again = restored.found_power(bureau, "对重做的行为的处罚")
        catch(older, index)
        follows(restored, index)
        assert found(restored, index, '"重做的行为"') == [again]
    finally:
        older.close()


def test_another_writer_is_not_waited_for_and_nothing_is_torn(ledger, bureau, engine, index_folder):
    """Two followers of one folder at once: whoever cannot write returns; in the end all is there."""
    catch(ledger.database, open_index(index_folder, engine))
    some_editions(ledger, bureau)
    start, failures = threading.Barrier(2), []

    def follow():
        try:
            mine = open_index(index_folder, engine)
            start.wait(10)
            standing = catch(ledger.database, mine)
            assert 0 < standing.position <= ledger.head().entry
        except Exception as failure:  # noqa: BLE001 - told by the test below
            failures.append(failure)

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    index = open_index(index_folder, engine)
    catch(ledger.database, index)
    follows(ledger, index)


def test_who_finds_a_writer_at_work_leaves_it_to_them(ledger, bureau, engine, index_folder):
    one, other = (open_index(index_folder, engine) for _ in range(2))
    catch(ledger.database, one)
    some_editions(ledger, bureau)
    stands = other.cursor()
    attempts = []

    def slow_rows():
        attempts.append(catch(ledger.database, other).position)
        yield from ()

    assert one.apply(slow_rows(), stands)
    assert attempts == [stands.position]
    catch(ledger.database, other)
    follows(ledger, other)


@pytest.mark.parametrize("built", [catch_up, rebuild])
def test_what_is_withheld_is_in_no_index(ledger, bureau, index, built):
    """Neither by following the log, in which the other log's editions have their place, nor by building anew."""
    catch(ledger.database, index)
    record = ledger.found_power(bureau, "对公开行为的处罚")
    secret = Ledger(ledger.database, ledger.jurisdiction, "withheld")
    hidden = secret.found_power(secret.found_department("保密局"), "对秘密行为的处罚")
    secret.publish(change(Op.AMEND, hidden, "2018-01-01", fields={"name": "对更秘密行为的处罚"}))
    with ledger.database.reading() as connection:
        built(connection, index)
    with ledger.database.reading() as connection:
        assert index.cursor().position == following.head(connection)[0], "its place in the order is passed"
    for log in (ledger.head().log, secret.head().log):
        for day in (None, ON, date(2016, 6, 1)):
            for kind in (Kind.POWER, Kind.DEPARTMENT):
                everything = index.find(request("", log, day, 10**9, kind=kind, statuses=())).records
                assert set(everything) <= {record, bureau}
    assert found(ledger, index, "行为") == [record]
    again = ledger.found_power(bureau, "对又一行为的处罚")
    catch(ledger.database, index)
    assert set(found(ledger, index, "行为")) == {record, again}


def test_a_removed_text_is_found_by_nobody_any_more(ledger, bureau, index):
    """The text leaves the index with the edition that removes it, however old the rows that show it."""
    record = ledger.found_power(bureau, "对甲类的处罚", note="张三，电话13800000000")
    ledger.publish(change(Op.AMEND, record, "2018-01-01", fields={"note": None}))
    catch(ledger.database, index)
    then, first = date(2017, 1, 1), ledger.editions()[1].tree_size
    assert found(ledger, index, '"张三"', then) == [record]
    ledger.publish(change(Op.REDACT, record, "2018-01-01", base_version=1))
    catch(ledger.database, index)
    log = ledger.head().log
    for day in (None, then):
        for entry in (first, ledger.head().entry):
            assert index.find(request('"张三"', log, day, entry)).total == 0
    assert found(ledger, index, "", then) == [record]
    follows(ledger, index)


def test_drafts_are_in_no_index(database, index, tmp_path):
    bureau = Bureau(database, tmp_path)
    bureau.load([power("对已公布行为的处罚")])
    catch(database, index)
    before = index.cursor()
    bureau.draft([power("对草拟行为的处罚")], effective="2024-06-01")
    assert catch(database, index).position == before.position
    log = bureau.place.log
    assert index.find(request('"草拟行为"', log, None, 10**9)).total == 0
    assert index.find(request('"已公布行为"', log, date(2024, 7, 1), 10**9)).total == 1


def test_each_jurisdiction_finds_its_own(ledger, bureau, index):
    other = Ledger(ledger.database, make_jurisdiction(ledger.database, "邻区"))
    theirs = other.found_power(other.found_department("农业农村局"), "对同名行为的处罚")
    ours = ledger.found_power(bureau, "对同名行为的处罚")
    catch(ledger.database, index)
    assert found(ledger, index, "同名行为") == [ours]
    assert found(other, index, "同名行为") == [theirs]
    known = rows(ledger.database)
    for each in (ledger, other):
        head = each.head()
        check(index, request("", head.log, ON, head.entry), stated(known, head.log, ON, head.entry))


def test_records_of_one_name_keep_apart_and_may_share_words_with_filters(ledger, bureau, index):
    """A category's or department's value is a filter, never a word of the text."""
    first = ledger.found_power(bureau, "对甲类的处罚", category="administrative_license")
    second = ledger.found_power(bureau, "对甲类的处罚")
    catch(ledger.database, index)
    assert set(found(ledger, index, "甲类")) == {first, second}
    assert found(ledger, index, "甲类", categories=("administrative_license",)) == [first]
    assert found(ledger, index, "行政许可 甲类") == [first]
    assert found(ledger, index, "administrative_license") == []
    assert set(found(ledger, index, "甲类", departments=(bureau,))) == {first, second}
    assert found(ledger, index, "甲类", departments=(second,)) == []


def test_codes_and_laws_with_commas_are_one_value(ledger, bureau, index):
    """Both engines hold several values apart in the same way."""
    law = "《关于甲、乙,丙的规定》第三条"
    codes = [{"scheme": "list", "value": "甲,01-A"}, {"scheme": "other", "value": "B 2"}]
    record = ledger.found_power(bureau, "对甲类的处罚", legal_basis=law, codes=codes)
    catch(ledger.database, index)
    for text in ("01-a", "01a", "b2", "B-2", "b 2"):
        assert found(ledger, index, text) == [record], text
    for text in ("01", "2a", "a01"):
        assert found(ledger, index, text) == [], text
