from thinktank.publishing.admin.all_publications import EverythingAdmin
from thinktank.publishing.admin.publication import PublicationAdmin
from thinktank.publishing.admin.releases import ReleaseAdmin
from thinktank.publishing.admin.series import SeriesAdmin
from thinktank.publishing.admin.unmade_files import UnmadeFileAdmin

__all__ = ["EverythingAdmin", "PublicationAdmin", "ReleaseAdmin", "SeriesAdmin", "UnmadeFileAdmin"]
