"""The page on personal data is whole: every model and cookie has its row. People get a copy of theirs, or their end."""

import ast
import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from lxml import html

from tests.factories import PASSWORD, make_article, make_editor, make_superuser, make_topic, publish_now
from thinktank.audit.models import AuditEntry
from thinktank.desk.message_cookie import MessageCookie
from thinktank.desk.models import OpenForm, Trashed
from thinktank.error_reports.models import ErrorReport
from thinktank.operations import promises
from thinktank.operations.privacy.kept import ABOUT_NOBODY, DJANGO, About, kept
from thinktank.operations.privacy.rules import RULES, TOLD_ELSEWHERE
from thinktank.publishing.models import Edition
from thinktank.review.models import Assignment, Comment, DeskLanguage, Notice, Review, SharedLink
from thinktank.review.sharing import make_link
from thinktank.taxonomy.models import Remit

OURS = ("thinktank", "articles", "events", "experts", "polls", "reports")
EMAIL = "Vera.Petrova@example.org"


def test_every_model_has_its_row_and_every_row_its_model():
    in_rows = [label for row in kept() for label in row.models]
    counted = Counter([*in_rows, *ABOUT_NOBODY])
    there = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert counted.keys() == there
    assert max(counted.values()) == 1


def test_every_cookie_has_its_row():
    rows = {name: setter for row in kept() for name, setter in row.cookies.items()}
    of_django = {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        MessageCookie.cookie_name,
    }
    assert {name for name, setter in rows.items() if setter == DJANGO} == of_django
    assert Counter(setter for setter in rows.values() if setter != DJANGO) == Counter(cookies_set_in_code())


def cookies_set_in_code():
    """The module of each call of `set_cookie` and `set_signed_cookie` in our code."""
    for folder in OURS:
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            source = path.read_text()
            for node in ast.walk(ast.parse(source)) if "_cookie(" in source else ():
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    if node.func.attr in ("set_cookie", "set_signed_cookie"):
                        yield path.relative_to(settings.BASE_DIR).as_posix()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_tells_every_row_in_its_language_and_every_page_leads_there(client, language):
    page = client.get(f"/{language}/privacy/kept/")
    said = " ".join(html.fromstring(page.text).text_content().split())
    with translation.override(language):
        for row in kept():
            for text in (row.what, row.why, row.how_long, row.destroyed_by, *row.cookies):
                assert str(text) in said
    assert ("public" in page.headers["Cache-Control"], page.cookies) == (True, {})
    assert f'href="/{language}/privacy/kept/"' in client.get(f"/{language}/").text


def somebody(*, publishes=False):
    """An account, what it did on the desk, and two reports under the same address."""
    user = make_editor("vera")
    user.email, user.first_name, user.last_name = EMAIL, "Vera", "Petrova"
    user.save()
    article = make_article()
    editions = publish_now(article, "en", by=user if publishes else None)
    for state in ("new", "answered"):
        ErrorReport.objects.create(
            edition=editions[0], received_at=timezone.now(), text=f"Typo, {state}", email=EMAIL, state=state
        )
    return user


def exported(email):
    out = io.StringIO()
    call_command("export_personal_data", email, stdout=out)
    return json.loads(out.getvalue())


def delete(email, *options):
    out = io.StringIO()
    call_command("delete_personal_data", email, *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_copy_holds_the_account_and_the_reports_whatever_the_case_of_the_address():
    user = somebody()
    make_editor("other")
    found = exported(EMAIL.lower())
    assert [(each["username"], each["last_name"]) for each in found["accounts"]] == [
        (user.username, "Petrova")
    ]
    assert [each["text"] for each in found["error_reports"]] == ["Typo, new"]  # a closed one has no address
    for nobody in ("nobody@example.org", "", user.username):
        for command in (exported, delete):
            with pytest.raises(CommandError, match="Nothing is kept"):
                command(nobody)


@pytest.mark.django_db
def test_nothing_is_deleted_before_it_is_confirmed():
    somebody()
    assert "Nothing was changed" in delete(EMAIL)
    assert len(exported(EMAIL)["accounts"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("did_something", [False, True])
def test_after_deletion_nothing_says_whose_it_was_and_the_texts_stay(did_something):
    user = somebody(publishes=did_something)
    editor = Client()
    editor.force_login(user)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    if did_something:
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(user),
            object_id=str(user.pk),
            object_repr=user.username,
            action_flag=CHANGE,
        )
    delete(EMAIL, "--yes")
    left = get_user_model().objects.filter(pk=user.pk).first()
    assert (left is not None) is did_something
    if left:
        assert (left.username, left.first_name, left.email, left.is_active) == (
            f"deleted-{user.pk}",
            "",
            "",
            False,
        )
        assert not left.groups.exists() and not left.has_usable_password()
        assert LogEntry.objects.get().object_repr == left.username
        assert Edition.objects.get().made_by == left
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="Nothing is kept"):
        exported(EMAIL)
    assert ErrorReport.objects.count() == 1
    assert editor.get("/admin/").status_code == 302


def test_every_model_about_staff_has_a_rule_for_the_copy_and_for_the_end():
    about_staff = {label for row in kept() if row.about is About.STAFF for label in row.models}
    names_accounts = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is get_user_model()
    }
    assert {*RULES, *TOLD_ELSEWHERE} == about_staff | names_accounts
    for label, rule in RULES.items():
        fields = {field.name: field for field in apps.get_model(label)._meta.get_fields()}
        to_accounts = {name for name, field in fields.items() if field.related_model is get_user_model()}
        assert not to_accounts or to_accounts == set(rule.links)


@pytest.fixture
def traces():
    """An account that left a row of every kind, with its address in some."""
    user, article, now = somebody(publishes=True), make_article(), timezone.now()
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/130.0")
    assert browser.post("/admin/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    form = OpenForm(account=user, place="/admin/x/", opened_at=now, seen_at=now)
    form.fields = [("title_en", [f"Write to {EMAIL}"])]
    form.save()
    Trashed.objects.create(model="x.y", key="1", name="Bees", packed=b"", deleted_at=now, deleted_by=user)
    Remit.objects.create(account=user).topics.add(make_topic())
    Comment.objects.create(
        publication_id=article.pk, language="en", text=f"Ask {EMAIL}", written_by=user, written_at=now
    )
    review = Review.objects.create(
        publication_id=article.pk,
        language="en",
        requested_by=user,
        requested_at=now,
        note=EMAIL,
        decided_by=user,
    )
    Notice.objects.create(account=user, kind="asked", publication_id=article.pk, review=review, made_at=now)
    DeskLanguage.objects.create(account=user, language="ru")
    Assignment.objects.create(publication_id=article.pk, account=user)
    make_link(article, by=user, at=now, name="Professor", days=1)
    return user


@pytest.mark.django_db
def test_a_copy_holds_what_was_typed_and_where_the_person_is_signed_in(traces):
    [account] = exported(EMAIL)["accounts"]
    assert account["desk.openform"][0]["fields"] == [["title_en", [f"Write to {EMAIL}"]]]
    assert [each["text"] for each in account["review.comment"]] == [f"Ask {EMAIL}"]
    assert account["sessions"][0]["browser"] == "Firefox, Linux" and account["sessions"][0]["network"]
    assert {
        *("desk.trashed", "taxonomy.remit_topics", "review.review", "review.notice", "review.desklanguage"),
        *("review.assignment", "review.sharedlink", "publishing.edition", "auth.user_groups"),
    } <= account.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("with_words", [False, True])
def test_after_deletion_what_was_typed_is_gone_or_under_no_name(traces, with_words):
    options = ["--with-comments"] if with_words else []
    foretold = delete(EMAIL, *options)
    assert OpenForm.objects.count() == Comment.objects.filter(written_by=traces).count() == 1
    done = delete(EMAIL, "--yes", *options)
    assert foretold.replace("Nothing was changed: this is what --yes does.\n", "") == done
    assert ("accounts emptied: 1" in done, "words stay: 1" in done) == (True, not with_words)
    for model in (OpenForm, Remit, Notice, DeskLanguage, Assignment):
        assert not model.objects.exists()
    [comment], [review] = Comment.objects.all(), Review.objects.all()
    assert (comment.written_by, review.requested_by, review.decided_by) == (None, None, None)
    assert (EMAIL in comment.text, EMAIL in review.note) == (not with_words,) * 2
    assert (Trashed.objects.get().deleted_by, SharedLink.objects.get().made_by) == (None, None)
    assert AuditEntry.objects.filter(act="personal_data_deleted", key=str(traces.pk)).count() == 1


@pytest.mark.django_db
def test_the_last_administrator_stays():
    root = make_superuser("root")
    root.email = EMAIL
    root.save()
    with pytest.raises(CommandError, match="last administrator"):
        delete(EMAIL, "--yes")
    make_superuser("second")
    delete(EMAIL, "--yes")
    assert not get_user_model().objects.filter(pk=root.pk).exists()


@pytest.mark.django_db
def test_closed_reports_are_deleted_after_three_years():
    edition = publish_now(make_article(), "en")[0]
    now = timezone.now()
    for state, years in (("new", 4), ("answered", 4), ("rejected", 2)):
        received = now - timedelta(days=365 * years)
        ErrorReport.objects.create(edition=edition, received_at=received, text="Typo", state=state)
    promises.keep_promises(now)
    assert {each.state for each in ErrorReport.objects.all()} == {"new", "rejected"}
