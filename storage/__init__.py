"""THE MEMORY: all SQL, behind one unit of work."""
