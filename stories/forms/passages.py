"""The fields of telling: one passage, and everything optional around the passages.

The browser is never told a length: it would cut what somebody pasted without a word, so too much is an error instead.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import BaseValidator
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from stories.actions.telling import MomentDraft
from stories.enums import LANGUAGE_NAMES, Audience, CreditTo, Feeling, HadToAsk, Kind, Stage, Voice
from stories.models import Moment, Story
from stories.models.parts import MOMENT_LENGTH, MOMENTS_AT_MOST
from stories.models.story import SHORT_LENGTH

TAGS_AT_MOST: Final = 8
TAG_LENGTH: Final = 40


class TooManyWords(BaseValidator):
    """Refuse a text that is longer than its place, and say by how much."""

    code = "too_long"
    message = _("This is %(show_value)s characters long and %(limit_value)s fit. Nothing was cut; make it shorter.")

    def compare(self, a: Any, b: Any) -> bool:
        """Whether the length is above the limit."""
        return bool(a > b)

    def clean(self, x: Any) -> int:
        """Return the length."""
        return len(x)


class Words(forms.CharField):
    """Text of limited length, with plain line ends."""

    def __init__(self, length: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.validators.append(TooManyWords(length))

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends, so that a line break counts as one character."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class Money(forms.DecimalField):
    """An amount as people write it: 12, 12.50, 12,50 or € 12,-."""

    def to_python(self, value: Any) -> Any:
        """Return the amount; a comma before one or two digits is a decimal comma."""
        text = "".join(sign for sign in str(value or "") if sign.isdigit() or sign in ".,-")
        text = text.removesuffix(",-").removesuffix(".-")
        whole, comma, cents = text.rpartition(",")
        if comma and len(cents) <= 2:  # noqa: PLR2004 - cents
            text = f"{whole.replace('.', '')}.{cents}"
        if value and not text:
            raise forms.ValidationError(_("Write the amount in figures, such as 12.50."), code="invalid")
        return super().to_python(text.replace(",", ""))


class MomentForm(forms.Form):
    """One passage."""

    text = Words(MOMENT_LENGTH, label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 6, "class": "ruled"}))
    stage = forms.ChoiceField(
        label=_("When was it?"), choices=Stage, initial=Stage.DURING, widget=forms.RadioSelect, required=False
    )
    feeling = forms.TypedChoiceField(
        label=_("How did they feel?"),
        choices=Feeling,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    title = Words(60, label=_("A short name for it"))
    summary = Words(160, label=_("In one line"))
    asked = Words(120, label=_("Asked for"))
    got = Words(120, label=_("Got"))
    credit_to = forms.ChoiceField(
        label=_("To whose credit?"), choices=CreditTo, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["text"].widget.attrs["placeholder"] = _("A guest came down at eleven, and")

    @property
    def place(self) -> str:
        """Its place in what is posted, from 0; `__prefix__` in the form that the browser copies."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def number(self) -> int:
        """Its place in the story, from 1."""
        return int(self.place) + 1 if self.place.isdigit() else 0

    @property
    def open(self) -> bool:
        """Whether the passage is shown for writing rather than folded up: an empty one, or one with an error."""
        return bool(self.errors) or not self["text"].value()

    def moment(self) -> Moment:
        """Return the passage as a moment that is not saved, for drawing and for the folded view."""
        feeling, stage = str(self["feeling"].value() or ""), str(self["stage"].value() or Stage.DURING)
        return Moment(
            position=self.number,
            text=str(self["text"].value() or ""),
            title=str(self["title"].value() or ""),
            stage=stage if stage in Stage.values else Stage.DURING,
            feeling=int(feeling) if feeling in {str(value) for value in Feeling.values} else None,
        )

    def draft(self) -> MomentDraft:
        """Return the clean passage."""
        said = self.cleaned_data
        words = {name: said.get(name) or "" for name in ("text", "title", "summary", "asked", "got", "credit_to")}
        return MomentDraft(**words, stage=said.get("stage") or Stage.DURING, feeling=said.get("feeling"))


MomentForms = formset_factory(
    MomentForm, extra=0, max_num=MOMENTS_AT_MOST, absolute_max=MOMENTS_AT_MOST + 4, validate_max=True
)


class AroundForm(forms.Form):
    """Everything around the passages; all of it optional."""

    title = Words(120, label=_("Title"))
    short = Words(SHORT_LENGTH, label=_("Short version"), widget=forms.Textarea(attrs={"rows": 3}))
    place = Words(120, label=_("Where was it?"))
    kind = forms.ChoiceField(
        label=_("What kind of moment is it?"), choices=Kind, widget=forms.RadioSelect, required=False
    )
    audience = forms.ChoiceField(
        label=_("Who may read it?"), choices=Audience, widget=forms.RadioSelect, required=False
    )
    voice = forms.ChoiceField(
        label=_("Whose words are these?"), choices=Voice, widget=forms.RadioSelect, required=False
    )
    language = forms.ChoiceField(
        label=_("Language of the story"),
        choices=[("", _("Recognise it from the text")), *LANGUAGE_NAMES.items()],
        required=False,
    )
    had_to_ask = forms.ChoiceField(
        label=_("Did you have to ask?"), choices=HadToAsk, widget=forms.RadioSelect, required=False
    )
    cost_any = forms.ChoiceField(
        label=_("Did it cost anything?"),
        choices=[("nothing", _("Nothing")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        required=False,
    )
    cost = Money(label=_("How much?"), min_value=0, max_digits=9, decimal_places=2, required=False)
    tags = Words(400, label=_("Tags"), help_text=_("A few words, with commas between them."))
    photo = forms.FileField(label=_("Photo"), required=False)
    alt = Words(200, label=_("What does it show?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.fields["photo"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean_tags(self) -> tuple[str, ...]:
        """Return the tags, each once, whatever its case."""
        tags = {
            tag.casefold(): tag for tag in (" ".join(part.split()) for part in self.cleaned_data["tags"].split(","))
        }
        tags.pop("", None)
        if len(tags) > TAGS_AT_MOST or any(len(tag) > TAG_LENGTH for tag in tags):
            raise forms.ValidationError(_("Eight tags of at most 40 characters fit; make them fewer or shorter."))
        return tuple(tags.values())

    def clean(self) -> dict[str, Any]:
        """A photo needs words for those who do not see it; a sum alone says that it cost something."""
        said = self.cleaned_data
        if said.get("photo") and not said.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Say what the photo shows, for those who cannot see it, and choose it again."))
        if said.get("cost_any") == "nothing":
            said["cost"] = Decimal(0)
        elif said.get("cost_any") == "yes" and said.get("cost") is None and "cost" not in self.errors:
            said["cost"] = None
        return said


def usual_audience(kind: str) -> Audience:
    """Return who reads a story whose author did not say: what passes between colleagues stays inside."""
    return Audience.ORGANISATION if kind == Kind.COLLEAGUE else Audience.PUBLIC


def moment_initial(moment: Moment) -> dict[str, Any]:
    """Return what the form shows of a moment."""
    names = ("text", "stage", "feeling", "title", "summary", "asked", "got", "credit_to")
    return {name: getattr(moment, name) for name in names}


def around_initial(story: Story | None) -> Mapping[str, Any]:
    """Return what the form shows of a story; an audience that is the usual one counts as not chosen."""
    if story is None:
        return {"kind": Kind.EXTRA_MILE, "voice": Voice.EMPLOYEE}
    names = ("title", "short", "place", "kind", "voice", "had_to_ask")
    shown: dict[str, Any] = {name: getattr(story, name) for name in names}
    shown["audience"] = "" if story.audience == usual_audience(story.kind) else story.audience
    shown["language"] = story.language if story.language_chosen else ""
    shown["tags"] = ", ".join(sorted(tag.name for tag in story.tags.all()))
    if story.cost is not None:
        shown["cost_any"] = "yes" if story.cost else "nothing"
        shown["cost"] = story.cost or None
    return shown
