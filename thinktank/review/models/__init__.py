from thinktank.review.models.assignment import Assignment
from thinktank.review.models.comment import Comment
from thinktank.review.models.notice import DeskLanguage, Notice
from thinktank.review.models.review import Review
from thinktank.review.models.shared_link import LinkOpening, SharedLink

__all__ = ["Assignment", "Comment", "DeskLanguage", "LinkOpening", "Notice", "Review", "SharedLink"]
