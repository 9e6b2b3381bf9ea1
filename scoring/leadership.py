"""Who leads, and does that person act: in the same sentence, or in the next as "she" or "he".

A leader who is only mentioned proves nothing; this module ties the mention to a deed. Phrases that already hold
both ("the owner himself") are ordinary cues of the lexicons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .lexicon import Kind
from .themes import VISIBLE_LEADERSHIP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .clauses import Sentence

# A deed further from the leader than this usually belongs to somebody else.
_REACH: Final = 12
_PRONOUN_WITHIN: Final = 4
_FOLLOW: Final = 2

ACTS: Final = Kind("visible_leadership.shown.acts", VISIBLE_LEADERSHIP, 1, 2.5)
ACTS_HANDS: Final = Kind("visible_leadership.shown.works_along", VISIBLE_LEADERSHIP, 1, 3.2)
ACTS_SELF: Final = Kind("visible_leadership.shown.acts_personally", VISIBLE_LEADERSHIP, 1, 3.5)
ACTS_NEXT: Final = Kind("visible_leadership.shown.acts_next_sentence", VISIBLE_LEADERSHIP, 1, 2.0)
ACTS_FIRST: Final = Kind("visible_leadership.shown.leader_tells", VISIBLE_LEADERSHIP, 1, 2.0)
DOES_NOT: Final = Kind("visible_leadership.missing.does_not_act", VISIBLE_LEADERSHIP, -1, 2.0)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a leader did or failed to do, and in which sentence."""

    kind: Kind
    sentence: int


def deeds(story: Sequence[Sentence], *, post_negation: bool, customer: bool) -> Iterator[Deed]:
    """The leaders' deeds of a story in order, at most one for each sentence and mention."""
    # A customer who runs a business elsewhere is no leader here.
    first_person = not customer and any(_marked(sentence, "mark.leader_tells") for sentence in story)
    open_since = -_FOLLOW - 1
    for number, sentence in enumerate(story):
        mention = _mention(sentence)
        if mention is not None:
            kind = _deed_after(sentence, mention, post_negation=post_negation)
            open_since = number
            if kind is not None and not sentence.question:
                yield Deed(kind, number)
                continue
        if number - open_since <= _FOLLOW and mention is None:
            kind = _pronoun_acts(sentence)
            if kind is not None:
                yield Deed(kind, number)
                continue
        if first_person and _speaker_acts(sentence):
            yield Deed(ACTS_FIRST, number)


def mentions_leader(sentence: Sentence) -> bool:
    """True when the sentence names a leader, by function or by phrase."""
    return _mention(sentence) is not None


def _mention(sentence: Sentence) -> int | None:
    """The place of the last word of the first mention of a leader, or None."""
    excluded = {
        at for match in sentence.matches if match.kind.name == "mark.not_leader" for at in range(match.start, match.end)
    }
    places = [at for at, features in enumerate(sentence.row) if "<leader>" in features and at not in excluded]
    places += [match.end - 1 for match in sentence.matches if match.kind.name == "mark.leader"]
    return min(places) if places else None


def _deed_after(sentence: Sentence, mention: int, *, post_negation: bool) -> Kind | None:
    before = _verb_before(sentence, mention) if post_negation else None
    if before is not None:
        return before
    personally = False
    for at in range(mention + 1, min(mention + 1 + _REACH, len(sentence.row))):
        features = sentence.row[at]
        personally = personally or "<self>" in features
        if "<i>" in features:
            break  # "the manager, whom I had asked ...": from here on somebody else acts
        if "<say>" in features and "<act>" not in features:
            break  # what a leader says is no deed, and what follows is what was said
        if "<act>" not in features or sentence.clause[at] in sentence.imagined:
            continue
        if sentence.negated[at] or (post_negation and sentence.negation_follows(at + 1)):
            return DOES_NOT
        after = sentence.row[at + 1 : at + 4]
        if personally or any("<self>" in one for one in after):
            return ACTS_SELF
        return ACTS_HANDS if "<labour>" in features else ACTS
    return None


def _verb_before(sentence: Sentence, mention: int) -> Kind | None:
    """The deed in "så kom chefen": Danish and Dutch put the verb before a subject that does not open the clause."""
    places = [at for at in (mention - 1, mention - 2) if at >= 0 and sentence.clause[at] == sentence.clause[mention]]
    act = next((at for at in places if "<act>" in sentence.row[at]), None)
    if act is None or any(not sentence.row[at].isdisjoint({"<i>", "<he>"}) for at in places):
        return None
    if sentence.clause[act] in sentence.imagined:
        return None
    return DOES_NOT if sentence.negated[act] or sentence.negation_follows(mention + 1) else ACTS


def _pronoun_acts(sentence: Sentence) -> Kind | None:
    if sentence.question or sentence.ironic:
        return None
    opening = range(min(_PRONOUN_WITHIN, len(sentence.row)))
    pronoun = next((at for at in opening if "<he>" in sentence.row[at]), None)
    if pronoun is None:
        return None
    acts = _acts_within(sentence, pronoun)
    if acts is None:
        return None
    return ACTS_NEXT if acts else DOES_NOT


def _speaker_acts(sentence: Sentence) -> bool:
    speaker = next((at for at, features in enumerate(sentence.row) if "<i>" in features), None)
    return speaker is not None and not sentence.question and _acts_within(sentence, speaker) is True


def _acts_within(sentence: Sentence, subject: int) -> bool | None:
    """True for a deed of this subject, False for one denied, None where there is none."""
    # Danish and Dutch put the verb before the subject ("så kom hun"), hence the words before count too.
    for at in range(max(subject - 2, 0), min(subject + _REACH, len(sentence.row))):
        if "<act>" in sentence.row[at]:
            if sentence.clause[at] in sentence.imagined:
                return None
            denied = sentence.negated[at] or sentence.negation_follows(at + 1)
            # "She left again" is as likely the customer; only a deed ties the pronoun to the leader.
            if denied or "<motion>" not in sentence.row[at]:
                return not denied
    return None


def _marked(sentence: Sentence, name: str) -> bool:
    return any(match.kind.name == name for match in sentence.matches)
