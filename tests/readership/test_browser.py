import pytest

from tests.readership.reading import new_texts, written

pytestmark = pytest.mark.browser

A_PERSON = "Object.defineProperty(navigator, 'webdriver', {get: () => false})"
LOOKS_AWAY = "Object.defineProperty(document, 'hidden', {get: () => window.isAway === true})"


def test_a_page_that_is_visible_for_ten_seconds_is_counted_once(new_live_site, new_page):
    with new_live_site(workers=1) as site:
        [[uid, english, russian]] = site.call(new_texts, 1)
        beacons = []

        def look(path, *scripts):
            page = new_page(site=site)
            for script in scripts:
                page.add_init_script(script)
            page.on("request", lambda request: "/read/" in request.url and beacons.append(request.method))
            page.clock.install()
            page.goto(path)
            return page

        person = look(english, A_PERSON, LOOKS_AWAY)
        person.clock.run_for(6_000)
        person.evaluate("window.isAway = true")
        person.clock.run_for(60_000)
        person.evaluate("window.isAway = false")
        person.clock.run_for(3_000)
        assert beacons == []
        with person.expect_response("**/read/**") as answer:
            person.clock.run_for(1_000)
        assert answer.value.status == 204
        person.clock.run_for(60_000)
        assert person.context.cookies() == []
        assert person.evaluate("localStorage.length + sessionStorage.length") == 0

        for path in (russian, f"{english}print/", f"{english}editions/1/", "/en/"):
            scripts = [] if path == russian else [A_PERSON]  # an automated browser counts no reads
            look(path, *scripts).clock.run_for(60_000)

        assert beacons == ["POST"]
        site.stop()
        assert site.call(written) == [[uid, "en", 1]]
