from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy

from thinktank.library.admin.upload import UploadAdmin, UploadForm
from thinktank.library.intake import take_recording
from thinktank.library.models import Recording
from thinktank.library.sound import clock


class RecordingUploadForm(UploadForm):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".mp3,.m4a,audio/mpeg,audio/mp4"}),
        help_text=gettext_lazy("MP3 or M4A, at most 50 MB: about an hour of speech at 96 kbit/s."),
    )


@admin.register(Recording)
class RecordingAdmin(UploadAdmin):
    upload_form = RecordingUploadForm
    upload_fieldsets = [(None, {"fields": ["upload", "title"]})]
    fields = ["title", "filename", "media_type", "length", "size_in_words", "uploaded_at", "used_here"]
    readonly_fields = ["filename", "media_type", "length", "size_in_words", "uploaded_at", "used_here"]
    list_display = ["title", "filename", "media_type", "length", "size_in_words", "uploaded_at"]
    list_per_page = 50
    search_fields = ["title", "filename"]
    date_hierarchy = "uploaded_at"
    show_full_result_count = False

    def take(self, file: UploadedFile, **words: Any) -> Recording:
        return take_recording(file, **words)

    @admin.display(description=gettext_lazy("length"), ordering="seconds")
    def length(self, recording: Recording) -> str:
        return clock(recording.seconds)

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def size_in_words(self, recording: Recording) -> str:
        return filesizeformat(recording.size)
