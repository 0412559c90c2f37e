import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError

from polls.models import ImportedCount, Option, Poll
from polls.tally import count_ballots
from tests.desk.posting import add_row, form_values, text_of
from tests.factories import make_article, make_superuser
from tests.polls.making import Reader, close, make_poll
from thinktank.operations.demo.desk import enter, rows, translated
from thinktank.publishing.admin.inlines import publication_inlines
from thinktank.readers.secret_files import SecretUnavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_superuser())
    return client


def address(poll):
    return f"/admin/polls/poll/{poll.pk}/change/"


def save(desk, poll, change=None, **typed):
    values = form_values(desk.get(address(poll)), "poll_form") | typed
    if change:
        change(values)
    return desk.post(address(poll), values)


def labels(poll):
    return list(poll.options.values_list("number", "position", "label_en"))


@pytest.fixture
def voted():
    poll = make_poll()
    Reader().vote(poll, 1)
    Reader().vote(poll, 2)
    return poll


def new_poll(**fields):
    """The seed's poll as the demo enters it."""
    texts = [
        ("A partnership", "Партнёрство", 33),
        ("To deter", "Сдерживание", 30),
        ("Dissolution", "Распад", 24),
    ]
    options = [{"label_en": en, "label_ru": ru, "imported": str(n)} for en, ru, n in texts]
    data = {
        "opens_at": "2019-03-05T10:00", "closes_at": "",
        "min_choices": "1", "max_choices": "1", "results_visibility": "always", "is_public": "on",
        "imported_source_en": "An earlier page", "imported_source_ru": "Прежняя страница",
        "imported_date": "2026-01-15",
    }  # fmt: skip
    data |= translated({"en": "What does it want?", "ru": "Чего хочет?"}, "question") | rows(
        "options", options
    )
    return enter(Poll, data | fields, by=make_superuser())


def test_a_poll_is_entered_with_its_options_and_imported_counts():
    article = make_article()
    poll = new_poll(publications=[str(article.pk)])

    assert labels(poll) == [(1, 0, "A partnership"), (2, 1, "To deter"), (3, 2, "Dissolution")]
    counts = ImportedCount.objects.all()
    assert [(count.n, count.source_ru, count.date.isoformat()) for count in counts] == [
        (n, "Прежняя страница", "2026-01-15") for n in (33, 30, 24)
    ]
    assert list(poll.publications.values_list("pk", flat=True)) == [article.pk]
    assert [poll.path_in(language) for language in ("en", "ru")] == [
        "/en/polls/what-does-it-want/",
        "/ru/polls/chego-khochet/",
    ]
    assert Reader().client.get(poll.path_in("ru")).status_code == 200


def test_the_form_shows_everything_and_saving_it_again_changes_nothing(desk):
    poll = new_poll()
    before = [list(model.objects.values()) for model in (Poll, Option)]

    response = save(desk, poll)

    assert response.status_code == 302
    assert [list(model.objects.values()) for model in (Poll, Option)] == before
    assert list(ImportedCount.objects.values_list("n", flat=True)) == [33, 30, 24]


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update({"options-0-DELETE": "on"}),
        lambda values: values.update({"options-0-position": "7"}),
        lambda values: add_row(values, "options", label_en="New", label_ru="Новый", position="9", id=""),
    ],
)
def test_options_of_a_poll_with_votes_are_neither_removed_nor_moved_nor_added(desk, voted, change):
    before, tally = labels(voted), count_ballots(voted.pk)

    response = save(desk, voted, change)

    assert response.status_code == 422
    assert "options can no longer be added, removed or put in another order" in text_of(response)
    assert labels(voted) == before
    assert count_ballots(voted.pk) == tally


def test_a_vote_counted_while_the_form_was_open_is_noticed(desk):
    poll = make_poll()
    values = form_values(desk.get(address(poll)), "poll_form")
    Reader().vote(poll, 1)

    response = desk.post(address(poll), values | {"options-0-DELETE": "on"})

    assert response.status_code == 422
    assert len(labels(poll)) == 4


def test_a_vote_counted_between_check_and_saving_is_noticed_too(desk, monkeypatch):
    """The form's check passes; the model refuses."""
    poll = make_poll()
    Reader().vote(poll, 1)
    monkeypatch.setattr("polls.forms.OptionFormSet._refuse_changes_after_votes", lambda *args: None)

    response = save(desk, poll, lambda values: values.update({"options-0-DELETE": "on"}))

    assert response.status_code == 409
    assert "can no longer be" in text_of(response)
    assert len(labels(poll)) == 4


def test_a_poll_whose_key_cannot_be_stored_comes_back_as_it_was_typed(desk, settings, tmp_path):
    settings.PEPPER_DIR = tmp_path / "file"
    settings.PEPPER_DIR.write_text("in the way")
    values = form_values(desk.get("/admin/polls/poll/add/"), "poll_form") | {"question_en": "Which way now?"}
    values |= {"options-0-label_en": "Left", "options-1-label_en": "Right", "options-TOTAL_FORMS": "2"}

    response = desk.post("/admin/polls/poll/add/", values)

    assert (response.status_code, Poll.objects.count()) == (503, 0)
    assert "key cannot be stored. Nothing was saved" in text_of(response)
    assert form_values(response, "poll_form")["question_en"] == "Which way now?"


def test_the_state_of_a_poll_is_the_stored_one_when_a_moment_is_refused(desk, voted):
    response = save(desk, voted, lambda values: values.update({"closes_at": "2026-01-01T10:00"}))
    assert response.status_code == 422
    assert "Open, 2 ballots" in text_of(response)
    assert "Closed on" not in text_of(response)


def test_a_new_poll_has_room_for_two_options(desk):
    values = form_values(desk.get("/admin/polls/poll/add/"), "poll_form")
    assert values["options-TOTAL_FORMS"] == "2"


@pytest.mark.parametrize("name", ["question_en", "options-0-label_en"])
def test_a_correction_shows_the_old_and_the_new_wording_before_it_is_saved(desk, voted, name):
    old = form_values(desk.get(address(voted)), "poll_form")[name]

    response = save(desk, voted, **{name: f"“{old}”"})

    assert response.status_code == 422
    assert f"Before: “{old}”. After: ““{old}””." in text_of(response)
    assert voted.former_wordings.count() == 0


@pytest.mark.parametrize("name", ["question_en", "question_ru", "options-0-label_en", "options-1-label_ru"])
@pytest.mark.parametrize("confirmed", ["", "on"])
def test_another_meaning_is_refused_with_the_way_on(desk, voted, name, confirmed):
    response = save(desk, voted, **{name: "Do you like ice cream?"}, corrections_confirmed=confirmed)

    assert response.status_code == 422
    assert "Close this poll and create another one." in text_of(response)
    assert voted.former_wordings.count() == 0


def test_a_slip_of_the_pen_may_be_corrected_and_leaves_a_trace(desk, voted):
    tally = count_ballots(voted.pk)

    assert (
        save(desk, voted, **{"options-0-label_en": "‘Way’ 1"}, corrections_confirmed="on").status_code == 302
    )

    assert labels(voted)[0] == (1, 1, "‘Way’ 1")
    assert [wording.text for wording in voted.former_wordings.all()] == ["Way 1"]
    assert count_ballots(voted.pk) == tally


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"max_choices": "2"}, "Votes have been counted; this can no longer be changed."),
        (
            {"options-0-imported": "5", "imported_date": "2026-01-15", "imported_source_en": "x"},
            "Readers have voted: imported counts",
        ),
    ],
)
def test_rules_and_counts_of_a_poll_with_votes_stay(desk, voted, typed, said):
    response = save(desk, voted, **typed)

    assert response.status_code == 422
    assert said in text_of(response)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"question_en": "", "question_ru": ""}, "Fill this in for at least one language."),
        ({"min_choices": "0"}, "At least one answer"),
        ({"max_choices": "5"}, "A poll needs at least two options"),
        ({"closes_at": "2001-01-01T10:00"}, "The poll closes before it opens."),
        ({"opens_at": "0001-01-01T00:00"}, "Check the year."),
        ({"closes_at": "9999-12-31T23:59"}, "Check the year."),
        ({"options-0-imported": "5"}, "Say where the counts were imported from"),
        ({"options-0-imported": "-5"}, "greater than or equal to 0"),
        (
            {"max_choices": "2", "options-0-imported": "5"},
            "Counts can be imported only into a poll with a single answer",
        ),
    ],
)
def test_the_form_names_input_that_makes_no_sense(desk, typed, said):
    response = save(desk, make_poll(), **typed)

    assert response.status_code == 422
    assert said in text_of(response)


def test_the_list_says_in_words_what_state_a_poll_is_in(desk, voted):
    closed = make_poll()
    close(closed)

    words = text_of(desk.get("/admin/polls/poll/"))

    assert "Open, 2 ballots" in words
    assert "Closed on" in words


def test_a_poll_with_votes_cannot_be_deleted(desk, voted):
    assert desk.post(f"/admin/polls/poll/{voted.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/polls/poll/{make_poll().pk}/delete/", {"post": "yes"}).status_code == 302
    assert Poll.objects.get() == voted


def test_ballots_are_not_on_the_desk(desk):
    registered = {model.__name__ for model in admin.site._registry}

    assert not registered & {
        "BallotInbox",
        "PollVoter",
        "Rating",
        "AbuseWindow",
        "FormerWording",
        "ImportedCount",
    }


def test_polls_are_placed_on_the_form_of_a_publication(desk):
    article, poll = make_article(), make_poll()
    path = f"/admin/articles/article/{article.pk}/change/"
    assert "PollPlacementInline" in {inline.__name__ for inline in publication_inlines}
    page = desk.get(path)
    prefix = next(
        name for name in form_values(page) if name.endswith("-TOTAL_FORMS") and "poll" in name.lower()
    ).removesuffix("-TOTAL_FORMS")

    response = desk.post(path, add_row(form_values(page), prefix, poll=str(poll.pk), id=""))

    assert response.status_code == 302
    assert list(poll.publications.all().values_list("pk", flat=True)) == [article.pk]


def test_a_poll_that_was_taken_off_a_text_meanwhile_does_not_stop_the_text_from_being_saved(desk):
    article, poll = make_article(), make_poll()
    poll.publications.add(article)
    path = f"/admin/articles/article/{article.pk}/change/"
    values = form_values(desk.get(path))
    poll.publications.clear()

    assert desk.post(path, values | {"title_en": "Another title"}).status_code == 302

    article.refresh_from_db()
    assert article.title_en == "Another title"


def _a_vote_is_counted_meanwhile(*args):
    raise ValidationError("A vote was counted just now.")


def _the_folder_is_away(*args):
    raise SecretUnavailable


@pytest.mark.parametrize(
    ("fails", "status", "said"),
    [(_a_vote_is_counted_meanwhile, 409, "counted just now"), (_the_folder_is_away, 503, "cannot be stored")],
)
def test_what_stops_a_poll_in_the_middle_of_saving_loses_no_words(desk, monkeypatch, fails, status, said):
    poll = make_poll()
    monkeypatch.setattr(Poll, "save", fails)

    response = save(desk, poll, question_en="Words that would be a pity to lose")

    assert response.status_code == status
    assert said in text_of(response)
    assert form_values(response)["question_en"] == "Words that would be a pity to lose"
