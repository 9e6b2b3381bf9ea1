"""How allauth behaves here: nobody signs up by herself, an invitation opens the door."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stories.views.common import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """allauth's rules for accounts, narrowed, and in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _(
            "Address and password do not belong together. Try again, or ask for a new password."
        ),
        "enter_current_password": _("This is not the password that you have now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("That was often. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Return False: accounts begin with an invitation."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: people are known by their address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that sign-in is counted by: the proxy's word only where the administrator says so."""
        return client_address(request)
