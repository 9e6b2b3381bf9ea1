"""The fixed vocabulary: statuses, kinds, roles, and their named sets. A leaf: imports nothing of ours.

Lists that an organisation edits (values, tags) are rows, not enums, and do not belong here.
"""

from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a membership allows within one organisation."""

    EMPLOYEE = "employee", _("employee")
    MANAGER = "manager", _("manager")
    ADMIN = "admin", _("administrator")
    AUDITOR = "auditor", _("auditor")


class Actor(TextChoices):
    """How a person stands to one story; the transition table names these."""

    AUTHOR = "author", _("author")
    MANAGER = "manager", _("manager")
    SECOND_MANAGER = "second_manager", _("second manager")
    COLLEAGUE = "colleague", _("credited colleague")


class StoryStatus(TextChoices):
    """Where a story is on its way to the wall."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting to be read")
    RETURNED = "returned", _("back with its author")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("on the wall")
    DECLINED = "declined", _("not used")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: The author may write in these.
EDITABLE: Final = frozenset({StoryStatus.DRAFT, StoryStatus.RETURNED})
#: A manager may thank from here on.
THANKABLE: Final = frozenset({StoryStatus.SUBMITTED, StoryStatus.RETURNED, StoryStatus.APPROVED, StoryStatus.PUBLISHED})
#: Managers and auditors of the organisation read these; drafts belong to their author alone.
STAFF_READABLE: Final = frozenset(
    {
        StoryStatus.SUBMITTED,
        StoryStatus.RETURNED,
        StoryStatus.APPROVED,
        StoryStatus.PUBLISHED,
        StoryStatus.DECLINED,
    }
)


class Turn(TextChoices):
    """Who has to do something next."""

    AUTHOR = "author", _("Your turn")
    MANAGER = "manager", _("Your manager's turn")
    COLLEAGUE = "colleague", _("Waiting for a colleague")
    NOBODY = "nobody", _("Nothing to do")


class Kind(TextChoices):
    """What sort of moment a story tells."""

    EXTRA_MILE = "extra_mile", _("Extra mile")
    RECOVERY = "recovery", _("Recovery")
    MISSED_MOMENT = "missed_moment", _("Missed moment")
    COLLEAGUE = "colleague", _("Colleague to colleague")


class Audience(TextChoices):
    """How far a story may go."""

    PUBLIC = "public", _("Everybody")
    ORGANISATION = "organisation", _("Only inside the organisation")


class Voice(TextChoices):
    """In whose words a story is told."""

    EMPLOYEE = "employee", _("Mine")
    CUSTOMER = "customer", _("A customer's")


class HadToAsk(TextChoices):
    """The answer to "Did you have to ask?"."""

    NO = "no", pgettext_lazy("had to ask", "No")
    YES = "yes", pgettext_lazy("had to ask", "Yes")
    REFUSED = "refused", pgettext_lazy("had to ask", "It was refused")


class Stage(TextChoices):
    """When in the encounter a moment lay."""

    BEFORE = "before", _("Before")
    DURING = "during", _("During")
    AFTER = "after", _("After")


class CreditTo(TextChoices):
    """To whom a moment is owed: the people in it, or the organisation that made it possible."""

    PERSON = "person", _("The people")
    ORGANISATION = "organisation", _("The organisation")


class Feeling(IntegerChoices):
    """How a moment felt, against what was expected (0)."""

    AWFUL = -3, _("Awful")
    BAD = -2, _("Bad")
    POOR = -1, _("Poor")
    EXPECTED = 0, _("As expected")
    NICE = 1, _("Nice")
    GREAT = 2, _("Great")
    UNFORGETTABLE = 3, _("Unforgettable")


class Grade(TextChoices):
    """How far above what was expected the strongest moment of a story lies."""

    EXPECTED = "expected", _("As expected")
    GOOD = "good", _("Good")
    EXTRAORDINARY = "extraordinary", _("Extraordinary")


class Theme(TextChoices):
    """The four themes that the scoring reads for; same slugs as `scoring.THEMES`."""

    EMPOWERMENT = "empowerment", _("Empowerment")
    RECOGNITION = "recognition", _("Recognition")
    VISIBLE_LEADERSHIP = "visible_leadership", _("Visible leadership")
    CX_VISION = "cx_vision", _("Vision")


class Source(TextChoices):
    """Who says what a theme is."""

    MACHINE = "machine", _("read in the text")
    MODEL = "model", _("read by a further reader")
    ANSWER = "answer", _("answered by the author")
    HUMAN = "human", _("decided by a manager")


class Band(TextChoices):
    """How strong the evidence is."""

    FOUND = "found", _("found")
    POSSIBLE = "possible", _("possible")
    NOTHING = "nothing", _("not evident")


class BehaviourCode(TextChoices):
    """The sixteen behaviours."""

    LISTENING = "listening", _("Listening")
    EMPATHY = "empathy", _("Showing understanding")
    INITIATIVE = "initiative", _("Taking initiative")
    FLEXIBILITY = "flexibility", _("Being flexible")
    HELPING = "helping", _("Helping")
    UNBURDENING = "unburdening", _("Taking the worry away")
    PROACTIVE = "proactive", _("Acting before being asked")
    SURPRISING = "surprising", _("Surprising")
    EXCEEDING = "exceeding", _("Exceeding expectations")
    CLEAR_FRIENDLY = "clear_friendly", _("Clear and friendly words")
    RESPECT = "respect", _("Showing respect")
    RELIABLE = "reliable", _("Being reliable")
    TRUSTING_CUSTOMER = "trusting_customer", _("Trusting the customer")
    ATTENTION = "attention", _("Paying attention")
    FIXING_COMPLAINTS = "fixing_complaints", _("Putting a complaint right")
    PUTTING_CUSTOMER_FIRST = "putting_customer_first", _("Putting the customer first")


class ReactionKind(TextChoices):
    """What a story did to somebody; no thumbs, no stars."""

    MOVED = "moved", _("This moved me")
    RESPECT = "respect", _("Respect")
    CHOOSE_YOU = "choose_you", _("I would choose you")
    ME_TOO = "me_too", _("This happened to me too")


class CommentState(TextChoices):
    """Whether a comment may be seen."""

    HELD = "held", _("waiting to be read")
    PUBLISHED = "published", _("published")
    HIDDEN = "hidden", _("hidden")


class ConsentUse(TextChoices):
    """What a colleague is asked to agree to."""

    NAME_ON_WALL = "name_on_wall", _("name on the public page")


class ConsentState(TextChoices):
    """Where the answer stands."""

    ASKED = "asked", _("asked")
    GIVEN = "given", _("says yes")
    DECLINED = "declined", _("rather not named")
    WITHDRAWN = "withdrawn", _("taken back")


class OutcomeKind(TextChoices):
    """What came of it, in the customer's own words."""

    RETURNED = "returned", _("Came back")
    RECOMMENDED = "recommended", _("Recommends us")
    REGULAR = "regular", _("Became a regular")
    CUSTOMER_FOR_LIFE = "customer_for_life", _("Customer for life")


class Decision(TextChoices):
    """What a manager decided about a submitted story."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("asked for changes")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken off the wall")


class NoticeKind(TextChoices):
    """What somebody is told, in the product and by mail."""

    WAITING = "waiting", _("A story waits for you")
    RETURNED = "returned", _("Your story came back with a question")
    APPROVED = "approved", _("Your story is approved")
    PUBLISHED = "published", _("Your story is on the wall")
    DECLINED = "declined", _("Your story is not used")
    WITHDRAWN = "withdrawn", _("A story was taken off the wall")
    THANKED = "thanked", _("You were thanked")
    CONSENT_ASKED = "consent_asked", _("May we show your name?")


class EventKind(TextChoices):
    """What the append-only log holds."""

    DRAFTED = "drafted", _("draft begun")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("changes asked for")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REOPENED = "reopened", _("taken up again")
    SCORED = "scored", _("read by the scoring")
    SCORE_FAILED = "score_failed", _("the scoring failed")
    READING_CORRECTED = "reading_corrected", _("reading corrected")
    THANKED = "thanked", _("thanked")
    THANKS_SHOWN = "thanks_shown", _("thanks shown to the public")
    THANKS_HIDDEN = "thanks_hidden", _("thanks kept private")
    CONSENT_ASKED = "consent_asked", _("consent asked")
    CONSENT_GIVEN = "consent_given", _("consent given")
    CONSENT_DECLINED = "consent_declined", _("consent declined")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("consent withdrawn")
    COMMENT_PUBLISHED = "comment_published", _("comment published")
    COMMENT_HIDDEN = "comment_hidden", _("comment hidden")
    COMMENT_FEATURED = "comment_featured", _("comment featured")
    INVITED = "invited", _("invited")
    JOINED = "joined", _("joined")
    ROLE_CHANGED = "role_changed", _("role changed")
    LEFT = "left", _("left the organisation")
    READER_CHANGED = "reader_changed", _("reader changed")


#: A story's own language, by its own name: shown on cards whose language differs from the page's.
LANGUAGE_NAMES: Final = {"en": "English", "da": "Dansk", "nl": "Nederlands"}
