from thinktank.publishing.models.contribution import Contribution, Institution
from thinktank.publishing.models.edit_conflict import EditConflict
from thinktank.publishing.models.edition import Edition
from thinktank.publishing.models.edition_file import EditionFile
from thinktank.publishing.models.erasure import Erasure
from thinktank.publishing.models.listing import Listing
from thinktank.publishing.models.newer_draft import NewerDraft
from thinktank.publishing.models.picture import Picture
from thinktank.publishing.models.publication import Publication
from thinktank.publishing.models.reference import Reference
from thinktank.publishing.models.relation import Relation
from thinktank.publishing.models.release import Release, ReleaseItem
from thinktank.publishing.models.revision import Revision
from thinktank.publishing.models.search_text import SearchText, SearchTitle, SearchWord
from thinktank.publishing.models.series_part import SeriesPart
from thinktank.publishing.models.still_valid import StillValid
from thinktank.publishing.models.takeaway import Takeaway
from thinktank.publishing.models.unmade_file import UnmadeFile

__all__ = [
    "Contribution",
    "EditConflict",
    "Edition",
    "EditionFile",
    "Erasure",
    "Institution",
    "Listing",
    "NewerDraft",
    "Picture",
    "Publication",
    "Reference",
    "Relation",
    "Release",
    "ReleaseItem",
    "Revision",
    "SearchText",
    "SearchTitle",
    "SearchWord",
    "SeriesPart",
    "StillValid",
    "Takeaway",
    "UnmadeFile",
]
