"""The cue files: how they are loaded, what a pattern means and where it matches in a row of words.

Meaning is weighed elsewhere; this module only finds. The notation, one pattern a line:

    word        in a pattern of one word the exact form; in a longer one every word of the same stem,
                unless that stem is short
    =word       the exact form           ~word   every word of the same stem
    word*       any word that begins so  *word   any word that ends so (compounds)
    a|b         either                   word?   may be left out
    not         any bare negation of the language ("didn't", "never"); "ikke" in Danish, "niet" in Dutch
    <class>     a word of a class of the same file; <name> a capital inside a sentence; <num> a number
    ..          up to 3 words between    ...     up to 7 words between

Between two words of a pattern up to two words of the class `filler` ("just", "the", "jo", "gewoon") may stand.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from .text import stem
from .themes import BEHAVIOURS, LANGUAGES, THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .text import Word

Features = frozenset[str]

_GAPS: Final = {"..": 3, "...": 7}
_FILLERS: Final = 2
_NEGATORS: Final = {"en": "not", "da": "ikke", "nl": "niet"}
# Short stems collide ("lening" and "lenen", "strøget" and "strøg"), in English far less than in the other two.
_STEM_LETTERS: Final = {"en": 3, "da": 6, "nl": 6}
_SIGNS: Final = {"shown": 1, "missing": -1}


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern: any of these features, after at most `gap` other words."""

    features: Features
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of meaning: its patterns share weight, sign and conditions.

    `flip` is the weight with which a negated match counts for the other sign, `mocked` the same for a match in
    an ironic context. `act` marks deeds that prove nothing when the customer did them, `modal` what is said with
    "should" ("nobody should leave hungry") and is meant all the same. A kind of a behaviour has no theme; a kind
    without sign is a mere mark (irony, advice, ...).
    """

    name: str
    theme: str = ""
    sign: int = 0
    weight: float = 1.0
    flip: float = 0.0
    mocked: float = 0.0
    act: bool = False
    modal: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line of a cue file."""

    kind: Kind
    items: tuple[Item, ...]
    negative: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern stands in a row of words: from `start` up to `end`, jumping over the words in `gaps`."""

    kind: Kind
    start: int
    end: int
    gaps: tuple[int, ...]
    negative: bool


@dataclass(slots=True)
class Lexicon:
    """Everything that one language's cue file says, ready to be matched."""

    language: str
    members: dict[str, tuple[str, ...]]  # which classes a form, stem, beginning or ending belongs to
    post_negation: bool
    index: dict[str, list[Pattern]] = field(default_factory=dict)
    vetoes: dict[str, list[Pattern]] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    cache: dict[str, Features] = field(default_factory=dict)

    def features(self, word: Word, *, name: bool = False) -> Features:
        """What a pattern may ask of a word: its form, stem, classes, beginnings and endings."""
        norm = word.norm
        found = self.cache.get(norm)
        if found is None:
            found = self._features(norm)
            if len(self.cache) < 50_000:  # noqa: PLR2004 - a ceiling on memory, not a meaning
                self.cache[norm] = found
        return found | {"<name>"} if name else found

    def _features(self, norm: str) -> Features:
        forms = {simple(norm)}
        if norm.endswith("'s"):
            forms.add(norm[:-2])
        found = {f"={form}" for form in forms} | {f"~{stem(form, self.language)}" for form in forms}
        found |= {f"{start}*" for start in self.starts if norm.startswith(start)}
        found |= {f"*{end}" for end in self.endings if norm.endswith(end) and len(norm) > len(end)}
        if norm[0].isdigit():
            found.add("<num>")
        for _ in range(2):  # a class may name another one
            found = found.union(*(self.members.get(feature, ()) for feature in found))
        return frozenset(found)

    def matches(self, row: Sequence[Features]) -> Iterator[Match]:
        """Every match in a row of words, in the order of the text."""
        for start, features in enumerate(row):
            # Sorted, because the order of a set changes from one process to the next.
            for feature in sorted(features & self.index.keys()):
                for pattern in self.index[feature]:
                    found = _match(pattern.items, row, start)
                    if found is not None:
                        yield Match(pattern.kind, start, found[0], found[1], pattern.negative)

    def vetoed(self, kind: str, row: Sequence[Features]) -> bool:
        """True when one of the kind's `unless` patterns stands in the row."""
        return any(
            _match(pattern.items, row, start) is not None
            for pattern in self.vetoes.get(kind, ())
            for start in range(len(row))
        )


def simple(norm: str) -> str:
    """A word as cue files spell it: "didn't", "didn’t" and the phone's "didnt" are one."""
    return norm.replace("n't", "nt")


@lru_cache(maxsize=len(LANGUAGES))
def lexicon(language: str) -> Lexicon:
    """The compiled cue file of "en", "da" or "nl"."""
    source = tomllib.loads(_file(language))
    classes = {
        name: tuple(_alternative(part, language, exact=True) for part in members.split())
        for name, members in source["classes"].items()
    }
    negations = {"<negation>", "<bare_negation>", *classes["negation"], *_stemmed(classes["negation"], language)}
    made = Lexicon(language, _by_member(classes), post_negation=source["post_negation"])
    for kind, table in _kinds(source):
        for items in _patterns(table["patterns"], language):
            negative = not items_features(items).isdisjoint(negations)
            pattern = Pattern(kind, items, negative)
            for feature in sorted(items[0].features):
                made.index.setdefault(feature, []).append(pattern)
        for items in _patterns(table.get("unless", ""), language):
            made.vetoes.setdefault(kind.name, []).append(Pattern(kind, items, negative=False))
    _collect_affixes(made)
    return made


def contents() -> list[str]:
    """What stands in the cue files, for the version."""
    return [_file(language) for language in LANGUAGES]


def items_features(items: tuple[Item, ...]) -> Features:
    """All features that any place of a pattern asks for."""
    return frozenset().union(*(item.features for item in items))


def _file(language: str) -> str:
    text = resources.files(__package__).joinpath("lexicons", f"{language}.toml").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _kinds(source: dict[str, Any]) -> Iterator[tuple[Kind, dict[str, Any]]]:
    for theme in THEMES:
        for sign_name, sign in _SIGNS.items():
            for name, table in source.get(theme, {}).get(sign_name, {}).items():
                settings = {key: table[key] for key in ("weight", "flip", "mocked", "act", "modal") if key in table}
                yield Kind(f"{theme}.{sign_name}.{name}", theme, sign, **settings), table
    for code in BEHAVIOURS:
        yield Kind(f"behaviour.{code}"), {"patterns": source["behaviours"][code]}
    for mark, patterns in source["marks"].items():
        yield Kind(f"mark.{mark}"), {"patterns": patterns}


def _patterns(lines: str, language: str) -> Iterator[tuple[Item, ...]]:
    for line in lines.splitlines():
        if line.strip():
            yield _pattern(line.split(), language)


def _pattern(parts: list[str], language: str) -> tuple[Item, ...]:
    single = len(parts) == 1
    items: list[Item] = []
    gap = 0
    for part in parts:
        if part in _GAPS:
            gap = _GAPS[part]
            continue
        optional = part.endswith("?")
        choices = part.rstrip("?").split("|")
        features = frozenset(_alternative(choice, language, exact=single) for choice in choices)
        items.append(Item(features, gap, optional))
        gap = 0
    return tuple(items)


def _alternative(part: str, language: str, *, exact: bool) -> str:
    if part.startswith(("<", "*")) or part.endswith("*"):
        return part
    if not exact and part == _NEGATORS[language]:
        return "<bare_negation>"
    if part.startswith("="):
        return "=" + simple(part[1:])
    if exact and not part.startswith("~"):
        return "=" + simple(part)
    stemmed = stem(simple(part.removeprefix("~")), language)
    if not part.startswith("~") and len(stemmed) < _STEM_LETTERS[language]:
        return "=" + simple(part)
    return "~" + stemmed


def _by_member(classes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    inverse: dict[str, tuple[str, ...]] = {}
    for name, members in classes.items():
        for member in members:
            inverse[member] = (*inverse.get(member, ()), f"<{name}>")
    return inverse


def _stemmed(members: Sequence[str], language: str) -> Iterator[str]:
    return (f"~{stem(member[1:], language)}" for member in members if member.startswith("="))


def _collect_affixes(made: Lexicon) -> None:
    asked = set(made.members)
    for patterns in [*made.index.values(), *made.vetoes.values()]:
        for pattern in patterns:
            asked |= items_features(pattern.items)
    made.starts = tuple(sorted(one[:-1] for one in asked if one.endswith("*")))
    made.endings = tuple(sorted(one[1:] for one in asked if one.startswith("*")))


def _match(
    items: tuple[Item, ...], row: Sequence[Features], at: int, place: int = 0
) -> tuple[int, tuple[int, ...]] | None:
    """The end of the earliest match of `items[place:]` at `at` and the positions jumped over, or None."""
    if place == len(items):
        return at, ()
    item = items[place]
    # The first place stands exactly at `at`; later ones after their gap, fillers being free.
    fillers = 0
    for position in range(at, len(row)):
        if not row[position].isdisjoint(item.features):
            rest = _match(items, row, position + 1, place + 1)
            if rest is not None:
                return rest[0], (*range(at, position), *rest[1])
        if place == 0:
            break
        skipped = position + 1 - at
        if skipped <= item.gap:
            continue
        fillers += 1
        if "<filler>" not in row[position] or fillers > _FILLERS:
            break
    if item.optional:
        return _match(items, row, at, place + 1)
    return None
