"""Sentences, words, stems and the language of a text, with character offsets into what was typed.

Nothing here knows what a story means. The site's search uses `words`, `stem`, `stems` and `STOPWORDS`, so that a
story is found by the same words by which it is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import snowballstemmer

from .stopwords import STOPWORDS
from .themes import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "STOPWORDS",
    "Span",
    "Word",
    "detect_language",
    "sentences",
    "stem",
    "stems",
    "tokens",
    "words",
]

_ALGORITHMS: Final = {"en": "english", "da": "danish", "nl": "dutch"}

# A letter may be followed by combining marks (text typed on a Mac is often decomposed); an apostrophe or a
# hyphen joins letters, so that "didn't" and "check-in" are one word.
_LETTERS: Final = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_WORD: Final = re.compile(rf"{_LETTERS}(?:['’ʼ`´-]{_LETTERS})*|\d+(?:[.,]\d+)*")
_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'"})

# Under this many letters a language detector guesses; measured in the scoring study.
LETTERS_NEEDED: Final = 20
# Chosen so that a text that only resembles one of our languages stays unknown.
CONFIDENCE_NEEDED: Final = 0.35
_DETECT_FROM: Final = 2000

_SHORT_FORMS: Final = """
mr mrs ms dr prof st vs etc eg ie approx dept
bl.a f.eks fx ca kl dvs evt osv o.a o.l m.m m.v mv nr pga p.g.a inkl ekskl hhv jf tlf vedr mht m.h.t
bijv bv b.v d.w.z dwz e.d enz i.p.v ipv i.v.m ivm m.b.t mbt n.a.v o.m t.o.v t/m z.s.m zsm mevr dhr mw
drs blz incl excl resp e.g i.e a.m p.m
"""
_ABBREVIATIONS: Final = frozenset(_SHORT_FORMS.split())
# These often end a sentence; the others hardly ever do.
_MAY_END: Final = frozenset({"etc", "osv", "enz", "m.m", "m.v", "e.d", "a.m", "p.m"})
_END: Final = re.compile(r"(?P<mark>\.{2,}|…|[.!?]+(?:\s?[!?]+)*)(?P<close>[\"'”’»)\]]*)|(?P<line>[ \t]*\r?\n\s*)")
_WRAPPED_LINE: Final = 50
_ELLIPSIS_AFTER_WORDS: Final = 8
_RUN_ON: Final = 320
_DAY_DIGITS: Final = 2  # "den 3. april", "1. first"
_LONGEST_STEMMED: Final = 40  # what is longer is no word, and stemming it costs time


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `source[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed (`text == source[start:end]`) and as compared (`norm`: lower case, composed accents)."""

    start: int
    end: int
    text: str
    norm: str


def words(text: str) -> tuple[Word, ...]:
    """The words and numbers of a text in order. Accents are kept: `får` is not `far`."""
    return tuple(Word(m.start(), m.end(), m.group(), _norm(m.group())) for m in _WORD.finditer(text))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, one form of apostrophe, accents kept."""
    return tuple(_norm(m.group()) for m in _WORD.finditer(text))


def stem(word: str, language: str) -> str:
    """The Snowball stem of a word in "en", "da" or "nl"; in any other language the word in lower case."""
    return _stem(_norm(word), language)


def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of a text's words in order, as the index and the engine compare them."""
    return tuple(_stem(token, language) for token in tokens(text))


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without surrounding white space and never empty.

    Made for what people type on a phone: a sentence need not start with a capital, a line break may stand for a
    full stop, and a run-on of more than some 300 characters is cut at a comma.
    """
    spans: list[Span] = []
    start = 0
    for cut in _cuts(text):
        spans.extend(_trimmed(text, start, cut))
        start = cut
    spans.extend(_trimmed(text, start, len(text)))
    return tuple(part for span in spans for part in _shortened(text, span))


def detect_language(text: str) -> tuple[str | None, float]:
    """The language of a text ("en", "da", "nl" or None for unknown) and how sure that is, 0-1.

    Unknown when the text has fewer than 20 letters, or when it is likelier to be any other language: the detector
    keeps all its languages, because one that is told to choose among three takes every Norwegian for a Dane.
    The first call loads the model (about 0.3 s).
    """
    # Lone surrogates cannot be encoded, and the detector encodes.
    sample = text[:_DETECT_FROM].encode("utf-8", "replace").decode("utf-8")
    letters = sum(map(str.isalpha, sample))
    if letters < LETTERS_NEEDED:
        return None, 0.0
    found, sure = _detector().classify(_readable(sample))
    confidence = round(float(sure), 4)
    if found not in LANGUAGES or confidence < CONFIDENCE_NEEDED:
        return None, confidence
    return found, confidence


def _readable(sample: str) -> str:
    # Shouting, addresses and doubled white space say nothing about the language but move the detector.
    sample = re.sub(r"https?://\S+|\S+@\S+", " ", sample)
    return sample.lower() if sample.isupper() else sample


@lru_cache(maxsize=1)
def _detector() -> Any:
    # Imported here because the model takes 130 MB and most processes never ask.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=32768)
def _norm(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(_APOSTROPHES).lower()


@lru_cache(maxsize=65536)
def _stem(norm: str, language: str) -> str:
    if language not in _ALGORITHMS or len(norm) > _LONGEST_STEMMED:
        return norm
    return str(_stemmer(language).stemWord(norm))


@lru_cache(maxsize=len(_ALGORITHMS))
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_ALGORITHMS[language])


def _cuts(text: str) -> Iterator[int]:
    start = 0
    for match in _END.finditer(text):
        ends = _line_ends(text, match, start) if match["line"] else _mark_ends(text, match, start)
        if ends:
            yield match.end()
            start = match.end()


def _line_ends(text: str, match: re.Match[str], start: int) -> bool:
    """A line break ends a sentence unless a long line was merely wrapped."""
    if match.group().count("\n") > 1:
        return True
    following = text[match.end() : match.end() + 1]
    line_start = max(text.rfind("\n", 0, match.start()) + 1, start)
    return not (following.islower() and match.start() - line_start >= _WRAPPED_LINE)


def _mark_ends(text: str, match: re.Match[str], start: int) -> bool:
    mark = match["mark"]
    rest = text[match.end() : match.end() + 12]
    following = rest.lstrip()[:1]
    if not following:
        return True
    if mark in {"...", "…"} or mark.startswith(".."):
        return not following.islower() or len(_WORD.findall(text, start, match.start())) >= _ELLIPSIS_AFTER_WORDS
    if match["close"] and following.islower():
        return False  # a quotation inside a sentence that goes on: 'No!' she said
    if rest[0].isspace():
        return "!" in mark or "?" in mark or not _abbreviated(text, match.start(), following, start)
    # No space: "aftalen.Der stod" is two sentences, "Trustpilot.com" and "14.30" are none.
    before = text[match.start() - 1 : match.start()]
    return before.islower() and rest[0].isupper() and rest[1:2].islower()


def _abbreviated(text: str, dot: int, following: str, start: int) -> bool:
    words_before = text[max(start, dot - 12) : dot].split()
    last = words_before[-1].lstrip("(\"'“‘”") if words_before else ""
    if last.lower() in _ABBREVIATIONS:
        # "kl. 15" and "Mr. Hansen" go on; "etc. Then" and "osv. Så" may end, and a capital says that they do.
        return not (last.lower() in _MAY_END and following.isupper())
    if last.isdigit() and len(last) <= _DAY_DIGITS:
        return following.islower() or text[start:dot].strip() == last
    return len(last) == 1 and last.isalpha() and last.isupper() and last != "I"


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        begin = start + len(part) - len(part.lstrip())
        yield Span(begin, begin + len(stripped))


def _shortened(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > _RUN_ON:
        reach = min(span.end, start + 2 * _RUN_ON)
        cut = text.find(", ", start + _RUN_ON // 2, reach)
        if cut < 0 and reach < span.end:
            # Nobody writes so long without a comma; cut all the same, for what follows takes time per length.
            cut = text.rfind(" ", start + _RUN_ON // 2, reach)
        if cut < 0:
            break
        yield from _trimmed(text, start, cut + 1)
        start = cut + 1
    yield from _trimmed(text, start, span.end)
