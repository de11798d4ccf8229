"""Whose a call is: the calls about one deal are told from those about another.

A subject is watched by words that name it wherever it is spoken of: the customer's name, the deal's
id in Salesforce. What vendors and bot call its things is learned on the way: an answer about one
subject alone tells the ids of what is its.
"""

import json
import re
from urllib.parse import unquote_plus

from sandbox.wire import Answer, Call

_WORDS = re.compile(r"\d{10}\.\d{6}|\w{6,}")
_IDS = re.compile(
    r"(?=\w*\d)[a-z]{2,12}_(?:\d+_)?[0-9A-Za-z]{10,}"  # Stripe's and ours
    r"|00[13]\w{12,15}"  # accounts and contacts
    r"|\d{10}\.\d{6}"  # Slack's messages
)
SEVERAL = ""


class Kin:
    """Words and ids -> the one subject that they belong to."""

    def __init__(self) -> None:
        """Watch nothing."""
        self._named: dict[str, str] = {}
        self._learned: dict[str, str] = {}

    def watch(self, subject: str, *also: str) -> None:
        """Watch `subject`, one word that is nobody else's; it is called `also` this."""
        self._named.update(dict.fromkeys((subject, *also), subject))

    def of(self, call: Call) -> set[str]:
        """Return whom a call is about: those it names, else those whose things it names."""
        return self._of(_said(call))

    def learn(self, call: Call, answer: Answer | None) -> None:
        """Learn from a call about one subject, and from its answer, which things are its."""
        if not self._named:
            return
        said, answered = _said(call), _answered(answer)
        subjects = self._of(said)
        if (
            len(subjects) != 1
            or {self._named[word] for word in answered & {*self._named}} - subjects
        ):
            return  # it is about others as well
        [subject] = subjects
        for word in said | answered:
            if not _IDS.fullmatch(word) or word in self._named:
                continue
            if self._learned.setdefault(word, subject) != subject:
                self._learned[word] = SEVERAL

    def _of(self, words: set[str]) -> set[str]:
        named = {self._named[word] for word in words if word in self._named}
        return named or {self._learned[word] for word in words if self._learned.get(word)}


def _said(call: Call) -> set[str]:
    text = " ".join((call.path, call.query, call.body.decode(errors="replace"), *call.cause))
    return _words(unquote_plus(text))


def _answered(answer: Answer | None) -> set[str]:
    if answer is None or not isinstance(answer.body, dict | list):
        return set()
    return _words(json.dumps(answer.body, default=str))


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.replace("\\n", " ")))
