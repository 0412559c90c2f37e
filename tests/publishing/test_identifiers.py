"""DOI and EDN are stored in one form, and what is none is refused with a sentence that says why."""

import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from thinktank.publishing.identifiers import (
    copies_in,
    doi,
    doi_address,
    edn,
    suggested_doi,
    validate_copies,
    validate_doi,
    validate_edn,
)

DOI = "10.5555/ab-12.x"
SICI = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"


@pytest.mark.parametrize(
    "written",
    [
        DOI, "10.5555/AB-12.X", f" {DOI}. ", f"https://doi.org/{DOI}", f"http://dx.doi.org/{DOI}", f"doi.org/{DOI}",
        f"doi:{DOI}", f"DOI: {DOI}", f"DOI {DOI}", f"info:doi/{DOI}", "10.5555 / ab-12.x", "10.5555/ab-\n12.x",
        "10.5555/ab\u00ad-12.x", "10.5555/ab\u201112.x", "https://doi.org/10.5555%2Fab-12.x", "10.5555%2FAB-12.X",
        f"https://www.doi.org/{DOI},",
    ],
)  # fmt: skip
def test_a_doi_is_stored_in_one_form(written):
    assert doi(written) == DOI
    validate_doi(written)


def test_a_doi_of_the_past_may_have_brackets_and_is_linked_to_with_them_encoded():
    assert doi(SICI.upper()) == SICI
    assert doi_address(SICI) == f"https://doi.org/{SICI.replace('<', '%3C').replace('>', '%3E')}"


@pytest.mark.parametrize(
    "written",
    ["", "10.5555", "10.5555/", "10.555/x", "11.5555/x", "10.12345678901/x", "5555/x", 'a "quote"', "10.5555/a\"b",
     "10.5555/a%zz", "10.5555/a{b}", "10.5555/" + "x" * 201, "https://example.org/10.5555/x"],
)  # fmt: skip
def test_what_is_no_doi_is_refused(written):
    assert doi(written) == ""
    with pytest.raises(ValidationError, match="This is not a DOI"):
        validate_doi(written)


def test_letters_that_only_look_latin_are_named():
    with pytest.raises(ValidationError, match="not Latin: а с"):
        validate_doi("10.5555/аbс")


@given(st.text())
def test_a_doi_that_was_read_is_read_again_as_it_is(text):
    found = doi(f"10.5555/{text}")
    assert found == "" or doi(found) == found
    assert re.fullmatch(r"https://doi\.org/[!-~]+", doi_address(found)) or not found


# Under the own prefix


@pytest.fixture
def own_prefix(settings):
    settings.DOI_PREFIX = "10.5555"


def test_a_suggested_doi_is_its_own_for_each_text_and_language(own_prefix):
    uids = [uuid.UUID(int=n) for n in range(50)]
    suggested = [suggested_doi(uid, code) for uid in uids for code in ("en", "ru")]
    assert len(set(suggested)) == 100
    assert suggested[0] == suggested_doi(uids[0], "en")
    assert all(re.fullmatch(r"10\.5555/[0-9a-hjkmnp-tv-z]{8}\d\d", each) for each in suggested)
    for each in suggested:
        validate_doi(each.upper())


def test_without_a_prefix_nothing_is_suggested(settings):
    settings.DOI_PREFIX = ""
    assert suggested_doi(uuid.uuid4(), "en") == ""


@pytest.mark.parametrize("place", range(8, 18))
def test_one_wrong_sign_in_a_suggested_doi_is_noticed(own_prefix, place):
    right = suggested_doi(uuid.UUID(int=7), "en")
    wrong = right[:place] + ("1" if right[place] != "1" else "2") + right[place + 1 :]
    with pytest.raises(ValidationError, match="slip of the pen"):
        validate_doi(wrong)


@pytest.mark.parametrize(
    ("suffix", "is_fit"), [("report.2019-1(a)", True), ("a+b", False), ("-a", False), ("<a>", False)]
)
def test_a_doi_under_the_own_prefix_has_signs_that_crossref_takes(own_prefix, suffix, is_fit):
    validate_doi(f"10.1000/{suffix}")
    if is_fit:
        validate_doi(f"10.5555/{suffix}")
    else:
        with pytest.raises(ValidationError, match="Under our own prefix"):
            validate_doi(f"10.5555/{suffix}")


# EDN, and copies


@pytest.mark.parametrize(
    "written", ["FVQAVL", "fvqavl", " EDN: FVQAVL", "EDN FVQAVL", "https://elibrary.ru/fvqavl"]
)
def test_an_edn_is_stored_in_one_form(written):
    assert edn(written) == "FVQAVL"


@pytest.mark.parametrize("written", ["FVQAV", "FVQAVLX", "FVQAV1", "ФVQAVL", "EDN", ""])
def test_what_is_no_edn_is_refused(written):
    with pytest.raises(ValidationError, match="six capital"):
        validate_edn(written)


def test_copies_are_dois_and_web_addresses():
    typed = "doi:10.5555/A\n\n https://partner.example/report \nhttps://doi.org/10.5555/b"
    assert list(copies_in(typed)) == ["10.5555/a", "https://partner.example/report", "10.5555/b"]
    validate_copies(typed)
    with pytest.raises(ValidationError, match="“at the partner’s” is neither"):
        validate_copies("10.5555/a\nat the partner’s")
