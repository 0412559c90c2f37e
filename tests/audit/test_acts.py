"""Each act that matters is in the log, once, with who did it, and without words of texts or data of readers."""

import datetime
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk.posting import form_values
from tests.factories import PASSWORD, make_article, make_editor, make_superuser, make_topic, publish_now
from tests.polls.making import Reader, make_poll
from tests.session import recovery_codes_of
from thinktank.accounts.invitations import link_for
from thinktank.audit.house import keep_audit_log
from thinktank.audit.models import AuditEntry, FailedSignIns
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.correct import begin_correction
from thinktank.publishing.revisions.save import restore_revision, save_revision
from thinktank.review import reviewing
from thinktank.review.models import Assignment, Review
from thinktank.review.sharing import make_link

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_the_life_of_a_text_is_told_act_by_act(recorded):
    vera = make_editor("vera")
    article = make_article()
    first = save_revision(article, by=vera)
    recorded()
    now = timezone.now()
    publish(article, ["en", "ru"], by=vera, now=now)
    begin_correction(article, "en", by=vera, now=now)
    article.refresh_from_db()
    article.title_en = "Another"
    article.save()
    save_revision(article, by=vera)
    restore_revision(article, first, by=vera)
    publish(article, ["en"], by=vera, correction="A number was wrong.")
    later = timezone.now() + HOUR
    (scheduled,) = publish(article, ["ru"], by=vera, at=later)
    cancel_scheduled(scheduled, now=timezone.now())
    expire(article, "ru", at=timezone.now() + HOUR, now=timezone.now())
    withdraw(article, "en", public_note="Gone.", now=timezone.now())
    erase(Edition.objects.get(publication=article, language="en", number=1), "A court said so.", by=vera)

    told = recorded()

    assert [(act, said.get("language"), said.get("edition")) for act, _who, _key, said in told] == [
        ("published", "en", 1),
        ("published", "ru", 1),
        ("correction_begun", "en", None),
        ("restored", None, None),
        ("corrected", "en", 2),
        ("scheduled", "ru", 2),
        ("cancelled", "ru", 2),
        ("expired", "ru", 1),
        ("withdrawn", "en", 2),
        ("erased", "en", 1),
    ]
    assert {key for _act, _who, key, _said in told} == {str(article.pk)}
    assert "A court" not in str(told) and "Another" not in str(told)


def test_an_act_on_the_desk_names_whoever_sent_the_form(recorded):
    vera, client, article = make_editor("vera"), Client(), make_article()
    publish_now(article, "en")
    client.force_login(vera)
    recorded()

    client.post(f"/admin/articles/article/{article.pk}/withdraw/en/", {"public_note": "Gone."})

    assert [(act, who) for act, who, _key, _said in recorded()] == [("withdrawn", "vera")]


def test_forms_of_the_desk_are_recorded_by_the_names_of_their_fields(recorded):
    root, client = make_superuser("root"), Client()
    client.force_login(root)
    topic = make_topic(name_en="Rivers")
    recorded()
    page = f"/admin/taxonomy/topic/{topic.pk}/"
    changed = form_values(client.get(f"{page}change/"), "topic_form") | {"name_en": "Seas"}
    added = form_values(client.get("/admin/taxonomy/topic/add/"), "topic_form") | {"name_en": "Lakes"}

    client.post(f"{page}change/", changed)
    client.post("/admin/taxonomy/topic/add/", added)
    client.post(f"{page}delete/", {"post": "yes"})

    assert [(act, who, said.get("fields")) for act, who, _key, said in recorded()] == [
        ("changed", "root", ["name_en"]),
        ("added", "root", None),
        ("deleted", "root", None),
    ]


def test_reviews_assignments_and_links_without_an_account_are_recorded(recorded):
    vera, anna = make_editor("vera"), make_editor("anna")
    article = make_article(created_by=vera)
    save_revision(article, by=vera)
    [asked] = reviewing.ask(article, ["en"], by=vera, assignee=anna)
    digest = reviewing.standings_of(article)["en"].digest
    client, page = Client(), reverse("admin:articles_article_review", args=[article.pk])
    client.force_login(vera)
    recorded()

    reviewing.decide(asked, Review.State.SENT_BACK, by=anna, digest=digest, sentence="Longer.")
    reviewing.decide(asked, Review.State.APPROVED, by=anna, digest=digest)
    client.post(page, {"act": "assign", "account": anna.pk})
    client.post(page, {"act": "unassign", "row": Assignment.objects.get().pk})
    link, _address = make_link(article, by=vera, at=timezone.now(), name="Professor", days=1)
    reviewing.answer_by_link(link, "en", Review.State.APPROVED, name="Orlova", digest=digest, sentence="")
    client.post(page, {"act": "revoke", "row": link.pk})

    told = recorded()
    assert [(act, who, said.get("account") or said.get("link")) for act, who, _key, said in told] == [
        ("review_sent_back", "anna", None),
        ("review_approved", "anna", None),
        ("assigned", "vera", anna.pk),
        ("unassigned", "vera", anna.pk),
        ("link_made", "vera", link.pk),
        ("approved_by_link", "", link.pk),
        ("link_revoked", "vera", link.pk),
    ]
    assert {key for _act, _who, key, _said in told} == {str(article.pk)}
    assert "Longer" not in str(told) and "Orlova" not in str(told)


def test_several_that_are_deleted_from_a_list_are_recorded_each(recorded):
    client, topics = Client(), [make_topic(), make_topic()]
    client.force_login(make_superuser("root"))
    recorded()

    keys = [str(topic.pk) for topic in topics]
    client.post(
        "/admin/taxonomy/topic/", {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    )

    assert sorted((act, key) for act, _who, key, _said in recorded()) == sorted(
        ("deleted", key) for key in keys
    )


def test_what_happens_to_accounts_is_recorded_on_the_desk_and_in_commands(recorded):
    call_command("createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org")
    vera = make_editor("vera")
    vera.email = "vera@example.org"
    vera.save()
    vera.set_password("another good passphrase")
    vera.save()
    vera.groups.remove(Group.objects.get(name="Editors"))
    vera.save()
    vera.delete()

    assert [(act, said.get("fields") or said.get("roles")) for act, _who, _key, said in recorded()] == [
        ("account_added", None),
        ("account_added", None),
        ("roles_given", ["Editors"]),
        ("account_changed", ["email"]),
        ("password_changed", None),
        ("roles_taken", ["Editors"]),
        ("account_deleted", None),
    ]


def test_signing_in_is_recorded_and_failures_are_summed_by_the_hour_without_a_name(recorded):
    make_editor("vera")
    recorded()
    client = Client()
    for password in ("wrong", "wrong again", PASSWORD):
        client.post("/admin/login/", {"username": "vera", "password": password})
    assert [(act, who) for act, who, _key, _said in recorded()] == [("password_entered", "vera")]
    code = recovery_codes_of("vera")[0]
    assert [act for act, *_rest in recorded()] == ["factor_added"]
    client.post(reverse("admin:second_step"), {"code": "000000"})
    client.post(reverse("admin:second_step"), {"code": code})
    assert [(act, who) for act, who, _key, _said in recorded()] == [
        ("second_step_failed", "vera"),
        ("signed_in", "vera"),
    ]

    keep_audit_log(timezone.now())
    assert recorded() == []
    for _again in range(2):
        keep_audit_log(timezone.now() + HOUR)
    ((act, who, key, said),) = recorded()
    assert (act, who, key, said["n"]) == ("failed_sign_ins", "", "", 2)
    assert not FailedSignIns.objects.exists()


def test_the_first_password_and_the_first_factor_are_acts_of_their_owner(recorded):
    nina = make_editor("nina", password=None)
    client = Client()
    recorded()
    password = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    client.post(urlsplit(link_for(nina)).path, password)
    client.get(reverse("admin:my_security_app"))
    secret = client.session["second_factor_new"]
    counter = int(time.time()) // 30
    client.post(reverse("admin:my_security_app"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert [(act, who) for act, who, _key, _said in recorded()] == [
        ("password_changed", "nina"),
        ("password_entered", "nina"),
        ("factor_added", "nina"),
        ("signed_in", "nina"),
    ]


def test_times_and_corrected_words_of_a_poll_are_recorded_and_votes_are_not(recorded):
    poll = make_poll()
    assert [act for act, *_rest in recorded()] == ["poll_timed"]
    assert Reader().vote(poll, 1).status_code == 201
    assert recorded() == []
    poll.refresh_from_db()
    poll.question_en = (
        poll.question_en.replace("?", " ?") if "?" in poll.question_en else poll.question_en + "?"
    )
    poll.save()
    poll.closes_at = timezone.now() + HOUR
    poll.save()
    assert [act for act, *_rest in recorded()] == ["poll_reworded", "poll_timed"]


def test_an_act_that_fails_is_not_recorded(recorded):
    article = make_article()
    publish_now(article, "en")
    recorded()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        withdraw(article, "en", public_note="Gone.", now=timezone.now())
        1 / 0  # noqa: B018
    assert recorded() == []
    assert not AuditEntry.objects.filter(act="withdrawn").exists()
