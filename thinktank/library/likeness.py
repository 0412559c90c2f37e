"""Pictures that look alike: copies of one picture in another size, format or compression.

The child process that opens a picture makes its difference hash (child/picture.py). It is compared with all others, which
takes milliseconds for tens of thousands. Pictures from before the hash have none until they get a new focal point.
"""

from thinktank.library.models import Image

MOST_DIFFERENT = 6  # of 64 bits
MOST_NAMED = 3  # pictures


def looks_like(image: Image) -> list[Image]:
    """Up to MOST_NAMED other pictures that look like this one, the most similar first."""
    if not image.likeness:
        return []
    wanted = int(image.likeness, 16)
    hashes = (
        Image.objects.exclude(pk=image.pk).exclude(likeness="").order_by("pk").values_list("pk", "likeness")
    )
    distances = [((wanted ^ int(other, 16)).bit_count(), pk) for pk, other in hashes.iterator()]
    nearest = sorted(each for each in distances if each[0] <= MOST_DIFFERENT)[:MOST_NAMED]
    found = Image.objects.in_bulk([pk for _distance, pk in nearest])
    return [found[pk] for _distance, pk in nearest if pk in found]
