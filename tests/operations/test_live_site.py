"""The live site and the browser work as other tests expect."""

import urllib.request

import pytest

from tests import factories


def test_the_live_site_answers_and_runs_functions_and_commands(live_site):
    path = live_site.call(factories.publish_article, ["en"], title_en="A sentence nobody else wrote")[0]
    with urllib.request.urlopen(live_site.url + path) as response:
        assert "A sentence nobody else wrote" in response.read().decode()
    assert "no issues" in live_site.manage("check")


def fail_aloud():
    print("What was said before.")
    raise ValueError("it cannot be done")


def test_a_function_that_fails_on_the_live_site_fails_the_test(live_site):
    with pytest.raises(AssertionError, match="(?s)What was said before.*it cannot be done"):
        live_site.call(fail_aloud)


def test_a_command_that_fails_on_the_live_site_fails_the_test(live_site):
    with pytest.raises(AssertionError, match="Unknown command"):
        live_site.manage("no_such_command")


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize(
    ("doing", "complaint"),
    [
        ("console.error('told')", "told"),
        ("setTimeout(() => { throw new Error('thrown') })", "uncaught: thrown"),
        ("document.body.innerHTML = '<p style=\"color: red\">'", "Content Security Policy"),
        ("location = 'http://127.0.0.2:9/'", "asked a foreign address: http://127.0.0.2:9/"),
        ("fetch('/no-such-page/')", "404"),
    ],
)
def test_what_a_browser_complains_of_fails_the_test_that_does_not_expect_it(
    live_site, page, complaints, doing, complaint
):
    page.goto("/en/")
    assert complaints.unexpected() == []
    page.evaluate(f"() => {{ {doing} }}")
    page.wait_for_timeout(500)
    assert any(complaint in said for said in complaints.unexpected())
    complaints.expect(".")
