"""Deadlines as a calendar file (RFC 5545).

A deadline is a day, without an hour: no time zone is needed. Its UID is its own for ever, SEQUENCE
grows each time it is moved or armed again. One that is over, cancelled or stopped by a hold leaves
the file: whoever follows an address by its URL reads it whole, and forgets what is no longer there
(STATUS:CANCELLED and METHOD:CANCEL are for invitations, which these are not).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event

from services.personal_links.shared_calendars import Calendrier
from states.french import typographie
from workflow.typed_text import montrable

GENRE = "text/calendar"
RELECTURE = timedelta(hours=4)


def en_ics(calendrier: Calendrier, adresse: str, hote: str) -> bytes:
    """The file; ``adresse`` is where the dossiers are read."""
    fichier = Calendar()
    fichier.add("PRODID", "-//Jalon//FR")
    fichier.add("VERSION", "2.0")
    fichier.add("METHOD", "PUBLISH")
    nom = montrable(calendrier.nom)
    fichier.add("NAME", nom)
    fichier.add("X-WR-CALNAME", nom)
    fichier.add("REFRESH-INTERVAL", RELECTURE, parameters={"VALUE": "DURATION"})
    fichier.add("X-PUBLISHED-TTL", RELECTURE)
    for une in calendrier.echeances:
        fichier.add_component(_evenement(une, adresse, hote))
    corps: bytes = fichier.to_ical()
    return corps


def _evenement(une: Mapping[str, Any], adresse: str, hote: str) -> Event:
    evenement = Event()
    lien = f"{adresse}/d/{une['dossier']}"
    evenement.add("UID", f"{une['dossier']}.{une['nom']}.{une['rang']}@{hote}")
    evenement.add("SEQUENCE", une["mouvements"] - 1)
    evenement.add("DTSTAMP", une["ecrit_le"])
    evenement.add("DTSTART", une["jour"])
    evenement.add("DTEND", une["jour"] + timedelta(days=1))
    evenement.add("SUMMARY", typographie(montrable(f"{une['libelle']} : {une['sujet']}")))
    phrases = [une["dossier"], *une["calcul"], lien]
    evenement.add("DESCRIPTION", typographie(montrable("\n".join(phrases))))
    evenement.add("URL", lien)
    evenement.add("TRANSP", "TRANSPARENT")
    evenement.add("CLASS", "CONFIDENTIAL")
    return evenement
