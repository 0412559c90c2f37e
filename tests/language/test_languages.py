from django.utils.translation import override

from experts.models import Organization
from thinktank.language import languages


def test_the_active_language_counts_only_when_it_is_one_of_ours(settings):
    settings.LANGUAGES = [("ru", "Russian"), ("en", "English")]
    with override("en"):
        assert languages.current() == "en"
    with override("fi"):
        assert languages.current() == "ru"


def test_a_word_missing_in_one_language_is_found_in_the_next():
    organization = Organization(name_ru="Совет")
    with override("en"):
        assert languages.first_word(organization, "name") == ("Совет", "ru")
        assert languages.word(organization, "name", "en") == ""
    assert languages.first_word(Organization(), "name")[0] == ""


def test_a_language_is_named_inside_a_sentence_as_the_reader_writes_it():
    with override("ru"):
        assert (str(languages.name_of("en")), str(languages.name_within("en"))) == (
            "Английский",
            "английский",
        )
    with override("en"):
        assert str(languages.name_within("ru")) == "Russian"
