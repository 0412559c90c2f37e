"""Compiling a snapshot into what readers see in one language. It writes nothing, so previews compile too.

`content`, format 1 (keys beginning with "_" are resolutions, outside the digest):

    {"format": 1, "body": html, "toc": [...], "footnotes": [...], "reading_minutes": n,
     "cover": image record with "caption", or None,
     "people": [{"role", "name", "affiliation", "uid"}], "institutions": [{"role", "name", "uid", "logo"}],
     (of experts also "given" and "family" where the name is theirs, "orcid", and "employers" where the affiliation is
     theirs: [{"name", "ror"}]; of institutions "ror")
     "topics" | "regions" | "audiences" | "projects": [{"uid", "name"}],
     "pictures": [image record with "caption"],
     "takeaways": {audience uid: sentence}, "funding": text,
     "doi", "edn" and "copies" (a list), if any,
     "licence" and "translation_method", if any: names of those in licences.py and models/publication.py,
     "facts": the own fields of the type, "parts": its own ordered rows,
     "charts": {sha256: chart record}, if any,
     "images": {sha256: image record}, "links": {publication uid: {}}}
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import Expert, Organization
from thinktank.language.records import Record
from thinktank.language.typography import typeset, typeset_lines
from thinktank.library.models import Chart, Image
from thinktank.publishing.editions.content_format import CONTENT_FORMAT, Content
from thinktank.publishing.editions.lookup import Lookup
from thinktank.publishing.editions.rows import own_parts, pictures, takeaways, wordless_rows
from thinktank.publishing.identifiers import identifiers_in
from thinktank.publishing.models import Publication
from thinktank.publishing.models.revision import Facts, PartSnapshot, Snapshot, Texts
from thinktank.publishing.revisions.snapshot import completed, fact_fields
from thinktank.publishing.working_copies import column_named, related_model, translated_fields
from thinktank.richtext.body import compile_body
from thinktank.richtext.problems import Problem
from thinktank.taxonomy.models import Term


@dataclass(frozen=True)
class Compiled:
    """One language of a snapshot, ready to become an edition."""

    type: str
    prefix: str
    kind: str
    slug: str
    title: str
    standfirst: str
    dated: datetime.date | None
    content: Content
    card: Content
    plain_text: str
    subjects: list[str]  # uids of topics, people, institutions ... whose lists will show it
    references: list[tuple[str, str]]  # (target type, uid)
    problems: list[Problem] = field(default_factory=list)


def compile_edition(model: type[Publication], snapshot: Snapshot, language: str) -> Compiled:
    """Compile one language of a snapshot. `model` is the class of the publication, such as Article.

    Raises nothing; what prevents publishing is in `problems`.
    """
    snapshot = completed(model, snapshot)  # a revision may be older than a field
    words, facts, lookup = snapshot["words"].get(language, {}), snapshot["facts"], _lookup(snapshot, language)
    body = compile_body(
        words.get("body", ""),
        language,
        image_record=lookup.image_record,
        chart_record=lookup.chart_record,
        publication_path=lookup.publication_path,
        publication_at=lookup.publication_at,
        subject_at=lookup.subject_at,
        is_subject=lookup.is_subject,
        leads_somewhere=lookup.leads_somewhere,
    )
    content: Content = {
        "format": CONTENT_FORMAT,
        "body": body.html,
        "toc": body.toc,
        "footnotes": body.footnotes,
        "reading_minutes": body.reading_minutes,
        "images": body.images,
        "links": {uid: {} for uid in body.links},
        **({"subject_links": body.subjects} if body.subjects else {}),
        **({"charts": body.charts} if body.charts else {}),
        "cover": _cover(facts, words, lookup),
        "pictures": pictures(snapshot, lookup),
        "funding": typeset_lines(words.get("funding", ""), language),
        **({"licence": facts["licence"]} if facts["licence"] else {}),
        **({"translation_method": method} if (method := words.get("translation_method")) else {}),
        **identifiers_in(words),
        "people": [_person(part, lookup, _day_of(facts)) for part in snapshot["parts"]["contributions"]],
        "institutions": [_institution(part, lookup) for part in snapshot["parts"]["institutions"]],
        **{name: _terms(model, name, snapshot["terms"][name], lookup) for name in model.term_sets},
        "takeaways": takeaways(snapshot, language),
        "facts": _own_fields(model, snapshot, lookup),
        "parts": own_parts(model, snapshot, language),
    }
    compiled = Compiled(
        type=model.type_name(),
        prefix=model.address_prefix,
        kind=facts["kind"],
        slug=words.get("slug", ""),
        title=typeset(words.get("title", "").strip(), language),
        standfirst=typeset(words.get("standfirst", "").strip(), language),
        dated=datetime.date.fromisoformat(facts["dated"]) if facts["dated"] else None,
        content=content,
        card=card_of(content),
        plain_text=body.plain_text,
        subjects=_subjects(content),
        references=_references(content),
        problems=list(body.problems),
    )
    compiled.problems.extend(_problems(compiled, snapshot, lookup))
    compiled.problems.extend(
        Problem(sentence, is_blocking=True)
        for sentence in model.publish_errors(compiled.kind, content["facts"])
    )
    compiled.problems.extend(wordless_rows(model, content["parts"]))
    return compiled


def _lookup(snapshot: Snapshot, language: str) -> Lookup:
    """One that has read the people, organisations and pictures of all rows together."""
    lookup, parts = Lookup(language), snapshot["parts"]
    people = (row["facts"].get("expert") for row in parts.get("contributions", []))
    lookup.read_together(Expert, people, "affiliations__organization")
    institutions = (row["facts"].get("organization") for row in parts.get("institutions", []))
    lookup.read_together(Organization, institutions, "logo")
    lookup.read_together(Image, (row["facts"].get("image") for row in parts.get("pictures", [])))
    return lookup


def card_of(content: Content) -> Content:
    """What lists show of a content: cover, people's names, the type's own facts, minutes to read, takeaways if any."""
    takeaways_ = {"takeaways": found} if (found := content.get("takeaways")) else {}
    return takeaways_ | {
        "cover": content["cover"],
        "people": [{"name": person["name"], "role": person["role"]} for person in content["people"]],
        "facts": content["facts"],
        "reading_minutes": content["reading_minutes"],
    }


def _cover(facts: Facts, words: Texts, lookup: Lookup) -> Record | None:
    record = lookup.image_record(facts["cover"])
    caption = typeset(words.get("cover_caption", ""), lookup.language)
    return record | {"caption": caption} if record else None


def _day_of(facts: Facts) -> datetime.date:
    """The day on which people are billed."""
    return datetime.date.fromisoformat(facts["dated"]) if facts["dated"] else timezone.localdate()


def _person(part: PartSnapshot, lookup: Lookup, on: datetime.date) -> Record:
    words = part["words"].get(lookup.language, {})
    expert = lookup.record(Expert, part["facts"]["expert"]) or {}
    name = words.get("name") or expert.get("name", "")
    known = ["given", "family", "orcid"] if name == expert.get("name") else ["orcid"]
    return {
        "role": part["facts"]["role"],
        "name": name,
        "affiliation": words.get("affiliation", ""),
        "uid": part["facts"]["expert"],
        **{key: expert[key] for key in known if expert.get(key)},
        **_employers(part, words.get("affiliation", ""), lookup, on),
    }


def _employers(part: PartSnapshot, billed: str, lookup: Lookup, on: datetime.date) -> Record:
    """The institutions of an expert who is billed with the positions of that day."""
    uid = part["facts"]["expert"]
    expert = lookup.find(Expert, uid) if uid and billed else None
    if not expert or expert.position_in(lookup.language, on) != billed:
        return {}
    held = [row.organization for row in expert.affiliations.all() if row.is_held(on)]
    named = [row for row in held if row.label_in(lookup.language)]
    return {"employers": [_employer(row, lookup.language) for row in named]} if named else {}


def _employer(organization: Organization, language: str) -> Record:
    ror = {"ror": organization.ror} if organization.ror else {}
    return {"name": organization.label_in(language), **ror}


def _institution(part: PartSnapshot, lookup: Lookup) -> Record:
    organization = lookup.record(Organization, part["facts"]["organization"]) or {}
    return {
        "role": part["facts"]["role"],
        "name": part["words"].get(lookup.language, {}).get("name") or organization.get("name", ""),
        "uid": part["facts"]["organization"],
        "logo": organization.get("logo"),
        **({"ror": organization["ror"]} if organization.get("ror") else {}),
    }


def _terms(model: type[Publication], name: str, uids: list[str], lookup: Lookup) -> list[Record]:
    """Records of topics and the like in menu order, without those that have no name in this language."""
    term_model = cast(type[Term], related_model(model, name))
    found = (lookup.find(term_model, uid) for uid in uids)
    terms = sorted(
        (term for term in found if term and term.is_public), key=lambda term: (term.position, term.pk)
    )
    return [record for term in terms if (record := term.record(lookup.language))["name"]]


def _own_fields(model: type[Publication], snapshot: Snapshot, lookup: Lookup) -> Facts:
    """The fields that a type adds to Publication: facts unchanged, texts in this language, links as records."""
    inherited = {f.name for f in Publication._meta.concrete_fields}
    facts = [f for f in fact_fields(model) if f.name not in inherited]
    values = {f.name: _linked(f, snapshot["facts"][f.name], lookup) for f in facts}
    for name in sorted(translated_fields(model) - translated_fields(Publication)):
        text = snapshot["words"].get(lookup.language, {}).get(name, "")
        field_ = column_named(model, name)
        values[name] = (
            _linked(field_, text, lookup) if field_.is_relation else typeset_lines(text, lookup.language)
        )
    return values


def _linked(field_: Field[Any, Any], value: Any, lookup: Lookup) -> Any:
    return lookup.record(related_model(field_.model, field_.name), value) if field_.is_relation else value


def _subjects(content: Content) -> list[str]:
    uids = [entry["uid"] for name in Publication.term_sets for entry in content[name]]
    uids += [entry["uid"] for entry in content["people"] + content["institutions"] if entry["uid"]]
    return sorted(set(uids))


def _references(content: Content) -> list[tuple[str, str]]:
    images = [*_pictures(content), *(institution["logo"] for institution in content["institutions"])]
    found = {("image", image["uid"]) for image in images if image}
    found |= {("chart", chart["uid"]) for chart in content.get("charts", {}).values()}
    found |= {("publication", uid) for uid in content["links"]}
    found |= {(_type_of_file(value), value["uid"]) for value in content["facts"].values() if _is_file(value)}
    return sorted(found)


def _pictures(content: Content) -> list[Record]:
    return [image for image in (content["cover"], *content["images"].values(), *content["pictures"]) if image]


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and "size" in value


def _type_of_file(record: Record) -> str:
    return "recording" if "seconds" in record else "document"


def _problems(compiled: Compiled, snapshot: Snapshot, lookup: Lookup) -> Iterator[Problem]:
    content = compiled.content
    if not compiled.title:
        yield Problem(_("The title is missing."), is_blocking=True)
    if compiled.title and not compiled.slug:
        yield Problem(_("The address is missing."), is_blocking=True)
    if not content["body"] and not compiled.standfirst:
        yield Problem(_("There is no text."), is_blocking=True)
    elif not content["body"]:
        yield Problem(_("There is no text below the standfirst."))
    elif not compiled.standfirst:
        yield Problem(
            _("The standfirst is missing: lists and shared links will show nothing under the title.")
        )
    yield from _nameless(content, snapshot, lookup)
    yield from _half_billed(content, snapshot, lookup)
    for image in _pictures(content):
        stored = lookup.find(Image, image["uid"])
        title = {"title": stored}
        if not image["alt"]:
            sentence = _("The picture “%(title)s” has no alternative text in this language.")
            yield Problem(sentence % title, is_blocking=True)
        if not image["credit"] and not (stored and stored.needs_no_credit):
            sentence = _(
                "The picture “%(title)s” has no credit in this language. Add it in the library, or say there that none is needed."
            )
            yield Problem(sentence % title, is_blocking=True)
    yield from _wordless_charts(content, lookup)
    if not content["cover"]:
        yield Problem(_("There is no cover."))


def _wordless_charts(content: Content, lookup: Lookup) -> Iterator[Problem]:
    for chart in content.get("charts", {}).values():
        title = {"title": lookup.find(Chart, chart["uid"])}
        if not chart["title"]:
            yield Problem(_("The chart “%(title)s” has no title in this language.") % title, is_blocking=True)
        if not chart["svg"] or not chart["rows"]:
            yield Problem(_("The chart “%(title)s” has no data in this language.") % title, is_blocking=True)
        if not chart["description"]:
            sentence = _("The chart “%(title)s” has no alternative text in this language.")
            yield Problem(sentence % title, is_blocking=True)
        if not chart["source"]:
            sentence = _("The chart “%(title)s” does not say where its data come from.")
            yield Problem(sentence % title, is_blocking=True)


def _nameless(content: Content, snapshot: Snapshot, lookup: Lookup) -> Iterator[Problem]:
    for person, part in zip(content["people"], snapshot["parts"]["contributions"], strict=True):
        if not person["name"]:
            sentence = _("The name of “%(name)s” is missing in this language.")
            name = _name_elsewhere(part, "expert", lookup)
            unknown = _("Somebody’s name is missing in this language.")
            yield Problem(sentence % {"name": name} if name else unknown, is_blocking=True)
    for institution, part in zip(content["institutions"], snapshot["parts"]["institutions"], strict=True):
        if not institution["name"]:
            sentence = _("The name of the organisation “%(name)s” is missing in this language.")
            yield Problem(
                sentence % {"name": _name_elsewhere(part, "organization", lookup)}, is_blocking=True
            )


def _name_elsewhere(part: PartSnapshot, link: str, lookup: Lookup) -> str:
    """The name of a row in another language, else on the page of the linked expert or organisation; may be empty."""
    names = (words.get("name") for words in part["words"].values())
    linked = part["facts"].get(link)
    found = lookup.find(Expert if link == "expert" else Organization, linked) if linked else None
    return next(filter(None, names), None) or str(found or "")


def _half_billed(content: Content, snapshot: Snapshot, lookup: Lookup) -> Iterator[Problem]:
    """Affiliations filled in before the institution had a name in this language: "Director" without an institution."""
    on = _day_of(snapshot["facts"])
    for person in content["people"]:
        expert = lookup.find(Expert, person["uid"]) if person["uid"] else None
        today = expert.position_in(lookup.language, on) if expert and person["affiliation"] else ""
        if today != person["affiliation"] and today.startswith(person["affiliation"]):
            sentence = _(
                "%(name)s: the affiliation reads “%(affiliation)s”, the expert’s page says “%(today)s”. Clear the field and save to update it."
            )
            yield Problem(sentence % (person | {"today": today}))
