from tests.briefs.choices import Kind
from thinktank.publishing.publication_types import FrontPageRow, PublicationType, register


def brief_context(edition, content, newer):
    return {"n_steps": len(content["parts"]["steps"])}


BRIEFS = register(
    PublicationType(
        name="brief",
        prefix="briefs",
        plural="Briefs",
        kinds=Kind,
        position=40,
        detail_template="briefs/brief_detail.html",
        extra_context=brief_context,
        og_type="book",
        schema_type=lambda kind: "DigitalDocument",
        front_page=FrontPageRow(size=2, onward="All briefs"),
    )
)
