"""What the model sees of a sentence: named features, so that every weight can be shown as words.

Groups: cues of the lexicon with what surrounds them, words with their neighbours, and parts of long words. Finding
belongs here; weighing is in `model`. Word families by sentence vectors, the words of neighbouring sentences, a leader
named before, who tells and the place in the story were tried: each made the reader worse on texts it had not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .leadership import deeds, mentions_leader
from .text import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .clauses import Sentence
    from .lexicon import Lexicon, Match

#: The groups that an ablation may leave out.
GROUPS: Final = ("cues", "words", "parts")

_CLASSES: Final = ("leader", "staff", "customer", "name", "num", "self", "i", "third", "negation")
_PART_LETTERS: Final = 5
_PARTS_FROM: Final = 8  # letters; shorter words are their own best part
_SKIP: Final = 3  # words between the two of a pair
_LONG: Final = 40


def features(story: Sequence[Sentence], lexicon: Lexicon, groups: Iterable[str] = GROUPS) -> list[list[str]]:
    """One list of distinct feature names a sentence, in a fixed order.

    `lexicon` is that of the story's language.
    """
    wanted = set(groups)
    language = lexicon.language
    teller = _teller(story)
    led: dict[int, list[list[str]]] = {}
    for deed in deeds(story, post_negation=lexicon.post_negation, customer=teller == "customer"):
        led.setdefault(deed.sentence, []).append(deed.kind.name.rsplit(".", 2)[-2:])
    stems = [[_plain(word.norm, language) for word in sentence.words] for sentence in story]
    kinds = [_kinds(sentence, lexicon, teller) for sentence in story]
    found: list[list[str]] = []
    for number, sentence in enumerate(story):
        row: dict[str, None] = {}
        if "cues" in wanted:
            row.update(dict.fromkeys(f"c:{kind}" for kind in kinds[number]))
            row.update(dict.fromkeys(f"c:led.{'.'.join(kind)}" for kind in led.get(number, ())))
            row.update(dict.fromkeys(_marks(sentence)))
        if "words" in wanted:
            row.update(dict.fromkeys(_words(sentence, stems[number], language)))
        if "parts" in wanted:
            row.update(dict.fromkeys(_parts(sentence, language)))
        found.append(list(row))
    return found


def _teller(story: Sequence[Sentence]) -> str:
    counts = {"customer_tells": 0, "employee_tells": 0, "leader_tells": 0}
    for sentence in story:
        for match in sentence.matches:
            name = match.kind.name.removeprefix("mark.")
            if name in counts:
                counts[name] += 1
    best = max(counts, key=lambda name: counts[name])
    return best.removesuffix("_tells") if counts[best] else "unknown"


def _kinds(sentence: Sentence, lexicon: Lexicon, teller: str) -> list[str]:
    """The sentence's cues as `theme.sign.kind`, with what turns them: `~denied`, `~imagined`, `~mine`."""
    found = []
    for match in sentence.matches:
        name = match.kind.name
        if name.startswith("mark.") or (match.kind.theme and lexicon.vetoed(name, sentence.row)):
            continue
        found.append(name + _turn(match, sentence, lexicon, teller))
    return found


def _turn(match: Match, sentence: Sentence, lexicon: Lexicon, teller: str) -> str:
    if sentence.is_negated(match, post=lexicon.post_negation):
        return "~denied"
    if sentence.is_imagined(match):
        return "~imagined"
    if sentence.ironic:
        return "~mocked"
    if teller == "customer" and match.kind.act and sentence.customer_acts(match):
        return "~mine"
    return ""


def _marks(sentence: Sentence) -> Iterable[str]:
    for name in ("ironic", "advice", "question"):
        if getattr(sentence, name):
            yield f"m:{name}"
    if sentence.imagined:
        yield "m:imagined"
    if mentions_leader(sentence):
        yield "m:leader"
    present = frozenset().union(*sentence.row)
    for name in _CLASSES:
        if f"<{name}>" in present:
            yield f"m:<{name}>"


def _words(sentence: Sentence, stems: Sequence[str], language: str) -> Iterable[str]:
    for at, one in enumerate(stems):
        yield f"{language}:{one}"
        if sentence.negated[at]:
            yield f"{language}:not_{one}"
        if at:
            yield f"{language}:{stems[at - 1]} {one}"
        if at > 1:
            yield f"{language}:{stems[at - 2]} {stems[at - 1]} {one}"
            yield f"{language}:{stems[at - 2]} _ {one}"
        if at > 2:  # noqa: PLR2004 - the distance itself
            yield f"{language}:{stems[at - 3]} _ {one}"


def _parts(sentence: Sentence, language: str) -> Iterable[str]:
    for word in sentence.words:
        norm = word.norm
        if _PARTS_FROM <= len(norm) <= _LONG:
            for at in range(len(norm) - _PART_LETTERS + 1):
                yield f"{language}:#{norm[at : at + _PART_LETTERS]}"


def _plain(norm: str, language: str) -> str:
    if norm[0].isdigit():
        return "0"
    return stem(norm, language)
