"""Load the demo's content through the forms of the admin, and publish it with the functions that the admin uses."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.auth.models import User
from django.core.files import File
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from articles.models import Article
from events.models import Event
from experts.models import Expert, Organization
from polls.models import Poll
from reports.models import Report
from thinktank.language import languages
from thinktank.library.intake import take_document, take_image, take_recording
from thinktank.library.models import Document, Image, Recording
from thinktank.operations.demo.ballots import cast_ballots
from thinktank.operations.demo.desk import Fields, enter, rows, translated
from thinktank.operations.demo.letters import enter_error_reports
from thinktank.operations.demo.order import enter_front_page, enter_reads, enter_series
from thinktank.operations.demo.texts import COVERS, Text, all_texts, table
from thinktank.pages.models import Page, SiteSettings
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Publication
from thinktank.taxonomy.models import Audience, Project, Region, Term, Topic

MODELS: dict[str, type[Publication]] = {"article": Article, "event": Event, "report": Report, "page": Page}
PICTURES_AT_ONCE = 2
LOCAL = "%Y-%m-%dT%H:%M"
EVENT_LINKS = ("registration_url", "stream_url", "recording_url")
TERMS: dict[str, type[Term]] = {
    "topics": Topic,
    "regions": Region,
    "audiences": Audience,
    "projects": Project,
}


def load_demo(by: User, *, say: Callable[[str], None] = lambda line: None) -> dict[str, Publication]:
    """Enter and publish everything as the user `by`. `say` is called with a line of text at each step.

    Returns the publications by key. Do not run it twice on one database.
    """
    return _Loader(by, say).load()


def load_texts(by: User, keys: Iterable[str]) -> dict[str, Publication]:
    """Enter and publish these texts alone, with their people, institutions and subjects; without pictures and files."""
    return _LoaderOfTexts(by, lambda line: None).load_these(set(keys))


class _Loader:
    def __init__(self, by: User, say: Callable[[str], None]) -> None:
        self.by, self.say = by, say
        self.images: dict[str, Image] = {}
        self.terms: dict[tuple[str, str], Term] = {}
        self.organizations: dict[str, Organization] = {}
        self.experts: dict[str, Expert] = {}
        self.publications: dict[str, Publication] = {}
        self.polls: dict[str, Poll] = {}

    def load(self) -> dict[str, Publication]:
        texts = all_texts()
        self.say("Pictures")
        self._images()
        self.say("Topics, institutions, people")
        self._terms()
        self._organizations()
        self._experts()
        self.say(f"{len(texts)} publications")
        for text in texts:
            self.publications[text.key] = self._enter(text, None)
        for text in texts:
            self._publish(text)
        self._site()
        self.say("Polls")
        self._polls()
        self.say("Series, front page")
        enter_series(table("taxonomy")["series"], self.publications, by=self.by)
        enter_front_page(table("front"), self.publications, self.polls, self.terms, by=self.by)
        enter_error_reports(self.publications)
        enter_reads(table("front")["reads"], self.publications)
        return self.publications

    def _images(self) -> None:
        entries = table("images")["images"]
        with ThreadPoolExecutor(PICTURES_AT_ONCE) as pool:
            images = list(pool.map(_take_picture, entries))
        for entry, image in zip(entries, images, strict=True):
            self.images[entry["key"]] = image

    def _terms(self) -> None:
        for name, model in TERMS.items():
            for position, entry in enumerate(table("taxonomy")[name]):
                data: Fields = {"is_public": "on", "position": str(position)}
                data |= _words(entry, "name", "description")
                data |= {name: str(entry[name]) for name in ("starts_on", "ends_on") if name in entry}
                self.terms[name, entry["key"]] = enter(model, data | _slugs(entry), by=self.by)

    def _organizations(self) -> None:
        for entry in table("organizations")["organizations"]:
            data: Fields = {
                "is_public": "on",
                "website": entry.get("website", ""),
                "logo": self._image_pk(entry.get("logo")),
            }
            data |= _slugs(entry) | _words(entry, "name", "short_name", "name_in_role", "description")
            self.organizations[entry["key"]] = enter(Organization, data, by=self.by)

    def _experts(self) -> None:
        for entry in table("experts")["experts"]:
            affiliations = [
                {"organization": str(self.organizations[a["organization"]].pk)}
                | {"starts_on": str(a.get("from", "")), "ends_on": str(a.get("to", ""))}
                | translated(a.get("role"), "role")
                for a in entry.get("affiliations", [])
            ]
            data: Fields = {"is_public": "on", "topics": self._term_pks("topics", entry.get("topics", []))}
            data["portrait"] = self._image_pk(f"portrait-{entry['key']}")
            data["press_contact"] = entry.get("press_contact", "")
            data |= _slugs(entry) | _words(entry, "given_name", "family_name", "bio", "spoken_languages")
            self.experts[entry["key"]] = enter(Expert, data | rows("affiliations", affiliations), by=self.by)

    def _site(self) -> None:
        data = _words(table("site"), "name", "tagline", "contacts", "rights", "notice") | {
            "logo": self._image_pk("logo"),
            "logo_on_dark": self._image_pk("logo-on-dark"),
            "about": str(self.publications["pages/about"].pk),
            "licence": table("site")["licence"],
        }
        instance = SiteSettings.objects.first()
        enter(SiteSettings, data, by=self.by, instance=instance)

    def _image_pk(self, key: str | None) -> str:
        return str(self.images[key].pk) if key in self.images else ""

    def _term_pks(self, name: str, keys: Iterable[str]) -> list[str]:
        return [str(self.terms[name, key].pk) for key in keys]

    def _enter(self, text: Text, instance: Publication | None, edition: int = 1) -> Publication:
        """Fill in the form of a publication: without links the first time (without `instance`), then with everything."""
        facts = text.facts
        data: Fields = {
            "kind": facts["kind"],
            "dated": str(facts["dated"]),
            "original_language": facts["original_language"],
            "accepts_ratings": "on" if text.type != "page" else None,
            "cover": self._image_pk(facts.get("cover")),
            **{name: self._term_pks(name, facts.get(name, [])) for name in TERMS},
        }
        for field in ("title", "standfirst", "slug", "cover_caption", "funding", "doi", "edn"):
            data |= translated(text.words(field), field)
        if instance is not None:
            bodies = {code: self._linked(text.body(code, edition)) for code in text.languages}
            data |= translated(bodies, "body")
            data["based_on"] = str(instance.revisions.order_by("-number").values_list("number", flat=True)[0])
        data |= self._own_fields(text)
        data |= self._parts(text, instance)
        return enter(MODELS[text.type], data, by=self.by, instance=instance)

    def _linked(self, html: str) -> str:
        """Replace the keys of pictures and publications in a body by the uids of the objects that were entered."""
        html = re.sub(r"library:([\w-]+)", lambda m: f"/library/{self.images[m[1]].uid}/", html)
        return re.sub(r"publication:([\w/-]+)", lambda m: f"publication:{self.publications[m[1]].uid}", html)

    def _own_fields(self, text: Text) -> Fields:
        facts = text.facts
        if text.type == "report":
            pdfs = {code: self._file_pk(text, code, "pdf", take_document) for code in text.languages}
            return {"report_number": facts.get("number", "")} | translated(pdfs, "pdf")
        if text.type == "article":
            recordings = {code: self._file_pk(text, code, "mp3", take_recording) for code in text.languages}
            return translated(recordings, "recording")
        if text.type != "event":
            return {}
        day_only = facts["starts"].strftime("%H:%M") == "00:00"
        return {
            "starts_at": facts["starts"].strftime(LOCAL),
            "ends_at": facts["ends"].strftime(LOCAL),
            "is_all_day": "on" if day_only else None,
            "time_zone": facts["time_zone"],
            "format": facts["format"],
            "status": facts["status"],
            **{name: facts.get(name, "") for name in EVENT_LINKS},
            **translated(text.words("place"), "place"),
            **translated(text.words("attendance"), "attendance"),
        }

    @staticmethod
    def _file_pk(text: Text, language: str, extension: str, take: Callable[..., Document | Recording]) -> str:
        """The primary key of the file next to a text that is named after its language, such as en.pdf; "" without one."""
        path = text.folder / f"{language}.{extension}"
        if not path.exists():
            return ""
        with open(path, "rb") as file:
            name = f"{text.facts[language]['slug']}.{extension}"
            taken = take(File(file, name=name), title=text.facts[language]["title"])
        return str(taken.pk)

    def _parts(self, text: Text, instance: Publication | None) -> Fields:
        facts = text.facts
        people = [
            {"role": entry["role"], "expert": self._pk(self.experts, entry.get("expert"))}
            | translated(entry.get("name"), "name")
            | translated(entry.get("affiliation"), "affiliation")
            for entry in facts.get("contributions", [])
        ]
        institutions = [
            {"role": entry["role"], "organization": self._pk(self.organizations, entry["organization"])}
            for entry in facts.get("institutions", [])
        ]
        relations = [
            {"role": entry["role"], "target": self._pk(self.publications, entry["target"])}
            for entry in (facts.get("relations", []) if instance else [])
        ]
        data = rows("contributions", people, instance.contributions.all() if instance else ())
        data |= rows("institutions", institutions, instance.institutions.all() if instance else ())
        data |= rows("relations_out", relations, instance.relations_out.all() if instance else ())
        takeaways = [
            {"audience": self._pk(self.terms, ("audiences", key))} | translated(texts, "text")
            for key, texts in facts.get("takeaways", {}).items()
        ]
        pictures = [
            {"image": self._image_pk(entry["image"])} | _words(entry, "caption")
            for entry in facts.get("pictures", [])
        ]
        data |= rows("takeaways", takeaways, instance.takeaways.all() if instance else ())
        data |= rows("pictures", pictures, instance.pictures.all() if instance else ())
        for name, entries in _own_parts(text):
            data |= rows(name, entries, getattr(instance, name).all() if instance else ())
        return data | rows("Poll_publications", [])

    @staticmethod
    def _pk(known: Mapping[Any, Model], key: Any) -> str:
        return str(known[key].pk) if key else ""

    def _publish(self, text: Text) -> None:
        publication = self._enter(text, self.publications[text.key])
        if text.facts.get("state") == "draft":
            return
        now = timezone.now()
        if text.facts.get("state") == "scheduled":
            at = now + datetime.timedelta(days=text.facts.get("scheduled_in_days", 30))
            publish(publication, text.languages, by=self.by, at=at)
            return
        at = min(_morning_of(text.facts["dated"]), now)
        publish(publication, text.languages, by=self.by, at=at, taken_over=True)
        for entry in text.editions:
            publication = self._enter(text, publication, entry["n"])
            at = _morning_of(entry["published"])
            options = {name: entry.get(name, "") for name in ("note", "correction", "is_minor")}
            publish(publication, text.languages, by=self.by, at=at, taken_over=True, **options)

    def _polls(self) -> None:
        for entry in table("polls")["polls"]:
            self._enter_poll(entry)

    def _enter_poll(self, entry: Mapping[str, Any]) -> None:
        options = [
            translated(option["text"], "label") | {"imported": str(option.get("imported", ""))}
            for option in entry["options"]
        ]
        data: Fields = {
            "opens_at": f"{entry['opens']}T00:00",
            "closes_at": f"{entry['closes']}T00:00" if entry["closes"] else "",
            "min_choices": str(entry["min"]),
            "max_choices": str(entry["max"]),
            "results_visibility": Poll.Visibility.ALWAYS,
            "publications": [self._pk(self.publications, key) for key in entry["beside"]],
            "is_public": "on",
            "imported_date": str(entry.get("imported_date", "")),
        }
        data |= _slugs(entry) | _words(entry, "question", "explanation", "imported_source")
        poll = self.polls[entry["key"]] = enter(Poll, data | rows("options", options), by=self.by)
        if number := entry.get("ballots"):
            cast_ballots(poll, number, [option["weight"] for option in entry["options"]])


class _LoaderOfTexts(_Loader):
    """Loads some of the texts. What they link to and is not among them is left out."""

    def load_these(self, keys: set[str]) -> dict[str, Publication]:
        texts = [text for text in all_texts() if text.key in keys]
        self._terms()
        self._organizations()
        self._experts()
        for text in texts:
            text.facts["relations"] = [
                one for one in text.facts.get("relations", []) if one["target"] in keys
            ]
            self.publications[text.key] = self._enter(text, None)
        for text in texts:
            self._publish(text)
        named = _words(table("site"), "name", "tagline") | {"licence": table("site")["licence"]}
        enter(SiteSettings, named, by=self.by, instance=SiteSettings.objects.first())
        return self.publications

    def _linked(self, html: str) -> str:
        known = "|".join(map(re.escape, self.publications))
        html = re.sub(rf'<a href="publication:(?!(?:{known})")[^"]*">(.*?)</a>', r"\1", html)
        return super()._linked(html)

    @staticmethod
    def _file_pk(text: Text, language: str, extension: str, take: Callable[..., Document | Recording]) -> str:
        return ""


def _own_parts(text: Text) -> Iterator[tuple[str, list[Fields]]]:
    """(name of an inline, form fields of each row) for the inlines that only this type of publication has."""
    if text.type == "report":
        yield "key_findings", [_words(entry, "text") for entry in text.facts.get("key_findings", [])]
        recommendations = text.facts.get("recommendations", [])
        yield (
            "recommendations",
            [{"horizon": entry["horizon"]} | _words(entry, "text", "addressee") for entry in recommendations],
        )
    if text.type == "event":
        sessions = text.facts.get("sessions", [])
        yield (
            "sessions",
            [
                {"starts_at": entry["starts"].strftime(LOCAL)}
                | _words(entry, "title", "speakers", "description")
                for entry in sessions
            ],
        )


def _take_picture(entry: Mapping[str, Any]) -> Image:
    """Add a picture to the library. It runs in a thread, and closes the thread's database connection."""
    try:
        with open(COVERS / entry["file"], "rb") as file:
            return take_image(
                File(file, name=entry["file"]),
                title=entry["title"],
                focal_x=entry.get("focal_x", 50),
                focal_y=entry.get("focal_y", 50),
                **translated(entry["alt"], "alt"),
                **translated(entry["credit"], "credit"),
            )
    finally:
        connection.close()


def _words(entry: Mapping[str, Any], *fields: str) -> Fields:
    """Form fields of several translated fields of a TOML table."""
    data: Fields = {}
    for field in fields:
        data |= translated(entry.get(field), field)
    return data


def _slugs(entry: Mapping[str, Any]) -> Fields:
    slug = entry.get("slug", "")
    texts = slug if isinstance(slug, dict) else dict.fromkeys(languages.codes(), slug)
    return translated(texts, "slug")


def _morning_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
