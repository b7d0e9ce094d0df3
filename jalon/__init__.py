"""THE FRONT DOOR: command line, settings and assembly; imports all, imported by none."""
