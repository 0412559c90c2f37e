"""The object store of a small site goes away, or hangs."""

import contextlib
import re

from tests.library import uploads
from tests.rehearsal import acts
from tests.rehearsal.desk import Desk
from tests.rehearsal.faults.clients import ADD_PICTURE
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.requests import Load, ask, statuses
from tests.rehearsal.small_site import small_site

REFUSED = "Files cannot be stored at the moment. Nothing was stored"
AWAY = "The site is unavailable at the moment."
SLOWEST = 2  # seconds that a page may take


@fault(
    "The object store is away, and comes back",
    holds="pages 200; pictures 200 or 503 with a sentence; an upload is refused and leaves nothing; all is whole afterwards",
)
def store_away(rehearsal):
    return _without(small_site(rehearsal), rehearsal.store, "away")


@fault(
    "The object store hangs: it takes connections and never answers",
    holds=f"the same, and no page takes more than {SLOWEST} s",
)
def store_hangs(rehearsal):
    return _without(small_site(rehearsal), rehearsal.store, "hanging")


def _without(site, store, fault):
    desk = Desk(site)
    pictures = site.call(acts.publish_pictures, 12)
    expect({ask(site.url, path).status for path in pictures} == {200}, "pictures before the fault")
    before = store.keys(), site.call(acts.pictures)
    picture = uploads.photo(600 + before[1], 500)  # not one that the library has
    with getattr(store, fault)(), contextlib.ExitStack() as looking:
        pages = Load(site.url, site.paths, threads=4)
        viewers = Load(site.url, pictures, threads=6, timeout=30)
        looking.enter_context(viewers)
        looking.enter_context(pages)
        upload = desk.send_file(ADD_PICTURE, picture, "photo.jpg")
        vote = site.vote()
        refused = ask(site.url, pictures[0], timeout=30)
        until(lambda: len(viewers.answers) >= 2 * len(pictures), "pictures are answered", seconds=60)
        until(lambda: len(pages.answers) >= 5 * len(site.paths), "pages are answered", seconds=60)
    expect(set(statuses(pages.answers)) == {200}, f"pages: {statuses(pages.answers)}")
    slowest = max(answer.seconds for answer in pages.answers)
    expect(slowest < SLOWEST, f"the slowest page took {slowest:.1f} s")
    seen = statuses(viewers.answers)
    expect(set(seen) <= {200, 503}, f"pictures: {seen}")
    expect(refused.status == 200 or AWAY in refused.text, f"a picture: {refused.text[:300]}")
    expect(upload.status == 503 and REFUSED in upload.text, f"the upload: {upload.status}, {_words(upload)}")
    expect(vote.status == 200, f"a vote: {vote.status}")
    left = store.keys(), site.call(acts.pictures)
    expect(
        left == before,
        f"left behind: {sorted(set(left[0]) - set(before[0]))[:5]}, {left[1] - before[1]} rows",
    )
    whole = until(
        lambda: {ask(site.url, path).status for path in pictures} == {200},
        "pictures are whole again",
        seconds=30,
    )
    again = desk.send_file(ADD_PICTURE, picture, "photo.jpg")
    expect(again.status == 302, f"an upload afterwards: {again.status}")
    with site.voters:
        pass
    return (
        f"{len(pages.answers)} pages 200, slowest {slowest:.1f} s; pictures {seen}; the upload {upload.status} after"
        f" {upload.seconds:.0f} s and nothing left behind; whole {whole:.0f} s after it was back; {site.voters.recount()}"
    )


def _words(answer):
    return re.sub(r"<[^>]*>|\s+", " ", answer.text)[:300]
