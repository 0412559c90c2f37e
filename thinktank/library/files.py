"""Send files to browsers in such a way that nothing in them can run.

Uploaded files are sent as downloads. Files that the site made may be displayed.
"""

from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from thinktank.delivery.security_headers import FOR_OTHER_SITES
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.earlier import file_of_record
from thinktank.library.models import Document, EarlierFile, Recording
from thinktank.library.names import clean_name
from thinktank.library.ranges import CannotSatisfy, Part, asked_range

HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def serve_document(document: Document | dict, filename: str = "") -> FileResponse:
    """Send a PDF, given as a Document or as its record. The caller checks whether it may be read (`on_record()`).

    `filename` is the name of the download; without it, the original name is used. Raises Http404.
    """
    found = file_of_record(Document, document) if isinstance(document, dict) else document
    if found is None:
        raise Http404
    response = _file_response(
        found.file.storage,
        found.file.name,
        content_type="application/pdf",
        as_attachment=True,
        filename=clean_name(filename or found.filename) or "document.pdf",
    )
    response.headers["ETag"] = f'"{found.sha256}"'
    return response


def serve_generated_file(
    field_file: FieldFile, *, media_type: str, sha256: str, filename: str
) -> FileResponse:
    """Send a file that the site made. The browser may display it. Raises Http404.

    It has no `sandbox` directive, because browsers refuse to display a PDF in a sandbox.
    """
    response = _file_response(field_file.storage, field_file.name, content_type=media_type, filename=filename)
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def serve_recording(
    request: HttpRequest, record: dict, filename: str
) -> FileResponse | HttpResponse | StreamingHttpResponse:
    """Send a recording, or the range of it that the request asks for. The caller checks whether it may be heard.

    Raises Http404.
    """
    recording = file_of_record(Recording, record)
    if recording is None:
        raise Http404
    file = _open(recording.file.storage, recording.file.name)
    headers = FOR_OTHER_SITES | {"Accept-Ranges": "bytes", "ETag": f'"{recording.sha256}"'}
    try:
        wanted = _wanted(request, recording)
    except CannotSatisfy:
        file.close()
        return HttpResponse(
            status=416, headers=HARMLESS | headers | {"Content-Range": f"bytes */{recording.size}"}
        )
    if wanted is None:
        return FileResponse(
            file, headers=HARMLESS | headers, content_type=recording.media_type, filename=filename
        )
    headers |= {
        "Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/{recording.size}",
        "Content-Length": str(len(wanted)),
    }
    return StreamingHttpResponse(
        Part(file, wanted), status=206, headers=HARMLESS | headers, content_type=recording.media_type
    )


def _wanted(request: HttpRequest, recording: Recording | EarlierFile) -> range | None:
    """The range that is asked for, or None for the whole file: without GET, or when If-Range has another ETag.

    Raises CannotSatisfy.
    """
    began_with = request.headers.get("If-Range")
    if request.method != "GET" or began_with not in (None, f'"{recording.sha256}"'):
        return None
    return asked_range(request.headers.get("Range", ""), recording.size)


def serve_rendition(key: str, filename: str) -> FileResponse:
    """Send a rendition of a picture; raises Http404."""
    extension = filename.rpartition(".")[2]
    response = _file_response(
        default_storage, rendition_name(key, filename), content_type=f"image/{extension}", filename=filename
    )
    response.headers["ETag"] = f'"{key}-{filename}"'  # files under one key never change
    return response


def _file_response(storage: Storage, name: str | None, **options: Any) -> FileResponse:
    return FileResponse(_open(storage, name), headers=HARMLESS, **options)


def _open(storage: Storage, name: str | None) -> File:
    try:
        return storage.open(name or "")
    except FileNotFoundError:
        raise Http404 from None
