"""Descriptions as schema.org 30 knows them (https://schema.org). Nothing is said twice and nothing that is not known."""

from typing import Any

from django.conf import settings

from events.choices import EventFormat, EventStatus
from events.happening import Happening
from thinktank.addresses.alternates import absolute
from thinktank.library.pictures import image_url
from thinktank.metadata.description import Body, Description, Employer, File, Person, Version
from thinktank.metadata.publisher import Publisher
from thinktank.publishing.models import Contribution, Edition, Institution, Relation

type Data = dict[str, Any]

SCHEMA = "https://schema.org/"
PEOPLE: dict[str, str] = {  # property of a CreativeWork for each role
    Contribution.Role.AUTHOR: "author",
    Contribution.Role.INTERVIEWEE: "contributor",
    Contribution.Role.EDITOR: "editor",
    Contribution.Role.TRANSLATOR: "translator",
    Contribution.Role.INTERVIEWER: "contributor",
    Contribution.Role.SPEAKER: "contributor",
    Contribution.Role.MODERATOR: "contributor",
    Contribution.Role.PHOTOGRAPHER: "contributor",
}
BODIES: dict[str, str] = {
    Institution.Role.PUBLISHER: "publisher",
    Institution.Role.PARTNER: "contributor",
    Institution.Role.ORGANISER: "contributor",
    Institution.Role.HOST: "contributor",
    Institution.Role.FUNDER: "funder",
}
EVENT_BODIES: dict[str, str] = {
    Institution.Role.ORGANISER: "organizer",
    Institution.Role.PUBLISHER: "organizer",
    Institution.Role.PARTNER: "organizer",
    Institution.Role.HOST: "contributor",
    Institution.Role.FUNDER: "funder",
}
RELATIONS: dict[str, tuple[str, str]] = {  # property of a CreativeWork for another one, and for an Event
    Relation.Role.REPORTS_ON: ("about", "about"),
    Relation.Role.LAUNCHES: ("mentions", "mentions"),
    Relation.Role.RESULT_OF: ("isBasedOn", "mentions"),
    Relation.Role.FOLLOWS: ("mentions", "mentions"),
    Relation.Role.PART_OF: ("isPartOf", "mentions"),
}
EVENT_RELATIONS: dict[str, tuple[str, str]] = {  # the same of an Event
    Relation.Role.LAUNCHES: ("workFeatured", "about"),
    Relation.Role.REPORTS_ON: ("workFeatured", "about"),
    Relation.Role.PART_OF: ("workFeatured", "superEvent"),
}
ON_STAGE = (Contribution.Role.SPEAKER, Contribution.Role.MODERATOR)
STATUS = {
    EventStatus.SCHEDULED: "EventScheduled",
    EventStatus.RESCHEDULED: "EventRescheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
    EventStatus.CANCELLED: "EventCancelled",
}
MODES = {
    EventFormat.IN_PERSON: "OfflineEventAttendanceMode",
    EventFormat.ONLINE: "OnlineEventAttendanceMode",
    EventFormat.HYBRID: "MixedEventAttendanceMode",
}
DIGITAL_SOURCES = {
    "machine": "TrainedAlgorithmicMediaDigitalSource",
    "revised": "CompositeWithTrainedAlgorithmicMediaDigitalSource",
}
ENDED: dict[str, str] = {
    Edition.End.REPLACED: "Replaced",
    Edition.End.EXPIRED: "Expired",
    Edition.End.WITHDRAWN: "Withdrawn",
}


def of_edition(of: Description) -> Data:
    """The edition as an Event or a CreativeWork. Its `@id` is the canonical address, of an old edition its own."""
    return _without_empty(_event(of, of.event) if of.event else _work(of))


def identity(of: Description) -> str:
    return of.canonical if of.is_live else of.permanent


def _work(of: Description) -> Data:
    return {
        "@type": of.schema_type,
        "@id": identity(of),
        "url": identity(of),
        "headline": of.title,
        "abstract": of.abstract,
        "inLanguage": of.language,
        "datePublished": of.dated and of.dated.isoformat(),
        "dateModified": of.modified and of.modified.isoformat(timespec="seconds"),
        "version": of.printed,
        "archivedAt": of.permanent,
        **_people(of),
        **_publishers(of),
        "funding": of.funding and {"@type": "Grant", "description": of.funding},
        "license": of.licence and (of.licence.address or str(of.licence.label)),
        "reportNumber": of.report_number if of.schema_type == "Report" else "",
        "identifier": _identifiers(of),
        "sameAs": [of.doi_address, *of.copy_addresses] if of.is_live and of.doi else of.copy_addresses,
        "keywords": list(of.keywords),
        "image": of.cover,
        "timeRequired": f"PT{of.minutes}M" if of.minutes else "",
        "encoding": [_file(file) for file in of.files],
        **_relations(of),
        **_translations(of),
        **_state(of),
    }


def _identifiers(of: Description) -> list[Data | str]:
    """DOI and EDN, and the number of what is not a Report."""
    known = [("DOI", of.doi, of.doi_address), ("EDN", of.edn, of.edn_address)]
    found: list[Data | str] = [
        {"@type": "PropertyValue", "propertyID": name, "value": value, "url": address}
        for name, value, address in known
        if value
    ]
    return found + ([of.report_number] if of.report_number and of.schema_type != "Report" else [])


def _people(of: Description) -> Data:
    """By their role; who is cited for the words is an author."""
    authors = of.authors
    roles = ("author" if person in authors else PEOPLE.get(person.role) for person in of.people)
    return _grouped([(role, _person(person)) for role, person in zip(roles, of.people, strict=True) if role])


def _event(of: Description, event: Happening) -> Data:
    """An Event (not a PublicationEvent, which is the act of publishing)."""
    return {
        "@type": of.schema_type,
        "@id": identity(of),
        "url": identity(of),
        "name": of.title,
        "description": of.abstract,
        "inLanguage": of.language,
        "startDate": _moment(event.starts, event),
        "endDate": event.ends and _moment(event.ends, event),
        "previousStartDate": of.planned_for
        and event.status == EventStatus.RESCHEDULED
        and _moment(of.planned_for, event),
        "eventStatus": SCHEMA + STATUS[event.status],
        "eventAttendanceMode": SCHEMA + MODES[event.format],
        "location": _places(event),
        **_grouped([("performer", _person(person)) for person in of.with_role(*ON_STAGE)]),
        **_grouped(
            [(EVENT_BODIES[body.role], _body(body)) for body in of.bodies if body.role in EVENT_BODIES]
        ),
        **_relations(of),
        "image": of.cover,
        "recordedIn": event.facts.get("recording_url")
        and {"@type": "CreativeWork", "url": event.facts["recording_url"]},
    }


def _moment(at: Any, event: Happening) -> str:
    """With the offset of the event's time zone; the day alone where the hours are not known."""
    return (at.date() if event.is_all_day else at).isoformat()


def _places(event: Happening) -> list[Data]:
    place, stream = event.facts.get("place", ""), event.facts.get("stream_url", "")
    is_online = event.format != EventFormat.IN_PERSON
    there = (
        [{"@type": "Place", "name": place, "address": place}]
        if place and event.format != EventFormat.ONLINE
        else []
    )
    return there + ([{"@type": "VirtualLocation", "url": stream}] if stream and is_online else [])


def _publishers(of: Description) -> Data:
    """The institutions by their role; the site is the publisher of what names no other."""
    grouped = _grouped([(BODIES[body.role], _body(body)) for body in of.bodies if body.role in BODIES])
    return {"publisher": institute(of.publisher)} | grouped


def _translations(of: Description) -> Data:
    made_by = DIGITAL_SOURCES.get(of.translation_method)
    return {
        "digitalSourceType": made_by and SCHEMA + made_by,
        "translationOfWork": of.original and _version(of, of.original),
        "workTranslation": [_version(of, version) for version in of.translations] if not of.original else [],
    }


def _relations(of: Description) -> Data:
    """The series of a text, and what it is about, presents or follows, of what editors related to it."""
    properties = EVENT_RELATIONS if of.event else RELATIONS
    outward = [each for each in of.related if not each.is_inward and each.role in properties]
    found = [
        (properties[each.role][each.schema_type == "Event"], {"@type": each.schema_type, "@id": each.address})
        for each in outward
    ]
    if of.series and not of.event:
        series = {"@type": "CreativeWorkSeries", "name": of.series[0], "url": of.series[1]}
        found.insert(0, ("isPartOf", series))
    return _grouped(found)


def _version(of: Description, version: Version) -> Data:
    return {"@type": of.schema_type, "@id": version.address, "inLanguage": version.language}


def _state(of: Description) -> Data:
    """What was put right, and what became of an old edition."""
    correction = of.correction and {
        "@type": "CorrectionComment",
        "text": of.correction.text,
        "datePublished": of.correction.day.isoformat(),
    }
    return {
        "correction": correction,
        "creativeWorkStatus": "" if of.is_live else ENDED.get(of.ended, "Replaced"),
        "expires": of.ended_on.isoformat() if of.ended_on else "",
        "exampleOfWork": None if of.is_live else {"@id": of.canonical},
    }


def _person(person: Person) -> Data:
    if person.name.is_team:
        return {"@type": "Organization", "name": person.name.billed}
    return _without_empty({
        "@type": "Person",
        "name": person.name.billed,
        "givenName": person.name.given,
        "familyName": person.name.family,
        "url": person.address,
        "sameAs": person.orcid and f"https://orcid.org/{person.orcid}",
        "jobTitle": person.affiliation,
        "affiliation": [_institution(employer) for employer in person.employers],
    })  # fmt: skip


def _body(body: Body) -> Data:
    return _without_empty(_institution(body) | {"url": body.address})


def _institution(found: Body | Employer) -> Data:
    return _without_empty({
        "@type": "ResearchOrganization" if found.ror else "Organization",
        "name": found.name,
        "sameAs": found.ror and f"https://ror.org/{found.ror}",
    })  # fmt: skip


def _file(file: File) -> Data:
    return {
        "@type": "MediaObject",
        "contentUrl": file.address,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
    }


def institute(publisher: Publisher) -> Data:
    """Who publishes the site."""
    return _without_empty({
        "@type": "Organization", "@id": publisher.identity, "name": publisher.name, "url": publisher.address,
        "logo": publisher.logo,
    })  # fmt: skip


def site(publisher: Publisher, language: str) -> Data:
    """The front page."""
    return {
        "@type": "WebSite",
        "@id": f"{settings.SITE_ORIGIN}/#site",
        "url": publisher.address,
        "name": publisher.name,
        "inLanguage": language,
        "publisher": institute(publisher),
    }


def collection(name: str, address: str, language: str) -> Data:
    """A list."""
    return {
        "@type": "CollectionPage",
        "url": address,
        "name": name,
        "inLanguage": language,
        "isPartOf": {"@id": f"{settings.SITE_ORIGIN}/#site"},
    }


def profile(expert: Data, address: str, language: str) -> Data:
    """The page of a person. `expert` is what the page shows: see pages/views/people.py."""
    held = [row["organization"].name for row in expert["positions"] if row["current"]]
    roles = [row["role"] for row in expert["positions"] if row["current"] and row["role"]]
    person = {
        "@type": "Person",
        "@id": address,
        "name": expert["name"],
        "alternateName": expert["other_names"],
        "jobTitle": roles,
        "affiliation": [{"@type": "Organization", "name": name} for name in held],
        "description": expert["bio"],
        "image": absolute(image_url(expert["portrait"])) if expert["portrait"] else "",
        "knowsAbout": [topic["name"] for topic in expert["topics"]],
        "sameAs": expert["orcid"] and f"https://orcid.org/{expert['orcid']}",
    }
    return {
        "@type": "ProfilePage",
        "url": address,
        "inLanguage": language,
        "mainEntity": _without_empty(person),
    }


def institution(organization: Data, address: str) -> Data:
    """The page of an institution. `organization` is what the page shows."""
    ror = organization["ror"]
    return _without_empty({
        "@type": "ResearchOrganization" if ror else "Organization",
        "@id": address,
        "url": address,
        "name": organization["name"],
        "alternateName": [*filter(None, [organization["short_name"]]), *organization["other_names"]],
        "description": organization["description"],
        "logo": absolute(image_url(organization["logo"])) if organization["logo"] else "",
        "sameAs": [*filter(None, [organization["website"], ror and f"https://ror.org/{ror}"])],
    })  # fmt: skip


def poll(
    question: str, about: str, address: str, files: dict[str, str], publisher: Publisher, language: str
) -> Data:
    """The results of a poll; schema.org has no class for polls. `files`: {media type: address}."""
    return {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": question,
        "description": about,
        "inLanguage": language,
        "creator": institute(publisher),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": file, "encodingFormat": media_type}
            for media_type, file in files.items()
        ],
    }


def rating(item: str, schema_type: str, average: float, number: int, best: int) -> Data:
    """The ratings of the item with this `@id`, to stand beside the same figures; see ratings/_rating.html."""
    return {
        "@type": schema_type,
        "@id": item,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": average,
            "ratingCount": number,
            "bestRating": best,
            "worstRating": 1,
        },
    }


def _grouped(entries: list[tuple[str, Data]]) -> Data:
    """{property: its value, or the list of its values}, in the order given."""
    groups: dict[str, list[Data]] = {}
    for name, value in entries:
        groups.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in groups.items()}


def _without_empty(data: Data) -> Data:
    return {name: value for name, value in data.items() if value or value == 0}
