"""The Django application that holds the model with history."""

from __future__ import annotations

from typing import Any


def power_model() -> Any:
    """A power with what a list shows and its text, its history kept by django-simple-history."""
    from django.db import models
    from simple_history.models import HistoricalRecords

    class Power(models.Model):
        record = models.CharField(max_length=26, primary_key=True)
        department = models.CharField(max_length=26)
        category_rank = models.IntegerField()
        display_order = models.BigIntegerField()
        category = models.CharField(max_length=40)
        status = models.CharField(max_length=20)
        code = models.CharField(max_length=40, null=True)  # noqa: DJ001 - as the register has it
        name = models.TextField()
        body = models.TextField()
        history = HistoricalRecords()

        class Meta:
            app_label = "history_app"

    return Power
