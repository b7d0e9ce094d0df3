"""THE COUNTER: pages and REST API; text in, typed command out; no rule."""
