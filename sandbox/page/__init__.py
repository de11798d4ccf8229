"""The page to play on: what it shows, how it hears of changes, and who may use it."""
