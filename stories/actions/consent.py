"""Whether a colleague's name may be shown: asked, answered, taken back. The row holds what stands, the log the way."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories import search
from stories.enums import ConsentState, ConsentUse, EventKind, NoticeKind, StoryStatus
from stories.models import Consent, Credit, Story, User
from stories.permissions import can_answer_consent, require

from .log import record, tell


class ConsentClosed(Exception):
    """The question does not stand any more; the message is for the person and can be shown."""


def waiting(story: Story) -> bool:
    """Whether a credited colleague has been asked and has not answered."""
    asked = Consent.objects.filter(credit__story=story, state=ConsentState.ASKED)
    return asked.filter(credit__person__is_active=True).exists()


def forget_answers(story: Story, *, of: User | None = None) -> None:
    """Forget who agreed, or what one person answered; they are asked again with the next approval.

    Part of saving a draft whose text is another by now, and of a veto. What was answered before stays in the log.
    """
    answers = Consent.objects.filter(credit__story=story)
    (answers.filter(credit__person=of) if of else answers).delete()


def ask_everybody(story: Story, *, by: User) -> list[Consent]:
    """Ask each credited colleague who was not asked before and can answer; former answers stand. Part of approving."""
    asked = []
    for credit in Credit.objects.filter(story=story, person__is_active=True).select_related("person"):
        question, new = Consent.objects.get_or_create(
            credit=credit, use=ConsentUse.NAME_ON_WALL, defaults={"asked_at": timezone.now()}
        )
        if new and credit.person is not None:
            record(EventKind.CONSENT_ASKED, by=by, story=story, credit=credit.pk)
            tell(NoticeKind.CONSENT_ASKED, to=credit.person, story=story, by=by)
            asked.append(question)
    return asked


@transaction.atomic
def answer(consent: Consent, *, by: User, yes: bool) -> Consent:
    """Write the colleague's answer, at first or later; the last answer that was waited for publishes the story.

    A "no" after a "yes" takes the name off the public page with the commit. A "no" is taken wherever the story is; a
    "yes" only while it is on its way to the wall or on it.
    """
    require(can_answer_consent, by, consent)
    # The story first, as every verb does: two orders of locking would be a deadlock.
    story = Story.objects.select_for_update().get(pk=consent.credit.story_id)
    row = Consent.objects.select_for_update().filter(pk=consent.pk).first()
    if row is None or (yes and story.status not in {StoryStatus.APPROVED, StoryStatus.PUBLISHED}):
        raise ConsentClosed(_("This story is not on its way to the wall any more; nothing is shown."))
    was_given = row.state == ConsentState.GIVEN
    if yes:
        state, event = ConsentState.GIVEN, EventKind.CONSENT_GIVEN
    elif was_given:
        state, event = ConsentState.WITHDRAWN, EventKind.CONSENT_WITHDRAWN
    else:
        state, event = ConsentState.DECLINED, EventKind.CONSENT_DECLINED
    if state != row.state:
        row.state, row.answered_at = state, timezone.now()
        row.save(update_fields=["state", "answered_at"])
        record(event, by=by, story=story, credit=row.credit_id)
        _follow(story, by=by)
    consent.state, consent.answered_at = row.state, row.answered_at
    return consent


def _follow(story: Story, *, by: User) -> None:
    """Publish what was only waiting for this answer; touch what is public, so that caches see the change."""
    from . import workflow  # noqa: PLC0415 - workflow asks for consents, so it imports this module

    workflow.publish_when_answered(story, by=by)
    if story.status == StoryStatus.PUBLISHED:
        search.index(story)
    Story.objects.filter(pk=story.pk).update(updated_at=timezone.now())
