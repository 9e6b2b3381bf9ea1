"""What a manager types on the review page: thanks, a note, and which reading she sets right."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stories.actions.recognition import people_to_thank
from stories.enums import Theme
from stories.models import Story, User

LONGEST = 2000


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A choice of persons, by the names that they go by."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the first word of the name; colleagues call each other so."""
        return str(obj.first_name)


class ReviewForm(forms.Form):
    """All boxes of the page at once, so that no act loses what was typed for another."""

    thanks = forms.CharField(
        label=_("Your thanks"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "words", "rows": 3}),
    )
    to = PeopleField(label=_("To"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("A note to the author"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None = None, *, story: Story, by: User, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.receivers = people_to_thank(story, by=by)
        keys = [person.pk for person in self.receivers]
        self.fields["to"].queryset = User.objects.filter(pk__in=keys).order_by("pk")  # type: ignore[attr-defined]
        self.fields["to"].initial = keys

    def unsent_thanks(self) -> bool:
        """Whether thanks stand in their box while something else is decided; says so beside it."""
        if self.cleaned_data["thanks"].strip():
            self.add_error("thanks", _("Your thanks are not sent yet. Send them first, or empty the box."))
            return True
        return False


class ReadingForm(forms.Form):
    """One theme set to one value; the pressed button says both: `empowerment:-1`."""

    set = forms.ChoiceField(choices=[(f"{theme}:{value}", "") for theme in Theme for value in (-1, 0, 1)])

    @property
    def theme(self) -> Theme:
        """The theme that is set."""
        return Theme(self.cleaned_data["set"].split(":")[0])

    @property
    def value(self) -> int:
        """The value that it is set to."""
        return int(self.cleaned_data["set"].split(":")[1])


class CommentForm(forms.Form):
    """What is done with one comment."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("publish", "hide", "feature", "unfeature")])
