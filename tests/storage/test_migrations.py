"""The schema that migrations make is the one that the tables say, and a wrong one is named."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from factories import Ledger, add_department, everything_written, make_jurisdiction
from quanze.domain.errors import InvalidInput, Unavailable
from quanze.storage.database import Database
from quanze.storage.schema import current_revision, migrate, newest_revision, require_current


@pytest.fixture
def empty(database_url):
    database = Database(database_url)
    yield database
    database.close()


def columns_of(database):
    with database.reading() as connection:
        found = inspect(connection)
        return {
            table: {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table)}
            for table in found.get_table_names()
            if table != "alembic_version"
        }


def indexes_of(database):
    with database.reading() as connection:
        found = inspect(connection)
        return {
            (table, index["name"], tuple(index["column_names"]), bool(index["unique"]))
            for table in found.get_table_names()
            for index in found.get_indexes(table)
        }


def test_migrating_an_empty_database_makes_the_tables(empty):
    migrate(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_tables_are_those_that_their_definitions_would_make(empty, tmp_path, request):
    """Column by column and index by index, collations and partial indexes aside."""
    url = request.getfixturevalue("sqlite_url") if empty.is_sqlite else None
    migrate(empty)
    defined = Database(f"{url}.defined") if url else None
    if defined is None:
        with empty.writing() as connection:
            connection.execute(text("CREATE SCHEMA defined"))
            connection.execute(text("SET search_path TO defined"))
            SQLModel.metadata.create_all(connection)
            found = inspect(connection)
            made = {
                t: {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(t, schema="defined")}
                for t in found.get_table_names(schema="defined")
            }
        assert made == columns_of(empty)
        return
    with defined.writing() as connection:
        SQLModel.metadata.create_all(connection)
    assert columns_of(defined) == columns_of(empty)
    assert indexes_of(defined) == indexes_of(empty)
    defined.close()


def test_texts_that_keys_are_made_of_are_compared_byte_by_byte(empty):
    """So that both databases order names and ids alike."""
    migrate(empty)
    words = ["z", "Z", "a", "é", "_", "10", "9", "中"]
    values = ", ".join(f"('{word}')" for word in words)
    with empty.writing() as connection:
        connection.execute(
            text(
                f"INSERT INTO jurisdictions (id, name, ruleset, demonstration, created_at) "
                f"SELECT column1, 'x', 'x', false, '2024-01-01' FROM (VALUES {values}) AS v"
            )
        )
        found = list(connection.execute(text("SELECT id FROM jurisdictions ORDER BY id")).scalars())
    assert found == sorted(words, key=str.encode)


def test_migrating_twice_changes_nothing(empty):
    migrate(empty)
    ledger = Ledger(empty, make_jurisdiction(empty))
    ledger.publish(add_department())
    before = columns_of(empty), indexes_of(empty), everything_written(empty), secret(empty)
    migrate(empty)
    assert (columns_of(empty), indexes_of(empty), everything_written(empty), secret(empty)) == before
    assert ledger.publish(add_department("公安局")).edition == 2


def secret(database):
    with database.reading() as connection:
        return connection.execute(text("SELECT secret FROM installation")).scalar_one()


def test_every_installation_has_a_secret_of_its_own(empty, tmp_path):
    migrate(empty)
    other = Database(f"sqlite:///{tmp_path}/other.db")
    migrate(other)
    assert len(secret(empty)) >= 64
    assert secret(empty) != secret(other)
    other.close()


def test_a_current_schema_is_accepted(empty):
    migrate(empty)
    require_current(empty)
    assert current_revision(empty) == newest_revision()


def test_an_empty_database_is_named_and_init_recommended(empty):
    assert current_revision(empty) is None
    with pytest.raises(Unavailable, match="quanze init") as caught:
        require_current(empty)
    assert caught.value.code == "not_initialised"


def test_a_schema_of_a_later_release_is_named_and_left_alone(empty):
    migrate(empty)
    with empty.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refusing in (require_current, migrate):
        with pytest.raises(Unavailable, match="9999") as caught:
            refusing(empty)
        assert caught.value.code == "too_new"
    assert current_revision(empty) == "9999"


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x", "nonsense", "", "sqlite"])
def test_another_database_is_refused_in_chinese(url):
    with pytest.raises(InvalidInput, match="QUANZE_DATABASE_URL") as caught:
        Database(url)
    assert caught.value.code == "bad_database_url"


def test_a_reader_cannot_write_on_postgresql_and_sees_one_state_on_both(empty):
    migrate(empty)
    ledger = Ledger(empty, make_jurisdiction(empty))
    count = text("SELECT count(*) FROM editions")
    with empty.reading() as connection:
        before = connection.execute(count).scalar_one()
        ledger.publish(add_department())
        assert connection.execute(count).scalar_one() == before
    with empty.reading() as connection:
        assert connection.execute(count).scalar_one() == before + 1
