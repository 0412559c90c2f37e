"""How cached pages hear of ratings: a rating writes no invalidation, which would keep its time."""

from thinktank.ratings.models import Rating

RECENT = 1000  # rows: more are not written while a page is cached (TAGGED_PAGE_LIFE)


def ratings_tag(publication_id: int) -> str:
    """The tag of the ratings of a publication."""
    return f"ratings:{publication_id}"


def recent_ratings() -> dict[str, frozenset[int]]:
    """For `cache_tags.watch`: the ids of the newest ratings, by publication. Rows never change, so a new id is a change."""
    found: dict[str, set[int]] = {}
    newest = Rating.objects.order_by("-pk").values_list("publication_id", "pk")[:RECENT]
    for publication_id, pk in newest:
        found.setdefault(ratings_tag(publication_id), set()).add(pk)
    return {tag: frozenset(ids) for tag, ids in found.items()}
