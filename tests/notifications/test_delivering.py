"""Working off the outbox: at least once under one id, by one worker at a time, again after a failure, not for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.receivers import hook
from quanze.domain.identities import new_id
from quanze.domain.notifications import EDITION_PUBLISHED, JITTER, RETRIES, TEST
from quanze.services import delivering, endpoints
from quanze.services.delivering import keep_delivering, work_off
from quanze.storage import audit_log, backup, leases
from quanze.storage.database import Database


def publish(town, number=1):
    for one in range(number):
        town.sample.ledger.found_department(f"机关{new_id()[-6:]}{one}")


@pytest.fixture
def endpoint(town, told):
    return town.endpoint(told.url, EDITION_PUBLISHED)[0]


def state(town):
    return [(row.attempts, row.delivered_at is not None, row.given_up_at is not None) for row in town.messages()]


def test_what_arrived_is_not_sent_again(town, told, endpoint):
    publish(town)
    town.put_off()
    assert work_off(town.delivery) == 1
    assert work_off(town.delivery) == 0
    assert told.ids == [row.id for row in town.messages()]
    assert state(town) == [(1, True, False)]


def test_what_is_settled_is_kept_for_a_month(town, told, endpoint):
    publish(town)
    town.put_off()
    assert work_off(town.delivery) == 1
    for days in (29, 2):
        town.clock.goes(days=days)
        with town.sample.database.writing() as connection:
            endpoints.send_test(connection, town.administrator, endpoint)
        assert work_off(town.delivery) == 1
    assert [row.event for row in town.messages()] == [TEST, TEST]


def test_a_failure_is_tried_again_by_the_table_under_the_same_id_and_then_given_up(town, told, endpoint):
    told.status = 500
    publish(town)
    town.put_off()
    for attempt, wait in enumerate(RETRIES, start=1):
        assert work_off(town.delivery) == 0
        row = town.messages()[0]
        assert (row.attempts, row.last_error, row.given_up_at) == (attempt, "对方答复 500", None)
        assert wait <= row.next_at - town.clock() <= wait * (1 + JITTER)
        town.clock.now = row.next_at - timedelta(seconds=1)
        assert work_off(town.delivery) == 0
        assert len(told.got) == attempt, "not before its time"
        town.clock.now = row.next_at
    work_off(town.delivery)
    assert state(town) == [(len(RETRIES) + 1, False, True)]
    town.clock.goes(days=30)
    assert work_off(town.delivery) == 0
    assert len(told.got) == len(RETRIES) + 1
    assert len(set(told.ids)) == 1
    assert len({body for *_, body in told.got}) == 1, "the same bytes each time"


def test_what_was_given_up_can_be_sent_again(town, told, endpoint):
    told.status = 410
    publish(town)
    town.put_off()
    work_off(town.delivery)
    assert state(town) == [(1, False, True)]
    told.status = 200
    with town.sample.database.writing() as connection:
        endpoints.set_enabled(connection, town.administrator, endpoint, enabled=True)
        endpoints.send_again(connection, town.administrator, town.messages()[0].id)
    town.put_off()
    assert work_off(town.delivery) == 1
    assert len(set(told.ids)) == 1


def test_an_endpoint_that_is_gone_is_disabled_and_that_is_written_down(town, told, endpoint):
    told.status = 410
    publish(town, 2)
    town.put_off()
    work_off(town.delivery)
    publish(town)
    assert len(told.got) == 1
    assert [row.last_error for row in town.messages()] == ["对方答复 410", None]
    town.clock.goes(seconds=1)
    work_off(town.delivery)
    assert [row.last_error for row in town.messages()] == ["对方答复 410", "接收地址已停用"]
    with town.sample.database.reading() as connection:
        line = next(iter(audit_log.lines(connection, [])))
    assert (line.action, line.account, line.details["reason"]) == ("webhook.disable", "系统", "gone")


def test_a_dead_endpoint_does_not_keep_the_others_waiting(town, told, endpoint):
    with hook() as other:
        other.status = 503
        town.endpoint(other.url, EDITION_PUBLISHED)
        publish(town, 3)
        town.put_off()
        assert work_off(town.delivery) == 3
        assert len(other.got) == 1


class Killed(BaseException):
    """The process ends here."""


def test_killed_between_sending_and_writing_that_down_it_comes_again_with_the_same_id(
    town, told, endpoint, monkeypatch
):
    publish(town)
    town.put_off()

    def killed(*_):
        raise Killed

    monkeypatch.setattr(delivering, "_settle", killed)
    with pytest.raises(Killed):
        work_off(town.delivery)
    monkeypatch.undo()
    heir = replace(town.delivery, holder=new_id())
    town.clock.goes(seconds=10)
    assert work_off(heir) == 0, "the dead one's lease holds"
    town.clock.goes(seconds=delivering.TERM.total_seconds())
    assert work_off(heir) == 1
    assert len(told.got) == 2
    assert len(set(told.ids)) == 1


def test_of_several_workers_at_once_each_message_is_sent_by_one(town, told, endpoint):
    publish(town, 8)
    town.put_off()
    databases = [Database(town.sample.url) for _ in range(3)]
    workers = [replace(town.delivery, database=one, holder=new_id()) for one in databases]
    barrier = threading.Barrier(len(workers))

    def work(delivery):
        barrier.wait()
        return work_off(delivery)

    with ThreadPoolExecutor(len(workers)) as pool:
        arrived = list(pool.map(work, workers))
    for one in databases:
        one.close()
    assert sum(arrived) == 8
    assert sorted(told.ids) == sorted(row.id for row in town.messages())
    assert sum(number > 0 for number in arrived) == 1, "one held the lease"


def test_a_lease_is_ones_own_until_it_runs_out_or_is_given_back(town, clock):
    def take(holder):
        with town.sample.database.writing() as connection:
            return leases.take(connection, "x", holder, clock(), timedelta(seconds=60))

    assert take("a")
    assert not take("b")
    clock.goes(seconds=40)
    assert take("a"), "renewed"
    clock.goes(seconds=40)
    assert not take("b")
    clock.goes(seconds=20)
    assert take("b")
    assert not take("a")
    with town.sample.database.writing() as connection:
        leases.give_back(connection, "x", "a")
    assert not take("a"), "nobody gives back what is another's"
    with town.sample.database.writing() as connection:
        leases.give_back(connection, "x", "b")
    assert take("a")


def test_the_worker_stops_when_told_and_gives_the_lease_back(town, told, endpoint):
    publish(town)
    town.put_off()
    stop = threading.Event()
    thread = threading.Thread(target=keep_delivering, args=(town.delivery, stop))
    thread.start()
    assert told.arrived.wait(60)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    with town.sample.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM leases").scalar_one() == 0


def test_trouble_with_one_message_is_written_down_and_the_next_one_goes(town, told, endpoint):
    publish(town, 1)
    with town.sample.database.writing() as connection:
        endpoints.send_test(connection, town.administrator, endpoint)
        connection.exec_driver_sql("UPDATE outbox SET payload = '[1]' WHERE event = 'edition.published'")
    with hook() as other:
        town.endpoint(other.url, EDITION_PUBLISHED)
        publish(town, 1)
        town.put_off()
        work_off(town.delivery)
        assert len(other.got) == 1
    errors = {row.event: row.last_error for row in town.messages() if row.attempts and not row.delivered_at}
    assert errors == {EDITION_PUBLISHED: "内部错误，详见服务日志"}
    town.clock.goes(seconds=1)
    work_off(town.delivery)
    assert TEST in {row.event for row in town.messages() if row.delivered_at}


def test_a_backup_carries_endpoints_and_what_waits_and_no_lease(town, told, endpoint, tmp_path):
    publish(town)
    town.put_off()
    told.status = 500
    work_off(town.delivery)
    backup.backup(town.sample.database, tmp_path / "b.qz")
    copy = Database(f"sqlite:///{tmp_path}/copy.sqlite3")
    backup.restore(copy, tmp_path / "b.qz")
    town.clock.goes(seconds=60)
    told.status = 200
    assert work_off(replace(town.delivery, database=copy, holder=new_id())) == 1
    assert len(set(told.ids)) == 1
    copy.close()
