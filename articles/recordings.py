"""Where the recording of an episode is."""

from collections.abc import Mapping
from typing import Any

from thinktank.library.sound import extension_of
from thinktank.publishing.models import Edition


def recording_path(edition: Edition, recording: Mapping[str, Any], number: int | None = None) -> str:
    """Where the recording of the live edition is, or that of the edition with this number."""
    place = f"editions/{number}/" if number else ""
    return f"{edition.get_absolute_url()}{place}recording.{extension_of(recording)}"
