"""What reviewing keeps of a text that is erased: nothing that quotes it."""

from thinktank.publishing.models import Edition
from thinktank.review.models import Comment, Review

BLANK = {"quote": "", "before": "", "after": "", "text": "—"}  # of a comment whose words are gone


def erase_remarks(edition: Edition) -> None:
    """Blank comments and decisions about this language: they quote the text, and say what is wrong with it."""
    about = {"publication_id": edition.publication_id, "language": edition.language}
    Comment.objects.filter(**about).update(**BLANK)
    Review.objects.filter(**about).update(note="", sentence="")
