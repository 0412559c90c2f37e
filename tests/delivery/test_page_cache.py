"""The page cache: when a cached page may be used, and that nobody can tell it from a new one."""

import datetime
import errno
import gzip
import threading
import time

import brotli
import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from thinktank.delivery import cache_tags, page_cache, withdrawal_mark
from thinktank.delivery.cache_tags import CacheState, expire_pages_at, invalidate
from thinktank.delivery.cached_response import CachedResponse, encoding_for
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.shared_values import SharedValue
from thinktank.urls import handler400, handler404, handler500  # noqa: F401
from thinktank.urls import urlpatterns as real_urlpatterns

made = []  # paths for which a view has run
NOON = "2026-11-24 09:00:00Z"  # of the site, three hours from UTC
TEXT = "Пчёлы севера. " * 60


def _page(request):
    made.append(request.get_full_path())
    return HttpResponse(f"{TEXT}{len(made)} {sorted(request.GET.items())}")


@public_page(max_age=10, reads=("page", "kind"))
def about_bees(request):
    tag_response(request, "bees")
    return _page(request)


@public_page(max_age=10, life=300)
def about_one_bee(request):
    tag_response(request, "one bee")
    return _page(request)


@public_page
def about_anything(request):
    return _page(request)


@public_page(max_age=10)
def asking(request):
    tag_response(request, "asking")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return _page(request)


@public_page
def slow(request):
    time.sleep(0.3)
    return _page(request)


@public_page
def missing(request):
    made.append(request.path)
    raise Http404


def private(request):
    made.append(request.path)
    return HttpResponse("private")


urlpatterns = [
    path("en/bees/", about_bees),
    path("en/one-bee/", about_one_bee),
    path("en/anything/", about_anything),
    path("en/asking/", asking),
    path("en/slow/", slow),
    path("en/missing/", missing),
    path("en/private/", private),
    *real_urlpatterns,
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def kept(page_cache):
    made.clear()


def get(path="/en/bees/", **headers):
    return Client(headers=headers).get(path)


def test_a_cached_page_is_the_page_that_was_made():
    with time_machine.travel(NOON, tick=False):
        first, second = get(), get()
    assert (made, second.content) == (["/en/bees/"], first.content)
    assert headers_but_status(second) == headers_but_status(first)


def headers_but_status(response):
    """All headers but those that say where the response comes from (test_cache_status.py), and for which request it was."""
    return {name: value for name, value in response.items() if name not in ("Cache-Status", "X-Request-ID")}


@pytest.mark.parametrize(
    "accepted, encoding, read",
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, identity; q=0.5", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("deflate", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_page_is_stored_in_every_encoding_and_each_has_a_tag_of_its_own(accepted, encoding, read):
    plain = get()
    for response in (get(**{"accept-encoding": accepted}) for _miss_and_hit in range(2)):
        assert (response.headers.get("Content-Encoding"), read(response.content)) == (encoding, plain.content)
        assert response["Vary"] == "Accept-Encoding"
        assert (response["ETag"] == plain["ETag"]) == (encoding is None)
        again = get(**{"accept-encoding": accepted, "if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert made == ["/en/bees/"]


@given(st.text(alphabet="brgzip;q=0.123,* ", max_size=40))
def test_any_accept_encoding_is_answered(accepted):
    assert encoding_for(accepted) in ("br", "gzip", "")


def test_the_query_counts_by_what_the_view_reads_and_nothing_else():
    for query in ("", "?utm_source=x", "?fbclid=1&utm=2"):
        get(f"/en/bees/{query}")
    for query in ("?page=2&kind=news", "?kind=news&page=2", "?kind=news&x=%D1%8F&page=2"):
        assert "[('kind', 'news'), ('page', '2')]" in get(f"/en/bees/{query}").text
    get("/en/bees/?page=3")
    assert made == ["/en/bees/", "/en/bees/?kind=news&page=2", "/en/bees/?page=3"]


def test_head_is_answered_from_what_get_left_but_leaves_nothing():
    head = Client().head("/en/bees/")
    get()
    assert Client().head("/en/bees/")["ETag"] != head["ETag"]
    assert len(made) == 2


def test_what_changed_is_made_anew_and_nothing_else():
    pages = ("/en/bees/", "/en/anything/")
    for path_ in pages:
        get(path_)
    invalidate("ants")
    for path_ in pages:
        get(path_)
    invalidate("bees")
    for path_ in pages * 2:
        get(path_)
    invalidate(cache_tags.SITE_WIDE)
    for path_ in pages:
        get(path_)
    assert made == [*pages, "/en/anything/", *pages, *pages]


def test_a_change_while_a_page_is_made_makes_it_old_at_once(monkeypatch):
    def changing(request):
        if not made:
            invalidate("bees")
        return HttpResponse("x")

    monkeypatch.setattr(f"{__name__}._page", lambda request: (changing(request), made.append(1))[0])
    get()
    get()
    get()
    assert len(made) == 2


def test_copies_further_on_live_as_long_as_the_view_says_and_ours_a_minute(monkeypatch):
    # As while another request renders the page early
    monkeypatch.setattr(CachedResponse, "needs_refresh", lambda *_: False)
    with time_machine.travel(NOON, tick=False) as clock:
        get()
        for seconds, fresh, stale in ((7, 5, 5), (40, 5, 5), (10.9, 1, 1)):
            clock.shift(seconds)
            said = f"public, max-age={fresh}, s-maxage={fresh}, stale-while-revalidate={stale},"
            assert get()["Cache-Control"].startswith(said)
        assert len(made) == 1
        clock.shift(2.2)
        get()
        assert len(made) == 2


def test_a_page_that_names_all_it_shows_lives_as_long_as_its_view_says():
    with time_machine.travel(NOON, tick=False) as clock:
        get("/en/one-bee/")
        clock.shift(239)
        assert "max-age=5," in get("/en/one-bee/")["Cache-Control"]
        assert len(made) == 1
        invalidate("one bee")
        get("/en/one-bee/")
        assert len(made) == 2
        clock.shift(301)
        get("/en/one-bee/")
        assert len(made) == 3


def test_a_page_does_not_outlive_a_deadline_nor_do_copies_further_on():
    with time_machine.travel(NOON, tick=False) as clock:
        expire_pages_at(timezone.now() + datetime.timedelta(seconds=4), None)
        fresh = get()["Cache-Control"]
        clock.shift(3.1)
        get()
        clock.shift(1)
        get()
    assert fresh == "public, max-age=2, s-maxage=2, stale-while-revalidate=2, stale-if-error=4"
    assert len(made) >= 2


def test_a_page_does_not_outlive_the_day():
    with time_machine.travel("2026-11-24 20:59:57Z", tick=False) as clock:  # 23:59:57 in Moscow
        assert get("/en/anything/")["Cache-Control"].startswith("public, max-age=2, s-maxage=2, stale-while-revalidate=1")  # fmt: skip
        clock.shift(3)
        get("/en/anything/")
    assert len(made) == 2


def test_many_who_ask_at_once_have_the_page_made_once(monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 3600)
    answers = []
    with time_machine.travel(NOON):
        cache_tags.cache_state()
        threads = [
            threading.Thread(target=lambda: answers.append(get("/en/slow/").content)) for _n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(made), len(set(answers)), len(answers)) == (1, 1, 12)


def test_one_reader_has_an_old_page_made_anew_while_the_others_still_get_it(monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 3600)
    with time_machine.travel(NOON, tick=False) as clock:
        before = get("/en/slow/").content
        clock.shift(50)
        renewing = threading.Thread(target=get, args=["/en/slow/"])
        renewing.start()
        while len(made) < 1:
            time.sleep(0.01)
        time.sleep(0.1)
        assert get("/en/slow/").content == before
        renewing.join()
        assert get("/en/slow/").content != before
    assert len(made) == 2


def test_errors_and_private_pages_are_never_kept():
    for path_ in ("/en/missing/", "/en/private/"):
        for _twice in range(2):
            assert get(path_)["Cache-Control"] == "private, no-store"
    assert len(made) == 4


def test_a_cached_page_answers_nobody_at_a_foreign_host():
    get()
    assert get(host="evil.example").status_code == 400
    assert get("/en/bees/?x=%00").status_code == 400


def test_a_cache_that_fails_is_a_miss(settings, tmp_path):
    file = tmp_path / "no-folder"
    file.write_text("")
    broken = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": file}
    settings.CACHES = settings.CACHES | {"pages": broken}
    assert [get().status_code, get().status_code] == [200, 200]
    assert len(made) == 2


# Without the database


def away(*_arguments):
    raise OperationalError("away")


def get_while_away(path="/en/bees/"):
    with connection.execute_wrapper(away):
        return get(path).text


def test_a_cached_page_is_shown_while_the_database_is_away_also_when_its_life_has_ended():
    with time_machine.travel(NOON, tick=False) as clock:
        before = get().text
        assert get_while_away() == before
        clock.shift(11)
        assert get_while_away() == before
        clock.shift(700)
        assert get_while_away() != before
    assert len(made) == 2


def test_it_is_shown_in_the_very_second_in_which_the_database_goes_away(monkeypatch):
    """The state was read just now, so nothing but the failure of the page tells it."""
    monkeypatch.setattr(cache_tags, "READ_EVERY", 60)
    with time_machine.travel(NOON, tick=False) as clock:
        before = get("/en/asking/").text
        clock.shift(61)
        cache_tags.forget_state()
        cache_tags.cache_state()
        clock.shift(0.5)
        assert cache_tags.current_state()
        with connection.execute_wrapper(away):
            assert Client(raise_request_exception=False).get("/en/asking/").text == before


def test_it_is_shown_by_a_process_that_has_not_made_it():
    before = get().text
    caches["pages"].clear()
    assert get_while_away() == before


def test_it_is_not_when_a_text_was_withdrawn_a_moment_before(monkeypatch):
    """The withdrawal may have been the last thing the database did."""
    before = get().text
    withdrawal_mark.renew()
    assert get_while_away() != before


def test_an_erasure_is_heard_of_also_where_the_disk_cannot_be_written(monkeypatch, caplog):
    def cannot():
        raise OSError(errno.EROFS, "Read-only file system")

    get()
    with monkeypatch.context() as now:
        now.setattr(caches["snapshots"], "clear", cannot)
        invalidate(cache_tags.ERASED)
        assert get().status_code == 200
    assert "The pages on the disk cannot be removed" in caplog.text


def test_it_is_not_when_something_it_shows_has_changed_since_it_was_made():
    before = get().text
    invalidate("something it does not show")
    get("/en/anything/")  # reads
    assert get_while_away() == before
    invalidate("bees")
    get("/en/anything/")
    assert get_while_away() != before


def test_it_is_not_when_a_moment_has_come_at_which_pages_change():
    with time_machine.travel(NOON, tick=False) as clock:
        expire_pages_at(timezone.now() + datetime.timedelta(seconds=5))
        before = get().text
        clock.shift(6)
        assert get_while_away() != before


def test_it_is_not_when_nobody_has_read_for_a_while_before(monkeypatch):
    before = get().text
    monkeypatch.setattr(cache_tags, "LONGEST_GAP", -1)
    assert get_while_away() != before


def test_who_comes_after_a_failed_reading_does_not_wait_for_another(monkeypatch):
    asked = []

    def away(*_arguments):
        asked.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(cache_tags, "READ_EVERY", 30)
    cache_tags.forget_state()
    with connection.execute_wrapper(away):
        for _reader in range(5):
            with pytest.raises(OperationalError):
                cache_tags.cache_state()
    assert len(asked) == 1


def test_who_waited_for_a_reading_that_failed_does_not_try_again(monkeypatch):
    told, waits = [], threading.Event()

    class Lock:
        acquire, release = waited_for(cache_tags._lock, waits), cache_tags._lock.release

    def read():
        try:
            told.append(cache_tags.cache_state())
        except OperationalError as error:
            told.append(type(error))

    other = threading.Thread(target=read)

    def away(*_arguments):
        waits.clear()
        other.start()
        waits.wait(10)
        raise OperationalError("away")

    monkeypatch.setattr(cache_tags, "_lock", Lock())
    monkeypatch.setattr(cache_tags, "READ_EVERY", 30)
    monkeypatch.setattr(cache_tags, "LONGEST_WAIT", 10)
    cache_tags.forget_state()
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        cache_tags.cache_state()
    other.join()
    assert told == [cache_tags.StillAway]


def waited_for(lock, waits):
    def acquire(**options):
        waits.set()
        return lock.acquire(**options)

    return staticmethod(acquire)


def test_those_who_waited_for_a_page_hear_that_it_failed():
    heard = []

    def wait():
        with page_cache.flight("bees", wait=True) as (flight, is_first):
            heard.append((flight.has_failed, is_first))

    with page_cache.flight("bees", wait=True) as (flight, is_first):
        assert is_first
        others = [threading.Thread(target=wait) for _n in range(3)]
        for other in others:
            other.start()
        time.sleep(0.1)
        flight.has_failed = True
    for other in others:
        other.join()
    assert heard == [(True, False)] * 3


# A clock that goes wrong


def test_what_was_made_while_the_clock_was_ahead_is_thrown_away_when_it_is_back():
    get()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20), tick=False):
        ahead = get().text
        assert get().text == ahead
    cache_tags.forget_state()
    assert get().text != ahead
    assert get_while_away() != ahead


def test_what_every_page_shows_is_loaded_again_when_the_clock_is_back():
    loaded = []
    shared = SharedValue(lambda: loaded.append(1) or len(loaded))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20), tick=False):
        cache_tags.forget_state()
        shared()
    cache_tags.forget_state()
    assert (shared(), shared()) == (2, 2)


def test_the_cache_is_full_of_nothing_but_what_may_be_used():
    get()
    caches["pages"].clear()
    get()
    assert len(made) == 2


# The cache state


tags = st.sampled_from(["a", "b", "c"])


@given(
    st.lists(st.tuples(tags, st.integers(1, 30)), max_size=20),
    st.lists(st.tuples(tags, st.integers(1, 30)), max_size=5),
    st.frozensets(tags),
)
def test_a_page_is_old_exactly_when_something_it_shows_has_changed_since(before, after, shown):
    then, now = _state(before), _state(before + after)
    is_new = {pair for pair in after if pair[0] in shown} - set(before)
    assert now.has_changed_since(then.seen(shown), shown) == bool(is_new)
    assert now.has_changed_since(then.seen(None), None) == bool(set(after) - set(before))


@given(st.lists(st.tuples(tags, st.integers(1, 30)), max_size=20), st.frozensets(tags))
def test_a_change_that_is_long_past_makes_nothing_old(changes, shown):
    assert not _state([]).has_changed_since(_state(changes).seen(shown), shown)


def _state(changes):
    ids = {key: frozenset(pk for name, pk in changes if name == key) for key, _pk in changes}
    return CacheState(invalidations=ids, next_expiry=None, read_at=0, unbroken_since=0, at=timezone.now())


def test_a_process_reads_again_after_a_second_and_after_its_own_change(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 1.0)
    first = cache_tags.cache_state()
    assert cache_tags.cache_state() is first
    with django_capture_on_commit_callbacks(execute=True):
        invalidate("bees")
    assert cache_tags.cache_state().has_changed_since(first.seen(["bees"]), ["bees"])
    cache_tags.Invalidation.objects.create(tag="ants", at=timezone.now())  # by another process
    before = cache_tags.cache_state()
    monkeypatch.setattr(cache_tags.time, "monotonic", lambda clock=time.monotonic: clock() + 1.01)
    assert cache_tags.cache_state().has_changed_since(before.seen(["ants"]), ["ants"])


def test_what_a_sleeping_process_missed_is_not_taken_for_nothing(monkeypatch):
    then = cache_tags.cache_state()
    monkeypatch.setattr(cache_tags.time, "monotonic", lambda clock=time.monotonic: clock() + 90)
    assert cache_tags.cache_state().unbroken_since > then.read_at


def test_invalidations_and_expiries_of_yesterday_are_deleted():
    with time_machine.travel(NOON) as clock:
        invalidate("bees")
        expire_pages_at(timezone.now() + datetime.timedelta(minutes=1))
        clock.shift(datetime.timedelta(hours=2))
        invalidate("ants")
        expire_pages_at(timezone.now() + datetime.timedelta(minutes=1))
    assert list(cache_tags.Invalidation.objects.values_list("tag", flat=True)) == ["ants"]
    assert cache_tags.Expiry.objects.count() == 1
