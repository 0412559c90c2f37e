from polls.models.ballots import BallotInbox, PollTally, PollVoter
from polls.models.imported import ImportedCount
from polls.models.option import Option
from polls.models.poll import Poll
from polls.models.wording import FormerWording

__all__ = ["BallotInbox", "FormerWording", "ImportedCount", "Option", "Poll", "PollTally", "PollVoter"]
