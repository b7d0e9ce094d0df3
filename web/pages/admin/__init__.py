"""The admin's pages: accounts, health, what waits, what the clock will do."""
