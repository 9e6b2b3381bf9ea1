"""Limits that all processes share."""

import datetime as dt

import pytest
import time_machine

from stories.actions import limits
from stories.actions.limits import TooMany
from stories.models import Allowance

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 5, 4, 12, 0, 0, tzinfo=dt.UTC)


def test_limit_is_reached_after_so_many_uses() -> None:
    with time_machine.travel(NOON, tick=False):
        for _time in range(3):
            limits.take("react:v1", limit=3, seconds=60)
        with pytest.raises(TooMany):
            limits.take("react:v1", limit=3, seconds=60)
    assert Allowance.objects.get().used == 4


def test_next_window_begins_afresh() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        limits.take("react:v1", limit=1, seconds=60)
        clock.shift(59)
        with pytest.raises(TooMany):
            limits.take("react:v1", limit=1, seconds=60)
        clock.shift(1)
        limits.take("react:v1", limit=1, seconds=60)
    assert list(Allowance.objects.order_by("window").values_list("window", "used")) == [
        (int(NOON.timestamp()), 2),
        (int(NOON.timestamp()) + 60, 1),
    ]


def test_each_key_has_its_own_limit() -> None:
    with time_machine.travel(NOON, tick=False):
        limits.take("react:v1", limit=1, seconds=60)
        limits.take("react:v2", limit=1, seconds=60)
        limits.take("share:v1", limit=1, seconds=60)
    assert Allowance.objects.count() == 3


def test_long_key_is_cut_to_what_the_table_holds() -> None:
    with time_machine.travel(NOON, tick=False):
        limits.take("x" * 500, limit=1, seconds=60)
        with pytest.raises(TooMany):
            limits.take("x" * 501, limit=1, seconds=60)
    assert Allowance.objects.get().key == "x" * 120


def test_old_windows_are_forgotten() -> None:
    with time_machine.travel(NOON - dt.timedelta(days=2), tick=False):
        limits.take("react:v1", limit=1, seconds=60)
    with time_machine.travel(NOON, tick=False):
        limits.take("react:v1", limit=1, seconds=60)
        assert limits.forget_old() == 1
    assert Allowance.objects.get().window == int(NOON.timestamp())
