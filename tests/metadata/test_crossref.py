"""The deposit for Crossref is valid against its schema 5.4.0, whatever a text has, lacks or contains."""

import datetime
import io
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.choices import Kind
from tests.factories import (
    make_article,
    make_editor,
    make_expert,
    make_organization,
    make_report,
    publish_now,
)
from tests.metadata.describing import described
from tests.schemas import found, valid
from thinktank.metadata.crossref.deposit import deposit_xml, live_with_doi
from thinktank.metadata.crossref.relations import Relationship
from thinktank.metadata.crossref.writing import Head, Record, batch
from thinktank.metadata.description import Body, Employer, Person, Version
from thinktank.metadata.names import Name, name_of
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.licences import Licence
from thinktank.publishing.models import Relation

HEAD = Head(
    "batch-1", "20260720120000", "Institute for Dialogue", "doi@example.org", "Institute for Dialogue"
)
DOI = "10.5555/k7m2q9xa42"
CARBERRY = "0000-0002-1825-0097"
ORIGINAL = Version("ru", "Лёд и торговля", "https://example.org/ru/reports/led/")
WHOLE = {
    "abstract": "One paragraph.\nAnother & more <b>.",
    "report_number": "WP 7/2024",
    "bodies": (),
    "licence": Licence.CC_BY,
    "original": ORIGINAL,
}


def deposited(*descriptions, relationships=()):
    return valid(batch(HEAD, [Record(of, relationships) for of in descriptions]))


def person(role="author", *, name="Anna Orlova", **facts):
    return Person(role, name_of(name, "en") if isinstance(name, str) else name, **facts)


# Every kind, language and missing part


@pytest.mark.parametrize(("kind", "language"), [*product([*Kind.values, "analysis", "news"], ["en", "ru"])])
def test_every_kind_is_valid_in_every_language(kind, language):
    tree = deposited(described(language, kind=kind, doi=DOI, translators=["Ivan Petrov"]))
    sort = "report-paper/x:report-paper_metadata" if kind in Kind.values else "posted_content"
    assert found(tree, f"/x:doi_batch/x:body/x:{sort}/@language") == [language]
    assert found(tree, "//x:doi_data/x:doi") == [DOI]
    assert found(tree, "//x:doi_data/x:resource")[0].startswith(f"https://example.org/{language}/")
    assert found(tree, "//x:person_name/@contributor_role") == ["author", "translator"]


@pytest.mark.parametrize("kind", ["joint_report", "analysis"])
@pytest.mark.parametrize("missing", [*WHOLE, "authors", None])
def test_what_a_text_lacks_is_left_out(kind, missing):
    fields = {name: value for name, value in WHOLE.items() if name != missing}
    deposited(described(kind=kind, doi=DOI, authors=0 if missing == "authors" else 2, **fields))


def test_a_language_is_named_without_its_country():
    of = _with(described(kind="joint_report", doi=DOI), language="pt-br")
    assert found(deposited(of), "//x:report-paper_metadata/@language") == ["pt"]


def test_a_report_without_authors_is_its_institutions():
    tree = deposited(described(kind="joint_report", doi=DOI, authors=0, bodies=["A", "B"]))
    assert found(tree, "//x:contributors/x:organization") == ["A", "B"]
    assert found(tree, "//x:contributors/x:organization/@sequence") == ["first", "additional"]


def test_a_deposit_says_who_what_and_under_which_licence():
    employer = Employer("Institute of Ice", "05dxps055")
    people = (person(orcid=CARBERRY, employers=(employer,)), person("editor", name="Ivan Petrov"))
    bodies = tuple(Body("publisher", f"Institute {n}", "02mhbdp94") for n in range(7))
    of = described(kind="working_paper", doi=DOI, **WHOLE | {"bodies": ()})
    of = _with(of, people=people, bodies=(*bodies, Body("funder", "Fund", "05dxps055")))
    tree = deposited(of)
    assert found(tree, "//x:ORCID") == [f"https://orcid.org/{CARBERRY}"]
    assert found(tree, "//x:affiliations//x:institution_id") == ["https://ror.org/05dxps055"]
    assert len(found(tree, "//x:report-paper_metadata/x:institution")) == 5
    assert found(tree, "//x:original_language_title") == [ORIGINAL.title]
    assert found(tree, "//x:original_language_title/@language") == ["ru"]
    assert found(tree, "//jats:p") == ["One paragraph.", "Another & more <b>."]
    assert found(tree, "//x:publication_date/*") == ["03", "05", "2024"]
    assert found(tree, "//x:item_number") == ["WP 7/2024"]
    assert found(tree, "//fr:assertion[@name='ror']") == ["https://ror.org/05dxps055"]
    assert found(tree, "//ai:license_ref") == [Licence.CC_BY.address]


def _with(of, **fields):
    return type(of)(**{name: getattr(of, name) for name in of.__dataclass_fields__} | fields)


def test_versions_translations_and_copies_are_relations():
    relationships = [
        Relationship("isTranslationOf", "10.5555/ru", True),
        Relationship("isIdenticalTo", "https://partner.example/report", True),
        Relationship("isPartOf", "10.5555/whole", False),
    ]
    tree = deposited(described(kind="joint_report", doi=DOI), relationships=relationships)
    assert found(tree, "//rel:intra_work_relation/@identifier-type") == ["doi", "uri"]
    assert found(tree, "//rel:inter_work_relation") == ["10.5555/whole"]


# Hostile texts

ODD = [
    "\x00\x0b\ufffe\ud800", "𝔘𝔫𝔦 🏴‍☠️", "</title>&<![CDATA[", "a" * 300, "٣ ? 7", "  ", "?", "И\u0306", "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", ["joint_report", "news"])
def test_odd_texts_make_a_valid_file(kind, odd):
    names = [Name(odd), Name(odd, odd, odd, odd), Name(f"A {odd}", odd), Name(odd, "Last", odd)]
    people = tuple(Person("author", name, employers=(Employer(odd or "x"),)) for name in names)
    of = described(kind=kind, doi=DOI, title=odd, abstract=f"{odd}\n{odd}", report_number=odd[:32])
    bodies = (Body("publisher", odd), Body("funder", odd))
    valid(batch(HEAD, [Record(_with(of, people=people, bodies=bodies))]))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=90), st.text(max_size=90))
def test_any_name_makes_a_valid_file(given_name, family):
    billed = f"{given_name} {family}"
    deposited(
        _with(
            described(kind="policy_brief", doi=DOI),
            people=(Person("author", Name(billed, family, given_name)),),
        )
    )


# From the site


@pytest.fixture
def depositor(settings):
    settings.CROSSREF_DEPOSITOR = settings.CROSSREF_REGISTRANT = "Institute for Dialogue"
    settings.CROSSREF_EMAIL = "doi@example.org"


def printed(*arguments, **options):
    out = io.StringIO()
    call_command("crossref_deposit", *arguments, stdout=out, **options)
    return valid(out.getvalue().encode())


def joint_report(**fields):
    """Live in both languages, with a DOI in each."""
    report = make_report(original_language="en", doi_en="10.5555/en", doi_ru="10.5555/ru", **fields)
    report.contributions.create(expert=make_expert(orcid=CARBERRY))
    report.institutions.create(organization=make_organization(ror="05dxps055"), role="publisher")
    publish_now(report, "en", "ru")
    return report


@pytest.mark.django_db
def test_the_command_prints_every_live_report_with_a_doi(depositor):
    report = joint_report(copies_en="10.5555/partner\nhttps://partner.example/r")
    make_report(doi_en="10.5555/draft")
    publish_now(make_report(), "en")
    publish_now(make_article(doi_en="10.5555/article"), "en")
    withdrawn = make_report(doi_en="10.5555/withdrawn")
    publish_now(withdrawn, "en")
    withdraw(withdrawn, "en", public_note="It was wrong.", now=timezone.now())
    part = make_report(doi_en="10.5555/part")
    publish_now(part, "en")
    Relation.objects.create(source=part, target=report, role="part_of")
    tree = printed("--all")
    assert found(tree, "//x:doi_data/x:doi") == ["10.5555/en", "10.5555/part", "10.5555/ru"]
    english, part_of_it, russian = tree.xpath("//*[local-name()='report-paper']")
    relation = ".//rel:*[@relationship-type='{}']".format
    assert found(english, relation("hasTranslation")) == ["10.5555/ru"]
    assert found(english, relation("isIdenticalTo")) == ["10.5555/partner", "https://partner.example/r"]
    assert found(english, relation("hasPart")) == ["10.5555/part"]
    assert found(part_of_it, relation("isPartOf")) == ["10.5555/en"]
    assert found(russian, relation("isTranslationOf")) == ["10.5555/en"]
    assert found(russian, ".//x:original_language_title") == [report.title_en]
    assert found(printed("--all", "--articles"), "//x:posted_content//x:doi") == ["10.5555/article"]
    assert found(printed("https://doi.org/10.5555/RU"), "//x:doi_data/x:doi") == ["10.5555/ru"]
    for wrong in (
        ["10.5555/draft"],
        ["10.5555/withdrawn"],
        ["nonsense"],
        [],
        ["10.5555/en", "10.5555/article"],
    ):
        with pytest.raises(CommandError):
            call_command("crossref_deposit", *wrong)


@pytest.mark.django_db
def test_a_new_doi_replaces_that_of_earlier_editions(depositor):
    report = joint_report()
    report.doi_en = "10.5555/en.2"
    report.save()
    publish_now(report, "en", now=timezone.now() + datetime.timedelta(seconds=1))
    later = timezone.now() + datetime.timedelta(minutes=1)
    tree = valid(deposit_xml(live_with_doi(later, ["10.5555/en.2"]), later))
    assert found(tree, "//rel:*[@relationship-type='replaces']") == ["10.5555/en"]


@pytest.mark.django_db
def test_the_desk_offers_the_file_of_one_text_in_one_language(depositor):
    report, editor = joint_report(), Client()
    editor.force_login(make_editor())
    address = reverse("admin:reports_report_crossref", args=[report.pk, "ru"])
    assert address in editor.get(reverse("admin:reports_report_editions", args=[report.pk, "ru"])).text
    response = editor.get(address)
    assert "attachment" in response["Content-Disposition"]
    assert found(valid(response.content), "//x:doi_data/x:doi") == ["10.5555/ru"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("doi", "publishes", "sentence"),
    [
        ("", True, "has no DOI in English"),
        ("10.5555/a", False, "There is no live text"),
        ("10.5555/a", True, "CROSSREF_EMAIL"),
    ],
)
def test_the_desk_says_what_is_missing(doi, publishes, sentence, request):
    if "CROSSREF" not in sentence:
        request.getfixturevalue("depositor")
    report, editor = make_report(doi_en=doi), Client()
    if publishes:
        publish_now(report, "en")
    editor.force_login(make_editor())
    response = editor.get(reverse("admin:reports_report_crossref", args=[report.pk, "en"]), follow=True)
    assert sentence in response.text
