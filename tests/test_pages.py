"""Every address at once: public pages are the same bytes for everybody, the rest is private, drafts are nowhere."""

import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import translation
from PIL import Image

from stories.actions import people, telling, workflow
from stories.enums import CommentState, ReactionKind, Role, StoryStatus
from stories.models import Consent, Invitation, Membership, Photo, Story, Thanks
from tests.factories import Cast, make_cast, make_comment, make_thanks

pytestmark = pytest.mark.django_db

LANGUAGES: Final = ("en", "da", "nl")
FIREFOX: Final = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
#: The addresses whose good answer may be kept by anybody.
PUBLIC: Final = {"stories:wall", "stories:story", "stories:about", "stories:how_read", "story_feed", "photo"}
NOBODY: Final = uuid.UUID(int=0)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "PNG")
    return SimpleUploadedFile("cat.png", out.getvalue(), "image/png")


def client_of(person: Any = None) -> Client:
    """Return the browser of a person, or of a visitor; a failing view answers 500 instead of raising."""
    client = Client(headers=FIREFOX, raise_request_exception=False)
    if person is not None and not isinstance(person, AnonymousUser):
        client.force_login(person)
    return client


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Yield every named address of ours and of signing in, with the names of its arguments; the admin is not ours."""
    waiting: list[tuple[str, Any, list[str]]] = [("", get_resolver(), [])]
    while waiting:
        prefix, resolver, before = waiting.pop()
        for pattern in resolver.url_patterns:
            arguments = before + list(pattern.pattern.regex.groupindex)
            if not isinstance(pattern, URLPattern):
                if pattern.namespace != "admin":
                    inner = f"{pattern.namespace}:" if pattern.namespace else prefix
                    waiting.append((inner, pattern, arguments))
            elif pattern.name:
                yield prefix + pattern.name, arguments


def address(name: str, arguments: list[str], values: dict[str, Any]) -> str:
    """Return the address with these values; arguments that have none get one that leads nowhere."""
    nowhere = {"key": NOBODY, "photo_key": NOBODY, "slug": "nowhere", "pk": 0, "secret": "x", "uidb36": "1"}
    return reverse(name, kwargs={argument: {**nowhere, **values}[argument] for argument in arguments})


# --- Public pages -----------------------------------------------------------------------------------------------------


def a_story_with_everything(cast: Cast) -> Story:
    """Return a published story of Alice's with a photo, a named colleague, thanks, comments and reactions."""
    story = telling.begin(cast.klm, by=cast.alice)
    draft = telling.Draft(
        moments=(telling.MomentDraft("I did not ask anybody.", feeling=3), telling.MomentDraft("She wept.", feeling=2)),
        credits=(telling.CreditDraft(person=cast.cara),),
        title="Rain",
        tags=("umbrella",),
    )
    story = telling.save_draft(story, draft, by=cast.alice)
    telling.add_photo(story, picture(), by=cast.alice, alt="An umbrella")
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    workflow.publish(story, by=cast.bob)
    make_thanks(story=story, by=cast.bob, to=cast.alice, shown=True)
    make_comment(story=story, by=cast.cara)
    make_comment(story=story, email="gerda@people.example", state=CommentState.HELD)
    return story


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_page_is_the_same_bytes_for_everybody(language: str) -> None:
    cast = make_cast()
    story = a_story_with_everything(cast)
    reader = {None: client_of(), "Alice": client_of(cast.alice), "Bob": client_of(cast.bob)}
    guest = client_of()
    with translation.override(language):
        react = reverse("stories:react", args=[story.slug])
        pages = [
            reverse("stories:wall"),
            reverse("stories:wall")
            + "?q=umbrella&theme=empowerment&org=klm&tag=umbrella&kind=extra_mile&story_lang=en",
            reverse("stories:wall") + "?q=nothing",
            reverse("stories:story", args=[story.slug]),
            reverse("stories:about"),
            reverse("stories:how_read"),
            reverse("story_feed"),
            reverse("photo", args=[Photo.objects.get().key]),
        ]
        # Each has a session, a message that waits, or the cookie of a visitor.
        for client in (guest, reader["Alice"]):
            assert client.post(react, {"reaction": ReactionKind.MOVED.value}).status_code == 302
    for page in pages:
        answers = {}
        for name, client in {**reader, "guest": guest}.items():
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert answer.cookies == {}, page
            assert "cookie" not in answer.get("Vary", "").lower(), page
            assert "public" in answer["Cache-Control"].split(", "), page
            assert "private" not in answer["Cache-Control"], page
            answers[name] = answer.getvalue()
        assert len(set(answers.values())) == 1, page
        assert b"csrfmiddlewaretoken" not in answers[None], page
        if page != pages[-1]:  # a photo never changes, and is kept by its age
            again = reader["Bob"].get(page, headers={"If-None-Match": answer["ETag"]})
            assert (again.status_code, again.content, again.cookies) == (304, b"", {}), page
        assert b"gerda@people.example" not in answers[None], page


def test_public_page_speaks_the_language_of_its_address() -> None:
    cast = make_cast()
    story = a_story_with_everything(cast)
    for name, arguments in (("wall", []), ("about", []), ("how_read", []), ("story", [story.slug])):
        for language in LANGUAGES:
            with translation.override(language):
                path = reverse(f"stories:{name}", args=arguments)
            answer = client_of(cast.bob).get(path, headers={"Accept-Language": "nl" if language != "nl" else "da"})
            page = answer.content.decode()
            assert re.findall(r'<html lang="(\w+)"', page) == [language]
            assert re.findall(r'<link rel="alternate" hreflang="([\w-]+)"', page) == list(LANGUAGES)


# --- Everything else --------------------------------------------------------------------------------------------------


def real_values(cast: Cast, story: Story) -> list[dict[str, Any]]:
    """Return values that lead to real things, for each kind of key that stands in an address."""
    photo = story.photos.get().key
    keys = [
        story.key,
        photo,
        Consent.objects.get(credit__story=story).key,
        Thanks.objects.get(story=story).key,
        story.comments.order_by("pk")[0].key,
        Invitation.objects.get().key,
    ]
    member = Membership.objects.get(user=cast.alice).pk
    return [{"key": key, "photo_key": photo, "slug": story.slug, "pk": member} for key in keys]


@pytest.mark.parametrize("status", [StoryStatus.PUBLISHED, StoryStatus.DRAFT])
@pytest.mark.parametrize("who", ["alice", "bob", "dan", "visitor"])
def test_what_is_not_public_may_not_be_kept(who: str, status: StoryStatus) -> None:
    cast = make_cast()
    story = a_story_with_everything(cast)
    people.invite(cast.klm, by=cast.dan, email="new@klm.example", role=Role.EMPLOYEE)
    if status != StoryStatus.PUBLISHED:
        workflow.withdraw(story, by=cast.alice)
        workflow.reopen(story, by=cast.alice)
    client = client_of(getattr(cast, who, None))
    values = real_values(cast, story)
    wrong = []
    for name, arguments in patterns():
        for path in sorted({address(name, arguments, given) for given in values}):
            answer = client.get(path)
            kept = name in PUBLIC and answer.status_code == 200 and answer["Cache-Control"].startswith("public")
            if not kept and answer["Cache-Control"] != "private, no-store":
                wrong.append((name, answer.status_code, answer["Cache-Control"]))
            if answer.status_code >= 500 or (kept and answer.cookies):
                wrong.append((name, answer.status_code, "failed or set a cookie"))
    assert wrong == []


# --- Drafts -----------------------------------------------------------------------------------------------------------

SECRET_TITLE: Final = "Zanzibar"
SECRET_TEXT: Final = "The quagga ate my hat."


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of Alice's and whatever stands in addresses about it."""

    story: Story
    values: list[dict[str, Any]]


def secret_draft(cast: Cast, *, was_sent: bool) -> Draft:
    """Return a draft with a photo and a colleague; one that was on the wall before has an address, and comments."""
    story = a_story_with_everything(cast) if was_sent else telling.begin(cast.klm, by=cast.alice)
    if was_sent:
        workflow.withdraw(story, by=cast.alice)
        workflow.reopen(story, by=cast.alice)
    draft = telling.Draft(
        moments=(telling.MomentDraft(SECRET_TEXT),),
        credits=(telling.CreditDraft(person=cast.cara),),
        title=SECRET_TITLE,
        short=SECRET_TITLE,
    )
    story = telling.save_draft(story, draft, by=cast.alice)
    photo = telling.add_photo(story, picture(), by=cast.alice, alt=SECRET_TITLE)
    slug = story.slug or "zanzibar"
    keys = [story.key, photo.key]
    return Draft(story, [{"key": key, "photo_key": photo.key, "slug": slug} for key in keys])


def as_it_is(story: Story) -> tuple[Any, ...]:
    """Return what of the draft must not change by other people's requests."""
    fresh = Story.objects.get(pk=story.pk)
    return (
        fresh.status,
        fresh.title,
        fresh.text,
        fresh.updated_at,
        fresh.reaction_count,
        fresh.share_count,
        fresh.comment_count,
        fresh.photos.count(),
        fresh.readings.count(),
        fresh.reviews.count(),
        fresh.thanks.count(),
        fresh.events.count(),
    )


#: What is posted to every address: enough for each form to be taken.
SENT: Final = {
    "reaction": "moved",
    "name": "x",
    "text": "x",
    "note": "x",
    "answer": "yes",
    "act": "publish",
    "action": "save",
    "kind": "extra_mile",
    "voice": "employee",
    "moment-TOTAL_FORMS": 1,
    "moment-INITIAL_FORMS": 0,
    "moment-0-text": "x",
    "moment-0-stage": "during",
}


def addresses_of(draft: Draft) -> list[tuple[str, str, str]]:
    """Return each address that names the draft or its photo: its name, its path, and its path to nowhere."""
    found = []
    for name, arguments in patterns():
        if {"key", "slug"} & set(arguments) and (name == "photo" or name.startswith("stories:")):
            # A key that nobody uses begins a draft of one's own there, and no photo's key is a story's.
            values = draft.values[:1] if name == "stories:save" else draft.values
            paths = {address(name, arguments, given) for given in values}
            found += [(name, path, address(name, arguments, {})) for path in sorted(paths)]
    return found


@pytest.mark.parametrize(
    ("who", "was_sent"),
    [
        ("bob", False),
        ("charlie", False),
        ("bob", True),
        ("cara", True),
        ("dan", True),
        ("audrey", True),
        ("charlie", True),
    ],
)
def test_draft_is_nowhere_for_everybody_but_its_author(who: str, *, was_sent: bool) -> None:
    cast = make_cast()
    draft = secret_draft(cast, was_sent=was_sent)
    before = as_it_is(draft.story)
    client = client_of(getattr(cast, who))
    wrong = []
    for name, path, _nowhere in addresses_of(draft):
        for method in ("get", "post"):
            answer = getattr(client, method)(path, SENT)
            hidden = {404, 405}  # a wrong method is told so whatever the key
            if (name, method) == ("stories:save", "post"):
                hidden = {403, 404}
            if answer.status_code not in hidden or SECRET_TITLE.encode() in answer.content:
                wrong.append((name, method, answer.status_code))
    assert wrong == []
    assert as_it_is(draft.story) == before


def test_draft_and_nothing_are_the_same_to_a_visitor() -> None:
    cast = make_cast()
    draft = secret_draft(cast, was_sent=True)
    before = as_it_is(draft.story)
    client = client_of()
    wrong = []
    for name, path, nowhere in addresses_of(draft):
        for method in ("get", "post"):
            answer, unknown = (getattr(client, method)(where, SENT) for where in (path, nowhere))
            if answer.status_code != unknown.status_code or answer.status_code not in {302, 403, 404, 405}:
                wrong.append((name, method, f"{answer.status_code} and {unknown.status_code}"))
            if SECRET_TITLE.encode() in answer.content:
                wrong.append((name, method, "shows the title"))
    assert wrong == []
    assert as_it_is(draft.story) == before


@pytest.mark.parametrize("was_sent", [False, True])
def test_words_of_a_draft_are_on_no_other_persons_page(*, was_sent: bool) -> None:
    cast = make_cast()
    secret_draft(cast, was_sent=was_sent)
    pages = [reverse(name) for name, arguments in patterns() if not arguments]
    showing = []
    for person in (cast.bob, cast.cara, cast.dan, cast.audrey, cast.charlie, None):
        client = client_of(person)
        for page in pages:
            words = client.get(page).getvalue().decode()
            if SECRET_TEXT in words or SECRET_TITLE in words:
                showing.append((person and person.name, page))
    assert showing == []


def test_draft_is_found_no_more_than_what_nobody_wrote() -> None:
    cast = make_cast()
    secret_draft(cast, was_sent=True)
    wall = reverse("stories:wall")
    for word, nobodys in ((SECRET_TITLE, "Zanzibas"), ("quagga", "quaggo")):
        found, nothing = (client_of().get(f"{wall}?q={asked}").content.decode() for asked in (word, nobodys))
        assert found.replace(word, nobodys) == nothing


def test_author_finds_her_draft_where_it_is_hers() -> None:
    cast = make_cast()
    draft = secret_draft(cast, was_sent=False)
    client = client_of(cast.alice)
    assert SECRET_TEXT in client.get(reverse("stories:edit", args=[draft.story.key])).content.decode()
    assert SECRET_TITLE in client.get(reverse("stories:my")).content.decode()
    assert client.get(reverse("photo", args=[draft.values[1]["key"]])).status_code == 200


def test_every_address_was_walked() -> None:
    names = {name for name, _arguments in patterns()}
    assert names > PUBLIC
    assert len(names) > 50
    for name, arguments in patterns():
        try:
            address(name, arguments, {})
        except (NoReverseMatch, KeyError) as unknown:
            pytest.fail(f"{name}: give {arguments} a value that leads nowhere ({unknown})")
