"""The path of an episode's recording."""

from thinktank.addresses.alternates import file_address
from thinktank.language.records import Record
from thinktank.library.sound import extension_of
from thinktank.publishing.models import Edition


def recording_path(edition: Edition, recording: Record, number: int | None = None) -> str:
    """The address of the live edition's recording, or of the edition with this number (`file_address`)."""
    place = f"editions/{number}/" if number else ""
    return file_address(f"{edition.get_absolute_url()}{place}recording.{extension_of(recording)}")
