"""The index of what readers search, and the words that it suggests for mistyped ones."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SearchDocument(models.Model):
    """One thing that readers can find, in one language: an edition that is or will be live, a person, a topic, a poll.

    A row never changes but for its end: what changes gets a new row, so that whatever a process remembers of a key
    stays right. Its fields are deferred where they are not asked for: `tokens` is long.
    """

    sqlite_statistics: ClassVar = {"search_document_owner": "200000 2 1"}

    owner_uid = models.UUIDField(help_text="Of the publication, person, topic ...")
    language = models.CharField(max_length=10)
    type = models.CharField(max_length=40, help_text="Of the publication, or a prefix such as experts.")
    edition = models.OneToOneField(  # no constraint: the index follows editions, it does not hold them
        "publishing.Edition",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="search_document",
    )
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    summary = models.TextField(blank=True, help_text="Of what has no edition: the text to quote from.")
    day = models.IntegerField(help_text="Of its date, as a proleptic Gregorian ordinal; 0 without one.")
    facets = models.TextField(blank=True, help_text="Tokens of facets.py with spaces between.")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    tokens = models.TextField(help_text="See tokens.py.")

    class Meta:
        indexes = [
            models.Index(fields=["owner_uid", "language"], name="search_document_owner"),
            models.Index(fields=["live_from"], name="search_document_begins"),
            models.Index(
                fields=["live_until"], name="search_document_ends", condition=Q(live_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class SearchTerm(models.Model):
    """A word of the documents, as it is written but folded, to suggest for a mistyped one.

    A mistyped word shares its beginning or its end with the word that was meant. When no document has the stem any more,
    the word is deleted.
    """

    sqlite_statistics: ClassVar = {
        "search_term_beginning": "200000 40 8",
        "search_term_ending": "200000 40 8",
    }

    word = models.CharField(max_length=64, unique=True)
    stem = models.CharField(max_length=64, db_index=True)
    beginning = models.CharField(max_length=3)
    ending = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["beginning", "length"], name="search_term_beginning"),
            models.Index(fields=["ending", "length"], name="search_term_ending"),
        ]

    def __str__(self) -> str:
        return self.word


class AttachedText(models.Model):
    """The text of an attached PDF, by the SHA-256 of the file."""

    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.sha256
