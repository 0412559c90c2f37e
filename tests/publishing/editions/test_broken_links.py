"""check_links and the desk name every link of a live text that leads nowhere on this site, and no other."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_image,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.delivery.asking import ask
from thinktank.delivery.shared_values import SharedValue
from thinktank.library.models import Document
from thinktank.publishing.editions import broken_links
from thinktank.publishing.editions.broken_links import Fault, LinkCheck
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import Relation

pytestmark = pytest.mark.django_db


def body(*addresses):
    return "".join(f'<p>Words <a href="{each}">there</a>.</p>' for each in addresses)


def found():
    """{address: fault} of all broken links."""
    SharedValue.forget_all()
    batches = LinkCheck(timezone.now()).batches()
    return {each.link.address: each.fault for batch in batches for each in batch.broken}


def test_links_that_lead_somewhere_are_not_named():
    target = make_edition(title_en="Target", slug_en="target", body_en="<h2>A heading</h2><p>One.</p>")
    topic = make_topic(slug_en="ice")
    make_edition(body_en=body(
        "/en/articles/target/", "/en/articles/", "/en/", "/", "/en/articles", "/en/articles/?kind=news", "/en/topics/ice/",
        f"publication:{target.publication_uid}", f"subject:{topic.uid}", "https://elsewhere.example/gone",
        "mailto:a@b.example", "/en/articles/target/editions/1/", "/robots.txt", "/en/search/?q=%D0%B0",
        "/en/articles/target/#main",
    ))  # fmt: skip
    assert found() == {}


def test_every_way_to_lead_nowhere_has_its_name(settings):
    gone = make_edition(title_en="Gone", slug_en="gone")
    expired_uid = make_edition(title_en="Soon gone", slug_en="soon")
    topic = make_topic(slug_en="ice")
    host = settings.SITE_ORIGIN
    make_edition(body_en=body(
        "/en/articles/never/", f"{host}/en/nowhere/at/all/", "/admin/articles/", "/en/articles/?page=99999999999999",
        "/en/articles/gone/editions/1/", f"publication:{expired_uid.publication_uid}", f"subject:{topic.uid}",
        "/en/archive/?type=article#nowhere",
    ))  # fmt: skip
    withdraw(gone.publication, "en", public_note="Why.", now=timezone.now())
    withdraw(expired_uid.publication, "en", public_note="Why.", now=timezone.now())
    topic.is_public = False
    topic.save()
    faults = found()
    assert faults.pop(f"publication:{expired_uid.publication_uid}") == Fault.NOT_LIVE
    assert faults.pop(f"subject:{topic.uid}") == Fault.NO_SUBJECT
    assert faults == {
        "/en/articles/never/": Fault.NOT_FOUND,
        "/en/nowhere/at/all/": Fault.NOT_FOUND,
        "/admin/articles/": Fault.DESK,
        "/en/articles/?page=99999999999999": Fault.NOT_FOUND,
        "/en/articles/gone/editions/1/": Fault.GONE,
        "/en/archive/?type=article#nowhere": Fault.NO_PLACE,
    }


def test_an_anchor_of_another_text_is_looked_for_on_its_page():
    make_edition(slug_en="target", body_en="<h2>A heading</h2><p>One.</p><h2>Another</h2>")
    make_edition(
        body_en=body(
            "/en/articles/target/#section-another", "/en/articles/target/#other", "/en/articles/target/"
        )
    )
    faults = found()
    assert list(faults.values()) == [Fault.NO_PLACE]
    assert next(iter(faults)).endswith("#other")


def test_links_among_the_facts_are_checked_as_those_in_texts():
    make_edition(
        make=make_event, registration_url="http://testserver/en/never/", stream_url="https://stream.example/x"
    )
    assert found() == {"/en/never/": Fault.NOT_FOUND}
    [batch] = LinkCheck(timezone.now()).batches()
    assert [address for _edition, address in batch.external] == ["https://stream.example/x"]


def test_a_relation_to_what_was_withdrawn_is_named_and_one_to_a_draft_is_not():
    gone, draft, live = make_edition(slug_en="gone").publication, make_article(), make_edition().publication
    source = make_edition().publication
    for target in (gone, draft, live):
        Relation.objects.create(source=source, target_id=target.pk, role="follows")
    assert found() == {}
    withdraw(gone, "en", public_note="Why.", now=timezone.now())
    assert found() == {f"publication:{gone.uid}": Fault.NOT_LIVE}


def test_a_file_that_is_not_in_the_storage_is_named():
    image = make_image()
    lost = Document.objects.create(
        title="Paper", filename="paper.pdf", sha256="0" * 64, size=9, file="documents/none.pdf"
    )
    make_edition(make=make_report, cover=image, pdf_en=lost)
    assert found() == {f"document:{lost.uid}": Fault.NO_FILE}
    image.original.storage.delete(image.original.name)
    assert found() == {f"document:{lost.uid}": Fault.NO_FILE, f"image:{image.uid}": Fault.NO_FILE}


def test_only_live_texts_are_checked():
    edition = make_edition(body_en=body("/en/never/"))
    article = edition.publication.article
    article.body_en = "<p>Mended.</p>"
    article.save()
    assert found() == {"/en/never/": Fault.NOT_FOUND}
    publish_now(article, "en")
    assert found() == {}


def queries_for(n):
    """Of a check of so many more texts, each with links of every kind."""
    target, image, topic = make_edition(), make_image(), make_topic(slug_en=f"ice-{n}")
    for _each in range(n):
        links = body(
            f"publication:{target.publication_uid}", f"subject:{topic.uid}", "https://elsewhere.example/"
        )
        source = make_edition(body_en=links, cover=image)
        Relation.objects.create(
            source_id=source.publication_id, target_id=target.publication_id, role="follows"
        )
    found()
    with CaptureQueriesContext(connection) as queries:
        LinkCheck(timezone.now()).batch(None)
    return len(queries)


def test_a_batch_takes_as_many_queries_for_ten_texts_as_for_two():
    assert queries_for(2) == queries_for(10) <= 8


def test_an_address_is_asked_once_however_often_it_is_linked(monkeypatch):
    asked = []
    monkeypatch.setattr(broken_links, "ask", lambda path: asked.append(path) or ask(path))
    monkeypatch.setattr(broken_links, "BATCH", 2)
    for _n in range(5):
        make_edition(body_en=body("/en/never/"))
    check = LinkCheck(timezone.now())
    batches = list(check.batches())
    assert [batch.checked for batch in batches] == [2, 2, 1]
    assert sum(len(batch.broken) for batch in batches) == 5
    assert asked == ["/en/never/"]


def test_asking_leaves_the_language_as_it_was_and_asks_neither_the_desk_nor_private_views():
    make_edition("ru", slug_ru="tekst")
    with translation.override("en"):
        assert ask("/ru/articles/tekst/").status == 200
        assert translation.get_language() == "en"
    assert ask("/admin/").status == 403
    assert ask("/ru/articles/tekst/editions/timegate/").status == 200
    assert ask("/static/anything.css").status == 200
    assert ask("/en/articles/%00/").status in (400, 404)


# The command


def run(*arguments):
    out = io.StringIO()
    call_command("check_links", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_a_line_for_each_and_fails():
    make_edition(slug_en="text", body_en=body("/en/never/"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 broken links in 1 texts") as error:
        call_command("check_links", stdout=out)
    assert error.value.returncode == 1
    assert (
        out.getvalue()
        == "http://testserver/en/articles/text/ /en/never/ “there”: there is no page at this address\n"
    )


def test_the_command_says_when_nothing_is_broken():
    make_edition()
    assert run() == "No broken link in 1 texts.\n"


def test_the_command_lists_addresses_of_other_sites_by_host():
    for _n in range(2):
        make_edition(body_en=body("https://b.example/1", "https://a.example/x#y", "/en/never/"))
    assert (
        run("--external") == "a.example\n  https://a.example/x#y (2)\nb.example\n  https://b.example/1 (2)\n"
    )
