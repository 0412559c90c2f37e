"""How public pages find editions. Public code reads editions only; it has no way to a working copy."""

import uuid
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, Subquery

from thinktank.addresses.models import Address
from thinktank.language import languages
from thinktank.publishing.models import Edition, Relation, StillValid
from thinktank.publishing.outdated import is_outdated
from thinktank.publishing.prepared import prepared


@dataclass(frozen=True)
class Answer:
    """What stands at an address: an edition to show, a new address to go to, or nothing any more."""

    edition: Edition | None = None
    moved_to: str = ""
    gone: Edition | None = None  # withdrawn or erased: only its public note may be shown


def find_at_address(type_name, prefix, language, slug, at):
    """What a reader gets at /<language>/<prefix>/<slug>/ at that moment; None when there never was anything.

    A publication that is not live in the reader's language is shown in the language it has.
    """
    if found := _live_at(type_name=type_name, language=language, slug=slug, at=at):
        return Answer(edition=found[0])
    if owner_uid := _owner_of(language, prefix, slug, at):
        return _answer_for(owner_uid, language, at)
    foreign = Edition.objects.live(at).of_type(type_name).filter(slug=slug).first()
    return _answer_for(foreign.publication_uid, language, at) if foreign else None


@prepared
def _live_at(type_name, language, slug, at):
    """One, or none; its working copy's id alone orders no two live editions of one address."""
    return Edition.objects.live(at).of_type(type_name).in_language(language).filter(slug=slug).order_by("pk")


def _owner_of(language, prefix, slug, at):
    found = Address.objects.public(at).at(language, prefix, slug)
    return found.values_list("owner_uid", flat=True).first()


def _answer_for(publication_uid, language, at):
    of_publication = Edition.objects.filter(publication_uid=publication_uid)
    editions = {edition.language: edition for edition in of_publication.live(at)}
    if language in editions:
        return Answer(moved_to=editions[language].get_absolute_url())
    was_live = of_publication.in_language(language).filter(live_from__lte=at)
    if newest := was_live.order_by("-number").first():
        if newest.ended_as == Edition.End.WITHDRAWN or newest.erased_at:
            return Answer(gone=newest)
        return Answer(edition=newest)
    for code in languages.codes():
        if code in editions:
            return Answer(edition=editions[code])
    return None


def find_numbered(type_name, language, slug, number, at):
    """One edition by its number at a publication's current address, on record or gone; None when unknown."""
    editions = _editions_at(type_name, language, slug, at)
    numbered = editions.filter(number=number)
    return _on_record(numbered, at) or _gone(numbered, at)


def find_two(type_name, language, slug, numbers, at):
    """Two editions of a publication: ({number: edition}, its whole history), or (Answer, []) when one is gone.

    None when one of them is unknown. Four queries at most, whatever the history.
    """
    editions = _editions_at(type_name, language, slug, at)
    history = list(editions.on_record(at).for_lists().order_by("-number"))
    wanted = [edition.pk for edition in history if edition.number in numbers]
    if len(wanted) == len(numbers):
        return {edition.number: edition for edition in Edition.objects.filter(pk__in=wanted)}, history
    missing = set(numbers) - {edition.number for edition in history}
    gone = [_gone(editions.filter(number=number), at) for number in sorted(missing)]
    return (gone[0], []) if all(gone) else None


def _editions_at(type_name, language, slug, at):
    """All editions, in one language, of the publication which has or had this address; empty when there is none."""
    here = Edition.objects.filter(language=language, type=type_name, slug=slug, live_from__lte=at)
    publication_uid = here.values_list("publication_uid", flat=True).first()
    if publication_uid is None:
        return Edition.objects.none()
    return Edition.objects.filter(publication_uid=publication_uid, language=language)


def _on_record(numbered, at):
    edition = numbered.on_record(at).first()
    return Answer(edition=edition) if edition else None


def _gone(numbered, at):
    gone = numbered.filter(live_from__lte=at).first()
    return Answer(gone=gone) if gone else None


def withdrawal_note(gone, at):
    """The public note under which an edition, or a later one with it, was withdrawn; may be empty."""
    later = Edition.objects.filter(
        publication_uid=gone.publication_uid, language=gone.language, number__gte=gone.number,
        ended_as=Edition.End.WITHDRAWN, live_until__lte=at,
    )  # fmt: skip
    return later.order_by("number").values_list("public_note", flat=True).first() or ""


@dataclass(frozen=True)
class Family:
    """An edition's surroundings, from one query: its own publication's editions and the publications around it."""

    translations: list  # live editions of the same publication in other languages
    history: list  # on record in the same language, newest first
    related: list  # (edition, relation role, is the other one its source)
    links: dict  # publication uid -> path, for links in the text
    is_outdated: bool

    @property
    def newest(self):
        return self.history[0] if self.history else None


def family_of(edition, at):
    """Everything around an edition that is read live. One query, whatever the amount of content."""
    links = list(edition.content.get("links", {}))
    rows = _family(
        publication_id=edition.publication_id or 0,
        edition_id=edition.pk or 0,
        linked_uids=_uids(links),
        at=at,
    )
    own = [row for row in rows if row.publication_id == edition.publication_id]
    others = [row for row in rows if row.publication_id != edition.publication_id]
    history = sorted((row for row in own if row.language == edition.language), key=lambda row: -row.number)
    chosen = _in_best_language(others, edition.language)
    return Family(
        translations=[row for row in own if row.language != edition.language and row.is_live(at)],
        history=history,
        related=[
            (row, row.role_out or row.role_in, not row.role_out)
            for row in chosen
            if row.role_out or row.role_in
        ],
        links={
            str(row.publication_uid): row.get_absolute_url()
            for row in chosen
            if str(row.publication_uid) in links
        },
        is_outdated=is_outdated(edition, own, {row.pk for row in own if row.is_found_valid}),
    )


def _uids(texts):
    return [uuid.UUID(text) for text in texts]


@prepared
def _family(publication_id, edition_id, linked_uids, at):
    outwards = Relation.objects.filter(source=publication_id)
    inwards = Relation.objects.filter(target=publication_id)
    around = (
        Q(publication__in=outwards.values("target"))
        | Q(publication__in=inwards.values("source"))
        | Q(publication_uid__in=linked_uids)
    )
    of_others = Edition.objects.live(at).filter(around)
    of_its_own = Edition.objects.on_record(at).filter(publication=publication_id)
    found_valid = StillValid.objects.filter(translation=edition_id, original=OuterRef("pk"))
    return (
        (of_others | of_its_own)
        .annotate(
            role_out=_role(outwards.filter(target=OuterRef("publication"))),
            role_in=_role(inwards.filter(source=OuterRef("publication"))),
            is_found_valid=Exists(found_valid),
        )
        .for_lists()
        .newest_first()
    )


def _role(relations):
    return Subquery(relations.values("role")[:1], output_field=CharField())


def _in_best_language(editions, language):
    """One edition per publication, in this language where there is one, in the order given."""
    best = {}
    for edition in editions:
        known = best.get(edition.publication_uid)
        if known is None or (edition.language == language and known.language != language):
            best[edition.publication_uid] = edition
    return list(best.values())


def listed_under(subject_uid, language, at):
    """Live editions under a topic, person, institution ..., newest first, by the index of the listings."""
    listed_now = Q(listings__live_until=None) | Q(listings__live_until__gt=at)
    return (
        Edition.objects.live(at)
        .filter(
            listed_now,
            listings__subject_uid=subject_uid,
            listings__language=language,
            listings__live_from__lte=at,
        )
        .for_lists()
        .order_by("-listings__dated", "-listings__live_from", "-listings__edition")
    )
