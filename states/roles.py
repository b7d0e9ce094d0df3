"""The roles of the agreement: who may act, who holds the ball, who is written to."""

from collections.abc import Mapping

FACILITATEUR = "facilitateur"
REFERENT = "referent"
ENTREPRISE = "entreprise"
RESPONSABLE = "responsable"
COMPTABLE = "comptable"
ADMIN = "admin"
PRESCRIPTEUR = "prescripteur"
RESEAU = "reseau"
"""No role that somebody holds: every prescripteur of the territory is written to."""
ACHETEURS = "acheteurs"
"""No role either: the référent·e of each marché that an action collective counts for."""
ENTREPRISES = "entreprises"
"""Nor this one: the contacts of each company that runs one of these marchés."""
EQUIPE = frozenset({ADMIN, COMPTABLE, FACILITATEUR, RESPONSABLE})
"""Roles of the structure itself."""

QUI_SUIVENT = frozenset({FACILITATEUR, RESPONSABLE})
"""Roles to which a dossier may be entrusted."""

ROLES: Mapping[str, str] = {
    FACILITATEUR: "la personne facilitatrice de la structure",
    REFERENT: "la personne référente du donneur d’ordre",
    ENTREPRISE: "l’entreprise titulaire",
    RESPONSABLE: "la personne responsable de la structure",
    COMPTABLE: "la comptabilité de la structure",
    ADMIN: "la personne qui administre Jalon",
    PRESCRIPTEUR: "la personne prescriptrice de la candidature",
}
"""Role → how a sentence names it."""
