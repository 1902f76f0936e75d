"""What an installation holds: its jurisdictions, their departments, since when each is covered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from quanze.domain.canonical import DIGEST_ALGORITHM
from quanze.domain.entries import day_text
from quanze.domain.vocabulary import Kind
from quanze.services.cursors import LIMIT, MOST
from quanze.services.moments import Asked, Moment, Place, places_of, resolve
from quanze.storage import readers
