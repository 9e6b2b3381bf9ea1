"""What an administrator types about people, and what an invited person types about herself."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stories.enums import Role
from stories.models import Invitation, Membership, Organisation, Team, User


class PlaceForm(forms.Form):
    """A role and, where the organisation has any, a team of it."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("No team")
    )

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        organisation: Organisation,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.organisation = organisation
        self.fields["team"].queryset = Team.objects.filter(organisation=organisation)  # type: ignore[attr-defined]


class InviteForm(PlaceForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("email", "role", "team")

    def clean_email(self) -> str:
        """Return the address; refuse one that belongs to the organisation already or has an open invitation."""
        email: str = self.cleaned_data["email"].lower()
        if Membership.objects.filter(organisation=self.organisation, user__email=email).exists():
            raise ValidationError(_("This person belongs here already; change her role in the list."))
        if Invitation.objects.open().filter(organisation=self.organisation, email=email).exists():
            raise ValidationError(_("There is an open invitation to this address; revoke it to make a new one."))
        return email


class JoinForm(forms.Form):
    """A new account: a name and a password that passes the site's validators."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As your colleagues know you. Nothing is shown in public before you agree."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters. Three or four words are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is too short, too common, or too much like the name or the address."""
        password = self.cleaned_data.get("password")
        if password:
            person = User(email=self.email, name=self.cleaned_data.get("name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data

    def clean_name(self) -> str:
        """Return the name in one line."""
        return " ".join(self.cleaned_data["name"].split())
