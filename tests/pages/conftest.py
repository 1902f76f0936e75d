"""People at their desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desks import ROLES
from quanze.domain.roles import Assignment
from staff import Browser, make_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from registers import Sample, Site


@pytest.fixture
def sit(own_sample: Sample, own_site: Site) -> Callable[[str], Browser]:
    """Somebody of a role at a browser, hired when first asked for."""
    seated: dict[str, Browser] = {}

    def sit(name: str) -> Browser:
        if name not in seated:
            role, department = ROLES[name]
            held = Assignment(role, department and own_sample[department])
            person = make_person(own_sample.database, name, held)
            seated[name] = Browser(own_site).sign_in_as(own_sample.database, person)
        return seated[name]

    return sit
