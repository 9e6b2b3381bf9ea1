"""Thanks: in own words, at once, whatever becomes of the story. No points, no totals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.enums import EventKind, NoticeKind
from stories.models import Story, Thanks, User
from stories.permissions import can_show_thanks, can_thank, require

from .log import record, tell


class NoWords(Exception):
    """Thanks without words, or to nobody; the message is for the person and can be shown."""


def people_to_thank(story: Story, *, by: User) -> list[User]:
    """Return the author and every credited colleague, each once, without the giver."""
    people = {story.author_id: story.author}
    for credit in story.credits.select_related("person").order_by("pk"):
        if credit.person is not None:
            people[credit.person.pk] = credit.person
    return [person for person in people.values() if person.pk != by.pk]


@transaction.atomic
def thank(story: Story, *, by: User, to: list[User], text: str) -> list[Thanks]:
    """Send the same words to each of these people; they hear it at once, and alone decide who else may read it.

    Raises `NoWords` when there is no text, or nobody of the story among `to`.
    """
    require(can_thank, by, story)
    words = text.strip()
    if not words:
        raise NoWords(_("Write what you thank for; your own words reach the person as they are."))
    allowed = {person.pk for person in people_to_thank(story, by=by)}
    receivers = [person for person in to if person.pk in allowed]
    if not receivers:
        raise NoWords(_("Choose who should read your thanks."))
    sent = []
    for person in receivers:
        sent.append(Thanks.objects.create(story=story, by=by, to=person, text=words, created_at=timezone.now()))
        record(EventKind.THANKED, by=by, story=story, to=person.pk)
        tell(NoticeKind.THANKED, to=person, story=story, by=by, text=words)
    return sent


@transaction.atomic
def show_thanks(thanks: Thanks, *, by: User, shown: bool) -> Thanks:
    """Let the public read these thanks on the story's page, or not any more; the receiver's choice."""
    require(can_show_thanks, by, thanks)
    if thanks.shown != shown:
        thanks.shown = shown
        thanks.save(update_fields=["shown"])
        record(EventKind.THANKS_SHOWN if shown else EventKind.THANKS_HIDDEN, by=by, story=thanks.story)
    return thanks
