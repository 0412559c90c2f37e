import datetime

import pytest
from django.utils import formats
from django.utils.translation import override

from thinktank.language.days import days_in_words

MOMENT = datetime.datetime(2019, 3, 5, 9, 30)


@pytest.mark.parametrize(
    ("language", "name", "written"),
    [
        ("en", "DATE_FORMAT", "5 March 2019"),
        ("en", "DATETIME_FORMAT", "5 March 2019, 09:30"),
        ("en", "MONTH_DAY_FORMAT", "5 March"),
        ("ru", "DATE_FORMAT", "5\xa0марта 2019"),
        ("ru", "DATETIME_FORMAT", "5\xa0марта 2019 года, 09:30"),
        ("ru", "MONTH_DAY_FORMAT", "5\xa0марта"),
        ("ru", "YEAR_MONTH_FORMAT", "Март 2019"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language, name, written):
    with override(language):
        assert formats.date_format(MOMENT, name) == written


@pytest.mark.parametrize(
    ("language", "last", "written"),
    [
        ("en", datetime.date(2019, 3, 7), "5–7 March 2019"),
        ("en", datetime.date(2019, 4, 2), "5 March – 2 April 2019"),
        ("ru", datetime.date(2019, 3, 7), "5–7\xa0марта 2019"),
        ("ru", datetime.date(2019, 4, 2), "5\xa0марта — 2\xa0апреля 2019"),
        ("ru", datetime.date(2020, 1, 2), "5\xa0марта 2019 — 2\xa0января 2020"),
    ],
)
def test_spans_of_days_have_the_dash_of_the_language(language, last, written):
    with override(language):
        assert days_in_words(MOMENT.date(), last) == written
