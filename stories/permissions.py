"""Who may do what: boolean functions of a person and an object. No request, no HTTP, no state machine.

Which move a story may make now stands in `actions.workflow.TRANSITIONS`; who somebody is to a story, here.
Each function costs at most two queries.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from .enums import EDITABLE, THANKABLE, Actor, Role, StoryStatus
from .models import Comment, Consent, Membership, Organisation, Story, Thanks, User, Viewer


class NotAllowed(PermissionDenied):
    """The person sees the thing, but this act is not hers; Django answers 403."""


def require[T](rule: Callable[[Viewer, T], bool], by: Viewer, thing: T) -> None:
    """Raise `NotAllowed` unless the rule holds for this person and thing."""
    if not rule(by, thing):
        raise NotAllowed(_("You may not do this."))


def has_role(user: Viewer, organisation: Organisation | int, *roles: Role) -> bool:
    """Whether the person holds one of these roles in the organisation (an object or its id)."""
    if not isinstance(user, User) or not user.is_active:
        return False
    pk = organisation.pk if isinstance(organisation, Organisation) else organisation
    return Membership.objects.filter(user=user, organisation=pk, role__in=roles).exists()


def is_member(user: Viewer, organisation: Organisation | int) -> bool:
    """Whether the person belongs to the organisation, in any role."""
    return has_role(user, organisation, *Role)


def actors(user: Viewer, story: Story) -> frozenset[Actor]:
    """How this person stands to this story; the author is never her own manager."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    found = set()
    if story.author_id == user.pk:
        found.add(Actor.AUTHOR)
    elif has_role(user, story.organisation_id, Role.MANAGER):
        found.add(Actor.MANAGER)
        if story.approved_by_id not in {None, user.pk}:
            found.add(Actor.SECOND_MANAGER)
    if story.credits.filter(person=user).exists():
        found.add(Actor.COLLEAGUE)
    return frozenset(found)


def can_tell(user: Viewer, organisation: Organisation) -> bool:
    """Every member may tell a story, whatever her role."""
    return is_member(user, organisation)


def can_edit(user: Viewer, story: Story) -> bool:
    """Only the author, as long as she belongs to the organisation and the story is with her."""
    hers = isinstance(user, User) and story.author_id == user.pk and story.status in EDITABLE
    return hers and is_member(user, story.organisation_id)


def can_review(user: Viewer, story: Story) -> bool:
    """A manager of the organisation reads and decides, never about her own story."""
    return Actor.MANAGER in actors(user, story) and story.status not in {
        StoryStatus.DRAFT,
        StoryStatus.WITHDRAWN,
    }


def can_thank(user: Viewer, story: Story) -> bool:
    """A manager may thank from the moment a story is sent, whatever is decided about the wall."""
    return Actor.MANAGER in actors(user, story) and story.status in THANKABLE


def can_correct_reading(user: Viewer, story: Story) -> bool:
    """A reviewing manager may set a theme right."""
    return can_review(user, story)


def can_answer_consent(user: Viewer, consent: Consent) -> bool:
    """Only the person whose name it is."""
    return isinstance(user, User) and user.is_active and consent.credit.person_id == user.pk


def can_show_thanks(user: Viewer, thanks: Thanks) -> bool:
    """The choice of audience belongs to the receiver."""
    return isinstance(user, User) and user.is_active and thanks.to_id == user.pk


def can_react(user: Viewer, story: Story) -> bool:  # noqa: ARG001 - everybody may, and a rule takes a person
    """Everybody may react to what is on the wall."""
    return story.status == StoryStatus.PUBLISHED


def can_moderate(user: Viewer, comment: Comment) -> bool:
    """A manager of the story's organisation decides about comments."""
    return has_role(user, comment.story.organisation_id, Role.MANAGER)


def can_administer(user: Viewer, organisation: Organisation) -> bool:
    """An administrator invites people and gives roles."""
    return has_role(user, organisation, Role.ADMIN)
