"""What the office's pages ask about notifications: how they leave."""

from __future__ import annotations

from starlette.requests import Request

from quanze.services.delivering import Delivery


def delivery_of(request: Request) -> Delivery:
    """What notifications leave with."""
    delivery: Delivery = request.app.state.delivery
    return delivery
