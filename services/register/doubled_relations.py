"""One company has one relation a marché: what a merger of two titulaires leaves (domain.md §2.3).

The contract goes on, and so does what was started of it. A relation of which nothing runs is ended,
with its trace on both; when both have their procedure, their commitments or their recruitments,
somebody chooses: a task says so, and nothing is lost meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.act import Auteur, Chantier, Suite, commencer
from services.advancing import suivre, suivre_une
from services.effects import mettre_au_bureau
from services.noting import noter
from services.office import Bureau
from services.opening import vider
from states.french import INSECABLE
from storage import dossiers, duplicates
from storage.dossiers import LigneDossier
from storage.unit_of_work import Connexion

LIGNE = TACHE = "relations_en_double"
CLORE = "clore"
SANS_PROCEDURE = frozenset({"a_contacter", "en_relation"})
"""States of a relation in which no step of annexe 2/A is under way."""


@dataclass(frozen=True)
class Doublon:
    """Two open relations of one company with one marché, and what became of them."""

    gardee: str
    autre: str
    close: bool
    """Whether the other one is ended; else somebody chooses."""


def ranger_les_relations(bureau: Bureau, entreprise: int) -> list[Doublon]:
    """Leave a company one relation a marché, one transaction a pair; a pair is told of once."""
    with bureau.travail.lire() as connexion:
        paires = duplicates.relations_en_double(connexion, entreprise, LIGNE)
    ranges = [_ranger(bureau, une) for une in paires]
    if ranges:
        bureau.reveil()
    return ranges


def _ranger(bureau: Bureau, paire: tuple[int, int]) -> Doublon:
    with bureau.travail.ecrire() as connexion:
        lues = [dossiers.par_id(connexion, cle) for cle in paire]
        premiere, seconde = (une for une in lues if une is not None)
        dossiers.verrouiller(connexion, premiere.tete)
        chantier = commencer(bureau, connexion)
        libre = next((un for un in (seconde, premiere) if _rien_ne_court(connexion, un)), None)
        if libre is None:
            return _demander(chantier, premiere, seconde)
        return _clore(chantier, premiere if libre is seconde else seconde, libre)


def _rien_ne_court(connexion: Connexion, relation: LigneDossier) -> bool:
    """Neither a step of the procedure, nor a commitment or a recruitment that is open."""
    enfants = dossiers.enfants_entiers(connexion, relation.id)
    return relation.state in SANS_PROCEDURE and all(un.final for un in enfants)


def _clore(chantier: Chantier, gardee: LigneDossier, autre: LigneDossier) -> Doublon:
    auteur = Auteur(acteur="jalon")
    phrase = (
        f"Les deux titulaires de ce marché sont désormais une seule entreprise{INSECABLE}: "
        f"la relation {autre.numero} est close, son suivi continue ici."
    )
    noter(
        chantier, gardee.id, evenement=LIGNE, kind="note", donnees={"autre": autre.numero},
        auteur=auteur, explication=(phrase,),
    )  # fmt: skip
    vider(chantier)
    motif = f"Même entreprise, même marché{INSECABLE}: le suivi continue dans {gardee.numero}"
    suite = Suite(dossier=autre.id, evenement=CLORE, saisies={"motif": motif}, emetteur=gardee)
    suivre_une(chantier, suite, auteur)
    suivre(chantier, auteur)
    return Doublon(gardee.numero, autre.numero, close=True)


def _demander(chantier: Chantier, premiere: LigneDossier, seconde: LigneDossier) -> Doublon:
    phrase = (
        f"La même entreprise a deux relations ouvertes avec ce marché{INSECABLE}: "
        f"{premiere.numero} et {seconde.numero}."
    )
    acte = noter(
        chantier, seconde.id, evenement=LIGNE, kind="note", donnees={"autre": premiere.numero},
        auteur=Auteur(acteur="jalon"), explication=(phrase,),
    )  # fmt: skip
    mettre_au_bureau(chantier, acte, TACHE, {"autre": premiere.numero})
    vider(chantier)
    return Doublon(premiere.numero, seconde.numero, close=False)
