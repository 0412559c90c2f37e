"""What the desk searches in; revisions/search_words.py writes it with every revision."""

from django.db import models


class SearchText(models.Model):
    """All words of a working copy, folded (language/searching.py), for searches on the desk.

    `search_words.keep_search_text` rewrites it with every revision, together with the words and titles below.
    """

    publication = models.OneToOneField("publishing.Publication", models.CASCADE, related_name="search_text")
    text = models.TextField()
    word_ids = models.TextField(
        default="",
        help_text="Keys of its SearchWords, in ascending order; the database has an index of them.",
    )

    def __str__(self) -> str:
        return f"{self.publication_id}"


class SearchWord(models.Model):
    """A word that occurs in some text, or a piece of a word that is longer than 128 letters."""

    word = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word"], name="search_word")]

    def __str__(self) -> str:
        return self.word


class SearchTitle(models.Model):
    """A title of a working copy in one language, folded: its first `search_words.LONGEST_TITLE` letters."""

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="search_titles")
    title = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["title"], opclasses=["text_pattern_ops"], name="search_title")]

    def __str__(self) -> str:
        return self.title
