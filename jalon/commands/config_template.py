"""The commented config.yaml that ``jalon init`` writes when there is none."""

from __future__ import annotations

import os
from pathlib import Path

from jalon.settings import FICHIER, Reglages

MODELE = """\
# Réglages de cette installation de Jalon. Rien de secret ici : un mot de passe se donne par
# JALON_COURRIEL_MOT_DE_PASSE, le secret de l’installation par JALON_SECRET_CLE ou par le fichier
# jalon.secret. Toute clé se surcharge par JALON_* (JALON_DATABASE_URL…).
# Vérifier : jalon config verifier

# production, recette, demo ou test. Écrit dans la base par « jalon init », puis fixe.
environnement: {environnement}

database:
  # sqlite:///jalon.db, ou postgresql+psycopg://utilisateur@hote/base
  url: {url}
  # full survit à une coupure de courant ; normal, à un arrêt du programme seulement.
  mode: {mode}

courriel:
  # capture écrit chaque courriel dans un dossier, rien ne part ; smtp envoie.
  mode: {courriel}
  boite: {boite}
  # hote: smtp.exemple.fr
  # port: 587
  # chiffrement: starttls        # aucun, starttls ou tls
  # identifiant: jalon
  # expediteur: clauses@exemple.fr
  # rediriger_vers: essais@exemple.fr   # hors production : une seule boîte reçoit tout
  # heures_de_bureau: oui
  # Secondes laissées au serveur pour prendre un courriel ; au-delà, il est trop lent : autre essai.
  # delai_max_s: 300
  # Vos gabarits, à la place des nôtres : un dossier par courriel (« jalon check » les vérifie).
  # gabarits: gabarits

bureau:
  # Jours fériés : metropole, alsace_moselle, guadeloupe, martinique, guyane, la_reunion, mayotte
  zone: {zone}
  ouverture: "09:00"
  fermeture: "17:00"
  # Heure à laquelle un délai passé fait avancer son dossier, une fois le courrier relevé.
  heure_de_declenchement: "14:00"
  # jours_de_fermeture: ["2026-12-24", "2026-12-28..2026-12-31"]
  # Qui, de l’équipe, connaît les personnes candidates : marches_suivis (chaque personne
  # facilitatrice celles de ses marchés), ou equipe (toutes, là où l’équipe se partage le suivi).
  candidats_lus_par: marches_suivis

horloge:
  tick_s: 20
  livraison_s: 5
  # Au-delà de tant d’heures d’arrêt, ce qui était dû attend une décision.
  retard_de_panne_h: 24

web:
  # L’adresse des pages, celle des liens dans les courriels ; obligatoire hors démonstration.
  # adresse: https://jalon.exemple.fr
  hote: 127.0.0.1
  port: 8000
  # Les serveurs mandataires de confiance, qui disent pour qui ils demandent.
  # mandataires: ["127.0.0.1"]
  # Qui donne un code du téléphone après son mot de passe : admin, equipe ou tous.
  second_facteur: admin

# Pour les pages « Mentions légales » et « Données personnelles » ; à remplir avant d’ouvrir.
# mentions:
#   editeur: Maison de l’emploi de Valbrenne
#   adresse: 8 rue du Bac, 69000 Valbrenne
#   telephone: "04 00 00 00 00"
#   courriel: contact@exemple.fr
#   publication: la présidence de la structure
#   hebergeur: nom, adresse et téléphone de l’hébergeur
#   donnees: dpo@exemple.fr

territoire:
  # Départements dont les SIAE et les GEIQ sont présentés aux entreprises.
  departements: ["69"]

# Paramètres des conventions, par genre de dossier ; une convention peut les changer pour elle.
# parametres:
#   relation_entreprise:
#     delai_courrier: 15 j
#     contacts_requis: 2
"""


def ecrire_modele(option: Path | None, reglages: Reglages) -> Path | None:
    """Write the commented file at its place; an existing one is never touched.

    Returns the file written, or ``None``.
    """
    nomme = option or Path(os.environ.get("JALON_CONFIG") or FICHIER)
    if nomme.exists():
        return None
    texte = MODELE.format(
        environnement=reglages.environnement,
        url=reglages.database.url,
        mode=reglages.database.mode,
        courriel=reglages.courriel.mode,
        boite=reglages.courriel.boite,
        zone=reglages.bureau.zone,
    )
    with nomme.open("x", encoding="utf-8") as flux:
        flux.write(texte)
    return nomme
