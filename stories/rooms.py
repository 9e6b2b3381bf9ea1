"""Which rooms are open to a person: what stands in the header of her pages and in her corner of public ones."""

from dataclasses import dataclass

from .enums import Role
from .models import Membership, Notice, Story, User


@dataclass(frozen=True, slots=True)
class Rooms:
    """What one person can go to, with what waits for her there."""

    manages: bool
    administers: bool
    unread: int
    waiting: int


def rooms_of(user: User) -> Rooms:
    """Return the rooms of a person, in two queries, or three for a manager."""
    roles = set(Membership.objects.of(user).values_list("role", flat=True))
    manages = Role.MANAGER in roles
    return Rooms(
        manages=manages,
        administers=Role.ADMIN in roles,
        unread=Notice.objects.to_person(user).unread().count(),
        waiting=Story.objects.awaiting_review(user).count() if manages else 0,
    )
