"""What is asked for: objects in every state they can have."""

import datetime
import uuid
import zlib
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Model
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from tests.library import sounds, uploads
from tests.polls.making import close, make_poll
from tests.session import recovery_codes_of
from thinktank.accounts.invitations import link_for
from thinktank.accounts.sessions import sessions_of
from thinktank.desk.models import OpenForm, SavedFilter, Trashed
from thinktank.error_reports.models import ErrorReport
from thinktank.language import languages
from thinktank.library.intake import take_document, take_recording
from thinktank.markings.models import Marking
from thinktank.pages.models import FrontPage, SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.generated_files import make_files
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import EditConflict, Edition, EditionFile, Publication, Release
from thinktank.publishing.public.downloads import ADDRESSES
from thinktank.publishing.public.short_address import short_path
from thinktank.publishing.revisions.save import save_revision
from thinktank.readership.sums import add_reads
from thinktank.review.sharing import make_link, revoke
from thinktank.syndication.sitemaps import PUBLICATIONS_PER_FILE
from thinktank.taxonomy.models import Series

type Values = dict[str, Any]  # a value for each parameter
type Filling = dict[str, Values]  # by state

DAY = datetime.timedelta(days=1)
# The first state of every kind is the one in which most is open
STATES = ["live", "draft", "scheduled", "expired", "withdrawn", "erased", "deleted"]
TYPES = {model._meta.label_lower: make for model, make in factories.PUBLICATION_MAKERS.items()}
SUBJECTS = {
    "taxonomy.topic": factories.make_topic,
    "taxonomy.region": factories.make_region,
    "taxonomy.project": factories.make_project,
    "taxonomy.audience": factories.make_audience,
    "taxonomy.series": lambda **fields: Series.objects.create(name_en="Series", name_ru="Цикл", **fields),
    "experts.expert": factories.make_expert,
    "experts.organization": factories.make_organization,
}


def make_everything() -> dict[str, Filling]:
    """Objects of every kind that STANDS_FOR names, in every state of that kind. Needs the accounts of roles.py."""
    made = {label: _publications(label, make) for label, make in TYPES.items()}
    made |= {label: _subjects(make) for label, make in SUBJECTS.items()}
    made |= {"polls.poll": _polls()} | _of_files(made["articles.article"]) | _of_accounts()
    made |= _of_no_object(made["articles.article"]) | {
        "trashed": _trashed(),
        "saved filter": _saved_filters(),
    }
    _make_rows()
    return {model._meta.label_lower: _rows(model) for model in admin.site._registry} | made


def _publications(label: str, make: Any) -> Filling:
    return {state: _values(_publication(label, make, state), state) for state in STATES}


def _publication(label: str, make: Any, state: str) -> Publication:
    """One in this state; those that were ever live have two editions in each language."""
    slugs = {
        languages.field_name("slug", code): f"{label.split('.')[1]}-{state}" for code in languages.codes()
    }
    publication = make(**slugs, **_files_of(label, STATES.index(state)))
    save_revision(publication, by=None)
    if state == "scheduled":
        publish(publication, languages.codes(), by=None, at=timezone.now() + DAY)
    elif state not in ("draft", "deleted"):
        factories.publish_now(publication, *languages.codes())
        factories.publish_now(publication, *languages.codes(), correction="It said otherwise.", note="Facts.")
    _end(publication, state)
    _give_files(publication)
    EditConflict.objects.create(
        publication=publication, field="title", language="en", other_number=1, made_at=timezone.now()
    )
    return publication


def _files_of(label: str, number: int) -> Values:
    """What only one of the types has, each another file: a cover, a recording, a document."""
    if label == "articles.article":
        recording = take_recording(uploads.upload(sounds.mp3(50 + number), "x.mp3"))
        return {
            "cover": factories.make_image(),
            "kind": "audio",
            "recording_en": recording,
            "recording_ru": recording,
        }
    if label == "reports.report":
        return {"pdf_en": take_document(uploads.upload(uploads.pdf(1 + number), "x.pdf"))}
    return {}


def _end(publication: Publication, state: str) -> None:
    now = timezone.now()
    for code in languages.codes():
        if state == "expired":
            expire(publication, code, at=now, now=now)
        if state == "withdrawn":
            withdraw(publication, code, public_note="It was wrong.", now=now)
    if state == "erased":
        for edition in Edition.objects.filter(publication_id=publication.pk).order_by("-number"):
            erase(edition, "A court order.", by=None)


def _give_files(publication: Publication) -> None:
    """As the worker would, also of what waits for its time; of erased editions they are deleted."""
    for edition in Edition.objects.filter(publication_id=publication.pk, erased_at=None):
        for kind in ADDRESSES:
            EditionFile.objects.create(
                edition=edition, kind=kind, file=ContentFile(b"made", name="x"), sha256=uuid.uuid4().hex * 2,
                media_type="application/pdf", size=4, made_at=timezone.now(),
            )  # fmt: skip


def _values(publication: Publication, state: str) -> Values:
    """What addresses name it by. Those of a deleted one are taken before it goes, with all that belonged to it alone."""
    edition = Edition.objects.filter(publication_id=publication.pk, language="en").order_by("number").last()
    cover, recording = publication.cover, getattr(publication, "recording_en", None)
    values = {
        "object_id": publication.pk,
        "pk": publication.edit_conflicts.get().pk,
        "slug": publication.slug_en,
        "uid": publication.uid,
        "code": short_path(publication.uid, "en").split("/")[-2],
        "edition": edition.uid if edition else publication.uid,
        "cover": cover,
        "recording": recording,
    }
    if state == "deleted":
        with transaction.atomic():
            admin.site.get_model_admin(type(publication)).delete_model(RequestFactory().get("/"), publication)
    return values


def _of_files(articles: Filling) -> dict[str, Filling]:
    """The files of articles, each in the state of its article; those of the deleted one are deleted too."""
    made: dict[str, Filling] = {"rendition": {}, "picture": {}, "recording": {}}
    for state, values in articles.items():
        cover, recording = values.pop("cover"), values.pop("recording")
        made["rendition"][state] = {"key": cover.rendition_key, "filename": "64.webp"}
        made["picture"][state], made["recording"][state] = {"uid": cover.uid}, {"uid": recording.uid}
        if state == "deleted":
            cover.delete(), recording.delete()
    return made


def _subjects(make: Any) -> Filling:
    made = {
        "public": make(),
        "hidden": make(is_public=False, slug_en="hidden", slug_ru="hidden"),
        "deleted": make(slug_en="gone", slug_ru="gone"),
    }
    return _names_of(made)


def _polls() -> Filling:
    made = {
        "open": make_poll(),
        "closed": make_poll(),
        "not yet open": make_poll(opens_at=timezone.now() + DAY, slug_en="later", slug_ru="later"),
        "hidden": make_poll(is_public=False, slug_en="hidden", slug_ru="hidden"),
        "deleted": make_poll(slug_en="gone", slug_ru="gone"),
    }
    close(made["closed"])
    return _names_of(made)


def _names_of(made: dict[str, Any]) -> Filling:
    """What addresses name each by; the one in the state "deleted" goes."""
    names = {
        state: {"object_id": thing.pk, "slug": thing.slug_en, "ballot_id": uuid.uuid4()}
        for state, thing in made.items()
    }
    made["deleted"].delete()
    return names


def _of_accounts() -> dict[str, Filling]:
    """Accounts and what belongs to one, by whose it is: the editor and the administrator are those who ask."""
    owners = {f"{name}’s": User.objects.get(username=name) for name in ("editor", "administrator")}
    for user in owners.values():
        recovery_codes_of(user.username)
    factors = {owner: {"pk": user.authenticator_set.order_by("pk")[0].pk} for owner, user in owners.items()}
    no_session = RequestFactory().get("/")
    no_session.session = SessionStore()
    sessions = {owner: {"name": sessions_of(user, no_session)[0].name} for owner, user in owners.items()}
    invited = User.objects.create_user("invited", is_staff=True)
    uid, token = urlsplit(link_for(invited)).path.split("/")[-3:-1]
    owners["somebody’s"] = factories.make_editor("somebody")
    return {
        "auth.user": {owner: {"object_id": user.pk, "id": user.pk} for owner, user in owners.items()},
        "factor": factors | {"nobody’s": {"pk": 10**6}},
        "open form": _open_forms(owners),
        "session": sessions | {"nobody’s": {"name": "0" * 24}},
        "invitation": {"open": {"uid": uid, "token": token}, "over": {"uid": uid, "token": "x" * 39}},
    }


def _open_forms(owners: dict[str, User]) -> Filling:
    now, place = timezone.now(), "/admin/articles/article/add/"
    forms = {
        owner: OpenForm.objects.create(account=user, place=place, opened_at=now, seen_at=now)
        for owner, user in owners.items()
    }
    return {owner: {"key": form.key} for owner, form in forms.items()} | {
        "nobody’s": {"key": uuid.UUID(int=0)}
    }


def _trashed() -> Filling:
    """An article and an account's thing in the trash: what an editor could make, and what only an administrator could."""
    found = {}
    for name, thing in {
        "a topic": factories.make_topic(),
        "a group": Group.objects.create(name="Of nobody"),
    }.items():
        row = Trashed.objects.create(
            model=thing._meta.label_lower,
            key=str(thing.pk),
            name=name,
            packed=zlib.compress(b"[]"),
            deleted_at=timezone.now(),
        )
        found[name] = {"pk": row.pk}
    return found | {"gone": {"pk": 10**6}}


def _editions() -> Filling:
    """One that waits, one that is live, and none."""
    waiting = Edition.objects.scheduled(timezone.now()).order_by("pk").first()
    live = Edition.objects.live(timezone.now()).order_by("pk").first()
    assert waiting and live
    return {"scheduled": {"pk": waiting.pk}, "live": {"pk": live.pk}, "gone": {"pk": 10**6}}


def _saved_filters() -> Filling:
    """An editor's own, and one that is shared."""
    by, found = User.objects.get(username="editor"), {}
    for name, is_shared in {"own": False, "shared": True}.items():
        row = SavedFilter.objects.create(
            account=by, model="articles.article", name=name, query="state_en=live", is_shared=is_shared
        )
        found[name] = {"pk": row.pk}
    return found | {"gone": {"pk": 10**6}}


def _of_no_object(articles: Filling) -> dict[str, Filling]:
    """What other parameters say."""
    content_type, now = ContentType.objects.get(model="article").pk, timezone.now()
    of_sitemap = {"name": "article", "number": articles["live"]["object_id"] // PUBLICATIONS_PER_FILE}
    return {
        "edition": {state: {"uid": values["edition"]} for state, values in articles.items()},
        "view on site": {
            state: values | {"content_type_id": content_type} for state, values in articles.items()
        },
        "sitemap": {"there": of_sitemap, "empty": {"name": "article", "number": 10**6}},
        "app": {label: {"app_label": label} for label in ("articles", "auth", "audit")},
        "scheduled edition": _editions(),
        "act": {"publish": {"act": "publish"}, "none": {"act": "no-such-act"}},
        "picture of the guide": {"there": {"name": "desk-en.webp"}, "gone": {"name": "gone.webp"}},
        "month": {"-": {"year": f"{now:%Y}", "month": f"{now:%m}"}},
        "colours": {"-": {"on_light": "123456", "on_dark": "abcdef"}},
        "key of IndexNow": {"-": {"key": "abcdefgh"}},
        "chart": {"there": {"uid": factories.make_chart().uid}, "gone": {"uid": uuid.UUID(int=0)}},
        "nothing": {"-": {"url": "nothing-here/"}},
        "format": {"-": {}},
        "shared link": _shared_links(articles["draft"]["object_id"]),
    }


def _shared_links(pk: int) -> Filling:
    """Links to a draft that nobody has opened yet, by what became of them; and a token of none."""
    draft, by, now = Publication.objects.get(pk=pk), User.objects.get(username="editor"), timezone.now()
    found = {}
    for state in ("works", "over"):
        link, address = make_link(draft, by=by, at=now, name="Partner", days=1, may_answer=True)
        found[state] = {"token": urlsplit(address).path.split("/")[2]}
        if state == "over":
            revoke(link)
    rendition = {"key": "0" * 32, "filename": "64.webp"}
    return {state: values | rendition for state, values in (found | {"never": {"token": "x" * 43}}).items()}


def _make_rows() -> None:
    """One row of each model whose rows nobody has made so far."""
    SiteSettings.objects.get_or_create(pk=1)
    FrontPage.objects.get_or_create(pk=1)
    edition = Edition.objects.live(timezone.now()).filter(language="en", prefix="articles").first()
    add_reads([(edition.publication_id, "en", timezone.localdate(), 1)])
    ErrorReport.objects.create(edition=edition, received_at=timezone.now(), text="A slip", passage="word")
    factories.make_chart()
    of_nobody_else = factories.make_organization()  # a marking of the whole site would be in every file
    Marking.objects.create(words_en="On the register", words_ru="В реестре", organization=of_nobody_else)
    release = Release.objects.create(name="Launch")
    release.items.create(publication_id=edition.publication_id, languages=[edition.language])
    DBTaskResult.objects.create(
        status="FAILED", task_path=make_files.module_path, args_kwargs={"args": [str(edition.uid), "pdf"], "kwargs": {}},
        run_after=timezone.now(), finished_at=timezone.now(), backend_name="default", exception_class_path="builtins.ValueError",
    )  # fmt: skip


def _rows(model: type[Model]) -> Filling:
    """Any row of a model of the desk, and a key that no row has."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="administrator")
    row = admin.site.get_model_admin(model).get_queryset(request).first()
    assert row, f"There is no row of {model._meta.label}: make one in _make_rows."
    none = uuid.uuid4() if isinstance(model._meta.pk, models.UUIDField) else 10**6
    return {"there": {"object_id": row.pk}, "gone": {"object_id": none}}
