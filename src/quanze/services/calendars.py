"""The working days of an installation: the State Council's, and what the government declared beside them."""

from __future__ import annotations

from sqlalchemy import Connection

from quanze.domain.working_days import Calendar, Declared, read_arrangements, state_council
from quanze.storage import holidays


def calendar(connection: Connection) -> Calendar:
    """The calendar that deadlines are reckoned with; what was declared here wins."""
    declared = holidays.declared(connection)
    return state_council().over({day: Declared(*said) for day, said in declared.items()})


def declare(connection: Connection, text: str) -> Calendar:
    """Declare the days of an arrangement, as :func:`read_arrangements` reads it; answers the calendar from now on."""
    holidays.declare(connection, {day: (said.is_working, said.note) for day, said in read_arrangements(text).items()})
    return calendar(connection)
