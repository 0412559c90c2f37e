import pytest
from django.utils.translation import override

from thinktank.publishing.models import Contribution, Institution
from thinktank.publishing.roles import role_heading


@pytest.mark.parametrize("role", [*Contribution.Role, *Institution.Role])
def test_every_role_has_a_heading_and_above_one_name_it_is_its_label(role):
    assert role_heading(role.value, 1) == role.label
    assert role_heading(role.value, 2) == f"{role.label}s"


def test_twenty_one_names_get_the_plural_heading_in_russian_too():
    with override("ru"):
        assert role_heading("speaker", 21) == role_heading("speaker", 2)
