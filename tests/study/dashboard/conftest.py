"""A study and who looks at its results."""

import pytest
from django.contrib.auth.models import User

from tests.study.rated_study import make_study


@pytest.fixture
def study():
    return make_study()


@pytest.fixture
def researcher(client):
    client.force_login(User.objects.create_user("researcher", is_staff=True))
    return client
