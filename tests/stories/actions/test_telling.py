"""Writing a story: one draft for a key, saved as a whole, its author's alone."""

import io
import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stories.actions import telling, workflow
from stories.actions.telling import CreditDraft, Draft, MomentDraft, TooLong
from stories.enums import EDITABLE, Audience, EventKind, Kind, StoryStatus
from stories.models import Event, Membership, Moment, Photo, Story
from stories.permissions import NotAllowed
from stories.photos import Refused
from tests.factories import Cast, make_cast, make_story, make_user

pytestmark = pytest.mark.django_db

KEY = uuid.UUID("00000000-0000-4000-8000-000000000001")


def drafted(cast: Cast, *texts: str) -> Story:
    """Return Alice's draft with these moments."""
    story = telling.begin(cast.klm, by=cast.alice)
    return telling.save_draft(story, Draft(moments=tuple(MomentDraft(text=t) for t in texts)), by=cast.alice)


def picture(*, width: int = 40, height: int = 30, kind: str = "PNG", name: str = "cat.png") -> SimpleUploadedFile:
    """Return an upload that holds a real picture."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret description"
    Image.new("RGB", (width, height), "teal").save(out, kind, exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


# --- Beginning --------------------------------------------------------------------------------------------------------


def test_beginning_twice_with_one_key_makes_one_draft() -> None:
    cast = make_cast()
    first = telling.begin(cast.klm, by=cast.alice, key=KEY)
    assert telling.begin(cast.klm, by=cast.alice, key=KEY) == first
    assert (first.key, first.status, first.team, first.author) == (KEY, StoryStatus.DRAFT, cast.crew, cast.alice)
    assert Event.objects.filter(kind=EventKind.DRAFTED).count() == 1


def test_another_persons_key_is_refused() -> None:
    cast = make_cast()
    telling.begin(cast.klm, by=cast.alice, key=KEY)
    with pytest.raises(NotAllowed):
        telling.begin(cast.klm, by=cast.cara, key=KEY)
    with pytest.raises(NotAllowed):
        telling.begin(cast.elsewhere, by=cast.charlie, key=KEY)
    assert Story.objects.count() == 1


def test_only_members_tell() -> None:
    cast = make_cast()
    for person in (cast.alice, cast.bob, cast.dan, cast.audrey):
        assert telling.begin(cast.klm, by=person).organisation == cast.klm
    for person in (cast.charlie, make_user()):
        with pytest.raises(NotAllowed):
            telling.begin(cast.klm, by=person)


# --- Saving -----------------------------------------------------------------------------------------------------------


def test_draft_is_kept_as_it_was_written() -> None:
    cast = make_cast()
    draft = Draft(
        moments=(
            MomentDraft(text="The bus left.", stage="before", feeling=-2, title=" Missed ", asked="a seat", got="none"),
            MomentDraft(text="I drove her.", stage="during", feeling=3, summary=" By car ", credit_to="person"),
        ),
        credits=(CreditDraft(person=cast.cara, role="driver", part="lent the car"), CreditDraft(role="a cook")),
        title="The bus",
        short="A bus and a car.",
        place="Hoofddorp",
        kind=Kind.RECOVERY,
        audience=Audience.ORGANISATION,
        voice="customer",
        language="en",
        had_to_ask="no",
        cost=Decimal("12.50"),
        tags=("bus", "car"),
    )
    story = telling.save_draft(telling.begin(cast.klm, by=cast.alice), draft, by=cast.alice)
    story = Story.objects.get(pk=story.pk)
    fields = (
        "title",
        "short",
        "place",
        "kind",
        "audience",
        "voice",
        "language",
        "language_chosen",
        "had_to_ask",
        "cost",
    )
    assert {name: getattr(story, name) for name in fields} == {
        "title": "The bus",
        "short": "A bus and a car.",
        "place": "Hoofddorp",
        "kind": "recovery",
        "audience": "organisation",
        "voice": "customer",
        "language": "en",
        "language_chosen": True,
        "had_to_ask": "no",
        "cost": Decimal("12.50"),
    }
    assert story.text == "The bus left.\n\nI drove her."
    assert story.feelings == [-2, 3]
    assert list(story.moments.values_list("position", "stage", "title", "summary", "asked", "got", "credit_to")) == [
        (1, "before", "Missed", "", "a seat", "none", ""),
        (2, "during", "", "By car", "", "", "person"),
    ]
    assert list(story.credits.order_by("pk").values_list("person__name", "role", "part")) == [
        ("Cara Colleague", "driver", "lent the car"),
        (None, "a cook", ""),
    ]
    assert sorted(tag.name for tag in story.tags.all()) == ["bus", "car"]


def test_saving_again_replaces_everything() -> None:
    cast = make_cast()
    story = drafted(cast, "One.", "Two.", "Three.")
    story = telling.save_draft(story, Draft(moments=(MomentDraft(text="Four."),), tags=("new",)), by=cast.alice)
    assert (story.text, Moment.objects.count()) == ("Four.", 1)
    story = telling.save_draft(story, Draft(), by=cast.alice)
    assert (story.text, Moment.objects.count(), story.tags.count()) == ("", 0, 0)


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (["", "  ", "One."], "One."),
        (["  One.  "], "One."),
        (["One.\r\nTwo.\rThree."], "One.\nTwo.\nThree."),
        (["One.\n\n\nTwo.   \n"], "One.\nTwo."),
        (["One.", "\n", "Two."], "One.\n\nTwo."),
    ],
)
def test_empty_line_stands_between_moments_only(texts: list[str], text: str) -> None:
    assert drafted(make_cast(), *texts).text == text


def test_story_holds_twelve_moments() -> None:
    cast = make_cast()
    assert drafted(cast, *["One."] * 12, " ").moments.count() == 12
    with pytest.raises(TooLong):
        drafted(cast, *["One."] * 13)


def test_story_holds_twenty_thousand_characters() -> None:
    cast = make_cast()
    parts = ["x" * 3998] * 5
    assert len(drafted(cast, *parts, "").text) == 19_998
    with pytest.raises(TooLong):
        drafted(cast, *parts, "x")
    assert Story.objects.filter(text="").count() == 1


def test_recognised_language_stays_while_the_author_chooses_none() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.RETURNED, author=cast.alice, language="da")
    story = telling.save_draft(story, Draft(moments=(MomentDraft(text="It rained."),)), by=cast.alice)
    assert (story.language, story.language_chosen) == ("da", False)


@pytest.mark.parametrize("status", StoryStatus)
def test_only_the_author_writes_and_only_while_it_is_with_her(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice, credits=[cast.cara], text="As it was.")
    for person in (cast.bob, cast.bea, cast.cara, cast.dan, cast.audrey, cast.charlie):
        with pytest.raises(NotAllowed):
            telling.save_draft(story, Draft(), by=person)
    if status in EDITABLE:
        assert telling.save_draft(story, Draft(), by=cast.alice).text == ""
    else:
        with pytest.raises(NotAllowed):
            telling.save_draft(story, Draft(), by=cast.alice)
        assert Story.objects.get(pk=story.pk).text == "As it was."


def test_old_copy_of_a_draft_that_was_sent_is_refused() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    copy = Story.objects.get(pk=story.pk)
    workflow.submit(story, by=cast.alice)
    with pytest.raises(NotAllowed):
        telling.save_draft(copy, Draft(), by=cast.alice)
    assert Story.objects.get(pk=story.pk).text == "One."


# --- Who is credited --------------------------------------------------------------------------------------------------


def credited(story: Story, *people: CreditDraft) -> list[tuple[str | None, str, str]]:
    """Return who is credited after saving."""
    draft = Draft(moments=(MomentDraft(text="One."),), credits=people)
    telling.save_draft(story, draft, by=story.author)
    return list(story.credits.order_by("pk").values_list("person__name", "role", "part"))


def test_colleague_who_is_entered_twice_is_credited_once() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    twice = (CreditDraft(person=cast.cara, role="driver"), CreditDraft(person=cast.cara, role="purser"))
    assert credited(story, *twice) == [("Cara Colleague", "purser", "")]


def test_colleague_who_stays_keeps_her_row() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    credited(story, CreditDraft(person=cast.cara, role="driver"))
    row = story.credits.get()
    credited(story, CreditDraft(person=cast.dan), CreditDraft(person=cast.cara, role=" purser ", part="flew"))
    assert story.credits.get(person=cast.cara).pk == row.pk
    assert story.credits.get(person=cast.cara).role == "purser"
    assert story.credits.count() == 2


def test_stranger_and_empty_line_are_not_credited() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    assert credited(story, CreditDraft(person=cast.charlie), CreditDraft(role=" "), CreditDraft(part="cooked")) == [
        (None, "", "cooked")
    ]


# --- Photos -----------------------------------------------------------------------------------------------------------


def test_photo_is_stored_anew_without_its_metadata() -> None:
    cast = make_cast()
    photo = telling.add_photo(drafted(cast, "One."), picture(), by=cast.alice, alt=" A cat ")
    assert (photo.alt, photo.width, photo.height) == ("A cat", 40, 30)
    assert "cat" not in str(photo.file.name)
    with photo.file.open() as stored:
        content = stored.read()
    assert content[:3] == b"\xff\xd8\xff"
    assert b"secret" not in content


def test_file_that_is_no_photo_is_refused() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    for content in (b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n broken"):
        with pytest.raises(Refused):
            telling.add_photo(story, SimpleUploadedFile("cat.png", content, "image/png"), by=cast.alice, alt="A cat")
    assert Photo.objects.count() == 0


def test_story_holds_three_photos() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    for _number in range(3):
        telling.add_photo(story, picture(), by=cast.alice, alt="A cat")
    with pytest.raises(TooLong):
        telling.add_photo(story, picture(), by=cast.alice, alt="A cat")
    assert Photo.objects.count() == 3


def test_photo_of_another_person_is_neither_added_nor_removed() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    photo = telling.add_photo(story, picture(), by=cast.alice, alt="A cat")
    for person in (cast.bob, cast.cara, cast.charlie):
        with pytest.raises(NotAllowed):
            telling.add_photo(story, picture(), by=person, alt="A dog")
        with pytest.raises(NotAllowed):
            telling.remove_photo(photo, by=person)
    assert list(Photo.objects.all()) == [photo]


def test_removed_photo_takes_its_file_along(django_capture_on_commit_callbacks: object) -> None:
    cast = make_cast()
    photo = telling.add_photo(drafted(cast, "One."), picture(), by=cast.alice, alt="A cat")
    storage, name = photo.file.storage, str(photo.file.name)
    assert storage.exists(name) is True
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture is untyped
        telling.remove_photo(photo, by=cast.alice)
        assert storage.exists(name) is True
    assert storage.exists(name) is False
    assert Photo.objects.count() == 0


# --- Throwing away ----------------------------------------------------------------------------------------------------


def test_draft_that_was_never_sent_is_thrown_away(django_capture_on_commit_callbacks: object) -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    photo = telling.add_photo(story, picture(), by=cast.alice, alt="A cat")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture is untyped
        telling.discard(story, by=cast.alice)
    assert (Story.objects.count(), Moment.objects.count(), Photo.objects.count()) == (0, 0, 0)
    assert photo.file.storage.exists(str(photo.file.name)) is False


@pytest.mark.parametrize("status", [status for status in StoryStatus if status != StoryStatus.DRAFT])
def test_story_that_was_sent_cannot_be_thrown_away(status: StoryStatus) -> None:
    story = make_story(status=status)
    refusal = telling.AlreadySent if status == StoryStatus.RETURNED else NotAllowed
    with pytest.raises(refusal):
        telling.discard(story, by=story.author)
    assert Story.objects.filter(pk=story.pk).count() == 1


def test_draft_that_was_sent_before_cannot_be_thrown_away() -> None:
    story = make_story(status=StoryStatus.WITHDRAWN)
    workflow.reopen(story, by=story.author)
    with pytest.raises(telling.AlreadySent):
        telling.discard(story, by=story.author)
    assert Story.objects.filter(pk=story.pk).count() == 1


def test_draft_of_another_person_cannot_be_thrown_away() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    for person in (cast.bob, cast.dan, cast.charlie):
        with pytest.raises(NotAllowed):
            telling.discard(story, by=person)
    assert Story.objects.count() == 1


def test_removed_member_neither_writes_nor_sends() -> None:
    cast = make_cast()
    story = drafted(cast, "One.")
    Membership.objects.filter(user=cast.alice).delete()
    with pytest.raises(NotAllowed):
        telling.save_draft(story, telling.Draft(moments=(telling.MomentDraft("Two."),)), by=cast.alice)
    with pytest.raises(NotAllowed):
        workflow.submit(story, by=cast.alice)
    assert Story.objects.get(pk=story.pk).status == StoryStatus.DRAFT
