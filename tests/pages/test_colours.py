import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from thinktank.pages import colours

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"


def test_the_grounds_are_those_of_the_style_sheet():
    found = [
        re.search(rf"--{name}: light-dark\((\S+), (\S+)\);", TOKENS.read_text())
        for name in ("paper", "sheet")
    ]
    light, dark = zip(*(match.groups() for match in found), strict=True)
    assert (light, dark) == (("#fff", "#f3f1ea"), colours.DARK_GROUNDS)
    assert colours.LIGHT_GROUNDS == ("#ffffff", "#f3f1ea")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#b8361b", "#ffffff", 5.86)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colours.contrast(one, other) == colours.contrast(other, one) == pytest.approx(ratio, abs=0.03)


@pytest.mark.parametrize(
    ("check", "colour", "sentence"),
    [
        (colours.readable_on_light, "#e0a030", "contrast of 2.01:1; text needs 4.5:1. Choose a darker one."),
        (colours.readable_on_dark, "#1a4f8a", "contrast of 1.89:1; text needs 4.5:1. Choose a lighter one."),
        (colours.readable_on_light, "red", "# and six digits"),
        (colours.readable_on_light, "#12345", "# and six digits"),
        (colours.readable_on_light, "#123456;", "# and six digits"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_its_figure(check, colour, sentence):
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        check(colour)


def test_the_cinnabar_of_the_design_would_be_accepted():
    colours.readable_on_light("#b8361b")
    colours.readable_on_dark("#ff8d70")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/theme.css", "/theme.123456-12345.css", "/theme.123456-}}}}}}.css"])
def test_only_colours_make_a_style_sheet(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_without_a_choice_no_page_asks_for_more(client):
    assert "/theme" not in client.get("/en/topics/").content.decode()
