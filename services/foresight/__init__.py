"""WHAT WOULD FOLLOW: simulation of the portfolio, migration of dossiers to another version."""
