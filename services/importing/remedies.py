"""What to do about a record or a field that was set aside: one sentence per field."""

from __future__ import annotations

from collections.abc import Mapping

_USUEL = "Corrigez {champ} dans le fichier, ou demandez-le à qui le publie ; réimportez."
A_VENIR = "à venir"
_DATE_GARDEE = (
    "Rien à faire si la date est bonne : elle est gardée ; sinon, corrigez-la dans le fichier et "
    "réimportez."
)
_REMEDES: Mapping[str, str] = {
    "acheteur.id": "Donnez le SIRET de l’acheteur, en texte ; réimportez.",
    "siret": "Donnez le SIRET de la structure, en texte ; réimportez.",
    "raison_sociale": "Donnez la raison sociale de la structure ; réimportez.",
    "id": "Donnez le numéro du marché chez l’acheteur (16 caractères au plus) ; réimportez.",
    "dateNotification": "Donnez la date de notification sous la forme AAAA-MM-JJ ; réimportez.",
    "datePublicationDonnees": "Rien à faire si le registre dit vrai ; sinon, réimportez la "
    "dernière publication.",
    "titulaires": "Donnez au moins un titulaire et son SIRET, en texte ; réimportez.",
    "objet": "Donnez l’objet du marché, ou son identifiant unique (uid) ; réimportez.",
    "ligne": "Ouvrez le fichier à cette ligne, vérifiez guillemets et séparateurs ; réimportez.",
    "enregistrement": "Ouvrez le fichier à cette ligne, vérifiez accolades et guillemets, ou "
    "téléchargez-le de nouveau ; réimportez.",
    "fichier": "Téléchargez le fichier de nouveau ; réimportez-le s’il est plus long.",
}


def remede(champ: str, motif: str = "") -> str:
    """The mend of a field: its own, that of its list (``titulaires[2].id``), or the usual one.

    A date that is only to come is well written, and kept.
    """
    if A_VENIR in motif:
        return _DATE_GARDEE
    racine = champ.partition("[")[0]
    return _REMEDES.get(champ) or _REMEDES.get(racine) or _USUEL.format(champ=champ)
