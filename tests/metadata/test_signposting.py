"""Signposting, FAIR level 2: the header Link and the linkset say what a page is, who wrote it and where the rest is."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import (
    PUBLICATION_MAKERS,
    make_article,
    make_expert,
    make_page,
    make_report,
    publish_now,
)
from tests.library import sounds, uploads
from tests.metadata.describing import described
from thinktank.delivery import fragments
from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.library.intake import take_recording
from thinktank.library.models import Document
from thinktank.metadata import signposting
from thinktank.metadata.description import File, Person
from thinktank.metadata.names import name_of
from thinktank.metadata.signposting import MOST, links_of, linkset
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.licences import Licence
from thinktank.publishing.models import Edition, SeriesPart
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.taxonomy.models import Series

SITE = "http://testserver"
VERSIONS = {
    "original", "latest-version", "timegate", "timemap", "version-history", "predecessor-version", "successor-version",
}  # fmt: skip
VALUE = re.compile(r'\s*<([^<>"\s]*)>((?:\s*;\s*[a-z-]+="[^"\\]*")*)\s*(?:,|$)')
PARAMETER = re.compile(r';\s*([a-z-]+)="([^"\\]*)"')


def parsed(header):
    """[(relation, address, media type)] of a header Link as RFC 8288, section 3, has it; every byte is accounted for."""
    found, at = [], 0
    while at < len(header):
        match = VALUE.match(header, at)
        assert match, header[at:]
        parameters, at = dict(PARAMETER.findall(match[2])), match.end()
        found += [(name, match[1], parameters.get("type", "")) for name in parameters["rel"].split()]
    return found


def signs(response):
    """The typed links of a page without those between its versions."""
    return [link for link in parsed(response["Link"]) if link[0] not in VERSIONS]


def context_of(data, anchor):
    """The links of a linkset that begin at an address, as the header has them."""
    [context] = [each for each in data["linkset"] if each["anchor"] == anchor]
    return {
        (relation, target["href"], target.get("type", ""))
        for relation, targets in context.items()
        if relation != "anchor"
        for target in targets
    }


def targets(links, relation):
    return [(address, media_type) for name, address, media_type in links if name == relation]


@pytest.mark.django_db
@pytest.mark.parametrize("make", list(PUBLICATION_MAKERS.values()))
@pytest.mark.parametrize("language", languages.codes())
def test_every_type_in_every_language_says_what_it_is_and_its_linkset_says_the_same(client, make, language):
    [edition] = publish_now(make(), language)
    path = edition.get_absolute_url()
    own = f"{SITE}{path}editions/1/"
    for page in (path, f"{path}editions/1/"):
        links = signs(client.get(page))
        assert targets(links, "cite-as") == [(own, "")]
        types = [address for address, _type in targets(links, "type")]
        assert types[0] == "https://schema.org/AboutPage"
        assert len(types) == 2
        assert targets(links, "describedby") == [
            (f"{own}cite/bib/", "application/x-bibtex"),
            (f"{own}cite/ris/", "application/x-research-info-systems"),
            (f"{own}cite/json/", "application/vnd.citationstyles.csl+json"),
        ]
        assert targets(links, "alternate") == [(f"{own[:-1]}.md", "text/markdown")]
        [(address, media_type)] = targets(links, "linkset")
        assert media_type == "application/linkset+json"
        answer = client.get(address.removeprefix(SITE))
        assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
        same = set(links) - {("linkset", address, media_type)}
        assert context_of(answer.json(), SITE + page) == same
    for relation in ("describedby", "alternate", "collection"):
        for target, said in targets(links, relation):
            reached = client.get(target.removeprefix(SITE))
            assert (reached.status_code, reached["Content-Type"].startswith(said)) == (200, True), target


@pytest.fixture
def report(db):
    pdf = Document.objects.create(title="Paper", filename="paper.pdf", sha256="0" * 64, size=9)
    made = make_report(slug_en="steps", pdf_en=pdf, licence=Licence.CC_BY)
    with_orcid = make_expert(family_name_en="Orlova", orcid="0000-0002-1825-0097")
    with_page = make_expert(family_name_en="Petrov", slug_en="petrov")
    for position, person in enumerate([{"expert": with_orcid}, {"expert": with_page}, {"name_en": "Nobody"}]):
        made.contributions.create(position=position, **person)
    publish_now(made, "en")
    return made


def test_a_report_names_its_authors_its_files_and_its_licence(client, report):
    links = signs(client.get("/en/reports/steps/"))
    assert targets(links, "author") == [
        ("https://orcid.org/0000-0002-1825-0097", ""), (f"{SITE}/en/experts/petrov/", ""),
    ]  # fmt: skip
    pdf = f"{SITE}/en/reports/steps/editions/1/pdf/"
    assert targets(links, "item") == [(pdf, "application/pdf")]
    assert targets(links, "license") == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert targets(links, "collection") == [(f"{SITE}/en/reports/", "text/html")]
    data = client.get("/en/reports/steps/editions/1/linkset.json").json()
    assert context_of(data, pdf) == {("collection", f"{SITE}/en/reports/steps/editions/1/", "text/html")}
    bib = f"{SITE}/en/reports/steps/editions/1/cite/bib/"
    assert context_of(data, bib) == {("describes", f"{SITE}/en/reports/steps/editions/1/", "text/html")}


@pytest.mark.django_db
def test_an_episode_names_its_recording_and_a_part_its_series(client):
    recording = take_recording(uploads.upload(sounds.mp3(40), "x.mp3"))
    episode = make_article(slug_en="talk", recording=recording, kind="audio")
    series = Series.objects.create(name_en="Talks", slug_en="talks", is_public=True)
    SeriesPart.objects.create(series=series, publication=episode, position=0)
    publish_now(episode, "en")
    links = signs(client.get("/en/articles/talk/"))
    [(address, media_type)] = targets(links, "item")
    assert address.startswith(f"{SITE}/en/articles/talk/editions/1/recording.")
    assert media_type == "audio/mpeg"
    assert ("https://schema.org/PodcastEpisode", "") in targets(links, "type")
    assert targets(links, "collection") == [(f"{SITE}/en/series/talks/", "text/html")]


@pytest.mark.django_db
def test_reserved_rights_have_no_address_and_lasting_pages_are_in_no_list(client):
    publish_now(make_page(slug_en="about", licence=Licence.RESERVED), "en")
    names = {name for name, _address, _type in signs(client.get("/en/about/"))}
    assert not names & {"license", "collection", "author", "item"}


def test_an_old_edition_is_cited_as_itself_and_only_the_newest_stands_for_the_text(client, report):
    publish_now(report, "en", correction="Wrong.")
    base = f"{SITE}/en/reports/steps/"
    for n in (1, 2):
        links = signs(client.get(f"/en/reports/steps/editions/{n}/"))
        assert targets(links, "cite-as") == [(f"{base}editions/{n}/", "")]
        data = client.get(f"/en/reports/steps/editions/{n}/linkset.json").json()
        assert (base in [each["anchor"] for each in data["linkset"]]) == (n == 2)
    assert targets(signs(client.get("/en/reports/steps/")), "cite-as") == [(f"{base}editions/2/", "")]


def test_an_expired_text_keeps_its_links_and_a_withdrawn_one_has_none(client, report):
    now = timezone.now()
    expire(report, "en", at=now, now=now)
    links = signs(client.get("/en/reports/steps/"))
    data = client.get("/en/reports/steps/editions/1/linkset.json").json()
    assert context_of(data, f"{SITE}/en/reports/steps/") == {link for link in links if link[0] != "linkset"}
    withdraw(report, "en", public_note="Why.", now=timezone.now())
    for path in ("", "editions/1/", "editions/1/linkset.json"):
        response = client.get(f"/en/reports/steps/{path}")
        assert response.status_code == 410
        assert "Link" not in response or "cite-as" not in response["Link"]


def test_there_is_no_linkset_of_what_is_not_there(client, report):
    publish_now(report, "en", at=timezone.now() + datetime.timedelta(days=1))
    for path in (
        "en/reports/steps/editions/2",
        "en/reports/steps/editions/9",
        "ru/reports/steps/editions/1",
        "en/articles/steps/editions/1",
    ):
        assert client.get(f"/{path}/linkset.json").status_code == 404, path


def test_print_views_and_texts_in_another_language_have_no_links(client, report):
    assert "Link" not in client.get("/en/reports/steps/print/")
    assert "Link" not in client.get("/ru/reports/steps/")


def test_a_changed_licence_of_the_site_is_in_the_header_at_once(client, report):
    article = make_article(slug_en="text")
    publish_now(article, "en")
    assert targets(signs(client.get("/en/articles/text/")), "license") == []
    SiteSettings.objects.update_or_create(defaults={"licence": Licence.CC0})
    SharedValue.forget_all()
    assert targets(signs(client.get("/en/articles/text/")), "license") == [
        ("https://creativecommons.org/publicdomain/zero/1.0/", "")
    ]


def test_a_page_made_of_fragments_does_not_describe_its_edition_again(client, report, settings, monkeypatch):
    settings.PAGE_CACHE, settings.FRAGMENT_CACHE = False, True
    fragments.clear_fragments()
    times = []
    real = signposting.describe_edition
    monkeypatch.setattr(signposting, "describe_edition", lambda *each: times.append(1) or real(*each))
    header = client.get("/en/reports/steps/")["Link"]
    assert client.get("/en/reports/steps/")["Link"] == header
    assert len(times) == 1


def test_the_links_take_no_query(report):
    [edition] = Edition.objects.live(timezone.now())
    around = surroundings_of(edition, timezone.now())
    signposting.typed_links(edition, timezone.now(), around)
    with CaptureQueriesContext(connection) as queries:
        signposting.typed_links(edition, timezone.now(), around)
    assert len(queries) == 0


def people(n, **fields):
    return tuple(
        Person("author", name_of(f"A B{i}", "en"), address=f"https://example.org/{i}/", **fields)
        for i in range(n)
    )


def header_of(of):
    shown = [*signposting._bounded(links_of(of))]
    return ", ".join(link.in_header() for link in shown)


def test_the_header_is_bounded_and_the_linkset_has_all():
    of = described(people=people(45))
    assert len(targets(parsed(header_of(of)), "author")) == MOST
    assert len(linkset(of, is_newest=False)["linkset"][0]["author"]) == 45
    assert of.authors


ODD = [
    'a"b',
    "a>b",
    "a\r\nSet-Cookie: x=1",
    'a, <https://evil.example/>; rel="author"',
    "Ёлка",
    "a b",
    "a\\",
    "\x00",
    "日本",
]


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_character_leaves_its_address(odd):
    address = f"https://example.org/{odd}/"
    files = (File(address, f"audio/{odd}", 1), File("https://example.org/x", 'a/b"; rel="author', 1))
    of = described(
        people=(Person("author", name_of("A", "en"), orcid=odd),),
        files=files,
        series=("S", address),
        permanent=address,
    )
    header = header_of(of)
    assert header.isascii() and header.isprintable()
    links = parsed(header)
    assert len(links) == len(links_of(of))
    assert len(targets(links, "author")) == 1
    assert [media_type for _address, media_type in targets(links, "item")] == ["", ""]


@given(st.text(max_size=40))
def test_whatever_an_address_holds_the_header_has_as_many_links_as_it_should(text):
    of = described(people=(Person("author", name_of("A", "en"), address=f"https://example.org/{text}"),))
    assert len(parsed(header_of(of))) == len(links_of(of))
