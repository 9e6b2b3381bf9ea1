"""Writing a story: the draft and what it is made of. Sending it is `workflow.submit`."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stories import photos
from stories.enums import EventKind
from stories.models import Credit, Membership, Moment, Organisation, Photo, Story, User
from stories.models.parts import MOMENTS_AT_MOST
from stories.models.story import STORY_LENGTH
from stories.permissions import NotAllowed, can_edit, can_tell, require

from . import consent
from .log import record

PHOTOS_AT_MOST = 3


class TooLong(Exception):
    """More text, moments or photos than a story holds; the message is for the person and can be shown."""


class AlreadySent(Exception):
    """Others have read it, so its log stays; the message is for the person and can be shown."""


@dataclass(frozen=True, slots=True)
class MomentDraft:
    """One passage as the author wrote it; `feeling` is -3 to 3, or None where she did not say."""

    text: str
    stage: str = "during"
    feeling: int | None = None
    title: str = ""
    summary: str = ""
    asked: str = ""
    got: str = ""
    credit_to: str = ""


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """Somebody credited: a person, or a role when she is not to be named."""

    person: User | None = None
    role: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the form holds. Moments without text are dropped, the rest keep their order."""

    moments: tuple[MomentDraft, ...] = ()
    credits: tuple[CreditDraft, ...] = ()
    title: str = ""
    short: str = ""
    place: str = ""
    kind: str = "extra_mile"
    audience: str = "public"
    voice: str = "employee"
    language: str = ""
    had_to_ask: str = ""
    cost: Decimal | None = None
    tags: tuple[str, ...] = field(default=())


@transaction.atomic
def begin(organisation: Organisation, *, by: User, key: uuid.UUID | None = None) -> Story:
    """Return the author's draft with this key, made empty when it is new.

    The key comes from the form, so that a save that was sent twice on a bad line makes one draft. Another person's
    key raises `NotAllowed`.
    """
    require(can_tell, by, organisation)
    team = Membership.objects.get(user=by, organisation=organisation).team
    story, new = Story.objects.get_or_create(
        key=key or uuid.uuid4(), defaults={"organisation": organisation, "author": by, "team": team}
    )
    if story.author_id != by.pk:
        raise NotAllowed(_("You may not do this."))
    if new:
        record(EventKind.DRAFTED, by=by, story=story)
    return story


@transaction.atomic
def save_draft(story: Story, draft: Draft, *, by: User) -> Story:
    """Write the whole draft, replacing what was there, and compose the full text from the moments.

    Raises `TooLong` beyond 12 moments or 20,000 characters; `NotAllowed` when the story is not the author's to write.
    """
    story = Story.objects.select_for_update().get(pk=story.pk)
    require(can_edit, by, story)
    moments = [moment for moment in draft.moments if moment.text.strip()]
    text = "\n\n".join(_tidy(moment.text) for moment in moments)
    if len(moments) > MOMENTS_AT_MOST or len(text) > STORY_LENGTH:
        raise TooLong(_("A story holds at most 12 moments and 20,000 characters; make it shorter or tell two."))
    _write_moments(story, moments)
    _write_credits(story, draft.credits)
    for name in ("title", "short", "place", "kind", "audience", "voice", "had_to_ask", "cost"):
        setattr(story, name, getattr(draft, name))
    story.language_chosen = bool(draft.language)
    story.language = draft.language or story.language
    if story.text != text:
        consent.forget_answers(story)
    story.text = text
    story.save()
    story.tags.set(list(draft.tags))
    return story


@transaction.atomic
def add_photo(story: Story, upload: UploadedFile[Any], *, by: User, alt: str) -> Photo:
    """Attach a picture after it passed the pipeline of `photos`; raises `photos.Refused` with what to do about it."""
    picture = photos.clean(upload)
    require(can_edit, by, Story.objects.select_for_update().get(pk=story.pk))
    if story.photos.count() >= PHOTOS_AT_MOST:
        raise TooLong(_("A story holds three photos; remove one first."))
    return Photo.objects.create(story=story, file=picture, alt=alt.strip())


@transaction.atomic
def remove_photo(photo: Photo, *, by: User) -> None:
    """Delete a picture, row and file; the file goes once the transaction is through."""
    require(can_edit, by, photo.story)
    storage, name = photo.file.storage, photo.file.name
    photo.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def discard(story: Story, *, by: User) -> None:
    """Delete a draft that was never sent, with all that belongs to it; raises `AlreadySent` for any other."""
    require(can_edit, by, story)
    if story.submitted_at is not None or story.events.filter(kind=EventKind.SUBMITTED).exists():
        raise AlreadySent(_("A story that was sent can be withdrawn, not thrown away."))
    for photo in story.photos.all():
        remove_photo(photo, by=by)
    story.delete()


def _write_moments(story: Story, moments: list[MomentDraft]) -> None:
    Moment.objects.filter(story=story).delete()
    Moment.objects.bulk_create(
        Moment(
            story=story,
            position=position,
            text=_tidy(moment.text),
            stage=moment.stage,
            feeling=moment.feeling,
            title=moment.title.strip(),
            summary=moment.summary.strip(),
            asked=moment.asked.strip(),
            got=moment.got.strip(),
            credit_to=moment.credit_to,
        )
        for position, moment in enumerate(moments, start=1)
    )


def _write_credits(story: Story, drafts: tuple[CreditDraft, ...]) -> None:
    """Bring the credits in line; a colleague who stays keeps her row, and with it her answer about her name."""
    named = {draft.person.pk: draft for draft in drafts if draft.person is not None}
    members = set(
        Membership.objects.filter(organisation=story.organisation_id, user__in=named).values_list("user", flat=True)
    )
    kept = set()
    for credit in Credit.objects.filter(story=story):
        draft = named.get(credit.person_id or 0)
        if draft is None:
            credit.delete()
            continue
        kept.add(credit.person_id)
        credit.role, credit.part = draft.role.strip(), draft.part.strip()
        credit.save(update_fields=["role", "part"])
    # A colleague who was entered twice is credited once, as she was entered last.
    fresh = [d for pk, d in named.items() if pk in members - kept]
    fresh += [d for d in drafts if d.person is None and (d.role.strip() or d.part.strip())]
    Credit.objects.bulk_create(
        Credit(story=story, person=d.person, role=d.role.strip(), part=d.part.strip()) for d in fresh
    )


def _tidy(text: str) -> str:
    """Return the text with plain line ends, without trailing blanks and without empty lines inside.

    An empty line separates moments in the full text, so within one it becomes a line break.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    return "\n".join(line for line in lines if line)
