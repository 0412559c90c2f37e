"""Nothing that is not public is anywhere on the public site (docs/security.md, T2).

Every field of every kind of publication that is drafted, scheduled or withdrawn holds a canary; then every public
address is asked, those of the URLconf and those that pages link to.
"""

import re
import uuid
from datetime import timedelta
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone, translation

from tests.factories import (
    PUBLICATION_MAKERS,
    make_article,
    make_audience,
    make_expert,
    make_image,
    make_organization,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.library.models import Document
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, EditionFile, Publication, Relation
from thinktank.publishing.public.downloads import ADDRESSES
from thinktank.publishing.public.short_address import short_path
from thinktank.publishing.revisions.save import save_revision

CANARY = f"CANARY-{uuid.uuid4()}"
HIDDEN_SLUG = "hidden-canary"
MAKERS = {model.address_prefix: make for model, make in PUBLICATION_MAKERS.items()}
STATES = ["draft", "scheduled", "withdrawn", "redrafted", "rescheduled"]
IS_LIVE = {"redrafted", "rescheduled"}
LINK = re.compile(r"""(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|"(/[a-z]{2}/[^"]*)\"""")
HARVESTS = [f"/oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "mods")]
QUERIES = ["", "?page=2", f"?q={CANARY}", "?kind=news", "?preview=1"]
TOMORROW = timedelta(days=1)


# What must not be seen


def words(model):
    """A canary for every text of a publication or of its rows, in every language."""
    found = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, (Line, Lines)):
            found[field.name] = f"{CANARY} {field.name}"[: field.max_length]
            if field.name.startswith(("doi", "edn")):  # no two texts have the same one
                found[field.name] = f"{uuid.uuid4().hex[:8]} {CANARY}"
        elif field.related_model is Document:
            found[field.name] = document()
    if hasattr(model, "body"):
        found |= {
            languages.field_name("body", code): f"<h2>{CANARY}</h2><p>{CANARY}</p>"
            for code in languages.codes()
        }
    return found


def fill_with_canaries(publication):
    both = {"name": CANARY, "affiliation": CANARY}
    in_all = {languages.field_name(k, code): v for k, v in both.items() for code in languages.codes()}
    for name, text in words(type(publication)).items():
        setattr(publication, name, text)
    alt = {languages.field_name("alt", code): CANARY for code in languages.codes()}
    publication.cover = make_image(title=CANARY, credit_en=CANARY, credit_ru=CANARY, **alt)
    publication.contributions.create(**in_all)
    names = {languages.field_name("name", code): CANARY for code in languages.codes()}
    publication.institutions.create(organization=make_organization(), **names)
    publication.topics.add(make_topic(is_public=False, **names))
    for name in set(publication.part_sets) - set(Publication.part_sets):
        rows = getattr(publication, name)
        rows.create(**words(rows.model))
    publication.pictures.create(image=publication.cover, **in_every_language("caption"))
    publication.audiences.add(audience := make_audience())
    publication.takeaways.create(audience=audience, **in_every_language("text"))
    publication.save()


def in_every_language(*fields):
    return {languages.field_name(field, code): CANARY for field in fields for code in languages.codes()}


def document():
    """A document no other publication has, with a canary for its name."""
    sha256 = uuid.uuid4().hex * 2
    file = ContentFile(b"%PDF-1.7", name="x")
    return Document.objects.create(title=CANARY, filename=f"{CANARY}.pdf", sha256=sha256, size=8, file=file)


def hide(make, state):
    publication = make()
    if state in IS_LIVE:
        publish_now(publication, *languages.codes())
    fill_with_canaries(publication)
    for code in languages.codes():
        if state in ("draft", "scheduled"):
            setattr(
                publication, languages.field_name("slug", code), f"{HIDDEN_SLUG}-{state}-{publication.type}"
            )
    publication.save()
    save_revision(publication, by=None, note=CANARY)
    if state in ("scheduled", "rescheduled"):
        publish(
            publication,
            languages.codes(),
            by=None,
            at=timezone.now() + TOMORROW,
            note=CANARY,
            correction=CANARY,
        )
    if state == "withdrawn":
        publish(publication, languages.codes(), by=None, note=CANARY, correction=CANARY)
        for code in languages.codes():
            withdraw(publication, code, public_note="It was wrong.", now=timezone.now())
    give_files(publication)
    return publication


def give_files(publication):
    """As the worker would, also of what waits for its time; each holds the canary when its edition does."""
    for edition in Edition.objects.filter(publication_id=publication.pk):
        words = CANARY if CANARY in edition.title else "made"
        for kind in ADDRESSES:
            EditionFile.objects.create(
                edition=edition, kind=kind, file=ContentFile(words.encode(), name="x"), sha256=uuid.uuid4().hex * 2,
                media_type="application/pdf", size=8, made_at=timezone.now(),
            )  # fmt: skip


@pytest.fixture
def hidden(db):
    return hide_everything(MAKERS)


def hide_everything(makers, states=STATES):
    """Publications by prefix; each is related to a live article and linked from its text."""
    found = {prefix: [hide(make, state) for state in states] for prefix, make in makers.items()}
    all_of_them = [publication for group in found.values() for publication in group]
    body = "".join(f'<p><a href="publication:{publication.uid}">link</a></p>' for publication in all_of_them)
    article = make_article(title_en="Visible words", body_en=f"<p>Visible.</p>{body}", body_ru=body)
    for publication in all_of_them:
        Relation.objects.create(source_id=article.pk, target_id=publication.pk, role="follows")
    publish_now(article, *languages.codes())
    found.setdefault("articles", []).append(article)
    names = {languages.field_name("name", code): CANARY for code in languages.codes()}
    make_organization(is_public=False, **names)
    make_expert(is_public=False, family_name_en=CANARY, family_name_ru=CANARY)
    make_topic(), make_expert(), make_organization()
    SharedValue.forget_all()
    return found


# Every public address


def routes(resolver, before=""):
    """Routes of the URLconf with their parameters, but for the desk's."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith("admin/"):
            continue
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def addresses(hidden):
    for code in languages.codes():
        with translation.override(code):
            for route in routes(get_resolver()):
                if not route.startswith("^"):  # files by random names: no words
                    yield from filled(route, code, hidden)


def filled(route, language, hidden):
    """The route with every value its parameters may take: here, the publications of its prefix."""
    parameters = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if not parameters:
        yield f"/{route}"
        return
    prefix = route.removeprefix(f"{language}/").split("<")[0].strip("/")
    group = hidden.get(prefix, hidden["articles"][:1])
    for publication in group:
        slug = languages.word(publication, "slug", language)
        numbers = [1, 2] if "number" in parameters else [0]
        for number, kind in product(numbers, ADDRESSES.values() if "kind" in parameters else [""]):
            values = {"slug": slug, "number": number, "kind": kind}
            values |= {"uid": publication.uid, "ballot_id": uuid.uuid4()}
            values["code"] = short_path(publication.uid, language).split("/")[-2]
            values |= {"year": f"{timezone.now():%Y}", "month": f"{timezone.now():%m}"}
            values |= {
                "figure": 1,
                "old": 1,
                "new": 2,
                "extension": "mp3",
                "ending": "txt",
                "form": "atom",
                "name": "article",
                "token": "x" * 43,
                "rest": f"{language}/",
            }
            unknown = set(parameters) - set(values)
            assert not unknown, f"{route}: this test does not know what to put for {unknown}"
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match, values=values: str(values[match[1]]), route)


def links_of(path, text):
    for match in LINK.finditer(text):
        address = urlsplit(urljoin(f"http://testserver{path}", next(filter(None, match.groups()))))
        if address.netloc == "testserver" and not address.path.startswith(("/static/", "/admin/", "/media/")):
            yield address.path + (f"?{address.query}" if address.query else "")


def crawl(hidden):
    """{path: text} of everything public."""
    client, answers = Client(), {}
    waiting = {
        path + query for path in addresses(hidden) for query in QUERIES if path.count("/") < 4 or not query
    }
    waiting |= set(HARVESTS)
    while waiting:
        path = waiting.pop()
        answers[path] = answer(client, path)
        waiting |= set(links_of(path.split("?")[0], answers[path])) - set(answers)
    return answers


def answer(client, path):
    """Status, headers and body."""
    response = client.get(path)
    assert response.status_code < 500, path
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.status_code}\n{head}\n{body.decode(errors='replace')}"


def hits(answers, secret):
    """Where a secret is shown; an address that was asked for may be shown to who asked."""
    return sorted(
        path
        for path, text in answers.items()
        if secret in text.replace(path, "").replace(path.split("?")[0], "")
    )


@pytest.mark.long
def test_no_canary_is_anywhere_on_the_public_site_until_its_time_has_come(hidden):
    answers = crawl(hidden)
    assert len(answers) > 200
    assert_nothing_is_shown(answers)
    # Proof that the crawl would find them
    seen = assert_the_scheduled_are_shown(ask_tomorrow(hidden), filter(None, MAKERS))
    assert f"/en/{HIDDEN_SLUG}-scheduled-page/" in seen


def assert_nothing_is_shown(answers):
    assert len(hits(answers, "Visible words")) > 3
    assert [path for path in hits(answers, CANARY) if f"q={CANARY}" not in path] == []
    assert [path for path in hits(answers, CANARY) if shown_beyond_the_question(answers[path])] == []
    assert [path for path in hits(answers, HIDDEN_SLUG) if HIDDEN_SLUG not in path] == []


def shown_beyond_the_question(text):
    """A search page repeats the question once or twice, and nothing around it."""
    return re.search(rf"{CANARY} (title|standfirst|place|cover)|<(?:a|h2|h3)[^>]*>[^<]*{CANARY}", text)


def ask_tomorrow(hidden):
    """{path: text} of lists, and of the addresses of drafts and of what was scheduled: by then the latter is public."""
    paths = [path for path in addresses(hidden) if f"{HIDDEN_SLUG}-" in path or path.count("/") < 4]
    with time_machine.travel(timezone.now() + TOMORROW + timedelta(seconds=1)):
        SharedValue.forget_all()
        client = Client()
        return {path: answer(client, path) for path in paths}


def assert_the_scheduled_are_shown(answers, prefixes):
    """Of each prefix; the paths that show a canary."""
    seen = hits(answers, CANARY)
    for prefix in prefixes:
        assert any(path.startswith(f"/en/{prefix}/{HIDDEN_SLUG}-scheduled") for path in seen), prefix
        assert f"/ru/{prefix}/" in seen
        assert any(
            path.startswith(f"/en/{prefix}/{HIDDEN_SLUG}-scheduled") and "/pdf/" in path for path in seen
        )
    refused = {
        path for path in seen if answers[path].startswith("4")
    }  # their menus and hints name what is live
    assert [path for path in seen if "-draft-" in path and path not in refused] == []
    return seen
