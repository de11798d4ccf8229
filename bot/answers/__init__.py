"""Answers: what people see when they ask, read from the ledger: lists, look-ups, forms."""
