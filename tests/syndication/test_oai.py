"""The OAI-PMH repository: what a harvester asks and gets, and that it loses nothing while texts change."""

import base64
import datetime
import json
import re
import uuid
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from tests.factories import (
    MOSCOW,
    make_article,
    make_edition,
    make_expert,
    make_page,
    make_report,
    make_superuser,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision
from thinktank.syndication.oai import answers, records
from thinktank.syndication.oai.arguments import Selection

pytestmark = pytest.mark.django_db
NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "mods": "http://www.loc.gov/mods/v3",
}
SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)
DC = {"metadataPrefix": "oai_dc"}


def ask(client, verb, *, by_post=False, **arguments):
    asked = {name.rstrip("_"): value for name, value in {"verb": verb, **arguments}.items()}
    response = client.post("/oai", asked) if by_post else client.get(f"/oai?{urlencode(asked)}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(response.content)


def errors(answer):
    return answer.xpath("//o:error/@code", namespaces=NAMES)


def texts(element, path):
    return element.xpath(f".//{path}/text()", namespaces=NAMES)


def identifier(edition):
    return f"oai:testserver:{edition.publication_uid}/{edition.language}"


def harvest(client, between_pages=lambda: None, **arguments):
    """[(identifier, is deleted)] in the order of arrival, from as many answers as it takes."""
    found, asked = [], DC | arguments
    while asked:
        answer = ask(client, "ListIdentifiers", **asked)
        assert errors(answer) == []
        for header in answer.iter("{*}header"):
            found.append(
                (header.findtext("o:identifier", namespaces=NAMES), header.get("status") == "deleted")
            )
        token = answer.findtext(".//o:resumptionToken", namespaces=NAMES)
        asked = {"resumptionToken": token} if token else {}
        between_pages()
    return found


def test_says_who_it_is_and_what_it_has(client, settings):
    settings.SITE_ORIGIN, settings.SECURITY_CONTACTS = "https://hive.example.org", ["mailto:bees@example.org"]
    SiteSettings(name_en="Hive").save()
    edition = make_edition()
    SharedValue.forget_all()
    answer = ask(client, "Identify")
    told = {child.tag.partition("}")[2]: child.text for child in answer.find("o:Identify", NAMES)}
    assert told.pop("description") is None
    assert told == {
        "repositoryName": "Hive", "baseURL": "https://hive.example.org/oai/", "protocolVersion": "2.0",
        "adminEmail": "bees@example.org", "earliestDatestamp": f"{edition.live_from:%Y-%m-%dT%H:%M:%SZ}",
        "deletedRecord": "persistent", "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }  # fmt: skip
    assert texts(ask(client, "ListMetadataFormats"), "o:metadataPrefix") == ["oai_dc", "mods"]
    told = texts(ask(client, "Identify"), "*[local-name()='repositoryIdentifier']")
    assert told == ["hive.example.org"]


def test_dublin_core_has_what_the_page_says(client):
    SiteSettings(name_en="Hive", licence="cc-by-4.0").save()
    report = make_report(title_en="On bees", slug_en="bees", standfirst_en="In short.", report_number="7")
    report.contributions.create(expert=make_expert(), name_en="Anna Orlova")
    report.contributions.create(name_en="Boris Ivanov", role="editor")
    report.topics.add(make_topic(name_en="Insects"))
    [edition] = publish_now(report, "en")
    for by_post in (False, True):
        answer = ask(client, "GetRecord", identifier=identifier(edition), by_post=by_post, **DC)
        [record] = answer.xpath("//o:metadata/*", namespaces=NAMES)
        told = {}
        for child in record:
            told.setdefault(child.tag.partition("}")[2], []).append(child.text)
        page = "http://testserver/en/reports/bees/"
        assert told == {
            "title": ["On bees"], "creator": ["Orlova, Anna"], "contributor": ["Ivanov, Boris"],
            "subject": ["Insects"], "description": ["In short."], "publisher": ["Hive"],
            "date": [edition.dated.isoformat()], "type": ["Joint report"], "format": ["text/html"],
            "identifier": [page, f"{page}editions/1/", "7"], "language": ["en"],
            "rights": ["https://creativecommons.org/licenses/by/4.0/"],
        }  # fmt: skip
    answer = ask(client, "GetRecord", identifier=identifier(edition), metadataPrefix="mods")
    assert texts(answer, "mods:roleTerm") == ["aut", "edt"]
    assert texts(answer, "mods:namePart[@type='family']") == ["Orlova", "Ivanov"]
    assert texts(answer, "mods:identifier[@type='checksum']") == [edition.digest]


def test_what_is_gone_is_a_deleted_record_for_ever_and_what_never_was_live_is_none(client):
    live = make_edition()
    gone = {}
    for end in (withdraw, expire, erase):
        article = make_article()
        [gone[end]] = publish_now(article, "en")
        now = timezone.now() + SECOND
        with time_machine.travel(now, tick=False):
            if end is withdraw:
                withdraw(article, "en", public_note="Gone.", now=now)
            elif end is expire:
                expire(article, "en", at=now, now=now)
            else:
                erase(gone[end], "A court.", by=make_superuser(), now=now)
    save_revision(make_article(), by=None)
    coming = make_article()
    save_revision(coming, by=None)
    publish(coming, ["en"], by=None, at=timezone.now() + DAY)
    make_edition(make=make_page)  # about the institute, not its work
    with time_machine.travel(timezone.now() + 5 * SECOND):
        assert dict(harvest(client)) == {
            identifier(live): False, **{identifier(edition): True for edition in gone.values()}
        }  # fmt: skip
        for edition in gone.values():
            answer = ask(client, "GetRecord", identifier=identifier(edition), **DC)
            assert answer.xpath("//o:header/@status", namespaces=NAMES) == ["deleted"]
            assert answer.find(".//o:metadata", NAMES) is None
    with time_machine.travel(timezone.now() + DAY + SECOND):
        assert len(harvest(client)) == 5


def test_a_text_that_came_back_is_no_longer_deleted(client):
    article = make_article()
    publish_now(article, "en")
    withdraw(article, "en", public_note="Gone.", now=timezone.now())
    [edition] = publish_now(article, "en")
    assert harvest(client) == [(identifier(edition), False)]


def test_only_what_changed_since_comes_again(client):
    begin = timezone.now().replace(microsecond=0)
    editions = []
    for day in range(3):
        with time_machine.travel(begin + day * DAY, tick=False):
            editions.append(make_edition())
    names = [identifier(edition) for edition in editions]
    with time_machine.travel(begin + 3 * DAY):
        second = (begin + DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert [name for name, _ in harvest(client, from_=second)] == names[1:]
        assert [name for name, _ in harvest(client, until=second)] == names[:2]
        assert [name for name, _ in harvest(client, from_=second, until=second)] == names[1:2]
        day = (begin + DAY).strftime("%Y-%m-%d")
        assert [name for name, _ in harvest(client, from_=day, until=day)] == names[1:2]
        assert errors(ask(client, "ListRecords", until="1990-01-01", **DC)) == ["noRecordsMatch"]


def test_sets_are_types_languages_and_topics(client):
    topic, article = make_topic(name_en="Insects"), make_article()
    article.topics.add(topic)
    in_english, in_russian = publish_now(article, "en", "ru")
    report = make_edition(make=make_report)
    SharedValue.forget_all()
    specs = texts(ask(client, "ListSets"), "o:setSpec")
    assert {"type:article", "type:report", "language:ru", f"topic:{topic.uid}"} <= set(specs)
    assert [name for name, _ in harvest(client, set="type:report")] == [identifier(report)]
    assert [name for name, _ in harvest(client, set="language:ru")] == [identifier(in_russian)]
    assert {name for name, _ in harvest(client, set=f"topic:{topic.uid}")} == {
        identifier(in_english), identifier(in_russian)
    }  # fmt: skip
    assert errors(ask(client, "ListRecords", set="topic:lies", **DC)) == ["noRecordsMatch"]


@pytest.mark.parametrize(
    "query, code",
    [
        ("", "badVerb"), ("verb=Nosuch", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"), ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=e30=", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:1/en", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=x", "idDoesNotExist"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_answered_with_the_code_of_the_protocol(client, query, code):
    answer = etree.fromstring(client.get(f"/oai?{query}").content)
    assert errors(answer) == [code]
    repeated = answer.find("o:request", NAMES).attrib
    assert bool(repeated) == (code not in ("badVerb", "badArgument"))


ODD = [
    None, True, -1, 1.5, 10**4299, "", "x", "\0", "\ud800", [], ["en"], {}, {"en": 1}, "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:59:59-23:00", "2019-01-01", "2019-01-01T00:00:00", "urn:uuid:1",
]  # fmt: skip


def test_a_token_that_somebody_changed_is_never_an_error_of_the_server(client):
    """Any value of a token may be any JSON: it is read as what it says, or refused in the words of the protocol."""
    place = {"datestamp": "2000-01-01T00:00:00+00:00", "uid": str(uuid.uuid4()), "language": "en"}
    whole = {
        "prefix": "oai_dc",
        "since": None,
        "before": None,
        "set_spec": "",
        "behind": place,
        "cursor": 0,
        "size": 9,
    }
    changed = [whole | {name: odd} for name in whole for odd in ODD]
    changed += [whole | {"behind": place | {name: odd}} for name in place for odd in ODD]
    written = [json.dumps(each) for each in changed] + ["[" * 99_999, '{"a":' * 99_999, "[]", "5", "null"]
    make_edition()
    for text in written:
        token = base64.urlsafe_b64encode(text.encode()).decode()
        answer = ask(client, "ListIdentifiers", by_post=True, resumptionToken=token)
        assert len(answer) == 3, text  # what was asked, when, and the answer
        number = answer.find(".//o:resumptionToken", NAMES)
        assert number is None or int(number.get("cursor")) >= 0, text


def test_dates_reach_from_the_first_year_to_the_last(client):
    name = identifier(make_edition())
    for first, last in (("0001-01-01", "9999-12-31"), ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")):
        assert harvest(client, from_=first, until=last) == [(name, False)]
        assert errors(ask(client, "ListRecords", from_=last, **DC)) == ["noRecordsMatch"]
        assert errors(ask(client, "ListRecords", until=first, **DC)) == ["noRecordsMatch"]


def test_a_harvest_loses_nothing_while_texts_are_published_corrected_and_withdrawn(client, monkeypatch):
    for module in (records, answers):
        monkeypatch.setattr(module, "PER_PAGE", 2)
    moment = timezone.now()
    articles = [make_article() for _number in range(9)]
    with time_machine.travel(moment, tick=False):
        known = {identifier(publish_now(article, "en")[0]) for article in articles}  # all of one moment
    acts = iter([
        lambda: publish_now(articles[0], "en", correction="It was wrong."),
        lambda: withdraw(articles[1], "en", public_note="Gone.", now=timezone.now()),
        lambda: known.add(identifier(make_edition())),
        lambda: publish_now(articles[8], "en"),
    ])  # fmt: skip
    with time_machine.travel(moment + 2 * SECOND):
        found = harvest(client, between_pages=lambda: next(acts, lambda: None)())
        assert {name for name, _is_deleted in found} == known
        last_told = dict(found)
        assert {name for name, is_deleted in last_told.items() if is_deleted} == {
            f"oai:testserver:{articles[1].uid}/en"
        }


def test_pages_count_and_the_last_one_has_an_empty_token(client, monkeypatch):
    for module in (records, answers):
        monkeypatch.setattr(module, "PER_PAGE", 2)
    for _number in range(3):
        make_edition()
    first = ask(client, "ListRecords", **DC).find(".//o:resumptionToken", NAMES)
    assert (first.get("cursor"), first.get("completeListSize")) == ("0", "3")
    last = ask(client, "ListRecords", resumptionToken=first.text).find(".//o:resumptionToken", NAMES)
    assert (last.get("cursor"), last.get("completeListSize"), last.text) == ("2", "3", None)


def test_sets_have_the_same_names_for_every_harvester(client):
    told = [client.get("/oai?verb=ListSets", headers={"Accept-Language": code}).text for code in ("en", "ru")]
    names = [re.findall("<setName>([^<]*)", text) for text in told]
    assert "Articles" in names[0]
    assert names[0] == names[1]


def test_a_record_has_one_identifier(client):
    edition = make_edition()
    uid, name = str(edition.publication_uid), identifier(edition)
    for other in (
        f"{uid}/en",
        name.replace(uid, uid.upper()),
        name.replace(uid, f"{{{uid}}}"),
        f"{name}/",
        f" {name}",
    ):
        assert errors(ask(client, "GetRecord", identifier=other, **DC)) == ["idDoesNotExist"], other


def test_a_record_says_what_it_translates_and_when_its_text_changed(client):
    """As JSON-LD does; the day is that of the site's time zone."""
    article = make_article(original_language="en", slug_en="bees")
    with time_machine.travel(timezone.now() + DAY, tick=False):
        original, translation = publish_now(article, "en", "ru")
    late = datetime.datetime.combine(timezone.localdate() + 3 * DAY, datetime.time(0, 30), MOSCOW)
    with time_machine.travel(late):
        article.body_ru = "<p>Иначе.</p>"
        article.save()
        [changed] = publish_now(article, "ru")
        assert changed.live_from.date() < timezone.localdate(changed.live_from)
        for_both = {"identifier": identifier(translation)}
        assert texts(ask(client, "GetRecord", **for_both, **DC), "dc:relation") == [
            "http://testserver/en/articles/bees/"
        ]
        mods = ask(client, "GetRecord", metadataPrefix="mods", **for_both)
        assert texts(mods, "mods:dateModified") == [timezone.localdate().isoformat()]
        assert texts(mods, "mods:relatedItem//mods:title") == [original.title]
        told = ask(client, "GetRecord", metadataPrefix="mods", identifier=identifier(original))
        assert texts(told, "mods:dateModified") + texts(told, "mods:relatedItem//mods:title") == []


def test_a_page_costs_the_same_for_one_record_and_for_many(client, frozen_cache_state):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            ask(client, "ListRecords", **DC)
        return len(captured)

    make_edition()
    ask(client, "ListRecords", **DC)
    one = queries()
    for _number in range(3):
        publish_now(make_article(), "en", "ru")
    assert queries() == one


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is there")
def test_each_part_of_a_page_is_found_by_an_index():
    parts = records._parts(Selection(prefix="oai_dc"), timezone.now())
    plans = [rows.order_by(moment, "publication_uid", "language")[:101].explain() for rows, moment in parts]
    indexes = ["edition_by_start", "edition_ended", "edition_erased"]
    assert [name in plan for name, plan in zip(indexes, plans, strict=True)] == [True] * 3
    assert "TEMP B-TREE" not in plans[0]
    assert Edition.objects.count() == 0
