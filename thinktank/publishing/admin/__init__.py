from thinktank.publishing.admin.everything import EverythingAdmin
from thinktank.publishing.admin.publication import PublicationAdmin

__all__ = ["EverythingAdmin", "PublicationAdmin"]
