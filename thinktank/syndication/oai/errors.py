"""What a harvester asked in vain (OAI-PMH 2.0, section 3.6)."""


class OaiError(Exception):
    """An error of the protocol: a code, and a sentence for whoever reads logs. It is answered with status 200."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def bad_argument(sentence: str) -> OaiError:
    return OaiError("badArgument", sentence)
