"""Fixtures over the sample register: one for all that only read it, on each database, and fresh ones to publish in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from registers import Sample, Site, make_sample

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample register, to be read only."""
    if request.param == "sqlite":
        sample = make_sample(f"sqlite:///{tmp_path_factory.mktemp('sample')}/sample.sqlite3")
        yield sample
        sample.database.close()
        return
    with request.getfixturevalue("postgresql").database("sample") as url:
        sample = make_sample(url)
        yield sample
        sample.database.close()


@pytest.fixture(scope="session")
def site(sample: Sample) -> Iterator[Site]:
    """The application over the sample register."""
    site = Site(sample.url)
    yield site
    site.close()


@pytest.fixture
def own_sample(sqlite_url: str) -> Iterator[Sample]:
    """A sample register of one's own, to publish in."""
    sample = make_sample(sqlite_url)
    yield sample
    sample.database.close()


@pytest.fixture
def own_site(own_sample: Sample) -> Iterator[Site]:
    """The application over it."""
    site = Site(own_sample.url)
    yield site
    site.close()
