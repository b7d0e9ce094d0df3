"""The commands, one file per corner of the desk: arguments in, an answer out; no rule."""
