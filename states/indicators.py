"""The indicators of the annual bilan as the agreement lists them; the town validates them."""

from __future__ import annotations

VALIDES_LE = "indicateurs_valides_le"
"""Field of the act that validates them."""
INDICATEURS = (
    "Nombre de marchés et d’opérations intégrant une clause sociale ou une action",
    "Nombre de marchés réservés",
    "Nombre de marchés d’insertion",
    "Nombre d’heures réalisées",
    "Nombre de personnes concernées",
    "Typologie des bénéficiaires",
    "Modalités d’application de la clause",
    "Évaluation des résultats et bénéfices pour les personnes ciblées par les clauses d’insertion",
)
"""Convention, article 5; what the parties agree on besides is joined to the act as a file."""
