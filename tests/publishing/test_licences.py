"""Addresses of licences, as Creative Commons writes them."""

import pytest

from thinktank.publishing.licences import Licence, licence_named


@pytest.mark.parametrize(
    ("licence", "path"),
    [
        (Licence.CC_BY, "licenses/by/4.0/"),
        (Licence.CC_BY_NC_SA, "licenses/by-nc-sa/4.0/"),
        (Licence.CC0, "publicdomain/zero/1.0/"),
    ],
)
def test_a_licence_has_an_address(licence, path):
    assert licence.address == f"https://creativecommons.org/{path}"


def test_the_licence_of_the_text_comes_before_that_of_the_site():
    assert licence_named("cc0-1.0", "cc-by-4.0") == Licence.CC0
    assert licence_named("", "cc-by-4.0") == Licence.CC_BY
    assert licence_named("", "") is None
    assert licence_named("a licence of the past") is None
