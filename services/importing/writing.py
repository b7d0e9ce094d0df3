"""The marchés of an import, written by transactions: batches, and each followed one alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.act import Chantier, commencer
from services.importing.applying import Application, Resultat
from services.importing.followed import prevenir
from services.importing.grouping import Groupe
from services.importing.records import MarcheLu
from services.importing.report import Compteur, ligne_de_quarantaine
from services.office import Bureau
from services.register.follow import MACHINE
from storage.following import dossiers_suivant
from storage.register_imports import noter_quarantaine
from storage.register_lock import verrouiller_le_registre


@dataclass(frozen=True)
class Ecriture:
    """What every transaction of one import shares: batch number and digest of each file."""

    bureau: Bureau
    lots: Mapping[str, int]
    empreintes: Mapping[str, str]
    compteur: Compteur

    def ecrire(self, groupes: Sequence[Groupe]) -> None:
        """Write a batch; the followed marchés come after it, one transaction locking one root."""
        marches = [groupe.marche for groupe in groupes if groupe.marche]
        with self.bureau.travail.ecrire() as connexion:
            verrouiller_le_registre(connexion)
            chantier = commencer(self.bureau, connexion)
            suivis = dossiers_suivant(connexion, [un.uid for un in marches], MACHINE)
            resultat = self._appliquer(chantier, [un for un in marches if un.uid not in suivis])
            self._mettre_de_cote(chantier, groupes, resultat)
        self._compter(resultat)
        for groupe in groupes:
            self.compteur.repetes += groupe.repetes
            self.compteur.avertir(groupe.avertissements)
            if groupe.rebut:
                self.compteur.refuser(groupe.rebut)
        for marche in marches:
            if marche.uid in suivis:
                self._ecrire_un_suivi(marche)

    def _ecrire_un_suivi(self, marche: MarcheLu) -> None:
        """The register, the journal of the dossier and the task: all or nothing."""
        with self.bureau.travail.ecrire() as connexion:
            verrouiller_le_registre(connexion)
            chantier = commencer(self.bureau, connexion)
            dossier = dossiers_suivant(connexion, [marche.uid], MACHINE)[marche.uid]
            resultat = self._appliquer(chantier, [marche])
            self._mettre_de_cote(chantier, (), resultat)
            dits = [
                prevenir(chantier, dossier, modifie, self.empreintes[marche.fichier])
                for modifie in resultat.modifies
            ]
        self._compter(resultat)
        self.compteur.suivis += [dit for dit in dits if dit]

    def _appliquer(self, chantier: Chantier, marches: Sequence[MarcheLu]) -> Resultat:
        jour = chantier.entourage.jour
        return Application(chantier.connexion, chantier.now, jour, self.lots).appliquer(marches)

    def _mettre_de_cote(
        self, chantier: Chantier, groupes: Sequence[Groupe], resultat: Resultat
    ) -> None:
        """Keep the refusals and the warnings with the transaction they belong to."""
        refuses = [
            ligne_de_quarantaine(groupe.rebut, self.lots, "rebut", groupe.extrait)
            for groupe in groupes
            if groupe.rebut
        ]
        avertissements = [un for groupe in groupes for un in groupe.avertissements]
        signales = [
            ligne_de_quarantaine(un, self.lots, "avertissement")
            for un in (*avertissements, *resultat.anciens)
        ]
        noter_quarantaine(chantier.connexion, refuses + signales)

    def _compter(self, resultat: Resultat) -> None:
        compteur = self.compteur
        compteur.avertir(resultat.anciens)
        compteur.compter("nouveaux", (un.fichier for un in resultat.nouveaux))
        compteur.compter("modifies", (un.lu.fichier for un in resultat.modifies))
        compteur.compter("inchanges", (un.fichier for un in resultat.inchanges))
