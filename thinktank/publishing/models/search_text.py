from django.db import models


class SearchText(models.Model):
    """All words of a working copy, folded (language/searching.py): what the desk searches. Made anew with every revision."""

    publication = models.OneToOneField("publishing.Publication", models.CASCADE, related_name="search_text")
    text = models.TextField()

    def __str__(self):
        return f"{self.publication_id}"
