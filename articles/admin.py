from django.contrib import admin

from articles.models import Article
from thinktank.publishing.admin import PublicationAdmin


@admin.register(Article)
class ArticleAdmin(PublicationAdmin):
    pass
