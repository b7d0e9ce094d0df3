"""The API for other programs: the same services as the pages, the same predicates of access."""
