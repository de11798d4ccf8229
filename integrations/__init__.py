"""The outside: one package a vendor, each implementing a port of the core."""
