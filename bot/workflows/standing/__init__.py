"""How things stand with a deal: what the stages read and note alike."""
