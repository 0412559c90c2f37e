"""Sentences in the history of objects on the desk, in every language: for what no form of the object shows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import translation

from thinktank.language import languages

SENTENCE = "sentence"

type Message = list[dict[str, Any]]  # what Django stores as JSON in LogEntry.change_message


def in_every_language(say: Callable[[], str]) -> Message:
    """A message for the log: what `say()` returns in each language of the site.

    "added" is for Django, which knows no sentences: its own pages show a note in the language of the site.
    """
    sentences = {}
    for code in languages.codes():
        with translation.override(code):
            sentences[code] = say()
    note_for_django = {"name": "note", "object": sentences[settings.LANGUAGE_CODE]}
    return [{SENTENCE: sentences, "added": note_for_django}]


def note(by: User, about: Model, say: Callable[[], str]) -> None:
    """Write into the history of an object what somebody did with it."""
    LogEntry.objects.log_actions(
        by.pk, [about], CHANGE, change_message=in_every_language(say), single_object=True
    )
