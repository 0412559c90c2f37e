"""What a reader does and sees, in a real browser against the real server."""

import contextlib
import http.server
import threading

import pytest

from polls.models import Poll
from tests.factories import make_article, make_edition, publish_now
from tests.polls import live
from tests.polls.making import make_poll

pytestmark = pytest.mark.browser  # how votes are counted on both: test_live_votes.py


def article_with_poll():
    """For `live_site.call`: [article's path, poll's uid]"""
    edition = make_edition()
    poll = make_poll(beside=[edition.publication])
    return [edition.get_absolute_url(), str(poll.uid)]


def article_in_two_languages():
    """For `live_site.call`: its paths."""
    return [edition.get_absolute_url() for edition in publish_now(make_article(), "en", "ru")]


def publication_uid(path):
    """For `live_site.call`: of the article at this path."""
    from thinktank.publishing.models import Edition

    return str(Edition.objects.get(slug=path.split("/")[3], language="en").publication_uid)


def ratings_of(uid):
    """For `live_site.call`: [(version, stars)] of a publication."""
    from thinktank.ratings.models import Rating

    return list(
        Rating.objects.filter(publication__uid=uid).order_by("version").values_list("version", "stars")
    )


def hide_counts(uid):
    """For `live_site.call`."""
    return Poll.objects.filter(uid=uid).update(results_visibility=Poll.Visibility.AFTER_VOTING)


@pytest.fixture
def poll(live_site):
    return live_site.call(live.new_poll)


def test_a_reader_votes_in_the_sidebar_without_leaving_the_page(page, live_site):
    path, uid = live_site.call(article_with_poll)
    page.goto(path)
    assert page.context.cookies() == []
    form = page.locator("form[data-ballot=poll]")
    results = page.locator(".poll [data-results]")

    form.get_by_role("button", name="Vote").click()
    error = form.locator("[data-error]")
    assert error.inner_text() == "Choose one answer."
    described = form.locator("fieldset").get_attribute("aria-describedby").split()
    assert error.get_attribute("id") in described
    assert page.context.cookies() == []

    form.get_by_label("Way 2").check()
    button = form.get_by_role("button", name="Vote")
    button.focus()
    page.keyboard.press("Enter")
    status = form.get_by_role("status")
    status.get_by_text("Vote counted.").wait_for()
    assert error.inner_text() == ""
    assert "1 vote (100%)" in results.inner_text()
    assert "your choice" in results.inner_text()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["rid"]
    assert page.url.endswith(path)
    assert live_site.call(live.counted, uid) == [1, 1, {"2": 1}]

    status.get_by_role("link").click()
    assert page.get_by_text("The ballot with this number has been counted.").is_visible()


def test_a_returning_voter_sees_that_they_have_voted_and_counts_that_include_their_vote(
    page, live_site, poll
):
    _uid, path = poll
    page.goto(path)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_label("Way 1").check()
    page.get_by_role("button", name="Vote").click()
    page.get_by_role("status").get_by_text("Vote counted.").wait_for()
    page.goto(path)
    status = page.get_by_role("status")
    status.get_by_text("You have voted in this poll.").wait_for()
    assert not page.get_by_label("Way 1").is_visible()
    assert not page.get_by_role("button", name="Vote").is_visible()
    assert "1 vote (100%)" in page.locator("[data-results]").inner_text()
    assert "/receipt/" in status.get_by_role("link").get_attribute("href")
    kept = page.evaluate("Object.entries({ ...localStorage })")
    assert [value for key, value in kept if key.startswith("answered-")] == ["{}"]


def test_whose_device_remembers_nothing_is_told_by_the_site_that_the_vote_has_been_counted(
    page, live_site, poll
):
    uid, path = poll
    for expected in ("Vote counted.", "A vote from this browser has already been counted."):
        page.goto(path)
        page.get_by_label("Way 1").check()
        page.get_by_role("button", name="Vote").click()
        page.get_by_role("status").get_by_text(expected).wait_for()
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    assert live_site.call(live.counted, uid)[:2] == [1, 1]


def test_a_double_click_is_one_vote(page, live_site, poll):
    uid, path = poll
    page.goto(path)
    page.get_by_label("Way 1").check()
    page.get_by_role("button", name="Vote").dblclick()
    page.get_by_role("status").get_by_text("Vote counted.").wait_for()

    assert live_site.call(live.counted, uid)[:2] == [1, 1]


def test_a_busy_site_is_asked_again_with_the_same_ballot(page, live_site, poll, complaints):
    complaints.expect("503")
    complaints.expect("net::ERR")
    uid, path = poll
    sent = []

    def busy(route):
        sent.append(route.request.post_data_json["ballot_id"])
        if len(sent) == 1:
            route.fulfill(
                status=503, headers={"Retry-After": "1"}, content_type="application/json", body="{}"
            )
        elif len(sent) == 2:
            route.fetch()  # the site counts it, and the answer is lost
            route.abort()
        else:
            route.continue_()

    page.route("**/vote/", busy)
    page.goto(path)
    page.get_by_label("Way 1").check()
    page.get_by_role("button", name="Vote").click()
    page.get_by_role("status").get_by_text("being sent again").wait_for()
    page.get_by_role("status").get_by_text("Vote counted.").wait_for(timeout=20_000)

    assert len(sent) == 3 and len(set(sent)) == 1
    assert live_site.call(live.counted, uid)[:2] == [1, 1]


def test_a_refusal_is_shown_at_the_answers_and_the_choice_stays(page, live_site, poll, complaints):
    complaints.expect("403")
    _uid, path = poll
    page.goto(path)
    page.route("**/ticket/", lambda route: route.fulfill(status=403, content_type="text/html", body="no"))
    page.get_by_label("Way 3").check()
    page.get_by_role("button", name="Vote").click()

    page.locator("[data-error]").get_by_text("Your vote could not be sent.").wait_for()
    assert page.get_by_label("Way 3").is_checked()


def test_without_scripts_a_vote_is_confirmed_and_counted(new_page, live_site, complaints):
    complaints.expect("422")
    path, uid = live_site.call(article_with_poll)
    page = new_page(java_script_enabled=False)
    page.goto(path)
    form = page.locator("form[data-ballot=poll]")
    form.get_by_role("button", name="Vote").click()
    assert "Choose one answer." in page.locator("main").inner_text()

    page.get_by_label("Way 4").check()
    page.get_by_role("button", name="Vote").click()
    assert "Nothing has been counted yet." in page.locator("main").inner_text()
    assert live_site.call(live.counted, uid)[:2] == [0, 0]
    page.get_by_role("button", name="Count my vote").click()

    assert "/receipt/" in page.url
    assert "1 vote (100%)" in page.locator("main").inner_text()
    page.reload()
    assert live_site.call(live.counted, uid) == [1, 1, {"4": 1}]


def test_counts_kept_for_voters_appear_with_the_vote(page, live_site, poll):
    uid, path = poll
    live_site.call(hide_counts, uid)
    page.goto(path)
    assert "Results are shown to those who have voted" in page.locator("[data-results]").inner_text()
    page.get_by_label("Way 1").check()
    page.get_by_role("button", name="Vote").click()

    page.locator("[data-results]").get_by_text("1 vote (100%)").wait_for()


def test_the_poll_is_worked_by_keyboard_alone(page, poll):
    _uid, path = poll
    page.goto(path)
    page.get_by_label("Way 1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Way 2").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Vote counted.").wait_for()


def test_a_reader_rates_and_changes_the_rating(page, live_site):
    path, _uid = live_site.call(article_with_poll)
    uid = live_site.call(publication_uid, path)
    page.goto(path)
    form = page.locator("form[data-ballot=rating]")
    form.get_by_role("button", name="Rate").click()
    assert form.locator("[data-error]").inner_text() == "Choose from one to five stars."

    for stars, said in (("3 stars", "Your rating: 3 stars."), ("5 stars", "Your rating: 5 stars.")):
        form.get_by_label(stars).check(force=True)
        form.get_by_role("button", name="Rate").click()
        page.locator(".rating [data-results]").get_by_text(said).wait_for()
        assert "Rating counted." in form.get_by_role("status").inner_text()
    assert live_site.call(ratings_of, uid) == [[1, 3], [2, 5]]

    page.goto(path)
    assert form.get_by_label("5 stars").is_checked()
    assert "You have rated this text" in form.get_by_role("status").inner_text()


def test_counts_remembered_in_one_language_are_not_shown_in_another(page, live_site):
    english, russian = live_site.call(article_in_two_languages)
    page.goto(english)
    form = page.locator("form[data-ballot=rating]")
    form.get_by_label("4 stars").check(force=True)
    form.get_by_role("button", name="Rate").click()
    page.locator(".rating [data-results]").get_by_text("Your rating: 4 stars.").wait_for()

    page.goto(russian)
    assert form.get_by_label("4 звезды").is_checked()
    assert "rating" not in page.locator(".rating").inner_text()


@contextlib.contextmanager
def evil_site(host, page):
    """A page on another origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


EVIL_PAGE = """<!doctype html><form hidden method="post" action="{vote}"><input name="choice" value="1">
<input name="ticket" value="{ticket}"></form>
<script>
const body = JSON.stringify({{ticket: "{ticket}", choices: [1]}});
Promise.allSettled([
  fetch("{vote}", {{method: "POST", mode: "no-cors", credentials: "include", body}}),
  fetch("{ticket_path}", {{method: "POST", mode: "no-cors", credentials: "include", body: "{{}}"}}),
  fetch("{vote}", {{method: "POST", credentials: "include", headers: {{"Content-Type": "application/json"}}, body}}),
]).then(() => document.forms[0].submit());
</script>"""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_site_cannot_make_a_reader_vote(chromium, live_site, poll, host):
    """`localhost` is another site, `127.0.0.1` with another port the same site and another origin. It even has a ticket."""
    uid, path = poll
    context = chromium.new_context()
    try:
        reader = context.new_page()
        reader.goto(f"{live_site.url}{path}")
        ticket = reader.evaluate(
            "path => fetch(path, {method: 'POST'}).then(answer => answer.json())", f"{path}ticket/"
        )
        statuses = []
        victim = context.new_page()
        victim.on(
            "response",
            lambda response: response.request.method == "POST" and statuses.append(response.status),
        )
        vote, ticket_path = f"{live_site.url}{path}vote/", f"{live_site.url}{path}ticket/"
        evil = EVIL_PAGE.format(vote=vote, ticket_path=ticket_path, ticket=ticket["ticket"])
        with evil_site(host, evil) as address:
            victim.goto(address)
            victim.wait_for_url(vote)
        assert "Not allowed" in victim.content()
        assert set(statuses) == {403}
    finally:
        context.close()

    assert live_site.call(live.counted, uid)[:2] == [0, 0]
