"""ORCID and ROR are stored in one form, and a slip of the pen is noticed."""

import pytest
from django.core.exceptions import ValidationError

from experts.identifiers import orcid, ror
from tests.factories import make_expert, make_organization

CARBERRY, HAWKING = "0000-0002-1825-0097", "0000-0002-9079-593X"  # from orcid.org's own examples


@pytest.mark.parametrize(
    "written",
    [CARBERRY, f"https://orcid.org/{CARBERRY}", f" http://orcid.org/{CARBERRY}/ ", "0000000218250097"],
)
def test_an_orcid_is_stored_without_its_address(written):
    assert orcid(written) == CARBERRY


def test_the_last_figure_of_an_orcid_may_be_an_x():
    assert orcid("0000-0002-9079-593x") == HAWKING


@pytest.mark.parametrize("place", [n for n, sign in enumerate(CARBERRY) if sign != "-"])
def test_one_wrong_figure_in_an_orcid_is_noticed(place):
    other = str((int(CARBERRY[place]) + 1) % 10)
    assert orcid(CARBERRY[:place] + other + CARBERRY[place + 1 :]) == ""


@pytest.mark.parametrize("written", ["05dxps055", "https://ror.org/05dxps055", "ror.org/05DXPS055/"])
def test_a_ror_is_stored_without_its_address(written):
    assert ror(written) == "05dxps055"


@pytest.mark.parametrize("known", ["02mhbdp94", "013meh722", "052gg0110", "03yrm5c26"])
def test_one_wrong_sign_in_a_ror_is_noticed(known):
    assert ror(known) == known
    assert ror(known[:3] + ("a" if known[3] != "a" else "b") + known[4:]) == ""
    assert ror(known[:-1] + str((int(known[-1]) + 1) % 10)) == ""


@pytest.mark.django_db
def test_the_desk_corrects_what_can_be_read_and_refuses_the_rest():
    expert = make_expert(orcid=f"https://orcid.org/{CARBERRY}")
    expert.full_clean()
    assert expert.orcid == CARBERRY
    expert.orcid = "0000-0002-1825-0098"
    with pytest.raises(ValidationError, match="sixteen figures"):
        expert.full_clean()
    organization = make_organization(ror="05dxps056")
    with pytest.raises(ValidationError, match="05dxps055"):
        organization.full_clean()
