import struct

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.library import sounds, uploads
from thinktank.library.child import audio
from thinktank.library.child.refused import Refused
from thinktank.library.files import serve_recording
from thinktank.library.intake import FileRefused, take_recording
from thinktank.library.models import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]

SOUND = sounds.mp3(40)
SIZE = len(SOUND)
PROPERTY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def recording():
    return take_recording(uploads.upload(SOUND, "x.mp3"))


def take(content, name="x.mp3"):
    return take_recording(uploads.upload(content, name))


def send(recording, method="GET", **headers):
    request = getattr(RequestFactory(), method.lower())("/", headers=headers)
    return serve_recording(request, recording.record("en"), "episode.mp3")


def bytes_of(response):
    """What is sent. The file is closed without the signal that ends a request: it would end the test's transaction."""
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return content


# Coming in


def test_stores_the_format_that_the_bytes_have_whatever_the_name_is():
    mp3 = take(sounds.mp3(1000, tag=sounds.id3(), end=b"TAG" + bytes(125)), "Выпуск_1.m4a")
    m4a = take(sounds.m4a(seconds=2300), "b.mp3")

    assert (mp3.title, mp3.media_type, mp3.seconds) == ("Выпуск 1", "audio/mpeg", 36)
    assert (m4a.media_type, m4a.seconds) == ("audio/mp4", 2300)
    assert take(SOUND).was_known is False
    assert take(SOUND).was_known is True
    assert Recording.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (SOUND, "x.wav", "not_audio"),
        (b"<html><script>alert(1)</script>" * 50, "x.mp3", "not_audio"),
        (uploads.pdf(), "x.mp3", "not_audio"),
        (sounds.mp3(2), "x.mp3", "not_audio"),
        (b"RIFF\0\0\0\0WAVEfmt " + bytes(500), "x.mp3", "not_audio"),
        (sounds.m4a(track=b"vide"), "x.m4a", "not_audio"),
        (sounds.m4a(scale=0), "x.m4a", "broken"),
        (sounds.m4a()[:100], "x.m4a", "broken"),
        (b"", "x.mp3", "empty"),
    ],
)
def test_refuses_files_that_are_no_recording_with_a_message(shelves, content, name, code):
    with pytest.raises(FileRefused) as refusal:
        take(content, name)

    assert refusal.value.code == code
    assert not Recording.objects.exists()
    assert [name for name in shelves.files() if name != "recordings"] == []


def test_refuses_files_that_are_too_large(monkeypatch):
    monkeypatch.setattr("thinktank.library.intake.MAX_RECORDING_BYTES", SIZE - 1)
    with pytest.raises(FileRefused) as refusal:
        take(SOUND)
    assert refusal.value.status == 413


@settings(deadline=None)
@given(frames=st.integers(3, 400), before=st.integers(0, 60), after=st.binary(max_size=300))
def test_an_mp3_is_as_long_as_its_frames(tmp_path_factory, frames, before, after):
    path = tmp_path_factory.mktemp("sound") / "x"
    path.write_bytes(sounds.mp3(frames, tag=sounds.id3(2 * before) + bytes(before), end=b"\0" + after))
    assert audio.read_facts(path)["seconds"] == max(1, round(frames * sounds.SECONDS_OF_A_FRAME))


def test_a_recording_whose_bit_rate_changes_is_as_long_as_its_frames_whatever_its_header_claims(tmp_path):
    slow, fast = b"\xff\xfb\x10\xc0" + bytes(100), b"\xff\xfb\xe0\xc0" + bytes(1040)  # 32, 320 kbit/s
    a_day = b"Xing" + struct.pack(">III", 3, 3_307_500, 1_000_000)
    claim = slow[:21] + a_day + slow[21 + len(a_day) :]
    (tmp_path / "x").write_bytes(claim + slow * 382 + fast * 2297)
    assert audio.read_facts(tmp_path / "x")["seconds"] == 70


@PROPERTY
@given(
    content=st.binary(max_size=2000)
    | st.tuples(st.sampled_from([SOUND, sounds.m4a()]), st.integers(0, 4000), st.binary(max_size=40)).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + len(drawn[2]) :]
    )
)
def test_any_bytes_have_a_length_or_are_refused(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    try:
        facts = audio.read_facts(tmp_path / "x")
    except Refused as refusal:
        assert str(refusal) in {"not_audio", "broken"}
    except Exception as error:  # the child answers "broken"; see child/__main__.py
        assert isinstance(error, (ValueError, IndexError, OverflowError)) or "unpack" in str(error)
    else:
        assert 0 < facts["seconds"] < 86_400


# Going out


def test_sends_the_whole_file_and_offers_ranges(recording):
    response = send(recording)

    assert response.status_code == 200
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Disposition"] == 'inline; filename="episode.mp3"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert bytes_of(response) == SOUND


@PROPERTY
@given(first=st.none() | st.integers(0, SIZE + 50), last=st.none() | st.integers(0, SIZE + 50))
def test_a_range_is_the_slice_of_the_file(recording, first, last):
    response = send(recording, Range=f"bytes={'' if first is None else first}-{'' if last is None else last}")

    if first is None and last is None or None not in (first, last) and last < first:
        assert (response.status_code, bytes_of(response)) == (200, SOUND)
        return
    expected = SOUND[-last:] if first is None and last else SOUND[first : None if last is None else last + 1]
    if first is None and last == 0 or first is not None and first >= SIZE:
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")
        return
    begin = max(0, SIZE - last) if first is None else first
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {begin}-{begin + len(expected) - 1}/{SIZE}"
    assert response["Content-Length"] == str(len(expected))
    assert bytes_of(response) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-9,20-29", "bytes=-", "bytes=9-0", "bytes=a-b", "bytes", "lines=0-9", "bytes=0-9;", "bytes=٠-٩",
        "bytes=+1-9", "bytes= 0-9", "bytes=" + "9" * 400 + "-", "",
    ],
)  # fmt: skip
def test_sends_the_whole_when_several_ranges_or_nonsense_are_asked_for(recording, asked):
    response = send(recording, Range=asked)
    assert (response.status_code, bytes_of(response)) == (200, SOUND)


def test_sends_a_range_only_of_the_file_that_the_reader_began_with(recording):
    same = send(recording, Range="bytes=10-", **{"If-Range": f'"{recording.sha256}"'})
    for other in ['"other"', f'W/"{recording.sha256}"', "Wed, 21 Oct 2026 07:28:00 GMT"]:
        whole = send(recording, Range="bytes=10-", **{"If-Range": other})
        assert (whole.status_code, bytes_of(whole)) == (200, SOUND)
    assert (same.status_code, bytes_of(same)) == (206, SOUND[10:])


def test_a_range_is_for_reading_not_for_asking_about(recording):
    response = send(recording, "HEAD", Range="bytes=0-9")
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))
    bytes_of(response)
