"""THE ENGINE: pure values, loading, checking and deciding; knows no word of procurement."""
