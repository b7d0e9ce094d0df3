"""Decides, without writing, what each line becomes: refused, already there, or to open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from services.act import Chantier
from services.counter.long_work import Avance, sans_avance
from services.register.ended_conventions import fin_dite
from services.register.other_buyer import autre_acheteur
from services.register.published_duration import DUREE, bornee
from services.reprise.checking import verifier
from services.reprise.comparing import contredire, ecarts
from services.reprise.inheriting import heriter
from services.reprise.plans import Cadre, Groupe, Plan, Voulu
from services.reprise.records import MARCHE, RELATION, Ligne
from services.reprise.register import Registre
from services.reprise.resolving import resoudre
from states.french import PARIS
from storage.dossiers import LigneDossier
from storage.register_values import Marche
from workflow.opening import DemandeOuverture

EN_SUIVI = "en_suivi"
"""State of a marché that no line describes, when one of its relations is taken over."""
ROLE = "facilitateur"


class Planificateur:
    """Plans the lines of one file against what the register says."""

    def __init__(
        self, chantier: Chantier, registre: Registre, structure: int | None = None
    ) -> None:
        """``chantier`` lends its desk and its instant; nothing is written through it here.

        ``structure`` is the only one whose agreements the lines may name, if any.
        """
        self._chantier = chantier
        self._registre = registre
        self._structure = structure
        self._fins: dict[int, tuple[str, str] | None] = {}

    def planifier(self, lignes: Sequence[Ligne], avance: Avance = sans_avance) -> Plan:
        """The plan; faults are left on the lines."""
        plan = Plan(lignes)
        for ligne in lignes:
            resoudre(self._registre, ligne)
        contredire(lignes)
        faites = 0
        for marche, siennes in _par_marche(lignes):
            self._un_marche(plan, marche, siennes)
            faites += len(siennes)
            avance(faites, len(lignes))
        return plan

    def _un_marche(self, plan: Plan, marche: Marche, lignes: Sequence[Ligne]) -> None:
        groupe = Groupe(marche, self._registre.dossier(MARCHE, marche.id, None))
        chef: Ligne | None = None
        for ligne in (une for une in lignes if une.machine == MARCHE):
            self._traiter(plan, groupe, ligne, None)
            chef = ligne
        for ligne in (une for une in lignes if une.machine == RELATION):
            if chef is not None and not chef.saine and groupe.parent is None:
                ligne.faute("marche", f"la ligne {chef.numero}, de ce marché, est refusée")
            self._traiter(plan, groupe, ligne, chef)
        if groupe.voulus:
            self._signaler_un_autre_acheteur(groupe)
            self._signaler_les_absents(groupe)
            plan.groupes.append(groupe)

    def _traiter(self, plan: Plan, groupe: Groupe, ligne: Ligne, chef: Ligne | None) -> None:
        if not ligne.saine or ligne.depuis is None:
            return
        at = debut_du_jour(ligne.depuis)
        suivi = self._registre.dossier(*ligne.cle)
        if suivi is not None:
            self._comparer(plan, ligne, suivi, at)
        elif groupe.parent is not None and groupe.parent.final:
            ligne.faute("marche", f"le dossier {groupe.parent.numero} de ce marché est clos")
        else:
            cadre = heriter(self._registre, groupe, ligne, chef)
            if cadre is not None and self._est_d_ailleurs(cadre):
                ligne.faute("convention", "cette convention est celle d’une autre structure")
            elif cadre is not None and groupe.parent is None and (fin := self._fin(cadre)):
                ligne.faute("convention", " ".join(fin))
            if cadre is not None and ligne.saine:
                self._ajouter(groupe, ligne, cadre, at)

    def _est_d_ailleurs(self, cadre: Cadre) -> bool:
        siens = self._registre.cadres[cadre.convention]
        return self._structure is not None and siens.structure != self._structure

    def _fin(self, cadre: Cadre) -> tuple[str, str] | None:
        """How its convention ended, asked once a file: it takes no new marché then (article 6)."""
        if cadre.convention not in self._fins:
            self._fins[cadre.convention] = fin_dite(self._chantier, cadre.convention)
        return self._fins[cadre.convention]

    def _comparer(self, plan: Plan, ligne: Ligne, suivi: LigneDossier, at: datetime) -> None:
        differe = ecarts(self._registre, ligne, suivi, at)
        if not differe:
            plan.inchanges.append((ligne, suivi))
            return
        etats = self._chantier.bureau.machines.courantes[ligne.machine].definition.etats
        libelle = etats[suivi.state].libelle if suivi.state in etats else suivi.state
        ligne.faute(
            "siret" if ligne.machine == RELATION else "marche",
            f"déjà suivi : {suivi.numero} (« {libelle} ») ; diffère : {', '.join(differe)}",
        )

    def _ajouter(self, groupe: Groupe, ligne: Ligne, cadre: Cadre, at: datetime) -> None:
        """The dossier of the line, under the one of its marché, opened too when there is none."""
        voulus = []
        if ligne.machine == RELATION and groupe.parent is None and not groupe.voulus:
            now = self._chantier.now
            voulus.append(self._voulu(ligne, cadre, MARCHE, etat=EN_SUIVI, at=now))
        voulus.append(self._voulu(ligne, cadre, ligne.machine, etat=ligne.etat, at=at))
        if ligne.saine:
            groupe.voulus.extend(un for un in voulus if un is not None)

    def _voulu(
        self, ligne: Ligne, cadre: Cadre, machine: str, *, etat: str, at: datetime
    ) -> Voulu | None:
        marche, implicite = ligne.marche, machine != ligne.machine
        if marche is None:
            return None
        connues = self._du_registre(machine, marche)
        donnees = {**connues, **({} if implicite else ligne.champs)}
        bureau, fiche = self._chantier.bureau, self._registre.cadres[cadre.convention]
        compilee = bureau.machines.courantes[machine]
        demande = DemandeOuverture(
            numero="",
            at=at,
            etat=etat,
            donnees=donnees,
            role=ROLE,
            parametres=self._chantier.parametres(compilee.definition, fiche),
        )
        decision = verifier(
            ligne, compilee, demande, now=self._chantier.now, temps=bureau.calendriers(fiche.zone)
        )
        if decision is None:
            return None
        return Voulu(
            ligne=ligne,
            machine=machine,
            marche=marche,
            titulaire=ligne.titulaire if machine == RELATION else None,
            etat=etat,
            at=at,
            donnees=donnees,
            cadre=cadre,
            decision=decision,
            implicite=implicite,
        )

    def _du_registre(self, machine: str, marche: Marche) -> dict[str, Any]:
        """What the register knows better than the file."""
        if machine == RELATION:
            return {"notifie_le": marche.date_notification}
        duree = self._registre.durees.get(marche.id, marche.duree_mois)
        champ = self._chantier.bureau.machines.courantes[MARCHE].definition.contexte[DUREE]
        return {
            "objet": marche.objet or f"Marché {marche.identifiant}",
            "date_notification": marche.date_notification,
            DUREE: bornee(duree, champ),
        }

    def _signaler_un_autre_acheteur(self, groupe: Groupe) -> None:
        """Say once a marché that its buyer did not sign the agreement, as ``suivre`` does."""
        premiere = groupe.voulus[0]
        siens = self._registre.cadres[premiere.cadre.convention]
        if groupe.marche.donneur_ordre != siens.donneur_ordre:
            acheteur = self._registre.acheteurs[groupe.marche.donneur_ordre]
            phrase = autre_acheteur(acheteur, siens.reference, siens.acheteur)
            premiere.ligne.avertir("convention", phrase)

    def _signaler_les_absents(self, groupe: Groupe) -> None:
        """Say which titulaires of a marché taken over have no relation: nobody is forgotten."""
        marche = groupe.marche.id
        repris = {un.titulaire.entreprise for un in groupe.voulus if un.titulaire}
        tous = self._registre.titulaires.get(marche, [])
        absents = [
            un
            for un in tous
            if un.entreprise not in repris
            and self._registre.dossier(RELATION, marche, un.entreprise) is None
        ]
        aussi = " aussi" if len(absents) < len(tous) else ""  # beside one that is followed
        for un in absents:
            groupe.voulus[0].ligne.avertir(
                "siret",
                f"{un.nom} ({un.siret}) est titulaire{aussi} et n’a pas de ligne : "
                "sa relation n’est pas suivie",
            )


def debut_du_jour(jour: date) -> datetime:
    """First instant of a civil day: a state known by its day alone."""
    return datetime.combine(jour, time(), PARIS)


def _par_marche(lignes: Sequence[Ligne]) -> Iterable[tuple[Marche, list[Ligne]]]:
    """Lines by marché, in the order in which the file first names them."""
    groupes: dict[int, tuple[Marche, list[Ligne]]] = {}
    for ligne in lignes:
        if ligne.marche is not None:
            groupes.setdefault(ligne.marche.id, (ligne.marche, []))[1].append(ligne)
    return groupes.values()
