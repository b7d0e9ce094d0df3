"""Carries out a plan: one transaction a root, one savepoint a line."""

from __future__ import annotations

from collections.abc import Iterator

from services.act import Auteur, Chantier
from services.advancing import suivre
from services.counter.long_work import Avance, sans_avance
from services.opening import NouveauDossier, ouvrir_dossier
from services.openings import suivre_les_arrets
from services.register.follow import LIEN
from services.reprise.planning import ROLE
from services.reprise.plans import Groupe, Plan, Voulu
from services.reprise.records import MARCHE, RELATION
from storage import dossiers as depot
from storage import following
from storage.dossiers import LigneDossier
from storage.errors import StorageError
from storage.lots import Lot
from storage.reprise import verrouiller_marche
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

Ouverts = list[tuple[Voulu, str]]
"""What was opened, and its number."""
DEVANCE = "le dossier a été ouvert ou fermé par ailleurs entre-temps ; relancez la reprise"


def executer(chantier: Chantier, plan: Plan, acteur: str, avance: Avance = sans_avance) -> Ouverts:
    """Open what the plan says; a line that fails is refused alone, faults left on it."""
    bureau = chantier.bureau
    with bureau.travail.ecrire() as connexion:
        for machine in {un.machine for groupe in plan.groupes for un in groupe.voulus}:
            bureau.machines.courante(connexion, machine, chantier.now)
    ouverts: Ouverts = []
    faits, total = 0, sum(len(groupe.voulus) for groupe in plan.groupes)
    for groupe in plan.groupes:
        with bureau.travail.ecrire() as connexion:
            _confier(chantier, connexion)
            ouverts.extend(_Racine(chantier, groupe, acteur).ouvrir())
        faits += len(groupe.voulus)
        avance(faits, total)
    return ouverts


def _confier(chantier: Chantier, connexion: Connexion) -> None:
    """Hand the next transaction to the same desk: what it has read of the register stays read."""
    chantier.connexion = chantier.entourage.connexion = connexion


class _Racine:
    """One marché and its relations, inside one transaction."""

    def __init__(self, chantier: Chantier, groupe: Groupe, acteur: str) -> None:
        self._chantier = chantier
        self._groupe = groupe
        self._acteur = acteur
        self._parent = self._verrouiller()
        self._suivies: set[int | None] = set()
        if self._parent is not None:
            enfants = depot.enfants_entiers(chantier.connexion, self._parent.id)
            vivants = (un for un in enfants if un.machine == RELATION and not un.final)
            self._suivies = {un.entreprise for un in vivants}

    def _verrouiller(self) -> LigneDossier | None:
        """The root as it stands now: somebody may have opened it since the plan was made."""
        connexion, groupe = self._chantier.connexion, self._groupe
        verrouiller_marche(connexion, groupe.marche.id)
        numero = following.dossier_du_marche(connexion, groupe.marche.id, MARCHE)
        racine = depot.par_cle(connexion, numero) if numero else None
        if racine is not None:
            depot.verrouiller(connexion, racine.tete)
        return racine

    def ouvrir(self) -> Iterator[tuple[Voulu, str]]:
        """Each line in turn; the marché that a relation implies shares its savepoint."""
        implicite = next((un for un in self._groupe.voulus if un.implicite), None)
        for voulu in self._groupe.voulus:
            if voulu.implicite:
                continue
            besoin = implicite if self._parent is None else None
            if self._devance(voulu, besoin):
                voulu.ligne.faute("ligne", DEVANCE)
            else:
                yield from self._une_ligne([un for un in (besoin, voulu) if un is not None])

    def _devance(self, voulu: Voulu, implicite: Voulu | None) -> bool:
        """Whether somebody followed the marché or the company since the plan was made."""
        if voulu.machine == MARCHE:
            return self._parent is not None
        sans_racine = self._parent is None and implicite is None
        return (
            sans_racine or voulu.titulaire is None or (voulu.titulaire.entreprise in self._suivies)
        )

    def _une_ligne(self, voulus: list[Voulu]) -> Ouverts:
        parent = self._parent
        try:
            with self._chantier.connexion.begin_nested():
                return [(un, self._ouvrir(un)) for un in voulus]
        except (ValeurInvalide, StorageError) as erreur:
            self._parent, self._chantier.lot = parent, Lot()
            self._chantier.ouvrages, self._chantier.suites = [], []
            voulus[-1].ligne.faute(getattr(erreur, "champ", "ligne"), str(erreur))
            return []

    def _ouvrir(self, voulu: Voulu) -> str:
        sous = self._parent if voulu.machine == RELATION else None
        auteur = Auteur(acteur=self._acteur, au_nom_de=voulu.cadre.compte.login)
        dossier = ouvrir_dossier(
            self._chantier,
            NouveauDossier(
                machine=voulu.machine,
                sujet=voulu.sujet,
                donnees=voulu.donnees,
                etat=voulu.etat,
                at=voulu.at,
                parent=sous,
                lien=LIEN if sous else None,
                convention=voulu.cadre.convention,
                marche=voulu.marche.id,
                entreprise=voulu.titulaire.entreprise if voulu.titulaire else None,
                assigned=voulu.cadre.compte.id,
                auteur=auteur,
                role=ROLE,
            ),
        )
        suivre_les_arrets(self._chantier, dossier, muet=True)
        suivre(self._chantier, auteur)
        if voulu.machine == MARCHE:
            self._parent = dossier
        return dossier.numero
