"""Dates with the month in the genitive throughout: Django's «5 Март» in MONTH_DAY_FORMAT is none."""

DATE_FORMAT = "j\xa0E Y"  # 5 марта 2019
DATETIME_FORMAT = "j\xa0E Y года, H:i"  # used in sentences: «завершится 5 марта 2019 года, 18:00»
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j\xa0E"
YEAR_MONTH_FORMAT = "F Y"
