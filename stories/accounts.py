"""How allauth behaves here: nobody signs up by herself, an invitation opens the door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """allauth's rules for accounts, narrowed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Return False: accounts begin with an invitation."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: people are known by their address."""
