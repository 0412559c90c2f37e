"""A body compiled against a site of one picture and two publications."""

from tests.publishing.hostile import UID
from thinktank.richtext.body import compile_body

OTHER = "22222222-2222-4222-8222-222222222222"
GONE = "33333333-3333-4333-8333-333333333333"
DIGEST = "ab" * 32
RECORD = {
    "uid": UID, "sha256": DIGEST, "width": 800, "height": 600, "alt": "A table", "credit": "Ann <Lee>",
    "_files": {"key": "k" * 32, "widths": [320, 800], "cards": [320]},
}  # fmt: skip
PATHS = {"/en/articles/other/": OTHER, "/en/articles/other/?page=2": OTHER, "/en/articles/gone/": None}


def compiled(source, language="en", record=RECORD):
    return compile_body(
        source,
        language,
        image_record=lambda uid: record if uid == UID else None,
        publication_path=lambda uid: {UID: "/en/articles/one/", OTHER: "/en/articles/other/"}.get(uid),
        publication_at=PATHS.get,
    )
