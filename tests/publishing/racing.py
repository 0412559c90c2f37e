"""Acts that run in separate processes, several at once or dying in the middle. Called through `other_site.call`.

All arguments and results are JSON.
"""

import os
import threading
import traceback
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article
from experts.models import Organization
from tests.factories import make_article, make_event, publish_now
from thinktank.addresses.models import Address
from thinktank.publishing.editions import publish as publishing
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.plan import plan_publishing
from thinktank.publishing.editions.publish import carry_out
from thinktank.publishing.editions.schedule import scheduled_edition
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Edition, Listing, Publication, Reference, Revision
from thinktank.publishing.revisions.save import SavedMeanwhile, save_revision


def at_once(*acts):
    """Run the acts in threads that start together. Returns the name of what each returned or raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            gate.wait()
            results[number] = act() or "done"
        except Exception as error:
            results[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def _article(pk):
    return Article.objects.get(pk=pk)


def race_to_publish(rounds):
    """Two editors carry out plans made from the same state. Returns each outcome by round, and what is wrong afterwards."""
    met = []
    for _round in range(rounds):
        article = make_article()
        save_revision(article, by=None)
        plans = [plan_publishing(_article(article.pk), ["en", "ru"], now=timezone.now()) for _ in range(2)]
        met.append(at_once(*[lambda plan=plan: carry_out(plan, by=None) and "published" for plan in plans]))
        assert article.editions.count() == 2
    return {"met": met, "differing": verify_editions().differing}


def race_to_publish_and_withdraw(rounds):
    """One editor withdraws while another publishes new facts. Returns (outcomes, whether the withdrawn language is live)."""
    outcomes = []
    for _round in range(rounds):
        event = make_event()
        publish_now(event, "en", "ru")
        event.status = "cancelled"
        event.save()
        save_revision(event, by=None)
        plan = plan_publishing(event, ["en"], now=timezone.now())
        met = at_once(
            lambda plan=plan: carry_out(plan, by=None) and "published",
            lambda event=event: (
                withdraw(event, "ru", public_note="Wrong.", now=timezone.now()) and "withdrawn"
            ),
        )
        is_live = Edition.objects.live(timezone.now()).filter(publication=event.pk, language="ru").exists()
        outcomes.append([met, is_live])
    return {"outcomes": outcomes, "differing": verify_editions().differing}


def race_to_save(threads, each):
    """Editors save the same article repeatedly. Returns its revision numbers and the number of refusals."""
    article = make_article()
    save_revision(article, by=None)

    def keep_saving(name):
        refused = 0
        for count in range(each):
            with transaction.atomic():
                own = _article(article.pk)
                own.title_en = f"{name} {count}"
                own.save()
                try:
                    save_revision(own, by=None)
                except SavedMeanwhile:
                    refused += 1
        return f"refused {refused}"

    met = at_once(*[lambda name=name: keep_saving(name) for name in range(threads)])
    return {"met": met, "numbers": sorted(article.revisions.values_list("number", flat=True))}


def race_to_save_the_same_state(threads):
    """Several editors of revision 1 save. Returns each outcome."""
    article = make_article()
    save_revision(article, by=None)

    def save_mine(name):
        own = _article(article.pk)
        own.title_en = f"Mine {name}"
        return f"revision {save_revision(own, by=None, based_on=1).number}"

    met = at_once(*[lambda name=name: save_mine(name) for name in range(threads)])
    return {"met": met, "count": Revision.objects.filter(publication=article.pk).count()}


def race_to_claim(rounds, threads):
    """Several articles claim one address at once. Returns each outcome and the number of owners."""
    outcomes = []
    for number in range(rounds):
        slug = f"wanted-{number}"
        plans = []
        for _ in range(threads):
            article = make_article(slug_en=slug)
            save_revision(article, by=None)
            plans.append(plan_publishing(article, ["en"], now=timezone.now()))
        met = at_once(*[lambda plan=plan: carry_out(plan, by=None) and "published" for plan in plans])
        outcomes.append([met, Address.objects.at("en", "articles", slug).count()])
    return outcomes


def race_to_save_organizations(threads):
    slug = "wanted"
    unsaved = [Organization(name_en=f"O{n}", name_ru="", slug_en=slug) for n in range(threads)]
    met = at_once(*[lambda row=row: row.save() or "saved" for row in unsaved])
    return {"met": met, "rows": Organization.objects.filter(slug_en=slug).count()}


# Dying in the middle

STEPS = [
    "lock_publication", "newest_revision", "remove_scheduled", "_end_predecessor", "digest_of", "_list_and_refer",
    "claim_address", "commit",
]  # fmt: skip


def prepare_a_change():
    """Make an article that is live in two languages, with a scheduled edition and a new revision. Returns its id."""
    article = make_article()
    publish_now(article, "en", "ru")
    publishing.publish(article, ["en"], by=None, at=timezone.now() + timedelta(days=1))
    article.title_en, article.slug_en, article.kind = "New", f"new-{article.pk}", Article.Kind.INTERVIEW
    article.save()
    save_revision(article, by=None)
    return article.pk


def _die_in(step):
    """Make the process end when it returns from this step of carrying out a plan."""
    if step == "commit":
        connection.commit = lambda: os._exit(9)
        return
    whole = getattr(publishing, step)

    def dying(*args, **kwargs):
        whole(*args, **kwargs)
        os._exit(9)

    setattr(publishing, step, dying)


def _in_a_child(act):
    """Run the act in a child process. Returns its exit status."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def publish_and_die(pk, step=None):
    """Publish and die at this step. Returns the exit status, and what readers and the database see before and after."""

    def act():
        plan = plan_publishing(_article(pk), ["en"], now=timezone.now())
        if step:
            _die_in(step)
        carry_out(plan, by=None)

    before = what_stands()
    status = _in_a_child(act)
    after = what_stands()
    return {
        "step": step,
        "status": status,
        "is_unchanged": before == after,
        **what_is_live(pk),
        "differing": after["differing"],
    }


def die_at_every_step():
    pk = prepare_a_change()
    return [publish_and_die(pk, step) for step in STEPS] + [publish_and_die(pk)]


def what_stands():
    """Every row that publishing writes, as text, and what is wrong with them."""
    rows = []
    for model in (Edition, Listing, Reference, Address, Revision, Publication):
        columns = [
            f.attname for f in model._meta.local_concrete_fields if f.name not in {"packed", "changed_at"}
        ]
        rows += [f"{model.__name__} {row}" for row in model.objects.order_by("pk").values_list(*columns)]
    return {"rows": rows, "differing": verify_editions().differing}


def what_is_live(pk):
    now = timezone.now()
    live = Edition.objects.live(now).filter(publication=pk).order_by("language")
    waiting = scheduled_edition(_article(pk), "en", now)
    return {
        "live": [[edition.language, edition.number, edition.kind] for edition in live],
        "waiting": [waiting.number, waiting.kind],
    }
