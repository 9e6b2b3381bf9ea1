"""Finds in a text what can point to a customer: an address, a number, a room, a name with a title.

The author is told before she sends, and takes it out or leaves it; nothing is changed by itself. Finding people
who are named without a title is beyond plain patterns, so silence here is no promise.
"""

import re
from typing import Final

_AT_MOST: Final = 5
_PHONE_DIGITS: Final = 8

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w.,-])(?!\d{4}-\d{2}-\d{2}\b)\+?\(?\d[\d ()/-]{5,}\d(?![\w%]|[.,]\d)")
_ROOM = re.compile(
    r"\b(?:room|suite|kamer|kamernummer|værelse|værelset|værelsesnummer)\s+(?:no\.?\s|nr\.?\s|number\s|nummer\s)?\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
#: "the lady in 214": three or four digits where a room is meant, unless they are a year.
_IN_ROOM = re.compile(
    r"\b(?:in|i|på|op)\s+(?!19\d\d|20\d\d)(\d{3,4})(?=\s*(?:[.,:;!?)]|$))", re.IGNORECASE | re.MULTILINE
)
_TITLED = re.compile(
    r"\b(?:[Mm]rs?|[Mm]s|[Mm]iss|[Hh]r|[Ff]ru|[Ff]rk|[Dd]hr|[Mm]evr|[Mm]w|[Mm]eneer|[Mm]evrouw|[Hh]err)\.?\s+"
    r"(?:van\s+|de\s+|der\s+|den\s+|von\s+)*[A-ZÆØÅ][\w'’-]+"
)


def details(text: str) -> list[str]:
    """Return the stretches that can point to a customer, in the order of the text, each once, at most five."""
    found = [(m.start(), m.group()) for pattern in (_MAIL, _ROOM, _TITLED) for m in pattern.finditer(text)]
    found += [(m.start(1), m.group(1)) for m in _IN_ROOM.finditer(text)]
    found += [
        (m.start(), m.group())
        for m in _NUMBER.finditer(text)
        if sum(letter.isdigit() for letter in m.group()) >= _PHONE_DIGITS
    ]
    return list(dict.fromkeys(words for _start, words in sorted(found)))[:_AT_MOST]


def without(text: str, taken: list[str]) -> str:
    """Return the text with an ellipsis where these stretches stood."""
    for words in taken:
        text = text.replace(words, "…")
    return text
