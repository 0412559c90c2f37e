"""Races in real threads on a real database: exactly one wins, and nothing overlaps."""

from tests.publishing.racing import (
    race_to_claim,
    race_to_publish,
    race_to_publish_and_withdraw,
    race_to_save,
    race_to_save_organizations,
    race_to_save_the_same_state,
)
from tests.publishing.releasing import race_to_schedule


def test_exactly_one_of_two_editors_who_publish_the_same_state_succeeds(other_site):
    answer = other_site.call(race_to_publish, 8)
    assert answer == {"met": [["ChangedMeanwhile", "published"]] * 8, "differing": []}


def test_a_withdrawal_and_a_change_of_facts_never_end_with_the_withdrawn_text_live(other_site):
    answer = other_site.call(race_to_publish_and_withdraw, 8)
    assert answer["differing"] == []
    for met, is_live in answer["outcomes"]:
        assert is_live is False
        assert met in (["ChangedMeanwhile", "withdrawn"], ["published", "withdrawn"])


def test_simultaneous_saves_get_different_revision_numbers(other_site):
    answer = other_site.call(race_to_save, 4, 6)
    refused = sum(int(said.removeprefix("refused ")) for said in answer["met"])
    assert answer["numbers"] == list(range(1, 4 * 6 - refused + 2))


def test_one_of_several_editors_of_the_same_revision_saves_and_the_others_are_refused(other_site):
    answer = other_site.call(race_to_save_the_same_state, 4)
    assert answer == {"met": ["SavedMeanwhile"] * 3 + ["revision 2"], "count": 2}


def test_one_of_several_claims_to_an_address_succeeds_and_the_others_are_refused(other_site):
    for met, owners in other_site.call(race_to_claim, 5, 3):
        assert (met, owners) == (["AddressTaken", "AddressTaken", "published"], 1)


def test_one_of_several_new_organisations_with_the_same_address_is_saved(other_site):
    assert other_site.call(race_to_save_organizations, 3) == {
        "met": ["AddressTaken", "AddressTaken", "saved"],
        "rows": 1,
    }


def test_one_of_two_releases_with_the_same_texts_is_scheduled_and_neither_waits_for_ever(other_site):
    for number, answer in enumerate(other_site.call(race_to_schedule, 5), 1):
        assert answer == [["ChangedMeanwhile", "scheduled"], 4, 1, number]
