"""Every text field of every form and row of the desk stores plain text."""

import pytest

from events.models import Event
from polls.models import Poll
from reports.models import Report
from tests.desk.desk import fill_in
from tests.desk.posting import add_row, text_of
from tests.factories import make_event, make_report
from thinktank.pages.models import SiteSettings
from thinktank.taxonomy.models import Topic

pytestmark = pytest.mark.django_db
BAD = "a\x02b\x0bc\ufffed\u202ee\x00f"
KEPT = "ab cdef"


def test_characters_that_some_format_cannot_contain_are_removed_from_every_field_and_row(desk):
    address = "/admin/reports/report/add/"
    words = {f"{name}_en": BAD for name in ("title", "standfirst", "body", "funding", "cover_caption")}
    values = fill_in(desk, address, report_number=BAD, kind="joint_report", **words)
    add_row(values, "key_findings", text_en=BAD)
    add_row(values, "recommendations", text_en=BAD, addressee_en=BAD, horizon="immediate")
    add_row(values, "contributions", name_en=BAD, affiliation_en=BAD, role="author")
    assert desk.post(address, values).status_code == 302
    report = Report.objects.get()
    assert {report.title_en, report.cover_caption_en, report.report_number} == {KEPT}
    assert {report.standfirst_en, report.funding_en} == {"ab\ncdef"}
    assert "".join(report.body_en.split()) == "abcdef"
    (finding,), (advice,), (person,) = (
        report.key_findings.all(),
        report.recommendations.all(),
        report.contributions.all(),
    )
    assert {finding.text_en, advice.addressee_en, person.name_en, person.affiliation_en} == {KEPT}
    assert advice.text_en == "ab\ncdef"


@pytest.mark.parametrize("nothing", ["\u3164", "\u2800", "\xad", "\u200b\u2060", "\u202e\u202c", "\ufeff"])
def test_a_title_without_visible_characters_counts_as_empty(desk, nothing):
    for address, name in [("/admin/articles/article/add/", "title"), ("/admin/taxonomy/topic/add/", "name")]:
        response = desk.post(address, fill_in(desk, address, **{f"{name}_en": nothing}))
        assert response.status_code == 422
        assert "Fill this in for at least one language." in text_of(response)
    assert not Topic.objects.exists()


def test_letters_are_composed_wherever_they_are_typed(desk):
    decomposed = "И\u0306од"
    address = "/admin/taxonomy/topic/add/"
    desk.post(address, fill_in(desk, address, name_ru=decomposed, description_ru=decomposed))
    topic = Topic.objects.get()
    assert (topic.name_ru, topic.description_ru) == ("Йод", "Йод")
    event = make_event()
    address = f"/admin/events/event/{event.pk}/change/"
    desk.post(address, fill_in(desk, address, place_ru=decomposed, body_ru=f"<p>{decomposed}</p>"))
    event = Event.objects.get()
    assert (event.place_ru, event.body_ru) == ("Йод", "<p>Йод</p>")


def test_objects_saved_without_a_form_store_plain_text_too():
    report = make_report(title_en="x\x02y")
    assert report.title_en == "xy"
    Report.objects.update(report_number="7\x01")
    assert Report.objects.get().report_number == "7"
    SiteSettings(name_en="И\u0306\x03").save()
    assert SiteSettings.objects.get().name_en == "Й"
    poll = Poll(question_en="?\x02")
    poll.save()
    assert poll.question_en == "?"
