"""What can point to a customer is found in three languages, and little else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories import discretion


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to anna.b@example.com, she said.", ["anna.b@example.com"]),
        ("She rang from +45 22 33 44 55 again.", ["+45 22 33 44 55"]),
        ("Her number is 010203-1234.", ["010203-1234"]),
        ("Zijn BSN is 123456782.", ["123456782"]),
        ("The guest in room 12 cried.", ["room 12"]),
        ("Gæsten på værelse 214 græd.", ["værelse 214"]),
        ("De gast in kamer 7 huilde.", ["kamer 7"]),
        ("The lady in 214: her suitcase.", ["214"]),
        ("Mrs. Jensen and meneer van Dijk laughed.", ["Mrs. Jensen", "meneer van Dijk"]),
        ("We met in 2019. It cost 1,250.50 on 2026-01-12.", []),
        ("I ran 5 km in 30 minutes, twice.", []),
        ("Mr and mrs nobody", []),
        ("", []),
    ],
)
def test_details(text: str, found: list[str]) -> None:
    assert discretion.details(text) == found


def test_each_is_named_once_and_at_most_five_are() -> None:
    assert discretion.details("room 1, room 1, room 2, room 3, room 4, room 5, room 6") == [
        "room 1",
        "room 2",
        "room 3",
        "room 4",
        "room 5",
    ]


def test_without_leaves_an_ellipsis() -> None:
    assert discretion.without("The lady in 214: 214 it was.", ["214"]) == "The lady in …: … it was."


@given(st.text(max_size=300))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    assert all(words in text for words in discretion.details(text))
