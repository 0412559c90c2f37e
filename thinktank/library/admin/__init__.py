from thinktank.library.admin.chart import ChartAdmin
from thinktank.library.admin.document import DocumentAdmin
from thinktank.library.admin.image import ImageAdmin
from thinktank.library.admin.recording import RecordingAdmin

__all__ = ["ChartAdmin", "DocumentAdmin", "ImageAdmin", "RecordingAdmin"]
