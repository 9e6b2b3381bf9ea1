"""What the form makes of what people type; what it never does is lose it."""

import contextlib
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from stories.actions.telling import CreditDraft
from stories.enums import Audience
from stories.forms.passages import AroundForm, MomentForm, Money, around_initial
from stories.forms.telling import Telling
from tests.factories import make_cast, make_member, make_story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("12,5", "12.5"),
        ("€ 12,50", "12.50"),
        ("12,-", "12"),
        ("1.250,00", "1250.00"),
        ("1,250", "1250"),
        ("1,250.75", "1250.75"),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert Money(required=False, max_digits=9, decimal_places=2).clean(typed) == Decimal(amount)


def test_money_in_words_is_asked_for_in_figures() -> None:
    with pytest.raises(forms.ValidationError, match="in figures"):
        Money(required=False).clean("about ten")
    assert Money(required=False).clean("") is None


@given(st.text(max_size=40))
def test_money_never_raises_but_in_words(typed: str) -> None:
    with contextlib.suppress(forms.ValidationError):
        Money(required=False, max_digits=9, decimal_places=2).clean(typed)


def around(**posted: str) -> AroundForm:
    form = AroundForm(posted)
    form.is_valid()
    return form


def test_nothing_costs_nothing_and_yes_alone_says_no_sum() -> None:
    assert around(cost_any="nothing", cost="12").cleaned_data["cost"] == 0
    assert around(cost_any="yes", cost="12").cleaned_data["cost"] == 12
    assert around(cost_any="yes").cleaned_data["cost"] is None


def test_tags_are_few_and_short() -> None:
    assert around(tags="a,  b  c ,A,").cleaned_data["tags"] == ("A", "b c")
    assert "tags" in around(tags=",".join("abcdefghi")).errors
    assert "tags" in around(tags="x" * 41).errors


def test_a_line_break_counts_once() -> None:
    form = MomentForm({"moment-0-text": "a\r\n" * 2000}, prefix="moment-0")
    assert form.is_valid()
    assert form.cleaned_data["text"] == ("a\n" * 2000).strip()


def test_a_browser_is_never_told_to_cut() -> None:
    assert "maxlength" not in str(MomentForm(prefix="moment-0"))
    assert "maxlength" not in str(AroundForm())


@pytest.mark.parametrize(("feeling", "kept"), [("3", 3), ("-3", -3), ("", None), ("9", None), ("x", None)])
def test_the_line_is_drawn_from_what_is_posted_whatever_it_is(feeling: str, kept: int | None) -> None:
    form = MomentForm({"moment-1-feeling": feeling, "moment-1-stage": "later"}, prefix="moment-1")
    moment = form.moment()
    assert (moment.feeling, moment.stage, moment.position) == (kept, "during", 2)


def test_a_draft_goes_through_the_form_unchanged() -> None:
    cast = make_cast()
    credited = [CreditDraft(person=cast.cara, role="purser", part="held the door"), CreditDraft(role="a guest")]
    story = make_story(author=cast.alice, credits=credited, tags=["charger"], place="Nyhavn")
    page = Telling(cast.alice, cast.klm, story=story)
    posted = QueryDict(mutable=True)
    for form in (page.around, *page.moments):
        for field in form:
            if field.value() not in (None, ""):
                posted[field.html_name] = str(field.value())
    posted.update({"moment-TOTAL_FORMS": str(len(page.moments.forms)), "moment-INITIAL_FORMS": "0", "unnamed": "on"})
    posted.setlist("who", [one.value for one in page.near if one.chosen])
    posted.setlist("role", [one.role for one in page.roles])
    posted[f"role-{cast.cara.pk}"], posted[f"part-{cast.cara.pk}"] = "purser", "held the door"
    again = Telling(cast.alice, cast.klm, story=story, posted=posted)
    assert again.is_valid(), again.problems
    draft = again.draft()
    assert [moment.text for moment in draft.moments] == [moment.text for moment in story.moments.all()]
    assert [moment.feeling for moment in draft.moments] == story.feelings
    assert draft.credits == tuple(credited)
    assert (draft.title, draft.place, draft.tags, draft.language) == (story.title, "Nyhavn", ("charger",), "en")


def test_a_usual_audience_counts_as_not_chosen() -> None:
    assert around_initial(make_story(audience=Audience.PUBLIC))["audience"] == ""
    assert around_initial(make_story(audience=Audience.ORGANISATION))["audience"] == Audience.ORGANISATION


def test_a_colleague_who_has_left_stays_credited() -> None:
    cast = make_cast()
    gone = make_member(organisation=cast.klm, name="Gone Colleague")
    story = make_story(author=cast.alice, credits=[gone])
    gone.memberships.all().delete()
    assert "Gone" in [one.label for one in Telling(cast.alice, cast.klm, story=story).near]


def test_two_colleagues_of_one_name_are_told_apart() -> None:
    cast = make_cast()
    make_member(organisation=cast.klm, name="Cara Second", team=cast.crew)
    labels = [one.label for one in Telling(cast.alice, cast.klm).near]
    assert "Cara Colleague" in labels
    assert "Cara Second" in labels


def test_a_role_counts_only_while_do_not_name_is_pressed() -> None:
    cast = make_cast()
    posted = QueryDict("role=a+guest&moment-TOTAL_FORMS=1&moment-INITIAL_FORMS=0")
    assert Telling(cast.alice, cast.klm, posted=posted).credited() == []


def test_a_form_that_lost_its_count_says_so() -> None:
    cast = make_cast()
    page = Telling(cast.alice, cast.klm, posted=QueryDict("title=x"))
    assert not page.is_valid()
    assert page.problems
