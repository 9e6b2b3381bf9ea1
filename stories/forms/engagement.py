"""What a visitor writes under a story."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.models import Comment
from stories.models.engagement import COMMENT_LENGTH


class CommentForm(forms.Form):
    """Name, words, and an address that is never shown. `website` is a trap: people do not see it, robots fill it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=Comment._meta.get_field("name").max_length,  # noqa: SLF001 - the documented way to a field
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write a name; a first name is enough.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the address as name@example.com, or leave it out.")},
    )
    text = forms.CharField(
        label=_("Comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words first.")},
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "comment_%s", **kwargs})
        self.signed_in = signed_in
        if signed_in:
            self.fields["name"].required = False

    @property
    def looks_automatic(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))
