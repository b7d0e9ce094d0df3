"""The surroundings of dossiers during one transaction: parties and people, each read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from services.associated import marches_en_cours
from states.roles import ACHETEURS, ENTREPRISES, PRESCRIPTEUR, REFERENT, RESEAU
from storage import absences, account_scope, accounts, around, parties
from storage import dossiers as depot
from storage.around import Autour
from storage.dossiers import LigneDossier
from storage.marche_sheets import FeuilleDuMarche, feuille_du_marche
from storage.parties import Cadre, FicheEntreprise, FicheMarche, Personne
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

RELATIONS = "relations"
"""Link of a marché to the companies that run it."""
T = TypeVar("T")
Lecture = Callable[[Connexion, Sequence[int], date], Mapping[int, Any]]
"""Reads many parties of one kind by id, on a day."""


class Entourage:
    """Reads the register for one transaction and one civil day, keeping what it has read."""

    def __init__(self, connexion: Connexion, jour: date) -> None:
        """Start with nothing read."""
        self.connexion = connexion
        self.jour = jour
        self._lus: dict[tuple[Any, ...], Any] = {}
        self._annonces: Sequence[LigneDossier] = ()
        self._par_lot: dict[str, dict[int, Any]] = defaultdict(dict)

    def annoncer(self, dossiers: Sequence[LigneDossier]) -> None:
        """Tell which dossiers follow: what one of them needs is read for all of them at once."""
        self._annonces = dossiers

    def lire_autour(self, dossier: LigneDossier) -> Autour:
        """Read at once the buyer and the people of one dossier, for a page that asks for all."""
        autour = around.personnes(self.connexion, dossier, self.jour)
        self._lus["donneur", dossier.marche, dossier.convention] = autour.donneur_ordre
        self._lus["referents", autour.donneur_ordre] = autour.referents
        self._lus[("absences",)] = autour.absents
        self._lus["tete", dossier.tete] = autour.suivi_a_la_tete
        if autour.affecte is not None:
            self._lus["compte", autour.affecte.compte] = autour.affecte
        if dossier.entreprise is not None:
            self._par_lot["interlocuteurs"][dossier.entreprise] = autour.interlocuteurs
        return autour

    def _avec_les_autres(
        self, quoi: str, champ: str, dossier: LigneDossier, lecture: Lecture
    ) -> Any:
        """The reading of a dossier's party, made for every announced one that misses it."""
        lues, cle = self._par_lot[quoi], getattr(dossier, champ)
        if cle not in lues:
            voulues = {getattr(un, champ) for un in (*self._annonces, dossier)} - {None}
            lues.update(lecture(self.connexion, sorted(voulues - lues.keys()), self.jour))
        return lues[cle]

    def _une_fois(self, cle: tuple[Any, ...], lecture: Callable[[], T]) -> T:
        if cle not in self._lus:
            self._lus[cle] = lecture()
        return self._lus[cle]  # type: ignore[no-any-return]  # what lecture() gave

    def cadre(self, dossier: LigneDossier) -> Cadre | None:
        """The convention that governs the dossier."""
        numero = dossier.convention
        if numero is None:
            return None
        return self._une_fois(
            ("cadre", numero), lambda: parties.cadre(self.connexion, numero, self.jour)
        )

    def feuille(self, marche: int) -> FeuilleDuMarche | None:
        """What the register says of a marché."""
        return self._une_fois(
            ("feuille", marche), lambda: feuille_du_marche(self.connexion, marche, self.jour)
        )

    def oublier_le_cadre(self, convention: int) -> None:
        """The procedure of a convention has just changed: read it again."""
        self._lus.pop(("cadre", convention), None)

    def donneur_ordre(self, dossier: LigneDossier) -> int | None:
        """The buyer: the marché's, else the convention's."""
        lu = self._lus.get(("donneur", dossier.marche, dossier.convention))
        if lu is not None:
            return int(lu)
        marche = self.marche(dossier)
        if marche is not None:
            return marche.donneur_ordre
        cadre = self.cadre(dossier)
        return cadre.donneur_ordre if cadre else None

    def marche(self, dossier: LigneDossier) -> FicheMarche | None:
        """The marché of the dossier."""
        if dossier.marche is None:
            return None
        fiche: FicheMarche = self._avec_les_autres(
            "marche", "marche", dossier, parties.fiches_marches
        )
        return fiche

    def entreprise(self, dossier: LigneDossier) -> FicheEntreprise | None:
        """The company of the dossier."""
        if dossier.entreprise is None:
            return None
        fiche: FicheEntreprise = self._avec_les_autres(
            "entreprise", "entreprise", dossier, parties.fiches_entreprises
        )
        return fiche

    def facilitateur(self, dossier: LigneDossier) -> Personne | None:
        """Who the dossier is entrusted to; the structure's responsable when nobody is."""
        titulaire = self._titulaire(dossier)
        return None if titulaire is None else self._present(titulaire)

    def _titulaire(self, dossier: LigneDossier) -> Personne | None:
        numero = dossier.assigned
        if numero is None:
            return next(iter(self.responsables(dossier)), None)
        return self._compte(numero)

    def _compte(self, numero: int) -> Personne:
        return self._une_fois(("compte", numero), lambda: parties.compte(self.connexion, numero))

    def _absents(self) -> Mapping[int, int | None]:
        return self._une_fois(("absences",), lambda: absences.du_jour(self.connexion, self.jour))

    def _present(self, personne: Personne) -> Personne:
        """Whoever is there that day: the person, or the one who stands in."""
        delegue = self._absents().get(personne.compte) if personne.compte is not None else None
        return personne if delegue is None else self._compte(delegue)

    def responsables(self, dossier: LigneDossier) -> list[Personne]:
        """Responsables of the structure."""
        return self._comptes(dossier, "responsable")

    def _comptes(self, dossier: LigneDossier, role: str) -> list[Personne]:
        cadre = self.cadre(dossier)
        structure = cadre.structure if cadre else None
        return self._une_fois(
            ("role", role, structure),
            lambda: parties.comptes_du_role(self.connexion, role, structure=structure),
        )

    def compte_du_bureau(self, dossier: LigneDossier, role: str) -> int | None:
        """Account that owns a task of a role; ``None`` when nobody of it signs in.

        An owner who is away stays the owner: the task stands on the delegate's desk meanwhile.
        """
        if role == "facilitateur":
            personne = self._titulaire(dossier)
            return personne.compte if personne else None
        if role == PRESCRIPTEUR:
            return next((une.compte for une in self._prescripteur(dossier)), None)
        if role != "referent":
            return next((une.compte for une in self._comptes(dossier, role)), None)
        return next((une.compte for une in self._comptes_du_donneur(dossier)), None)

    def _comptes_du_donneur(self, dossier: LigneDossier) -> list[Personne]:
        """Accounts of the dossier's buyer whose role is the referent's."""
        donneur = self.donneur_ordre(dossier)
        if donneur is None:
            return []
        return self._une_fois(
            ("bureau", donneur),
            lambda: parties.comptes_du_role(self.connexion, REFERENT, donneur_ordre=donneur),
        )

    def compte_de_la_tache(self, dossier: LigneDossier, role: str) -> int | None:
        """Whose desk: the role's; the facilitateur's when the role has nobody (design §1.5)."""
        compte = self.compte_du_bureau(dossier, role)
        if compte is None and not self.personnes(dossier, role):
            return self.compte_du_bureau(dossier, "facilitateur")
        return compte

    def personnes(self, dossier: LigneDossier, role: str) -> list[Personne]:
        """Who is written to for a role; empty when the register names nobody."""
        if role == "facilitateur":
            personne = self.facilitateur(dossier)
            return [personne] if personne else []
        if role == "referent":
            return self._referents(dossier)
        if role == "entreprise":
            return self.interlocuteurs(dossier)
        if role == PRESCRIPTEUR:
            return self._prescripteur(dossier)
        if role in {ACHETEURS, ENTREPRISES}:
            return self._des_marches_associes(dossier, role)
        titulaires = self._comptes(dossier, PRESCRIPTEUR if role == RESEAU else role)
        return list(dict.fromkeys(self._present(un) for un in titulaires))

    def _des_marches_associes(self, dossier: LigneDossier, role: str) -> list[Personne]:
        """Whom an action collective concerns: those of its running marchés, each once."""
        marches = marches_en_cours(self.connexion, dossier)
        if role == ACHETEURS:
            trouves = [une for un in marches for une in self._referents(un)]
        else:
            trouves = [
                une
                for un in marches
                for relation in self.relations_en_cours(un)
                for une in self.interlocuteurs(relation)
            ]
        return list(dict.fromkeys(trouves))

    def relations_en_cours(self, marche: LigneDossier) -> list[LigneDossier]:
        """Relations of a marché with its companies that have not ended."""
        enfants = depot.enfants_entiers(self.connexion, marche.id)
        return [un for un in enfants if un.lien == RELATIONS and not un.final]

    def _prescripteur(self, dossier: LigneDossier) -> list[Personne]:
        """The prescripteur whom the dossier names by the login of an account, and nobody else."""
        login = lire_json(dossier.data).get(PRESCRIPTEUR)
        tous = self._comptes(dossier, PRESCRIPTEUR) if login else []
        return [un for un in tous if un.login == login]

    def _referents(self, dossier: LigneDossier) -> list[Personne]:
        """The titular referent; the deputies when there is none; whoever stands in that day."""
        tous = self._tous_les_referents(dossier)
        choisis = [un for un in tous if not un.suppleant] or tous
        return list(dict.fromkeys(self._referent_present(dossier, un) for un in choisis))

    def _referent_present(self, dossier: LigneDossier, personne: Personne) -> Personne:
        """The register's person, or who stands in for the account that has the same address."""
        if not self._absents() or not personne.courriel:
            return personne
        adresse = personne.courriel.casefold()
        for compte in self._comptes_du_donneur(dossier):
            if (compte.courriel or "").casefold() == adresse:
                present = self._present(compte)
                return personne if present is compte else present
        return personne

    def suit(self, compte: int, dossier: LigneDossier) -> bool:
        """Whether an account holds the dossier or its marché, or stands in today for who does."""
        if self._est_ou_remplace(compte, dossier.assigned):
            return True
        return self._est_ou_remplace(compte, self._suivi_a_la_tete(dossier))

    def sans_personne(self, dossier: LigneDossier) -> bool:
        """Whether nobody follows a dossier: it is entrusted to no account, or to a closed one."""
        numero = dossier.assigned
        return numero is None or self._une_fois(
            ("ferme", numero), lambda: accounts.est_ferme(self.connexion, numero)
        )

    def _est_ou_remplace(self, compte: int, qui: int | None) -> bool:
        return qui is not None and compte in {qui, self._absents().get(qui)}

    def _suivi_a_la_tete(self, dossier: LigneDossier) -> int | None:
        """Whom the marché of a dossier is entrusted to: its root (design §5)."""
        tete = dossier.tete
        return self._une_fois(("tete", tete), lambda: depot.suivi_par(self.connexion, tete))

    def marches_de(self, compte: int) -> frozenset[int]:
        """The marchés that a limited account may see."""
        return self._une_fois(
            ("marches", compte), lambda: account_scope.marches_de(self.connexion, compte)
        )

    def _tous_les_referents(self, dossier: LigneDossier) -> list[Personne]:
        donneur = self.donneur_ordre(dossier)
        if donneur is None:
            return []
        return self._une_fois(
            ("referents", donneur),
            lambda: parties.referents(self.connexion, donneur, self.jour),
        )

    def en_fonction(self, dossier: LigneDossier, role: str, adresse: str) -> bool:
        """Whether an address is still that of somebody of the role; a letter is sent to none.

        A deputy who was written to stays in charge when a titular comes, and a titular while
        somebody stands in; whoever has an account that is limited to other marchés is not.
        """
        if not adresse:
            return True
        if role == REFERENT:
            if account_scope.ferme_a_l_adresse(self.connexion, adresse, dossier.marche):
                return False
            chargees = [*self._tous_les_referents(dossier), *self._referents(dossier)]
            return _ecrit_a(adresse, chargees)
        return _ecrit_a(adresse, self.personnes(dossier, role))

    def interlocuteurs(self, dossier: LigneDossier) -> list[Personne]:
        """The company's contacts for the marché, else those it has for all."""
        if dossier.entreprise is None:
            return []
        tous: list[tuple[int | None, Personne]] = self._avec_les_autres(
            "interlocuteurs", "entreprise", dossier, parties.interlocuteurs
        )
        propres = [un for marche, un in tous if marche is not None and marche == dossier.marche]
        return propres or [un for marche, un in tous if marche is None]


def _ecrit_a(adresse: str, personnes: Sequence[Personne]) -> bool:
    return adresse.casefold() in {(une.courriel or "").casefold() for une in personnes}
