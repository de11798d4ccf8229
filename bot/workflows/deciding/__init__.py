"""From a won deal to a decision: proposing, revising, deciding, ordering."""
