"""The page of the seed, entered and published as by somebody new to the desk: how many clicks and page loads it takes.

A round table with four speakers and two institutions, the joint report that it presented, with two recommendations, a poll
with four options, and the news item that is linked to all of them, with a cover and the poll beside it; in both languages.
"""

from contextlib import contextmanager

import pytest

from articles.models import Article
from tests.factories import make_topic, picture_file
from tests.session import new_editor
from thinktank.publishing.models import Edition

pytestmark = pytest.mark.browser

MOST_CLICKS, MOST_PAGES = 48, 15  # 158 and 45 once

TITLE = ("Experts discussed a report", "Эксперты обсудили доклад")
INSTITUTIONS = [
    ("Council on Distant Questions", "Совет по дальним вопросам"),
    ("Leaders for Quiet", "Лидеры за тишину"),
]
SPEAKERS = [
    ("Andrey", "Kortunov", "Андрей", "Кортунов", "Director General", "генеральный директор", 0),
    ("Adam", "Thomson", "Адам", "Томсон", "Director", "директор", 1),
    ("Katarzyna", "Kubiak", "Катажина", "Кубяк", "Expert", "эксперт", 1),
    ("Dmitry", "Danilov", "Дмитрий", "Данилов", "Head of Department", "заведующий отделом", 0),
]
OPTIONS = [
    ("Partnership", "Партнёрство"),
    ("Deterrence", "Сдерживание"),
    ("Dissolution", "Распад"),
    ("Alliance", "Союз"),
]


class Hand:
    """What a person does with mouse and keyboard in one window, and in the small ones that open from it."""

    def __init__(self, page, counts=None):
        self.page, self.counts = page, counts or {"clicks": 0, "pages": 0}
        if counts is None:
            page.context.on("response", self._heard)

    def _heard(self, response):
        """A page that somebody sees: no redirect, and not the answer with which a small window closes, which is to a POST."""
        request = response.request
        self.counts["pages"] += request.is_navigation_request() and response.ok and request.method == "GET"

    def click(self, target):
        self.counts["clicks"] += 1
        (self.page.locator(target).first if isinstance(target, str) else target).click()

    def type(self, **words):
        """Words by the name of their field, for both languages as a pair."""
        for name, value in words.items():
            if isinstance(value, str):
                self.page.fill(f"#id_{name}", value)
            else:
                for code, word in zip(("en", "ru"), value, strict=True):
                    self.page.fill(f"#id_{name}_{code}", word)

    def write_body(self, *texts):
        for editor, text in zip(
            self.page.locator(".ProseMirror[contenteditable=true]").all(), texts, strict=True
        ):
            editor.focus()
            self.page.keyboard.insert_text(text)

    def find(self, field, words):
        """Click into a field in which typing finds something, type, press Enter."""
        self.click(f"#id_{field} + .select2-container .select2-selection")
        self.page.keyboard.type(words)
        self.page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
        self.page.keyboard.press("Enter")

    def add_row(self, prefix):
        """The beginning of the names of the new row's fields."""
        n = self.page.locator(f"#id_{prefix}-TOTAL_FORMS").input_value()
        self.click(f"#{prefix}-group .add-row a")
        return f"{prefix}-{n}"

    @contextmanager
    def small_window(self, link):
        """What is done in the window that this link opens; at the end it is saved and closes."""
        with self.page.expect_popup() as opened:
            self.click(link)
        window = Hand(opened.value, self.counts)
        window.page.wait_for_load_state()
        yield window
        with window.page.expect_event("close"):
            self.counts["clicks"] += 1
            window.page.locator("[name=_save]").click(no_wait_after=True)

    def save(self):
        self.click(".desk-buttons button[name=_continue]")
        self.page.locator(".messagelist .success").wait_for()

    def publish(self):
        """The form of the publication is open; it is published in both languages, with the drafts that it refers to."""
        self.click(".desk-buttons button[name=_publish][value=all]")
        self.page.wait_for_url("**/publish/**")
        self.click(".plan-form button[name=_publish]")
        self.page.wait_for_url("**/change/")


def enter_event(hand):
    hand.type(
        title=("Presenting the joint report", "Презентация совместного доклада"),
        place=("Press centre", "Пресс-центр"),
    )
    hand.write_body("The event presented a report.", "На встрече представили доклад.")
    hand.type(starts_at="2031-03-05T15:00", ends_at="2031-03-05T17:00")
    for names in INSTITUTIONS:
        row = hand.add_row("institutions")
        with hand.small_window(f"#add_id_{row}-organization") as window:
            window.type(name=names)
    for given, family, given_ru, family_ru, role, role_ru, institution in SPEAKERS:
        row = hand.add_row("contributions")
        with hand.small_window(f"#add_id_{row}-expert") as window:
            window.type(given_name=(given, given_ru), family_name=(family, family_ru))
            window.find("affiliations-0-organization", INSTITUTIONS[institution][0])
            window.type(**{"affiliations-0-role": (role, role_ru)})
        hand.page.wait_for_function("id => document.getElementById(id).value", arg=f"id_{row}-affiliation_ru")
    hand.find("topics", "Confidence")


def enter_report(hand):
    hand.type(title=("A more stable relationship", "Более устойчивые отношения"))
    hand.write_body("What can be done.", "Что можно сделать.")
    for english, russian in [
        ("Keep talking", "Продолжать диалог"),
        ("Use the hotline", "Пользоваться прямой линией"),
    ]:
        row = hand.add_row("recommendations")
        hand.type(**{f"{row}-text": (english, russian)})
    row = hand.add_row("relations_out")
    hand.find(f"{row}-target", "Presenting the joint")
    hand.click(".take-over button")
    hand.page.locator(".take-over", has_text="people 4, organisations 2").wait_for()


def enter_poll(hand):
    hand.type(question=("What are the goals?", "Каковы цели?"))
    for number, words in enumerate(OPTIONS):
        if number >= 2:
            hand.add_row("options")
        hand.type(**{f"options-{number}-label": words})
    hand.click("#id_is_public")


def enter_article(hand, picture):
    hand.type(title=TITLE)
    hand.write_body("On March 5 there was a round table.", "5 марта прошёл круглый стол.")
    with hand.small_window("#add_id_cover") as window:
        hand.counts["clicks"] += 1  # the button that opens the list of files
        window.page.set_input_files("#id_upload", picture)
        window.type(
            alt=("Four people at a table", "Четверо за столом"), credit=("Press centre", "Пресс-центр")
        )
    for name, enter in [("event", enter_event), ("report", enter_report)]:
        row = hand.add_row("relations_out")
        with hand.small_window(f"#{row} .new-related a:has-text('{name}')") as window:
            enter(window)
    hand.click(".take-over button")
    hand.page.locator(".take-over", has_text="people 4, organisations 2").wait_for()
    row = hand.add_row("Poll_publications")
    with hand.small_window(f"#add_id_{row}-poll") as window:
        enter_poll(window)


def what_is_there():
    article = Article.objects.get(title_en=TITLE[0])
    made = [article.pk, *article.relations_out.values_list("target", flat=True)]
    live = Edition.objects.filter(publication__in=made).values_list("publication__type", "language")
    return {
        "live": sorted(map(list, live)),
        "people": [[row.role, row.name_en, row.affiliation_ru] for row in article.contributions.all()],
        "institutions": [[row.role, row.name_ru] for row in article.institutions.all()],
        "relations": [[row.role, row.target.type] for row in article.relations_out.all()],
        "topics": [topic.name_en for topic in article.topics.all()],
        "polls": [poll.options.count() for poll in article.polls.all()],
        "report": [[row.role for row in article.relations_out.last().target.contributions.all()]],
        "public": [row.expert.is_public for row in article.contributions.all()],
    }


def prepare():
    make_topic(name_en="Confidence building", name_ru="Меры доверия")
    return new_editor("newcomer")


def test_the_page_of_the_seed_takes_few_clicks_and_page_loads(live_site, page, tmp_path):
    picture = tmp_path / "Круглый стол.png"
    picture.write_bytes(picture_file(640, 360).read())
    name, value = live_site.call(prepare)
    page.context.add_cookies([{"name": name, "value": value, "url": live_site.url}])
    hand = Hand(page)
    page.goto("/admin/")
    hand.click("#content-main a[href='/admin/articles/article/add/']")
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    enter_article(hand, picture)
    hand.save()
    hand.publish()
    found = live_site.call(what_is_there)

    assert found == {
        "live": [[type_, code] for type_ in ("article", "event", "report") for code in ("en", "ru")],
        "people": [
            ["speaker", f"{given} {family}", f"{role} ({INSTITUTIONS[where][1]})"]
            for given, family, _given, _family, _role, role, where in SPEAKERS
        ],
        "institutions": [["organiser", russian] for _english, russian in INSTITUTIONS],
        "relations": [["reports_on", "event"], ["reports_on", "report"]],
        "topics": ["Confidence building"],
        "polls": [4],
        "report": [["author"] * 4],
        "public": [False] * 4,
    }
    assert hand.counts["clicks"] <= MOST_CLICKS, hand.counts
    assert hand.counts["pages"] <= MOST_PAGES, hand.counts
