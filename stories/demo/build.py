"""Fills an empty database with the demo, through the same verbs that people use, and dates it back.

Only what no verb can do is written here directly: reactions, shares and comments of visitors who never were, and the
times at which it all happened.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from stories.actions import consent, recognition, telling, workflow
from stories.actions.log import without_mail
from stories.enums import CommentState, ConsentState, ReactionKind, Role, StoryStatus
from stories.models import (
    Comment,
    Consent,
    Event,
    Membership,
    Notice,
    Organisation,
    Outcome,
    Reaction,
    Review,
    Share,
    Story,
    Team,
    Thanks,
    User,
)

from .loader import PASSWORD, organisations, stories

Progress = Callable[[int, int], None]


class DemoBuilder:
    """Builds the demo once; holds the people and organisations by the keys of the files."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.people: dict[str, User] = {}
        self.organisations: dict[str, Organisation] = {}

    def build(self, progress: Progress) -> int:
        """Return how many stories were made; `progress` is called after each."""
        with without_mail(), transaction.atomic():
            self._people()
            told = stories()
            for number, entry in enumerate(told, start=1):
                self._story(entry)
                progress(number, len(told))
        return len(told)

    def _people(self) -> None:
        """Make everybody; the one password is hashed once, since hashing is slow on purpose."""
        password = make_password(PASSWORD)
        for entry in organisations():
            organisation = Organisation.objects.create(
                **{k: entry[k] for k in ("name", "slug", "accent", "languages", "currency", "about")}
            )
            self.organisations[entry["key"]] = organisation
            teams = {name: Team.objects.create(organisation=organisation, name=name) for name in entry["teams"]}
            for person in entry["person"]:
                user = User.objects.create(
                    email=person["email"],
                    password=password,
                    name=person["name"],
                    job_title=person["job_title"],
                    language=person["language"],
                )
                self.people[person["key"]] = user
                Membership.objects.create(
                    user=user, organisation=organisation, team=teams.get(person["team"]), role=person["role"]
                )

    def _story(self, entry: dict[str, Any]) -> None:
        author, organisation = self.people[entry["teller"]], self.organisations[entry["organisation"]]
        story = telling.begin(organisation, by=author)
        story.team = organisation.teams.filter(name=entry["team"]).first()
        story.slug = entry["key"]
        story.save(update_fields=["team", "slug"])
        story = telling.save_draft(story, _draft(entry, self.people), by=author)
        self._move(story, entry, author)
        for thanks in entry.get("thanks", []):
            self._thank(story, thanks)
        for outcome in entry.get("outcome", []):
            Outcome.objects.create(story=story, **outcome)
        self._engage(story, entry)
        self._date_back(story, entry)

    def _move(self, story: Story, entry: dict[str, Any], author: User) -> None:
        """Walk the story to its status, by the people who would do it."""
        status = StoryStatus(entry["status"])
        if status == StoryStatus.DRAFT:
            return
        workflow.submit(story, by=author)
        reviewer, second = self._managers(story)
        if status == StoryStatus.RETURNED:
            workflow.return_to_author(story, by=reviewer, note=entry["note"])
        elif status == StoryStatus.DECLINED:
            workflow.decline(story, by=reviewer, note=entry["note"])
        elif status == StoryStatus.WITHDRAWN:
            workflow.withdraw(story, by=author, note=entry.get("note", ""))
        elif status in {StoryStatus.APPROVED, StoryStatus.PUBLISHED}:
            workflow.approve(story, by=reviewer)
            self._answer(story, entry)
            if status == StoryStatus.PUBLISHED and story.status != status:
                workflow.publish(story, by=second if story.stays_inside else reviewer)

    def _managers(self, story: Story) -> tuple[User, User]:
        managers = [
            membership.user
            for membership in Membership.objects.with_role(Role.MANAGER)
            .filter(organisation=story.organisation)
            .exclude(user=story.author)
            .select_related("user")
            .order_by("pk")
        ]
        return managers[0], managers[-1]

    def _answer(self, story: Story, entry: dict[str, Any]) -> None:
        """Let colleagues answer as the file says; the story follows its row, since the last answer publishes it."""
        for credit in entry.get("credit", []):
            if credit["consent"] in {ConsentState.GIVEN, ConsentState.DECLINED}:
                person = self.people[credit["person"]]
                question = Consent.objects.get(credit__story=story, credit__person=person)
                consent.answer(question, by=person, yes=credit["consent"] == ConsentState.GIVEN)
        story.refresh_from_db()

    def _thank(self, story: Story, entry: dict[str, Any]) -> None:
        by, to = self.people[entry["by"]], self.people[entry["to"]]
        (thanks,) = recognition.thank(story, by=by, to=[to], text=entry["text"])
        recognition.show_thanks(thanks, by=to, shown=entry["public"])
        sent = self._told_at(story, entry["hours_after"])
        Thanks.objects.filter(pk=thanks.pk).update(created_at=sent)
        Notice.objects.filter(story=story, to=to, text=thanks.text).update(created_at=sent)

    def _engage(self, story: Story, entry: dict[str, Any]) -> None:
        """Write what visitors left; views have no rows, since those are kept for a day only."""
        reactions = [
            Reaction(story=story, kind=kind, visitor=f"demo-{kind}-{number}")
            for kind in ReactionKind
            for number in range(entry.get("reactions", {}).get(kind.value, 0))
        ]
        Reaction.objects.bulk_create(reactions, batch_size=1000)
        Share.objects.bulk_create(Share(story=story, visitor=f"demo-{n}") for n in range(entry.get("shares", 0)))
        comments = [
            Comment(
                story=story,
                name=comment["name"],
                text=comment["text"],
                language=comment["language"],
                state=CommentState.HELD if comment["held"] else CommentState.PUBLISHED,
                featured=comment["featured"],
                created_at=self._told_at(story, comment["hours_after"], entry),
            )
            for comment in entry.get("comment", [])
        ]
        Comment.objects.bulk_create(comments)
        counters = {f"{kind.value}_count": entry.get("reactions", {}).get(kind.value, 0) for kind in ReactionKind}
        Story.objects.filter(pk=story.pk).update(
            view_count=entry.get("views", 0),
            share_count=entry.get("shares", 0),
            comment_count=sum(comment.state == CommentState.PUBLISHED for comment in comments),
            **counters,
        )

    def _told_at(self, story: Story, hours: float, entry: dict[str, Any] | None = None) -> dt.datetime:
        days = float(entry["days_ago"]) if entry else self._days_ago(story)
        return min(self.now, self.now - dt.timedelta(days=days) + dt.timedelta(hours=float(hours)))

    def _days_ago(self, story: Story) -> float:
        return next(float(entry["days_ago"]) for entry in stories() if entry["key"] == story.slug)

    def _date_back(self, story: Story, entry: dict[str, Any]) -> None:
        """Move every time to where the file puts it: told, an hour or a night later decided, then published."""
        told = self._told_at(story, 0, entry)
        decided, public = self._told_at(story, 8, entry), self._told_at(story, 9, entry)
        row = Story.objects.get(pk=story.pk)
        times = {"created_at": told - dt.timedelta(minutes=4), "updated_at": public}
        steps = {"submitted_at": told, "approved_at": decided, "published_at": public}
        times |= {name: at for name, at in steps.items() if getattr(row, name) is not None}
        Story.objects.filter(pk=story.pk).update(**times)
        Review.objects.filter(story=story).update(created_at=decided)
        Notice.objects.filter(story=story, created_at__gte=self.now).update(created_at=decided)
        Notice.objects.filter(story=story, created_at__lt=self.now - dt.timedelta(days=2)).update(read_at=decided)
        Consent.objects.filter(credit__story=story).update(asked_at=decided)
        Consent.objects.filter(credit__story=story, answered_at__isnull=False).update(answered_at=public)
        # The log refuses changes; the demo's is dated once, before anybody has seen it.
        models.QuerySet.update(Event.objects.filter(story=story), at=told)


def _draft(entry: dict[str, Any], people: dict[str, User]) -> telling.Draft:
    moments = tuple(
        telling.MomentDraft(
            text=moment["text"],
            stage=moment["stage"],
            feeling=moment.get("feeling"),
            title=moment["title"],
            summary=moment["summary"],
            asked=moment["asked"],
            got=moment["got"],
            credit_to=moment["credit"],
        )
        for moment in entry["moment"]
    )
    credited = tuple(
        telling.CreditDraft(people.get(credit["person"]), credit["role"], credit["part"])
        for credit in entry.get("credit", [])
    )
    return telling.Draft(
        moments=moments,
        credits=credited,
        cost=Decimal(entry["cost"]) if entry["cost"] else None,
        tags=tuple(entry["tags"]),
        **{k: entry[k] for k in ("title", "short", "place", "kind", "audience", "voice", "language", "had_to_ask")},
    )
