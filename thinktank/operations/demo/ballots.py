"""Cast the ballots of the demo one by one, as readers do, so that its polls have results."""

import random
import secrets
import uuid

from polls.models import Poll
from polls.voting import Outcome, cast_ballot


def cast_ballots(poll: Poll, number: int, weights: list[int]) -> None:
    """Cast `number` ballots, choosing the options with these weights. Each run has the same choices, but other voters.

    Raises RuntimeError when a ballot is not counted.
    """
    dice = random.Random(number)  # noqa: S311 (the dice choose answers, not secrets)
    options = list(poll.options.order_by("position").values_list("number", flat=True))
    for _ballot in range(number):
        wanted = dice.randint(poll.min_choices, poll.max_choices)
        choices: set[int] = set()
        while len(choices) < wanted:
            choices.update(dice.choices(options, weights))
        outcome = cast_ballot(
            poll.pk,
            ballot_id=uuid.uuid4(),
            voter_key=secrets.token_bytes(32),
            choices=sorted(choices),
            language=dice.choice(["en", "ru"]),
        )
        if outcome is not Outcome.COUNTED:
            raise RuntimeError(f"A ballot of the demo was not counted: {outcome.value}.")
