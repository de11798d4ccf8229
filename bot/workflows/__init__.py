"""One file a stage, in the order money flows."""
