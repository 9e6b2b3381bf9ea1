"""What lies on a manager's desk: the queue beside, and one story with all that is needed to decide about it.

Reads only, for the review pages; deciding is `actions.workflow`.
"""

import datetime as dt
from functools import cached_property
from typing import Final

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from . import evidence, readings
from .actions import workflow
from .enums import ConsentState, Role, Source, StoryStatus
from .lines import Experience
from .models import Comment, Credit, Event, Membership, Review, Story, Thanks, User
from .models.story import StoryQuerySet
from .permissions import can_review, can_thank

#: How many rows the lists show; their headlines count all.
QUEUE_AT_MOST: Final = 60
WAITING_AT_MOST: Final = 20
EVENTS_AT_MOST: Final = 60
#: Of the stories without a theme one in so many is asked about; the scoring study's share.
_ASKED_ONE_IN: Final = 20

_ACTS: Final = {
    "approve": StoryStatus.APPROVED,
    "publish": StoryStatus.PUBLISHED,
    "return": StoryStatus.RETURNED,
    "decline": StoryStatus.DECLINED,
    "take_down": StoryStatus.WITHDRAWN,
}


def stories_managed_by(user: User) -> StoryQuerySet:
    """Return every story of the organisations that this person manages, before the question what she may see."""
    organisations = Membership.objects.of(user).with_role(Role.MANAGER).values("organisation")
    return Story.objects.filter(organisation__in=organisations)


def is_manager(user: User) -> bool:
    """Whether the person manages any organisation."""
    return Membership.objects.of(user).with_role(Role.MANAGER).exists()


class Queue:
    """What waits for one manager; each part is read once, when it is first asked for."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def stories(self) -> list[Story]:
        """Those to read, oldest first."""
        return list(Story.objects.awaiting_review(self.user).with_row_data()[:QUEUE_AT_MOST])

    @cached_property
    def count(self) -> int:
        """How many there are to read."""
        if len(self.stories) < QUEUE_AT_MOST:
            return len(self.stories)
        return Story.objects.awaiting_review(self.user).count()

    @property
    def unlisted(self) -> int:
        """How many more there are than the list shows."""
        return self.count - len(self.stories)

    @cached_property
    def waiting(self) -> list[tuple[Story, list[User]]]:
        """Approved stories, each with the colleagues who have not answered."""
        found = Story.objects.awaiting_publication(self.user).prefetch_related(
            Prefetch("credits", Credit.objects.with_consents())
        )
        return [(story, silent(list(story.credits.all()))) for story in found[:WAITING_AT_MOST]]

    @cached_property
    def comments(self) -> int:
        """How many comments are held."""
        return Comment.objects.held_for(self.user).count()

    def after(self, story: Story) -> Story | None:
        """Return the next story to read, from the beginning again after the last; None when nothing else waits."""
        others = [one for one in self.stories if one.pk != story.pk]
        here = _place(story)
        return next((one for one in others if _place(one) > here), others[0] if others else None)


def _place(story: Story) -> tuple[dt.datetime, int]:
    """Return where a story stands in the queue."""
    return story.submitted_at or timezone.now(), story.pk


class Desk:
    """One story as its manager sees it; `story` comes with its page data."""

    def __init__(self, story: Story, user: User) -> None:
        self.story = story
        self.user = user
        self.experience = Experience(story)

    @property
    def mine(self) -> bool:
        """Whether the person wrote it herself, so that somebody else reads it."""
        return self.story.author_id == self.user.pk

    @cached_property
    def acts(self) -> dict[str, bool]:
        """What this person may do about it now, by the rules that the verbs ask."""
        if self.mine:
            return {}
        moves = workflow.TRANSITIONS[StoryStatus(self.story.status)]
        may = {act: to in moves and workflow.may(self.user, self.story, to) for act, to in _ACTS.items()}
        may["thank"] = can_thank(self.user, self.story)
        may["correct"] = can_review(self.user, self.story)
        may["note"] = any(may[act] for act in ("approve", "return", "decline", "take_down"))
        return may

    @cached_property
    def sheets(self) -> list[readings.Sheet]:
        """The four themes with everything said about them."""
        return readings.sheets(self.story)

    @property
    def opening(self) -> str:
        """The strongest words that prove a theme, to begin thanks with; empty where nothing was found."""
        return next((words for sheet in self.sheets if sheet.value > 0 for words in sheet.evidence), "")

    @cached_property
    def paragraphs(self) -> list[evidence.Paragraph]:
        """The text, its evidence marked."""
        return evidence.paragraphs(self.story.text, readings.to_mark(self.story))

    @property
    def unread(self) -> bool:
        """Whether the scoring left the text alone, since it does not know its language."""
        return not self.story.score_failed and not any(r.source == "machine" for r in self.story.readings.all())

    @property
    def off(self) -> bool:
        """Whether no machine reads stories here, so that this one is left to people."""
        return not settings.READ_STORIES and not self.story.engine_version

    @property
    def asks_about_silence(self) -> bool:
        """Whether to ask what the reader may have missed: in one of twenty stories in which it found nothing.

        Without that nobody would ever learn what it passes by. The story's key decides, so it is the same for all.
        """
        silent = not self.unread and not self.story.score_failed and not any(sheet.evidence for sheet in self.sheets)
        decided = any(reading.source == Source.HUMAN for reading in self.story.readings.all())
        return silent and not decided and self.story.key.int % _ASKED_ONE_IN == 0

    @cached_property
    def credits(self) -> list[Credit]:
        """Who is credited, with their answers."""
        return list(Credit.objects.with_consents().filter(story=self.story))

    @property
    def consequence(self) -> str:
        """What happens when the story is approved, in a sentence."""
        if self.story.stays_inside:
            return _("When approved it stays inside; a second manager may put it on the wall.")
        if silent(self.credits):
            return _("When approved, everybody credited is asked first; it goes on the wall with the last answer.")
        return _("When approved it goes on the wall at once.")

    @cached_property
    def thanked(self) -> list[Thanks]:
        """What this person wrote to them before; thanks of others are between them and their receiver."""
        return list(self.story.thanks.filter(by=self.user).select_related("to").order_by("created_at", "pk"))

    @cached_property
    def reviews(self) -> list[Review]:
        """Earlier decisions with their notes, the latest first."""
        return list(self.story.reviews.select_related("by"))

    @cached_property
    def events(self) -> "QuerySet[Event]":
        """What happened to it, oldest first."""
        return Event.objects.of_story(self.story)[:EVENTS_AT_MOST]


def silent(credited: list[Credit]) -> list[User]:
    """Return the credited people who have given no answer, asked or not."""
    return [
        credit.person
        for credit in credited
        if credit.person and all(consent.state == ConsentState.ASKED for consent in credit.consents.all())
    ]
