"""What a correction replaces, as the mail that tells of it says it."""

from __future__ import annotations

from notifications.context import CorrectionVue
from services.act import Acte
from services.plain_words import valeur_en_mots


def correction_dite(acte: Acte) -> CorrectionVue:
    """The field and both its values; the label alone when the field is personal."""
    lu = acte.decision.ligne.donnees
    champ = acte.compilee.definition.contexte[lu["champ"]]
    if champ.personnel:
        return CorrectionVue(champ=champ.libelle)
    visee = next(une for une in acte.snapshot.historique if une.seq == lu["ligne"])
    return CorrectionVue(
        champ=champ.libelle,
        avant=valeur_en_mots(champ, visee.donnees[champ.nom]),
        apres=valeur_en_mots(champ, lu["valeur"]),
    )
