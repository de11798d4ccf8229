"""A place in the words of a query, moving forward."""

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.soql.words import Kind, Word, cut, malformed


class Reader:
    """Hands out the words of one query, one after the other."""

    def __init__(self, soql: str) -> None:
        """Begin at the first word."""
        self._soql = soql
        self._words = cut(soql)
        self._at = 0

    def peek(self) -> Word:
        """Return the next word and stay before it."""
        return self._words[self._at]

    def take(self) -> Word:
        """Return the next word and go past it."""
        word = self._words[self._at]
        if word.kind is not Kind.END:
            self._at += 1
        return word

    def accept(self, keyword: str) -> bool:
        """Go past the next word if it is `keyword`; tell whether it was."""
        if self.peek().upper != keyword:
            return False
        self._at += 1
        return True

    def expect(self, keyword: str) -> None:
        """Go past `keyword`, or refuse."""
        if not self.accept(keyword):
            raise self.unexpected()

    def name(self) -> str:
        """Return the next word, which must be a name."""
        word = self.take()
        if word.kind is not Kind.NAME:
            raise self.unexpected(word)
        return word.text

    def integer(self) -> int:
        """Return the next word, which must be a whole number that is not negative."""
        word = self.take()
        if word.kind is not Kind.NUMBER or not word.text.isdigit():
            raise self.unexpected(word)
        return int(word.text)

    def end(self) -> None:
        """Refuse if anything is left."""
        if self.peek().kind is not Kind.END:
            raise self.unexpected()

    def unexpected(self, word: Word | None = None) -> ApiError:
        """Return the refusal of `word`, the next one if not given."""
        found = word or self.peek()
        return malformed(self._soql, found.at, f"unexpected token: '{found.text}'")
