"""A simple model of publishing: what readers of each language should see at every moment, as a list of pieces."""

import copy
from dataclasses import dataclass, field
from datetime import timedelta

TICK = timedelta(microseconds=1)


class Refused(Exception):
    """The act should be refused and change nothing."""


@dataclass(frozen=True)
class State:
    """The content of a revision."""

    titles: dict
    kind: str
    topics: frozenset
    cover: object
    people: tuple  # (uid, role) in order
    names: dict  # uid: {language: name}

    @property
    def facts(self):
        return self.kind, self.topics, self.cover, self.people


@dataclass
class Piece:
    """One edition: the states that its words and facts come from, and its time."""

    start: object
    end: object
    reason: str
    words: int
    facts: int
    is_erased: bool = False

    def covers(self, at):
        return self.start <= at and (self.end is None or at < self.end)


@dataclass
class Timelines:
    languages: list
    states: list = field(default_factory=list)
    lines: dict = field(default_factory=dict)
    blank: set = field(default_factory=set)  # (state, language) whose words were erased

    def __post_init__(self):
        self.lines = {language: [] for language in self.languages}

    # What should be seen

    def live(self, language, at):
        return next((p for p in self.lines[language] if p.covers(at) and not p.is_erased), None)

    def on_record(self, language, at):
        line = self.lines[language]
        withdrawn = [n for n, p in enumerate(line, 1) if p.reason == "withdrawn" and p.end <= at]
        return [
            n
            for n, p in enumerate(line, 1)
            if p.start <= at and not p.is_erased and n > max(withdrawn, default=0)
        ]

    def record(self, language, piece):
        words, facts = self.states[piece.words], self.states[piece.facts]
        people = [(role, (words.names.get(uid) or facts.names[uid])[language]) for uid, role in facts.people]
        return words.titles[language], facts.kind, facts.topics, facts.cover, people

    def has_all_words(self, language, piece):
        """Whether an edition can still be made of these words: nothing it needs was erased."""
        of_words = self.states[piece.words].names
        sources = {piece.facts for uid, _role in self.states[piece.facts].people if uid not in of_words}
        return not any((source, language) in self.blank for source in sources | {piece.words})

    def live_state(self, language, at):
        """The state of the working copy after beginning a correction; None when the language is not live."""
        if (piece := self.live(language, at)) is None:
            return None
        facts, titles, names = (
            self.states[piece.facts],
            {},
            {uid: {} for uid, _role in self.states[piece.facts].people},
        )
        for code in self.languages:
            live = self.live(code, at)
            words = self.states[live.words] if live else self.states[-1]
            titles[code] = words.titles[code]
            for uid in names:
                names[uid][code] = (words.names.get(uid) or facts.names[uid])[code]
        return State(titles, facts.kind, facts.topics, facts.cover, facts.people, names)

    # Acts

    def begin_a_correction(self, language, now):
        if (state := self.live_state(language, now)) is None:
            raise Refused
        self.save(state)

    def save(self, state):
        """A new state, unless nothing has changed; after an erasure the newest one lacks the erased words."""
        newest = len(self.states) - 1
        if newest < 0 or self.states[newest] != state or self._lacks_words(newest):
            self.states.append(state)

    def _lacks_words(self, number):
        return any((number, language) in self.blank for language in self.languages)

    def publish(self, asked, at, now, rebuild):
        before = copy.deepcopy(self.lines)
        try:
            for language in asked:
                self._publish(language, at, now, rebuild)
            for language in self.languages:
                if language not in asked:
                    self._reissue(language, at, now)
        except Refused:
            self.lines = before
            raise

    def _publish(self, language, at, now, rebuild):
        newest, waiting = len(self.states) - 1, self.waiting(language, now)
        if waiting:
            self.cancel(language, now)
        self._put(language, at, newest, newest)
        if waiting and at == now and rebuild:
            self._put(language, waiting.start, newest, newest)

    def _reissue(self, language, at, now):
        newest, waiting = len(self.states) - 1, self.waiting(language, now)
        current = next((p for p in self.lines[language] if p.covers(at) and not p.is_erased), None)
        lacking = [
            p for p in (current, waiting) if p and self.states[p.facts].facts != self.states[newest].facts
        ]
        if not lacking:
            return
        if waiting and at > now and at != waiting.start:
            raise Refused
        if waiting:
            self.cancel(language, now)
        if current is not waiting and current in lacking:
            self._put(language, at, current.words, newest)
        if waiting:
            self._put(language, waiting.start, waiting.words, newest)

    def _put(self, language, at, words, facts):
        line = self.lines[language]
        before = next((p for p in line if p.covers(at) and not p.is_erased), None)
        piece = Piece(at, None, "", words, facts)
        if before:
            piece = Piece(max(at, before.start + TICK), before.end, before.reason, words, facts)
            before.end, before.reason = piece.start, "replaced"
        if not self.has_all_words(language, piece):
            raise Refused
        line.append(piece)

    def waiting(self, language, now):
        return next((p for p in self.lines[language] if p.start > now), None)

    def cancel(self, language, now):
        line, waiting = self.lines[language], self.waiting(language, now)
        line.remove(waiting)
        for piece in line:
            if piece.end == waiting.start and piece.reason == "replaced":
                piece.end, piece.reason = waiting.end, waiting.reason

    def expire(self, language, at, now):
        line = self.lines[language]
        started = [p for p in line if p.start < at and not p.is_erased]
        if any(p.start > at for p in line) or not started:
            raise Refused
        last = started[-1]
        if last.end and last.end <= now:
            raise Refused
        last.end, last.reason = at, "expired"

    def withdraw(self, language, now):
        before = copy.deepcopy(self.lines)
        if self.waiting(language, now):
            self.cancel(language, now)
        last = self.lines[language][-1] if self.lines[language] else None
        if last is None or last.is_erased or not (last.covers(now) or last.reason == "expired"):
            self.lines = before
            raise Refused
        if last.covers(now):
            last.end = max(now, last.start + TICK)
        last.reason = "withdrawn"

    def erase(self, language, number, now):
        piece = self.lines[language][number - 1]
        if piece.covers(now):
            piece.end, piece.reason = max(now, piece.start + TICK), "withdrawn"
        piece.is_erased = True
