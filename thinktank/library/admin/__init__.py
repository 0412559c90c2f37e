from thinktank.library.admin.document import DocumentAdmin
from thinktank.library.admin.image import ImageAdmin

__all__ = ["DocumentAdmin", "ImageAdmin"]
