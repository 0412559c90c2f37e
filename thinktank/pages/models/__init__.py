from thinktank.pages.models.front import FrontPage, FrontSlot
from thinktank.pages.models.page import Page
from thinktank.pages.models.settings import SiteSettings

__all__ = ["FrontPage", "FrontSlot", "Page", "SiteSettings"]
