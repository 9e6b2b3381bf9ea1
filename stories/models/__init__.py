"""The nouns, each module with its reads. Fields, constraints and cheap properties; writes are verbs in `actions`."""

from .engagement import Allowance, Comment, Reaction, Share, View
from .events import Event, Notice
from .parts import Consent, Credit, Moment, Outcome, Photo, SearchEntry
from .people import Invitation, Membership, Organisation, Team, User
from .reader import LearntWeights, ModelAnswer, Rescoring
from .recognition import Thanks
from .review import Behaviour, Review, StoryTheme, ThemeReading
from .story import Story, Viewer

__all__ = [
    "Allowance",
    "Behaviour",
    "Comment",
    "Consent",
    "Credit",
    "Event",
    "Invitation",
    "LearntWeights",
    "Membership",
    "ModelAnswer",
    "Moment",
    "Notice",
    "Organisation",
    "Outcome",
    "Photo",
    "Reaction",
    "Rescoring",
    "Review",
    "SearchEntry",
    "Share",
    "Story",
    "StoryTheme",
    "Team",
    "Thanks",
    "ThemeReading",
    "User",
    "View",
    "Viewer",
]
