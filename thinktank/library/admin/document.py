from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy

from thinktank.library.admin.upload import UploadAdmin, UploadForm
from thinktank.library.intake import take_document
from thinktank.library.models import Document


class DocumentUploadForm(UploadForm):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=gettext_lazy("PDF without a password, at most 50 MB."),
    )


@admin.register(Document)
class DocumentAdmin(UploadAdmin):
    upload_form = DocumentUploadForm
    upload_fieldsets = [(None, {"fields": ["upload", "title"]})]
    fields = ["title", "filename", "pages", "size_in_words", "uploaded_at", "used_here"]
    readonly_fields = ["filename", "pages", "size_in_words", "uploaded_at", "used_here"]
    list_display = ["title", "filename", "pages", "size_in_words", "uploaded_at"]
    list_per_page = 50
    search_fields = ["title", "filename"]
    date_hierarchy = "uploaded_at"
    show_full_result_count = False

    def take(self, file: UploadedFile, **words: Any) -> Document:
        return take_document(file, **words)

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def size_in_words(self, document: Document) -> str:
        return filesizeformat(document.size)
