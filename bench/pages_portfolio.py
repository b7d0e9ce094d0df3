"""A portfolio for the pages: relations in every state, their marchés, invoices, every role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from bench.portfolio import FACILITATEUR, MACHINE, REFERENT, bureau_de, construire
from services.accounts.passwords import Coffre
from services.accounts.signing_in import poser_mot_de_passe
from services.act import Auteur, commencer
from services.office import Bureau
from services.opening import NouveauDossier, ouvrir_dossier
from services.register.registering import CompteSaisi, ajouter_compte
from states.french import jour_civil
from storage.looking import FiltreDossiers, page
from storage.missed_tasks import Lecture

PAR_MARCHE = 3
MOT_DE_PASSE = "quatre mots sans lien"
RESPONSABLE, COMPTABLE, ADMIN = "responsable", "comptable", "admin"
COMPTES = (FACILITATEUR, RESPONSABLE, COMPTABLE, ADMIN, REFERENT)
_AUTRES = (
    (RESPONSABLE, "Solène Amrani"),
    (COMPTABLE, "Théo Vasseur"),
    (ADMIN, "Alix Ferrand"),
)
_UNE_FACTURE_POUR = 10
_PAR_TRANSACTION = 500
_DATES = {
    "notifie_le": date(2026, 2, 25),
    "courrier_envoye_le": date(2026, 2, 20),
    "courrier_recu_le": date(2026, 2, 25),
}


def construire_le_portefeuille(url: str, marches: int) -> Bureau:
    """Install a database with ``marches`` marchés, three relations each; the desk that reads it."""
    bureau = bureau_de(url, "normal")
    etats = list(bureau.machines.courantes[MACHINE].definition.etats)

    def ouverture(rang: int) -> Mapping[str, Any]:
        """Half of them go well; the others stand in each of the other states in turn."""
        etat = "en_relation" if rang % 2 else etats[rang // 2 % len(etats)]
        return {"etat": etat, "donnees": _DATES}

    construire(url, marches * PAR_MARCHE, ouverture)
    _ouvrir_les_marches(bureau)
    coffre = Coffre(faible=True)
    for login, nom in _AUTRES:
        saisie = CompteSaisi(login=login, nom=nom, roles=(login,), courriel=f"{login}@maison.test")
        ajouter_compte(bureau.travail, saisie)
    for login in COMPTES:
        poser_mot_de_passe(bureau, coffre, login, MOT_DE_PASSE)
    return bureau


def _ouvrir_les_marches(bureau: Bureau) -> None:
    """The dossier of each marché, and an invoice to be issued for one in ten."""
    with bureau.travail.lire() as connexion:
        filtre, jour = FiltreDossiers(machine=MACHINE), jour_civil(bureau.horloge.maintenant())
        lues = page(connexion, filtre, Lecture(jour), apres=None, limite=10**6)
    premieres = iter({une.dossier.marche: une.dossier for une in lues}.values())
    while lot := list(islice(premieres, _PAR_TRANSACTION)):
        with bureau.travail.ecrire() as connexion:
            chantier = commencer(bureau, connexion)
            for nouveau in _nouveaux(lot):
                ouvrir_dossier(chantier, nouveau)


def _nouveaux(lot: list[Any]) -> Iterator[NouveauDossier]:
    for rang, une in enumerate(lot):
        commun = {
            "sujet": une.subject,
            "convention": une.convention,
            "marche": une.marche,
            "assigned": une.assigned,
            "auteur": Auteur(acteur="bench", au_nom_de=FACILITATEUR),
            "role": "facilitateur",
        }
        yield NouveauDossier(
            machine="marche", etat="en_suivi", donnees={"objet": une.subject}, **commun
        )
        if rang % _UNE_FACTURE_POUR == 0:
            donnees = {"jalon": "calibrage", "montant_total": Decimal("3000.00")}
            yield NouveauDossier(machine="facture", donnees=donnees, **commun)
