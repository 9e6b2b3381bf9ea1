import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation

from stories.templatetags.review_tags import age, headline_waiting, names, spelled


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (dt.timedelta(seconds=20), "0 min"),
        (dt.timedelta(minutes=59), "59 min"),
        (dt.timedelta(hours=1), "1 h"),
        (dt.timedelta(hours=47), "47 h"),
        (dt.timedelta(hours=48), "2 days"),
        (dt.timedelta(days=1200), "1,200 days"),
        (dt.timedelta(seconds=-5), "0 min"),
    ],
)
def test_age(passed: dt.timedelta, said: str) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False), translation.override("en"):
        assert age(now - passed) == said


def test_age_of_what_has_no_time_is_empty() -> None:
    assert age(None) == ""


@pytest.mark.parametrize(("number", "said"), [(1, "one"), (12, "twelve"), (13, "13"), (0, "0"), (1200, "1,200")])
def test_spelled(number: int, said: str) -> None:
    with translation.override("en"):
        assert spelled(number) == said


def test_headline_begins_with_a_capital() -> None:
    with translation.override("en"):
        assert [headline_waiting(number) for number in (1, 7, 30)] == ["One waiting", "Seven waiting", "30 waiting"]


@pytest.mark.parametrize(
    ("people", "said"),
    [([], ""), (["Maja"], "Maja"), (["Maja", "Henrik"], "Maja and Henrik"), (["A", "B", "C"], "A, B and C")],
)
def test_names(people: list[object], said: str) -> None:
    with translation.override("en"):
        assert names(people) == said
