"""Charts: a table in two languages, drawn without loading anything, published as it was, read as drawing, table and file."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from lxml import html

from articles.models import Article
from tests.desk.desk import fill_in
from tests.factories import make_chart, make_editor, publish_now, with_chart
from thinktank.library.charts.data import read_table, written
from thinktank.library.charts.drawing import draw
from thinktank.library.charts.svg import NotADrawing, clean_svg
from thinktank.library.child.chart import refuse_loading
from thinktank.library.child.refused import Refused
from thinktank.library.models import Chart
from thinktank.library.sandbox import open_in_child
from thinktank.publishing.editions.checks import findings_of
from thinktank.publishing.revisions.snapshot import take_snapshot
from thinktank.richtext.body import expand_body

EN, RU = 'Port,By Suez\nYokohama,"11,200.5"\nShanghai,−3\n', "Порт;Через Суэц\nИокогама;11 200,5\nШанхай;−3\n"
ADD = "/admin/library/chart/add/"
WORDS = {"title_en": "Miles", "title_ru": "Мили", "description_en": "Suez is longer", "source_en": "Atlas"}


@pytest.fixture
def desk(db):
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.mark.parametrize(
    ("kind", "table", "sentence"),
    [
        ("bars", "a,b\nx,1\ny,many\n", "Row 3: “many” in the column “b” is not a number."),
        ("bars", "a,b\n\nx,1,2\n", "Row 3 has 3 cells, and the first row has 2."),
        ("bars", "a,b\nx,1,5\n", "Row 2 has 3 cells"),
        ("bars", 'a,b\nx,"1,5"\n', "Row 2: “1,5” in the column “b” is not a number."),
        ("bars", "a,b,\nx,1,2\n", "Row 1: column 3 has no heading."),
        ("lines", "a,b\nx,1\nx,2\n", "Row 3: the label “x” stands twice."),
        ("stacked", "a,b\nx,-1\n", "Row 2: the parts of a stacked bar cannot be below zero."),
        ("points", "a,b\nx,1\n", "Row 2: a chart of points needs a number in the first column, not “x”."),
        ("bars", "a,b\nx,\n", "There is no number in the table."),
        ("bars", "a,b\nx,1e999\n", "is not a number"),
        ("bars", "a,b\n" + "".join(f"{n},1\n" for n in range(61)), "shows 60 rows at most"),
        ("bars", "words", "The first row must have headings"),
        ("bars", "a,b\n" + "x" * 50_000, "too long for a chart"),
    ],
)
def test_a_bad_table_is_told_by_its_row(kind, table, sentence):
    with pytest.raises(ValidationError) as told:
        read_table(table, "en", kind)
    assert sentence in told.value.messages[0]


def test_tables_are_read_and_numbers_written_as_each_language_does():
    assert read_table("Port\tMiles\nYokohama\t11,200.5\n", "en", "bars").rows == [("Yokohama", ["11200.5"])]
    assert read_table(RU, "ru", "bars").rows == [("Иокогама", ["11200.5"]), ("Шанхай", ["-3"])]
    assert [written("-11200.5", code) for code in ("en", "ru")] == ["−11,200.5", "−11\xa0200,5"]


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines", "points"])
def test_every_kind_is_drawn_with_its_words_and_nothing_that_runs(kind):
    table = 'href,"</text><script>alert(1)</script>",javascript:x\n2019,1500,2\n2020,2500,3\n'
    drawn = html.fromstring(draw(read_table(table, "en", kind), kind, "en"))

    tags = {element.tag for element in drawn.iter()}
    assert tags <= {"svg", "g", "path", "line", "rect", "text", "circle"}
    assert "</text><script>alert(1)</script>" in drawn.text_content()
    assert not [
        name
        for element in drawn.iter()
        for name in element.keys()
        if name.startswith(("on", "xlink", "href"))
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar"},
        {"data": {"url": "file:///etc/passwd", "format": {"type": "dsv"}}, "mark": "bar"},
        {
            "data": {"values": [{"u": "http://127.0.0.1:9/a.png"}]},
            "mark": "image",
            "encoding": {"url": {"field": "u"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "image"},
            "encoding": {"href": {"value": "javascript:alert(1)"}},
        },
        {
            "data": {"values": [{}]},
            "transform": [{"lookup": "a", "from": {"data": {"url": "x"}}}],
            "mark": "bar",
        },
        {"layer": [{"mark": "text", "encoding": {"text": {"value": {"expr": "1+1"}}}}]},
        {"datasets": {"x": []}, "mark": "bar"},
    ],
)
def test_a_specification_may_load_nothing(hostile):
    with pytest.raises(Refused, match="chart_loads"):
        refuse_loading(hostile)


def test_the_child_itself_refuses_it(tmp_path):
    file = tmp_path / "chart.json"
    file.write_text(
        json.dumps({"specification": {"data": {"url": "file:///etc/passwd"}, "mark": "bar"}, "locale": {}})
    )
    assert open_in_child("chart", file) == {"refused": "chart_loads"}


@pytest.mark.parametrize(
    "text",
    ["", "<svg/>", "<html/>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>'],
)  # fmt: skip
def test_what_is_no_drawing_or_brings_a_file_along_is_refused(text):
    with pytest.raises(NotADrawing):
        clean_svg(text)


def test_a_stored_drawing_is_cleaned_again_when_it_is_printed():
    evil = '<script>x</script><a href="javascript:x"><text onclick="x">t</text></a><g><rect style="x" fill="url(//x)" stroke="#fff"/></g>'
    cleaned = clean_svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="x">{evil}</svg>'
    )
    assert cleaned.partition(">")[2] == '<g><rect stroke="#fff"/></g></svg>'
    assert "onload" not in cleaned


@pytest.mark.django_db
def test_a_chart_in_a_text_is_drawing_table_and_file_and_stays_as_it_was_published(client):
    chart = make_chart()
    article = with_chart(chart)
    _english, russian = publish_now(article, "en", "ru")
    path = russian.get_absolute_url()

    page = html.fromstring(client.get(path).text)
    [figure] = page.xpath("//figure[@class='chart']")
    assert figure.xpath("string(svg/title)"), figure.xpath("string(svg/desc)") == (
        "Мили",
        "Через Суэц дальше",
    )
    assert [cell.text for cell in figure.iter("td")] == ["11\xa0200,5", "−3"]
    assert "Округлено Источник: Атлас" in figure.find("figcaption").text_content()
    [download] = figure.xpath(".//a[contains(@href, '.csv')]/@href")
    file = client.get(download)
    assert (download, file.headers["Content-Type"]) == (
        f"{path}editions/1/fig-1.csv",
        "text/csv; charset=utf-8",
    )
    assert file.text == "\ufeffПорт;Через Суэц\r\nИокогама;11200,5\r\nШанхай;-3\r\nИсточник: Атлас\r\n"

    Chart.objects.update(title_ru="Иначе", data_ru="а;б\nв;1\n", drawings={})
    assert client.get(download).text == file.text
    assert "Мили" in client.get(path).text
    assert client.get(f"{path}editions/1/fig-2.csv").status_code == 404


@pytest.mark.django_db
def test_a_chart_without_words_in_a_language_prevents_publishing_in_it():
    article = with_chart(make_chart(title_ru="", description_ru="", data_ru="", source_ru=""))

    def blocking(language):
        return [
            each.sentence
            for each in findings_of(Article, take_snapshot(article), language)
            if each.is_blocking
        ]

    assert blocking("en") == []
    assert len(blocking("ru")) == 4


@pytest.mark.django_db
def test_a_record_that_is_damaged_shows_nothing_and_breaks_nothing():
    digest = "a" * 64
    body = f'<figure id="fig-1"><img data-chart="{digest}"></figure>'
    for record in ({}, None, [], {"title": "x", "svg": "<svg>", "description": ""}):
        assert expand_body(body, {}, {}, {digest: record}) == '<figure id="fig-1"></figure>'


def _filled(desk, **values):
    return fill_in(desk, ADD, _save="1", kind="bars", **WORDS | values)


@pytest.mark.django_db
def test_editors_add_a_chart_and_hear_of_rows_whose_numbers_differ_between_languages(desk):
    other = RU.replace("−3", "−4")
    refused = desk.post(ADD, _filled(desk, data_en=EN, data_ru=other))
    assert "Row 3 has other numbers than the same row in English." in refused.text
    assert not Chart.objects.exists()

    assert desk.post(ADD, _filled(desk, data_en=EN, data_ru=RU)).status_code == 302

    chart = Chart.objects.get()
    assert sorted(chart.drawings) == ["en", "ru"]
    shown = desk.get(f"/library/charts/{chart.uid}/?language=ru")
    assert (shown.headers["Content-Type"], "Иокогама" in shown.text) == ("image/svg+xml", True)
    picker = desk.get("/admin/library/image/picker/?of=charts&CKEditorFuncNum=1").text
    assert f'data-path="/library/charts/{chart.uid}/"' in picker
