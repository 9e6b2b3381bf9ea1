"""Where a sent story stands, in words for its author: the headline, the steps, what was read in it.

Sentences and dates only; the page is `telling.my_story`. One place, so that the list and the page never disagree.
"""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.actions import workflow
from stories.enums import LANGUAGE_NAMES, Decision, EventKind, StoryStatus, Theme
from stories.hints import quote
from stories.models import Consent, Review, Story, Thanks, User

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the way: what happens, when, and whether it has."""

    label: str
    when: str
    done: bool


@dataclass(frozen=True, slots=True)
class Read:
    """One theme that was read in the story, with the words that show it."""

    theme: Theme
    missing: bool
    quote: str


class Following:
    """One story as its author follows it; readers, decisions, thanks and questions cost a query each when asked for."""

    def __init__(self, story: Story, now: dt.datetime | None = None) -> None:
        self.story = story
        self.zone = zoneinfo.ZoneInfo(story.organisation.time_zone)
        self.now = (now or timezone.now()).astimezone(self.zone)

    @cached_property
    def reader(self) -> str:
        """The first name of whoever reads it, or "A manager" where nobody is set to."""
        found = workflow.readers(self.story)
        return found[0].first_name if found else _("A manager")

    @cached_property
    def decisions(self) -> list[Review]:
        """What managers decided, newest first."""
        return list(self.story.reviews.select_related("by"))

    @cached_property
    def note(self) -> Review | None:
        """The newest decision, if it is the reason why the story stands where it does and says something."""
        newest = self.decisions[0] if self.decisions else None
        speaking = {
            StoryStatus.RETURNED: Decision.RETURNED,
            StoryStatus.DECLINED: Decision.DECLINED,
            StoryStatus.WITHDRAWN: Decision.WITHDRAWN,
        }
        wanted = speaking.get(StoryStatus(self.story.status))
        return newest if newest and newest.note and newest.decision == wanted else None

    @cached_property
    def thanks(self) -> list[Thanks]:
        """What its author was told, in the exact words, oldest first."""
        return [t for t in self.story.thanks.select_related("by").order_by("created_at", "pk") if self._mine(t.to_id)]

    @cached_property
    def asked(self) -> list[User]:
        """The colleagues who have not answered yet whether they may be named."""
        waiting = Consent.objects.waited_for(self.story)
        return [question.credit.person for question in waiting if question.credit.person]

    @property
    def headline(self) -> str:
        """Where it stands, in one sentence."""
        status = StoryStatus(self.story.status)
        if status == StoryStatus.SUBMITTED:
            return self._waits_for_reader()
        if status == StoryStatus.APPROVED:
            return self._approved()
        if status == StoryStatus.WITHDRAWN:
            return _("You took it back.") if self._taken_back_by_author() else _("It was taken off the wall.")
        sentences = {
            StoryStatus.DRAFT: _("Not sent yet."),
            StoryStatus.RETURNED: _("%(name)s has a question.") % {"name": self._decided_by()},
            StoryStatus.PUBLISHED: _("It is on the wall."),
            StoryStatus.DECLINED: _("It is not used this time."),
        }
        return sentences[status]

    @property
    def explanation(self) -> str:
        """What that means for the author."""
        status = StoryStatus(self.story.status)
        if status == StoryStatus.APPROVED and self.story.stays_inside:
            return _("Colleagues can read it. Nothing goes public unless a second manager agrees.")
        sentences = {
            StoryStatus.SUBMITTED: _(
                "You hear back in a person’s own words. Nothing is public before that, "
                "and nobody is named who has not said yes."
            ),
            StoryStatus.APPROVED: _("It goes on the wall when everybody in it has said whether they want to be named."),
            StoryStatus.PUBLISHED: _("Everybody can read it. You can take it back at any time."),
            StoryStatus.WITHDRAWN: _("Nobody reads it any more. You can take it up again as a draft."),
        }
        return sentences.get(status, "")

    @property
    def steps(self) -> list[Step]:
        """The way of the story: sent, read and thanked, agreed to, on the wall."""
        story = self.story
        sent = Step(_("Sent"), self.when(story.submitted_at), story.submitted_at is not None)
        if story.stays_inside:
            inside = story.status == StoryStatus.APPROVED
            told = Step(_("Colleagues can read it"), self.when(story.approved_at) or _("after that"), inside)
            return [sent, self._read_step(), told]
        public = story.status == StoryStatus.PUBLISHED
        waiting = get_text_list([person.first_name for person in self.asked], _("and"))
        said = _("waiting for %(names)s") % {"names": waiting} if waiting else _("after that")
        agreed = Step(_("Colleagues say what may be shown"), "" if public else said, public)
        return [sent, self._read_step(), agreed, Step(_("On the wall"), self.when(story.published_at), public)]

    @cached_property
    def read(self) -> list[Read]:
        """The themes that count, strongest first, each with the words that show it."""
        readings = {(r.theme, r.source): r for r in self.story.readings.all()}
        found = []
        for theme in self.story.shown_themes:
            reading = readings.get((theme.theme, theme.source))
            words = quote(reading.evidence[0]["text"]) if reading and reading.evidence else ""
            found.append(Read(Theme(theme.theme), theme.missing, words))
        return found

    @property
    def silent(self) -> str:
        """The themes that the text does not show, in one sentence; an empty string where nothing was read."""
        if not self.story.engine_version or self.unread:
            return ""
        known = {read.theme for read in self.read}
        names = [str(theme.label) for theme in Theme if theme not in known]
        if not names:
            return ""
        names = [names[0], *(name.lower() for name in names[1:])]
        sentence = ngettext(
            "%(themes)s is not evident in the text. That is fine.",
            "%(themes)s are not evident in the text. That is fine.",
            len(names),
        )
        return sentence % {"themes": get_text_list(names, _("and"))}

    @property
    def unread(self) -> bool:
        """Whether the story is in a language that is not read yet."""
        return bool(self.story.engine_version) and self.story.language not in LANGUAGE_NAMES

    def when(self, at: dt.datetime | None) -> str:
        """Return a time in the organisation's day: 22:47, yesterday 22:47, Tuesday 22:47, 3 March."""
        if at is None:
            return ""
        days = (self.now.date() - at.astimezone(self.zone).date()).days
        if days == 0:
            return self._time(at)
        if days == 1:
            return _("yesterday %(time)s") % {"time": self._time(at)}
        return date_format(at.astimezone(self.zone), _("j F") if days >= _A_WEEK else _("l H:i"))

    def _read_step(self) -> Step:
        since = self.story.submitted_at  # what was decided about an earlier version is past
        times = [decision.created_at for decision in self.decisions if since and decision.created_at >= since]
        times += [thanks.created_at for thanks in self.thanks]
        if not times:
            until = _("before %(time)s") % {"time": self._time(self.story.answer_due)}
            return Step(_("%(name)s reads and thanks") % {"name": self.reader}, until, done=False)
        sentence = _("%(name)s read it and thanked you") if self.thanks else _("%(name)s read it")
        return Step(sentence % {"name": self._decided_by()}, self.when(min(times)), done=True)

    def _waits_for_reader(self) -> str:
        if self.thanks:
            return _("%(name)s thanked you.") % {"name": self.thanks[0].by.first_name}
        due = self.story.answer_due
        if due is None or due < self.now:
            return _("It is still with %(name)s.") % {"name": self.reader}
        days = (due.astimezone(self.zone).date() - self.now.date()).days
        if days == 0:
            return _("%(name)s reads it before noon today.") % {"name": self.reader}
        if days == 1:
            return _("%(name)s reads it before noon tomorrow.") % {"name": self.reader}
        day = date_format(due.astimezone(self.zone), "l" if days < _A_WEEK else _("j F"))
        return _("%(name)s reads it before noon on %(day)s.") % {"name": self.reader, "day": day}

    def _approved(self) -> str:
        if self.story.stays_inside:
            return _("It is told inside %(organisation)s.") % {"organisation": self.story.organisation.name}
        if self.asked:
            names = get_text_list([person.first_name for person in self.asked], _("and"))
            return _("Approved. Waiting for %(names)s.") % {"names": names}
        return _("Approved.")

    def _decided_by(self) -> str:
        if self.decisions:
            return self.decisions[0].by.first_name
        return self.thanks[0].by.first_name if self.thanks else self.reader

    def _taken_back_by_author(self) -> bool:
        last = self.story.events.filter(kind=EventKind.WITHDRAWN).order_by("-at", "-pk").first()
        return last is None or last.actor_id == self.story.author_id

    def _mine(self, user_id: int) -> bool:
        return user_id == self.story.author_id

    def _time(self, at: dt.datetime | None) -> str:
        return date_format(at.astimezone(self.zone), "H:i") if at else ""
