"""The way of a story from draft to wall: the one table of moves, and the only writer of `Story.status`.

What is decided here is the state alone. Readings belong in `tagging`, answers about names in `consent`.
"""

import re
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from stories import anonymity, search
from stories.enums import Actor, Decision, EventKind, NoticeKind, Role, StoryStatus
from stories.models import Membership, Review, Story, User
from stories.models.story import SHORT_LENGTH
from stories.permissions import NotAllowed, actors, is_member

from . import consent, tagging
from .log import record, tell

_S = StoryStatus
_A = Actor

#: From each state, to which others, by whom. Drives the verbs, their tests and docs/story-states.md.
TRANSITIONS: Final[dict[StoryStatus, dict[StoryStatus, frozenset[Actor]]]] = {
    _S.DRAFT: {_S.SUBMITTED: frozenset({_A.AUTHOR}), _S.WITHDRAWN: frozenset({_A.AUTHOR})},
    _S.SUBMITTED: {
        _S.RETURNED: frozenset({_A.MANAGER}),
        _S.APPROVED: frozenset({_A.MANAGER}),
        _S.DECLINED: frozenset({_A.MANAGER}),
        _S.WITHDRAWN: frozenset({_A.AUTHOR}),
    },
    _S.RETURNED: {_S.SUBMITTED: frozenset({_A.AUTHOR}), _S.WITHDRAWN: frozenset({_A.AUTHOR})},
    _S.APPROVED: {
        # A colleague publishes by giving the last answer that was waited for.
        _S.PUBLISHED: frozenset({_A.MANAGER, _A.COLLEAGUE}),
        _S.RETURNED: frozenset({_A.MANAGER}),
        _S.WITHDRAWN: frozenset({_A.AUTHOR}),
    },
    _S.PUBLISHED: {_S.WITHDRAWN: frozenset({_A.AUTHOR, _A.MANAGER, _A.COLLEAGUE})},
    _S.DECLINED: {},
    _S.WITHDRAWN: {_S.DRAFT: frozenset({_A.AUTHOR})},
}
#: Internal stories and missed moments go public only when a manager other than the approving one agrees.
PUBLISHERS_OF_INSIDE: Final = frozenset({Actor.SECOND_MANAGER})


class InvalidTransition(Exception):
    """The story is not where this act needs it; the message is for the person and can be shown."""


class NotReady(Exception):
    """Something that the act needs is missing; the message is for the person and can be shown."""


def may(user: Any, story: Story, to: StoryStatus) -> bool:
    """Whether this person could move the story there now; templates show a button by it, the verbs ask again."""
    if isinstance(user, User) and to == StoryStatus.PUBLISHED and not _publishers(story) & actors(user, story):
        return False
    return bool(TRANSITIONS[StoryStatus(story.status)].get(to, frozenset()) & actors(user, story))


@transaction.atomic
def submit(story: Story, *, by: User) -> Story:
    """Send a story to its readers: it is titled, scored and told to the managers, in this order.

    Returns the same object, fresh. Raises `NotReady` for an empty story, `InvalidTransition`, `NotAllowed`. A scorer
    that fails keeps nothing back: the story is sent and marked, and `manage.py score --missing` heals it.
    """
    _lock(story)
    if story.author_id == by.pk and not is_member(by, story.organisation_id):
        raise NotAllowed(_("You may not do this."))
    if not story.text.strip():
        raise NotReady(_("Write what happened first; one sentence is enough."))
    fields: dict[str, Any] = {"submitted_at": timezone.now()}
    if not story.title.strip():
        fields["title"] = _first_words(story.text, 70)
    if not story.short.strip():
        fields["short"] = _first_words(story.text, SHORT_LENGTH)
    if not story.slug:
        fields["slug"] = _free_slug(fields.get("title", story.title), story)
    _move(story, _S.SUBMITTED, by=by, event=EventKind.SUBMITTED, **fields)
    tagging.score(story, by=by)
    for reader in readers(story):
        tell(NoticeKind.WAITING, to=reader, story=story, by=by)
    return story


@transaction.atomic
def approve(story: Story, *, by: User, note: str = "") -> Story:
    """Approve a story; it goes public at once unless somebody must be asked first or it stays inside.

    Every credited colleague without an answer is asked. Returns the same object, fresh, approved or published.
    """
    _move(story, _S.APPROVED, by=by, event=EventKind.APPROVED, approved_at=timezone.now(), approved_by=by)
    Review.objects.create(story=story, by=by, decision=Decision.APPROVED, note=note.strip())
    consent.ask_everybody(story, by=by)
    tell(NoticeKind.APPROVED, to=story.author, story=story, by=by, text=note.strip())
    return publish_when_answered(story, by=by)


def publish_when_answered(story: Story, *, by: User) -> Story:
    """Publish an approved story if nothing is waited for; otherwise leave it. The asking stays with the caller."""
    if story.status == _S.APPROVED and not story.stays_inside and not consent.waiting(story):
        publish(story, by=by)
    return story


@transaction.atomic
def publish(story: Story, *, by: User) -> Story:
    """Put an approved story on the wall; names without consent are not shown.

    A manager may publish before everybody has answered, a colleague only by the last answer. What stays inside
    needs a manager other than the one who approved it.
    """
    _lock(story)
    if not _publishers(story) & actors(by, story):
        raise NotAllowed(_("A second manager has to agree before this goes public."))
    if Actor.MANAGER not in actors(by, story) and consent.waiting(story):
        raise NotAllowed(_("A colleague has not answered yet."))
    _move(
        story,
        _S.PUBLISHED,
        by=by,
        event=EventKind.PUBLISHED,
        published_at=timezone.now(),
    )
    search.index(story)
    tell(NoticeKind.PUBLISHED, to=story.author, story=story, by=by)
    return story


@transaction.atomic
def return_to_author(story: Story, *, by: User, note: str) -> Story:
    """Give a story back with a question; the draft opens with the note above it. Raises `NotReady` without a note."""
    if not note.strip():
        raise NotReady(_("Say what should change, so that the author can do it."))
    _move(story, _S.RETURNED, by=by, event=EventKind.RETURNED)
    Review.objects.create(story=story, by=by, decision=Decision.RETURNED, note=note.strip())
    tell(NoticeKind.RETURNED, to=story.author, story=story, by=by, text=note.strip())
    return story


@transaction.atomic
def decline(story: Story, *, by: User, note: str) -> Story:
    """Decline a story for good, with a reason; a story without a reason is a lost author."""
    if not note.strip():
        raise NotReady(_("Give the reason; the author reads it."))
    _move(story, _S.DECLINED, by=by, event=EventKind.DECLINED)
    Review.objects.create(story=story, by=by, decision=Decision.DECLINED, note=note.strip())
    tell(NoticeKind.DECLINED, to=story.author, story=story, by=by, text=note.strip())
    return story


@transaction.atomic
def withdraw(story: Story, *, by: User, note: str = "") -> Story:
    """Take a story back: its author at any time, a manager with a reason, a credited colleague by veto.

    It is gone from the wall, the search and the feed with the commit. After a veto the colleague is asked again before
    the story can come back.
    """
    _lock(story)
    roles = actors(by, story)
    by_veto = Actor.COLLEAGUE in roles and Actor.AUTHOR not in roles
    if Actor.AUTHOR not in roles and not by_veto and Actor.MANAGER in roles and not note.strip():
        raise NotReady(_("Give the reason; the author reads it."))
    was_public = story.status == _S.PUBLISHED
    _move(story, _S.WITHDRAWN, by=by, event=EventKind.WITHDRAWN)
    search.remove(story)
    if by_veto:
        consent.forget_answers(story, of=by)
    if Actor.MANAGER in roles:
        Review.objects.create(story=story, by=by, decision=Decision.WITHDRAWN, note=note.strip())
    if was_public and story.author_id != by.pk:
        tell(NoticeKind.WITHDRAWN, to=story.author, story=story, by=by, text=note.strip())
    return story


@transaction.atomic
def reopen(story: Story, *, by: User) -> Story:
    """Turn a withdrawn story into a draft again; it is then its author's alone, as if never sent."""
    return _move(
        story,
        _S.DRAFT,
        by=by,
        event=EventKind.REOPENED,
        submitted_at=None,
        approved_at=None,
        approved_by=None,
        published_at=None,
    )


def readers(story: Story) -> list[User]:
    """Return the managers who read this story: those of its team, else all of the organisation; never the author."""
    managers = (
        Membership.objects.active()
        .with_role(Role.MANAGER)
        .filter(organisation=story.organisation_id)
        .exclude(user=story.author_id)
        .select_related("user")
        .order_by("pk")
    )
    near = [m.user for m in managers if story.team_id and m.team_id == story.team_id]
    return near or [m.user for m in managers]


def import_published(stories: list[Story]) -> list[Story]:
    """Insert ready-made published stories in one statement, for filling a database to measure.

    Each must carry slug, title, text, `submitted_at` and `published_at`. No event, no mail, no scoring: this is not
    a way for people's stories, and only `manage.py seed --stories` uses it.
    """
    for story in stories:
        story.status = _S.PUBLISHED
    return Story.objects.bulk_create(stories, batch_size=1000)


def _publishers(story: Story) -> frozenset[Actor]:
    return PUBLISHERS_OF_INSIDE if story.stays_inside else TRANSITIONS[_S.APPROVED][_S.PUBLISHED]


def _lock(story: Story) -> None:
    """Hold the story's row until the transaction ends; what the caller read before may be old, and is replaced."""
    story.refresh_from_db(from_queryset=Story.objects.select_for_update())


def _move(story: Story, to: StoryStatus, *, by: User, event: EventKind, **fields: Any) -> Story:
    """Lock the row, check state and person against the table, write, record; the given object becomes the row."""
    _lock(story)
    allowed = TRANSITIONS[StoryStatus(story.status)].get(to)
    if allowed is None:
        raise InvalidTransition(
            _("This story is “%(status)s” by now, so this cannot be done.") % {"status": story.get_status_display()}
        )
    if not allowed & actors(by, story):
        raise NotAllowed(_("You may not do this."))
    came_from = story.status
    fields["updated_at"] = timezone.now()
    story.status = to
    for name, value in fields.items():
        setattr(story, name, value)
    Story.objects.filter(pk=story.pk).update(status=to, **fields)
    record(event, by=by, story=story, came_from=came_from)
    return story


def _first_words(text: str, length: int) -> str:
    """Return the first sentence if it fits, else as many words as do, with an ellipsis."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        sentence = re.match(r".{12,}?[.!?](?=\s)", flat)
        return flat if length == SHORT_LENGTH or not sentence else sentence.group().rstrip(".")
    sentence = re.match(rf".{{12,{length - 1}}}[.!?](?=\s)", flat) if length == SHORT_LENGTH else None
    if sentence:
        return sentence.group()
    first = re.match(rf".{{12,{length}}}?[.!?](?=\s)", flat)
    if first:
        return first.group().rstrip(".")
    return flat[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


#: Letters that fold to two in addresses, as Danish and Dutch readers expect.
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ĳ": "ij", "ß": "ss", "Æ": "ae", "Ø": "oe", "Å": "aa"})


def _free_slug(title: str, story: Story) -> str:
    """Return an address no other story has: the title's words, with part of the key where they are taken.

    Nobody who is credited stands in it, whatever she will answer: an address does not change.
    """
    named = story.credits.select_related("person").order_by("pk")
    title = anonymity.hide(title, anonymity.hidden_in(named, story.language, everybody=True))
    base = slugify(title.translate(_LETTERS))[:70].strip("-")
    taken = Story.objects.filter(~Q(pk=story.pk), slug=base).exists() if base else True
    return f"{base}-{str(story.key)[:8]}".strip("-") if taken else base
