import pytest
from django.core.management import CommandError, call_command

from stories.models import User

pytestmark = pytest.mark.django_db


def test_the_demo_is_refused_in_production(settings: pytest.FixtureRequest) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="refused"):
        call_command("seed")
    assert User.objects.count() == 0
