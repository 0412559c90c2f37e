"""How files leave: nothing they hold may run. What people uploaded is saved, not shown; what we made may be shown."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from thinktank.delivery.security_headers import FOR_OTHER_SITES
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.models import Document, Recording
from thinktank.library.names import clean_name
from thinktank.library.ranges import CannotSatisfy, Part, asked_range

HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def serve_document(document: Document | dict, filename: str = "") -> FileResponse:
    """Send a PDF, given itself or its record. Whether it may be read is for the caller to ask: `on_record()`.

    `filename`: what the reader's copy is called; else its original name. Raises Http404.
    """
    if isinstance(document, dict):
        document = Document.objects.filter(uid=document["uid"]).first()
    if document is None:
        raise Http404
    response = _file_response(
        document.file.storage,
        document.file.name,
        content_type="application/pdf",
        as_attachment=True,
        filename=clean_name(filename or document.filename) or "document.pdf",
    )
    response.headers["ETag"] = f'"{document.sha256}"'
    return response


def serve_generated_file(field_file, *, media_type: str, sha256: str, filename: str) -> FileResponse:
    """Send a file the site made itself, to be shown where the browser can; raises Http404.

    Browsers refuse to show a PDF in a sandbox, and this one needs none.
    """
    response = _file_response(field_file.storage, field_file.name, content_type=media_type, filename=filename)
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def serve_recording(request: HttpRequest, record: dict, filename: str):
    """Send a recording, or the part of it the request asks for. Whether it may be heard is for the caller to ask.

    Raises Http404.
    """
    recording = Recording.objects.filter(uid=record["uid"]).first()
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


def _wanted(request, recording):
    """A range is for GET only, and only of the file the reader has begun with (If-Range; we give no dates)."""
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
    response.headers["ETag"] = f'"{key}-{filename}"'  # what lies under a key never changes
    return response


def _file_response(storage, name, **options):
    return FileResponse(_open(storage, name), headers=HARMLESS, **options)


def _open(storage, name):
    try:
        return storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
