"""Makes what tests need, through the real verbs: people, places, and stories in every state.

Plain functions with keywords only; what is not given is made up and unique. Nothing here writes a status, a
reading or a counter: whatever state is asked for, the story walked there, so its events and notices exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from django.contrib.auth.models import AnonymousUser

from stories.actions import consent, engagement, moderation, recognition, telling, workflow
from stories.actions.telling import CreditDraft, Draft, MomentDraft
from stories.enums import Audience, CommentState, ConsentState, Kind, Role, StoryStatus
from stories.models import Comment, Consent, Membership, Organisation, Story, Team, Thanks, User

_number = count(1)

#: What a story says when the test does not care, by language; plain enough that each language is recognised.
TEXTS: Final = {
    "en": (
        "A family had missed their train and stood at my desk, tired and afraid of a night outside.",
        "I did not ask anybody; I called the hotel myself and paid for their room with my own card.",
        "The next morning they came back with flowers and said that they would never forget this.",
    ),
    "da": (
        "En familie havde mistet deres tog og stod ved min skranke, trætte og bange for en nat udenfor.",
        "Jeg spurgte ikke nogen; jeg ringede selv til hotellet og betalte deres værelse med mit eget kort.",
        "Næste morgen kom de tilbage med blomster og sagde, at de aldrig ville glemme det.",
    ),
    "nl": (
        "Een gezin had de trein gemist en stond aan mijn balie, moe en bang voor een nacht buiten.",
        "Ik heb het aan niemand gevraagd; ik belde zelf het hotel en betaalde de kamer met mijn eigen kaart.",
        "De volgende ochtend kwamen ze terug met bloemen en zeiden dat ze dit nooit zouden vergeten.",
    ),
}


def make_user(
    *, name: str = "", email: str = "", language: str = "", job_title: str = "", password: str | None = None
) -> User:
    """Return a person who belongs nowhere; without a password she signs in by `client.force_login` only."""
    number = next(_number)
    return User.objects.create_user(
        email or f"person{number}@people.example",
        password,
        name=name or f"Person {number}",
        language=language,
        job_title=job_title,
    )


def make_organisation(*, name: str = "", slug: str = "", answer_days: int = 1) -> Organisation:
    """Return an organisation without people."""
    number = next(_number)
    return Organisation.objects.create(
        name=name or f"Company {number}",
        slug=slug or f"company-{number}",
        languages=["en", "da", "nl"],
        answer_days=answer_days,
    )


def make_team(*, organisation: Organisation | None = None, name: str = "") -> Team:
    """Return a team; of a new organisation when none is given."""
    return Team.objects.create(organisation=organisation or make_organisation(), name=name or f"Team {next(_number)}")


def make_member(
    *,
    organisation: Organisation | None = None,
    role: Role = Role.EMPLOYEE,
    team: Team | None = None,
    user: User | None = None,
    name: str = "",
    email: str = "",
    language: str = "",
    password: str | None = None,
) -> User:
    """Return a person who belongs to the organisation in this role: a new one, unless `user` is given."""
    user = user or make_user(name=name, email=email, language=language, password=password)
    if organisation is None:
        organisation = team.organisation if team else make_organisation()
    Membership.objects.create(user=user, organisation=organisation, team=team, role=role)
    return user


def make_story(
    *,
    status: StoryStatus = StoryStatus.DRAFT,
    organisation: Organisation | None = None,
    author: User | None = None,
    reviewer: User | None = None,
    second: User | None = None,
    moments: Sequence[MomentDraft | str] = (),
    feelings: Sequence[int | None] = (),
    text: str = "",
    credits: Sequence[User | CreditDraft | str] = (),  # noqa: A002 - what the story calls them
    consented: bool = False,
    title: str = "",
    short: str = "",
    place: str = "",
    language: str = "en",
    kind: Kind = Kind.EXTRA_MILE,
    audience: Audience = Audience.PUBLIC,
    had_to_ask: str = "",
    tags: Sequence[str] = (),
    withdrawn_from: StoryStatus = StoryStatus.PUBLISHED,
) -> Story:
    """Return a story that walked to this status, by default a draft of a new employee of a new organisation.

    Told as `moments` (drafts, or plain texts), or as `text` (an empty line begins the next moment), each with
    its place in `feelings`; with `feelings` alone as that many lines; else three lines that fit `language`.
    `language` is the author's choice; an empty string leaves it to be recognised. `credits` are persons,
    drafts, or names of roles; with `consented`, every person says yes as soon as she is asked.

    A story that nothing keeps from the wall cannot rest at APPROVED, so one more colleague is credited to it,
    who has not answered. PUBLISHED is reached without waiting for anybody. WITHDRAWN is taken back by the
    author, from `withdrawn_from`.
    """
    if organisation is None:
        membership = Membership.objects.of(author).select_related("organisation").first() if author else None
        organisation = membership.organisation if membership else make_organisation()
    author = author or make_member(organisation=organisation)
    credited = [_credit(given) for given in credits]
    inside = audience == Audience.ORGANISATION or kind == Kind.MISSED_MOMENT
    goal = withdrawn_from if status == StoryStatus.WITHDRAWN else status
    if goal == StoryStatus.APPROVED and not inside and (consented or not any(c.person for c in credited)):
        credited.append(CreditDraft(person=make_member(organisation=organisation)))

    story = telling.begin(organisation, by=author)
    draft = Draft(
        moments=_moments(moments, feelings, text, language),
        credits=tuple(credited),
        title=title or f"Story {next(_number)}",
        short=short,
        place=place,
        kind=kind,
        audience=audience,
        language=language,
        had_to_ask=had_to_ask,
        tags=tuple(tags),
    )
    story = telling.save_draft(story, draft, by=author)
    if goal != StoryStatus.DRAFT:
        reader = reviewer or _manager(organisation, without=[author])
        workflow.submit(story, by=author)
        _decide(story, goal, reader=reader, second=second, consented=consented)
    if status == StoryStatus.WITHDRAWN:
        workflow.withdraw(story, by=author)
    story = Story.objects.select_related("organisation", "author").get(pk=story.pk)
    assert story.status == status, f"asked for {status}, walked to {story.status}"
    return story


def say_yes(story: Story) -> None:
    """Let every credited colleague who was asked about her name agree."""
    for question in Consent.objects.filter(credit__story=story, state=ConsentState.ASKED).order_by("pk"):
        person = question.credit.person
        assert person is not None
        consent.answer(question, by=person, yes=True)
    story.refresh_from_db()


def make_comment(
    *,
    story: Story | None = None,
    by: User | None = None,
    name: str = "",
    email: str = "",
    text: str = "",
    state: CommentState | None = None,
    moderator: User | None = None,
) -> Comment:
    """Return a comment, of a guest unless `by` is given; a manager brings it to `state` where needed."""
    story = story or make_story(status=StoryStatus.PUBLISHED)
    number = next(_number)
    comment = engagement.comment(
        story,
        by=by or AnonymousUser(),
        visitor=f"v-factory-{number}",
        text=text or f"Comment {number}",
        name=name or f"Guest {number}",
        email=email,
    )
    if state is not None and state != comment.state:
        manager = moderator or _manager(story.organisation, without=[])
        if state == CommentState.PUBLISHED:
            comment = moderation.publish_comment(comment, by=manager)
        elif state == CommentState.HIDDEN:
            comment = moderation.hide_comment(comment, by=manager)
        assert comment.state == state, "only a guest's comment is held"
    return comment


def make_thanks(
    *,
    story: Story | None = None,
    by: User | None = None,
    to: User | None = None,
    text: str = "",
    shown: bool = False,
) -> Thanks:
    """Return thanks of a manager to the story's author, or to somebody credited in it."""
    story = story or make_story(status=StoryStatus.SUBMITTED)
    giver = by or _manager(story.organisation, without=[story.author])
    receiver = to or story.author
    thanks = recognition.thank(story, by=giver, to=[receiver], text=text or f"Thank you {next(_number)}")[0]
    return recognition.show_thanks(thanks, by=receiver, shown=True) if shown else thanks


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the tests: all but Charlie are at KLM."""

    klm: Organisation
    crew: Team
    alice: User
    bob: User
    bea: User
    cara: User
    dan: User
    audrey: User
    elsewhere: Organisation
    charlie: User


def make_cast() -> Cast:
    """Return the people that most tests are about.

    Alice writes, Bob and Bea manage, Cara is credited, Dan administers, Audrey audits; Charlie is a manager of
    another organisation.
    """
    klm = make_organisation(name="KLM", slug="klm")
    crew = make_team(organisation=klm, name="Cabin crew")
    elsewhere = make_organisation(name="Elsewhere", slug="elsewhere")

    def member(name: str, role: Role, organisation: Organisation = klm, team: Team | None = None) -> User:
        first = name.split(maxsplit=1)[0].lower()
        return make_member(
            organisation=organisation,
            role=role,
            team=team,
            name=name,
            email=f"{first}@{organisation.slug}.example",
        )

    return Cast(
        klm=klm,
        crew=crew,
        alice=member("Alice Author", Role.EMPLOYEE, team=crew),
        bob=member("Bob Manager", Role.MANAGER),
        bea=member("Bea Manager", Role.MANAGER),
        cara=member("Cara Colleague", Role.EMPLOYEE, team=crew),
        dan=member("Dan Admin", Role.ADMIN),
        audrey=member("Audrey Auditor", Role.AUDITOR),
        elsewhere=elsewhere,
        charlie=member("Charlie Stranger", Role.MANAGER, elsewhere),
    )


def _decide(story: Story, goal: StoryStatus, *, reader: User, second: User | None, consented: bool) -> None:
    """Lead a submitted story on to its goal."""
    if goal == StoryStatus.RETURNED:
        workflow.return_to_author(story, by=reader, note="What happened next?")
    elif goal == StoryStatus.DECLINED:
        workflow.decline(story, by=reader, note="This is about a customer who can be recognised.")
    elif goal in {StoryStatus.APPROVED, StoryStatus.PUBLISHED}:
        workflow.approve(story, by=reader)
        if consented and goal == StoryStatus.PUBLISHED:
            say_yes(story)
        if goal == StoryStatus.PUBLISHED and story.status == StoryStatus.APPROVED:
            publisher = reader
            if story.stays_inside:
                publisher = second or _manager(story.organisation, without=[story.author, reader])
            workflow.publish(story, by=publisher)


def _credit(given: User | CreditDraft | str) -> CreditDraft:
    if isinstance(given, User):
        return CreditDraft(person=given, role=given.job_title or "colleague")
    return CreditDraft(role=given) if isinstance(given, str) else given


def _moments(
    moments: Sequence[MomentDraft | str], feelings: Sequence[int | None], text: str, language: str
) -> tuple[MomentDraft, ...]:
    lines: list[MomentDraft | str] = list(moments)
    lines = lines or [part for part in text.split("\n\n") if part.strip()]
    if not lines:
        own = TEXTS[language or "en"]
        lines = list(own) if not feelings else [own[place % len(own)] for place in range(len(feelings))]
        feelings = feelings or (-1, 2, 3)
    felt = [*feelings, *[None] * len(lines)]
    return tuple(
        MomentDraft(text=line, feeling=feeling) if isinstance(line, str) else line
        for line, feeling in zip(lines, felt, strict=False)
    )


def _manager(organisation: Organisation, *, without: list[User]) -> User:
    """Return a manager of the organisation who is none of these; a new one where there is none."""
    managers = Membership.objects.active().with_role(Role.MANAGER).filter(organisation=organisation)
    found = managers.exclude(user__in=without).select_related("user").order_by("pk").first()
    return found.user if found else make_member(organisation=organisation, role=Role.MANAGER)
