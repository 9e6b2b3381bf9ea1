"""allauth's forms in the words of this site: a label, a hint, no text inside the field."""

from typing import Any, Final

from allauth.account import forms as theirs
from django.utils.translation import gettext_lazy as _

_RULES: Final = _("At least 10 characters. Three or four words are easy to remember and hard to guess.")
_WORDS: Final = {
    "login": (_("E-mail"), ""),
    "email": (_("E-mail"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("Your password now"), ""),
    "password1": (_("Your new password"), _RULES),
    "password2": (_("The new password once more"), ""),
}


class OurWords:
    """Gives each field our label and hint, and takes away its placeholder."""

    fields: dict[str, Any]
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = _WORDS[name]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OurWords, theirs.LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """Sign in."""


class ResetPasswordForm(OurWords, theirs.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link by mail."""


class ResetPasswordKeyForm(OurWords, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose a new password by that link."""


class ChangePasswordForm(OurWords, theirs.ChangePasswordForm):  # type: ignore[misc]
    """Change the password."""


class SetPasswordForm(OurWords, theirs.SetPasswordForm):  # type: ignore[misc]
    """Set the first password of an account without one."""


class ReauthenticateForm(OurWords, theirs.ReauthenticateForm):  # type: ignore[misc]
    """Prove once more who it is."""
