"""Settings of the trade's properties: a slow machine is no fault of theirs."""

from hypothesis import settings

settings.register_profile("sans_chronometre", deadline=None)
settings.load_profile("sans_chronometre")
