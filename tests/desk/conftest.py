import pytest
from django.test import Client

from tests.factories import make_editor


@pytest.fixture
def editor(db):
    return make_editor("vera")


@pytest.fixture
def desk(editor):
    """A client in which an editor has signed in."""
    client = Client()
    client.force_login(editor)
    return client
