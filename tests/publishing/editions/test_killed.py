"""A process that dies while it publishes leaves the publication entirely old or entirely new."""

from tests.publishing.racing import STEPS, die_at_every_step
from tests.publishing.releasing import die_while_scheduling_and_cancelling

OLD = {"live": [["en", 1, "news"], ["ru", 1, "news"]], "waiting": [2, "news"]}
NEW = {"live": [["en", 2, "interview"], ["ru", 2, "interview"]], "waiting": [3, "interview"]}


def test_a_process_that_dies_while_publishing_changes_nothing_and_one_that_survives_changes_all(other_site):
    *died, lived = other_site.call(die_at_every_step)
    assert died == [
        {"step": step, "status": 9, "is_unchanged": True, "differing": []} | OLD for step in STEPS
    ]
    assert lived == {"step": None, "status": 0, "is_unchanged": False, "differing": []} | NEW


def test_a_process_that_dies_at_any_step_never_leaves_half_of_a_release(other_site):
    answer = other_site.call(die_while_scheduling_and_cancelling)
    assert answer["died"] == [[9, True]] * 7
    assert (answer["lived"], answer["made"], answer["starts"]) == ([0, False], 6, 1)
    assert (answer["cancelled"], answer["left"]) == ([0, False], 0)
