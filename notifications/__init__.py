"""THE POST: the catalogue of messages, their rendering and their delivery."""
