"""The demonstration: a portfolio that has really been lived, its clock, its captured mails."""
