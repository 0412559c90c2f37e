from thinktank.publishing.admin.everything import EverythingAdmin
from thinktank.publishing.admin.publication import PublicationAdmin
from thinktank.publishing.admin.series import SeriesAdmin

__all__ = ["EverythingAdmin", "PublicationAdmin", "SeriesAdmin"]
