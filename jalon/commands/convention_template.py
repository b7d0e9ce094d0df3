"""The commented model of an agreement's file, as ``jalon convention ajouter`` reads it."""

from __future__ import annotations

from pathlib import Path

MODELE = """\
# Une convention de suivi des clauses sociales : remplissez, puis
#     jalon convention ajouter CE_FICHIER.yaml
# Une ligne qui commence par # n’est pas lue.

reference: COMMUNE-2026           # le nom court que demande « jalon suivre --convention »

structure:                        # celle qui emploie les facilitateur·rices
  siret: "00000000000000"         # 14 chiffres, entre guillemets
  nom: Maison de l’emploi
  # adresse: 1 place de l’Exemple, 69000 Lyon
  # telephone: "04 00 00 00 00"
  # courriel: clauses@structure.example    # signe les courriels quand les réglages ne disent rien

donneur_ordre:
  nom: Ville de Commune
  siret: "00000000000000"
  # S’il a changé de SIRET ou de nom, écrivez ses identités à la place de siret :
  # identites:
  #   - {siret: "00000000000000", nom: Ville de Commune, au: 2023-12-31}
  #   - {siret: "00000000000000", nom: Ville de Commune-Nouvelle, du: 2024-01-01}

effet_le: 2026-01-01              # premier jour de la convention
duree: 4 ans
# zone: metropole                 # jours fériés ; sinon ceux de la structure
# source: Convention signée le 15/12/2025

# Ce que cette convention change aux paramètres, par genre de dossier :
# parametres:
#   relation_entreprise:
#     delai_courrier: 15 j
#     contacts_requis: 2
"""


def ecrire_modele(chemin: Path) -> None:
    """Write the model; the caller has refused to overwrite a file."""
    with chemin.open("x", encoding="utf-8") as flux:
        flux.write(MODELE)
