"""A state machine of editors: their acts in any order and at any time, compared with a model of what readers see."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from articles.models import Article
from tests.factories import make_image, make_topic
from tests.publishing.building import build, dump, the_edition
from tests.publishing.timeline import TICK, Refused, State, Timelines
from thinktank.database.prepared import prepared
from thinktank.language import languages
from thinktank.publishing.admin.filters import in_state
from thinktank.publishing.admin.states import states_of
from thinktank.publishing.editions.end import CannotEnd, expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.plan import CannotPublish
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled, scheduled_edition
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Contribution, Edition, Listing, Publication, Revision
from thinktank.publishing.revisions.correct import NotLive, begin_correction
from thinktank.publishing.revisions.digests import digest_of
from thinktank.publishing.revisions.save import restore_revision, save_revision

HOUR = timedelta(hours=1)
# What is asked after every step; prepared, because building so much SQL took half of the test's time.
live_editions = prepared(
    lambda article, at: Edition.objects.live(at).filter(publication=article).order_by("pk")
)
numbers_on_record = prepared(
    lambda article, at: (
        Edition.objects.on_record(at)
        .filter(publication=article)
        .order_by("language", "number")
        .values_list("language", "number")
    )
)
MAY_CHANGE = {"live_until", "ended_as", "public_note", "translates_id"}
BLANKED = MAY_CHANGE | {
    "title", "standfirst", "content", "card", "plain_text", "note", "correction", "erased_at", "erasure_reason",
}  # fmt: skip

LANGUAGES = st.sampled_from(["en", "ru"])
SEVERAL = st.sampled_from([["en"], ["ru"], ["en", "ru"], ["ru", "en"]])
HOURS = st.integers(1, 30)


class Editors(RuleBasedStateMachine):
    """One article, its editors, and a clock that only advances, well ahead of the database's clock."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = self.beginning = (timezone.now() + HOUR).replace(second=0, microsecond=0)
        self.tokens = iter(range(1, 10**6))
        self.article = build()
        self.topics = [make_topic() for _ in range(2)]
        self.image = make_image()
        self.model = Timelines(languages.codes())
        self.stored, self.drafted = {}, set()
        self.filters_asked_at = None
        for language in languages.codes():
            self._write(language)
        self.save()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # The working copy

    def _write(self, language):
        title = f"Words{next(self.tokens)}x"
        self.drafted.add(title)
        setattr(self.article, languages.field_name("title", language), title)
        self.article.save()

    def _state(self):
        people = list(Contribution.objects.filter(publication=self.article.pk).order_by("position", "pk"))
        return State(
            titles={
                language: languages.word(self.article, "title", language) for language in languages.codes()
            },
            kind=self.article.kind,
            topics=frozenset(str(uid) for uid in self.article.topics.values_list("uid", flat=True)),
            cover=str(self.article.cover.uid) if self.article.cover else None,
            people=tuple((str(person.uid), person.role) for person in people),
            names={
                str(person.uid): {
                    language: languages.word(person, "name", language) for language in languages.codes()
                }
                for person in people
            },
        )

    @rule(language=LANGUAGES)
    def edit_words(self, language):
        self._write(language)

    @rule(kind=st.sampled_from([kind for kind in Article.Kind.values if kind != Article.Kind.AUDIO]))
    def edit_kind(self, kind):
        """Excludes audio episodes: they need a recording, which the model does not have."""
        self.article.kind = kind
        self.article.save()

    @rule(has_cover=st.booleans())
    def edit_cover(self, has_cover):
        self.article.cover = self.image if has_cover else None
        self.article.save()

    @rule(chosen=st.sets(st.integers(0, 1)))
    def edit_topics(self, chosen):
        self.article.topics.set([self.topics[n] for n in chosen])

    @rule(role=st.sampled_from(["author", "editor"]))
    def add_somebody(self, role):
        names = {
            languages.field_name("name", language): f"Name{next(self.tokens)}x"
            for language in languages.codes()
        }
        self.drafted |= {*names.values()}
        position = self.article.contributions.count()
        Contribution.objects.create(publication_id=self.article.pk, role=role, position=position, **names)

    @precondition(lambda self: self.article.contributions.exists())
    @rule(data=st.data())
    def remove_somebody(self, data):
        data.draw(st.sampled_from(list(self.article.contributions.all()))).delete()

    @precondition(lambda self: self.article.contributions.count() > 1)
    @rule(data=st.data())
    def reorder(self, data):
        people = data.draw(st.permutations(list(self.article.contributions.all())))
        for position, person in enumerate(people):
            person.position = position
            person.save()

    @precondition(lambda self: self.article.contributions.exists())
    @rule(language=LANGUAGES, data=st.data())
    def bill_otherwise(self, language, data):
        person = data.draw(st.sampled_from(list(self.article.contributions.all())))
        name = f"Name{next(self.tokens)}x"
        self.drafted.add(name)
        setattr(person, languages.field_name("name", language), name)
        person.save()

    # Acts of publishing

    REFUSALS = (CannotPublish, CannotEnd, NotLive)

    def do_save(self):
        save_revision(self.article, by=None)

    def do_publish(self, asked, at, rebuild):
        publish(self.article, asked, by=None, now=self.now, at=at, rebuild_scheduled=rebuild)

    def do_cancel(self, language):
        cancel_scheduled(scheduled_edition(self.article, language, self.now), now=self.now)

    def do_expire(self, language, at):
        expire(self.article, language, at=at, now=self.now)

    def do_withdraw(self, language):
        withdraw(self.article, language, public_note="Wrong.", now=self.now)

    def do_erase(self, edition):
        erase(edition, "A court order", by=None, now=self.now)

    def do_begin_a_correction(self, language):
        begin_correction(self.article, language, by=None, now=self.now)

    def both(self, act, expected):
        """Run an act on the database and on the model: both succeed, or both refuse and change nothing."""
        before = dump()
        try:
            expected()
        except Refused:
            with pytest.raises(self.REFUSALS):
                act()
            assert dump() == before
        else:
            act()
        self.now += timedelta(milliseconds=1)

    @rule()
    def save(self):
        self.do_save()
        self.model.save(self._state())

    @rule(asked=SEVERAL, rebuild=st.booleans())
    def publish_now(self, asked, rebuild):
        self.both(
            lambda: self.do_publish(asked, None, rebuild),
            lambda: self.model.publish(asked, self.now, self.now, rebuild),
        )

    @rule(asked=SEVERAL, hours=HOURS)
    def schedule(self, asked, hours):
        """Also moves what is scheduled already."""
        at = self.beginning + hours * HOUR
        if at > self.now:
            self.both(
                lambda: self.do_publish(asked, at, True),
                lambda: self.model.publish(asked, at, self.now, True),
            )

    @precondition(lambda self: any(self.model.waiting(code, self.now) for code in languages.codes()))
    @rule(data=st.data())
    def cancel(self, data):
        waiting = [code for code in languages.codes() if self.model.waiting(code, self.now)]
        language = data.draw(st.sampled_from(waiting))
        self.both(lambda: self.do_cancel(language), lambda: self.model.cancel(language, self.now))

    @rule(language=LANGUAGES, hours=st.integers(0, 30))
    def expire(self, language, hours):
        at = self.beginning + hours * HOUR if hours else self.now
        if at >= self.now:
            self.both(
                lambda: self.do_expire(language, at),
                lambda: self.model.expire(language, at, self.now),
            )

    @rule(language=LANGUAGES)
    def withdraw(self, language):
        self.both(lambda: self.do_withdraw(language), lambda: self.model.withdraw(language, self.now))

    @rule(language=LANGUAGES, luck=st.integers(0, 3), data=st.data())
    def erase(self, language, luck, data):
        """Done rarely, since it hides other effects."""
        line = self.model.lines[language]
        numbers = [n for n, piece in enumerate(line, 1) if piece.start <= self.now and not piece.is_erased]
        if luck or not numbers:
            return
        number = data.draw(st.sampled_from(numbers))
        edition = the_edition(self.article, language, number)
        self.both(lambda: self.do_erase(edition), lambda: self.model.erase(language, number, self.now))
        for revision in Revision.objects.filter(publication=self.article.pk):
            for code in languages.codes():
                if not revision.snapshot["words"][code]:
                    self.model.blank.add((revision.number - 1, code))

    @precondition(lambda self: not self.model.blank)
    @rule(language=LANGUAGES)
    def begin_a_correction(self, language):
        self.both(
            lambda: self.do_begin_a_correction(language),
            lambda: self.model.begin_a_correction(language, self.now),
        )
        self.article = Article.objects.get(pk=self.article.pk)
        if self.model.live(language, self.now):
            assert self._state() == self.model.states[-1]

    @precondition(lambda self: any(self._live(language) for language in languages.codes()))
    @rule(data=st.data())
    def go_back_to_the_live_text(self, data):
        live = [edition for language in languages.codes() if (edition := self._live(language))]
        revision = data.draw(st.sampled_from(live)).words_from
        if not self.model.blank:
            restore_revision(self.article, revision, by=None)
            self.article = Article.objects.get(pk=self.article.pk)
            self.model.save(self.model.states[revision.number - 1])

    def _live(self, language):
        own = Edition.objects.filter(publication=self.article.pk)
        return own.in_language(language).live(self.now).first()

    @rule(hours=HOURS)
    def time_passes(self, hours):
        self.now = max(self.now, self.beginning + hours * HOUR)

    # What must hold after every step

    @invariant()
    def readers_see_what_the_model_says(self):
        for at in self._moments():
            editions = live_editions(article=self.article.pk, at=at)
            by_language = {edition.language: edition for edition in editions}
            assert len(editions) == len(by_language), "two live editions"
            recorded = numbers_on_record(article=self.article.pk, at=at)
            assert {(e.language, e.number) for e in editions} <= set(recorded)
            assert recorded == sorted(
                (code, n) for code in languages.codes() for n in self.model.on_record(code, at)
            )
            for code in languages.codes():
                piece, edition = self.model.live(code, at), by_language.get(code)
                assert (piece is None) == (edition is None)
                if edition:
                    assert self._record(edition) == self.model.record(code, piece)

    def _moments(self):
        pieces = [piece for line in self.model.lines.values() for piece in line[-4:]]
        bounds = {moment for piece in pieces for moment in (piece.start, piece.end) if moment}
        around = {moment + shift for moment in bounds for shift in (-TICK, timedelta(0))}
        return sorted(around | {self.now, self.now + 9999 * HOUR})

    def _record(self, edition):
        content = edition.content
        return (
            edition.title,
            edition.kind,
            frozenset(topic["uid"] for topic in content["topics"]),
            content["cover"]["uid"] if content["cover"] else None,
            [(person["role"], person["name"]) for person in content["people"]],
        )

    @invariant()
    def no_stored_edition_changes_but_for_its_end(self):
        now_stored = dump()
        for pk, before in self.stored.items():
            after = now_stored.get(pk)
            if after is None:
                assert pk in self.never_live, "an edition that was live is gone"
                continue
            may_change = BLANKED if after["erased_at"] else MAY_CHANGE
            assert {c for c in after if after[c] != before[c]} <= may_change
        self.stored = now_stored
        self.never_live = set(Edition.objects.scheduled(self.now).values_list("pk", flat=True))

    @invariant()
    def editions_keep_every_promise(self):
        assert verify_editions().differing == []
        editions = list(Edition.objects.filter(publication=self.article.pk).order_by("language", "number"))
        for code in languages.codes():
            own = [edition for edition in editions if edition.language == code]
            assert [edition.number for edition in own] == list(range(1, len(own) + 1))
            assert len([edition for edition in own if edition.live_from > self.now]) <= 1
        for edition in editions:
            assert edition.erased_at or digest_of(edition) == edition.digest
            assert edition.translates is None or edition.translates.live_from <= edition.live_from
        for listing in Listing.objects.select_related("edition"):
            edition = listing.edition
            assert (listing.live_from, listing.live_until) == (edition.live_from, edition.live_until)

    @invariant()
    def filters_of_the_desk_find_what_the_states_say(self):
        """Asked again when a moment has passed or a revision was saved: unsaved changes are no part of these states."""
        asked_at = self.now, Revision.objects.filter(publication=self.article.pk).count()
        if asked_at == self.filters_asked_at:
            return
        self.filters_asked_at = asked_at
        for code, state in states_of([self.article], self.now)[self.article.pk].items():
            expected = {
                "newer": state.has_newer_draft,
                "outdated": state.is_outdated,
                "ended": bool(state.past),
            }
            mine = Publication.objects.filter(pk=self.article.pk)
            found = {name: in_state(mine, name, code, self.now).exists() for name in expected}
            assert found == expected, code

    @invariant()
    def no_draft_is_in_an_edition(self):
        """No edition contains words that were never in a published revision."""
        published = {piece.words for line in self.model.lines.values() for piece in line}
        published |= {piece.facts for line in self.model.lines.values() for piece in line}
        allowed = set()
        for number in published:
            state = self.model.states[number]
            allowed |= {*state.titles.values()} | {
                n for names in state.names.values() for n in names.values()
            }
        printed = "\n".join(
            f"{e.title} {e.plain_text} {e.content} {e.card}"
            for e in Edition.objects.filter(publication=self.article.pk)
        )
        assert [words for words in self.drafted - allowed if words in printed] == []
