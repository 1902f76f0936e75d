"""The command line in a folder of its own; on SQLite, or once on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lists import CommandLine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    return folder


@pytest.fixture
def quanze(folder: Path) -> CommandLine:
    return CommandLine(folder, f"sqlite:///{folder}/quanze.sqlite3")


@pytest.fixture
def city(quanze: CommandLine) -> CommandLine:
    """The command line of a city whose register is begun."""
    quanze.done("init", "--region", "650200", "--name", "克拉玛依市")
    return quanze


@pytest.fixture
def either_city(folder: Path, database_url: str) -> CommandLine:
    """The same on each kind of database."""
    command = CommandLine(folder, database_url)
    command.done("init", "--region", "650200", "--name", "克拉玛依市")
    return command
