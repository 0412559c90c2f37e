"""The record that an edition keeps of an object (a person, a topic, a picture): its words in the edition's language."""

from typing import Any, Protocol

type Record = dict[str, Any]  # what JSON can hold; each model says which keys its records have


class HasRecord(Protocol):
    """Topics and other terms, experts, organisations, pictures, documents, recordings."""

    def record(self, language: str) -> Record: ...
