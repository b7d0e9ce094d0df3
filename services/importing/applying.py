"""One batch of marchés written to the register: new ones together, known ones where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.importing.changes import TITULAIRE, Changement, Modifie, changements
from services.importing.merging import (
    Periode,
    avertir_si_ancien,
    differences,
    fusionner,
    periodes,
)
from services.importing.records import MarcheLu, ModificationLue, Rebut, TitulaireLu
from services.importing.rows import (
    colonnes_de_modification,
    ecarts,
    en_colonne,
    en_trace,
    ligne_de_marche,
    lire_connu,
)
from services.importing.successors import sous_un_autre_siret
from storage.register_batches import Ligne
from storage.register_imports import noter_traces
from storage.register_marches import (
    MarcheConnu,
    inserer_marches,
    inserer_modifications,
    inserer_titulaires,
    marches_par_uid,
    modifier_marche,
    modifier_modification,
    modifier_titulaire,
    retirer_modification,
)
from storage.register_parties import Rattachement, donneurs_par_siret, entreprises_par_cle
from storage.unit_of_work import Connexion

Ecarts = Mapping[str, tuple[Any, Any]]


@dataclass
class Resultat:
    """Which marchés of a batch were what, and which publications were too old to be believed."""

    nouveaux: list[MarcheLu] = field(default_factory=list)
    modifies: list[Modifie] = field(default_factory=list)
    inchanges: list[MarcheLu] = field(default_factory=list)
    anciens: list[Rebut] = field(default_factory=list)


@dataclass
class Application:
    """What one batch needs while it is written, inside the caller's transaction."""

    connexion: Connexion
    maintenant: datetime
    aujourd_hui: date
    lots: Mapping[str, int]
    """Batch number of each file."""

    entreprises: Mapping[tuple[str, str], Rattachement] = field(default_factory=dict)
    titulaires: list[dict[str, Any]] = field(default_factory=list)
    modifications: list[dict[str, Any]] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)
    _lot: int = 0
    _cle: int = 0
    _changements: list[Changement] = field(default_factory=list)
    _numeros: Mapping[int, str] = field(default_factory=dict)
    """Published number of each identity."""

    def appliquer(self, marches: Sequence[MarcheLu]) -> Resultat:
        """Write the batch and tell what changed; nothing starts."""
        resultat = Resultat()
        connus = marches_par_uid(self.connexion, [un.uid for un in marches])
        inconnus = [un for un in marches if un.uid not in connus]
        autres = sous_un_autre_siret(self.connexion, inconnus)
        self._passer([un for un in marches if un.uid not in autres], connus, resultat)
        for un in inconnus:
            # one by one: the batch may bring the same marché under each of its SIRETs
            if un.uid in autres:
                self._passer([un], sous_un_autre_siret(self.connexion, [un]), resultat)
        return resultat

    def _passer(
        self, marches: Sequence[MarcheLu], connus: Mapping[str, MarcheConnu], resultat: Resultat
    ) -> None:
        self.titulaires, self.modifications, self.traces = [], [], []
        self.entreprises = entreprises_par_cle(self.connexion, _noms(marches, connus))
        self._numeros = {une.identite: cle[1] for cle, une in self.entreprises.items()}
        nouveaux = []
        for marche in marches:
            connu = connus.get(marche.uid)
            if connu is None:
                nouveaux.append(marche)
            elif self._mettre_a_jour(connu, marche, resultat):
                dits = tuple(self._changements)
                resultat.modifies.append(Modifie(marche, self._cle, dits))
            else:
                resultat.inchanges.append(marche)
        self._creer(nouveaux)
        resultat.nouveaux += nouveaux
        inserer_modifications(self.connexion, self.modifications)
        inserer_titulaires(self.connexion, self.titulaires)
        noter_traces(self.connexion, self.traces)

    def _creer(self, marches: Sequence[MarcheLu]) -> None:
        noms = {un.acheteur: un.acheteur_nom for un in marches}
        donneurs = donneurs_par_siret(self.connexion, noms)
        lignes = [
            ligne_de_marche(un, donneurs[un.acheteur], self.lots[un.fichier]) for un in marches
        ]
        for cle, marche in zip(inserer_marches(self.connexion, lignes), marches, strict=True):
            for une in marche.modifications:
                self.modifications.append({"marche": cle, **colonnes_de_modification(une)})
            for (entreprise, identite), periode in self._periodes(marche).items():
                self._ajouter_titulaire(cle, entreprise, identite, periode)

    def _mettre_a_jour(self, connu: MarcheConnu, lu: MarcheLu, resultat: Resultat) -> bool:
        avant = lire_connu(connu)
        voulu = fusionner(avant, lu)
        resultat.anciens += avertir_si_ancien(avant, lu)
        self._lot, self._cle = self.lots[lu.fichier], connu.ligne["id"]
        self._changements = changements(avant, voulu)
        changees = differences(avant, voulu)
        suites = self._modifications(connu, voulu)
        suites += self._titulaires(connu, voulu)
        if not changees and not suites:
            return False
        self._tracer("marche", self._cle, changees)
        valeurs = {champ: en_colonne(apres) for champ, (_, apres) in changees.items()}
        provenance = {"import_lot": self._lot, "fichier": lu.fichier, "ligne": lu.ligne}
        modifier_marche(self.connexion, self._cle, valeurs | provenance)
        return True

    def _modifications(self, connu: MarcheConnu, voulu: MarcheLu) -> int:
        """Write the modifications that differ; how many did."""
        lignes = {une["identifiant"]: une for une in connu.modifications}
        changes = 0
        for une in voulu.modifications:
            ligne = lignes.pop(une.identifiant, None)
            changes += self._modification(ligne, une)
        for identifiant, ligne in lignes.items():
            retirer_modification(self.connexion, ligne["id"])
            self._tracer("marche", self._cle, {"modification": (identifiant, None)})
        return changes + len(lignes)

    def _modification(self, ligne: Ligne | None, une: ModificationLue) -> bool:
        colonnes = colonnes_de_modification(une)
        if ligne is None:
            self.modifications.append({"marche": self._cle, **colonnes})
            self._tracer("marche", self._cle, {"modification": (None, une.identifiant)})
            return True
        changees = ecarts(ligne, colonnes)
        if changees:
            valeurs = {nom: apres for nom, (_, apres) in changees.items()}
            modifier_modification(self.connexion, ligne["id"], valeurs)
            self._tracer("marche_modification", ligne["id"], changees)
        return bool(changees)

    def _titulaires(self, connu: MarcheConnu, voulu: MarcheLu) -> int:
        """Write the holders that differ; how many did."""
        lignes = {ligne["entreprise"]: ligne for ligne in connu.titulaires}
        changes = 0
        for (entreprise, identite), periode in self._periodes(voulu).items():
            ligne = lignes.pop(entreprise, None)
            if ligne is None:
                self._ajouter_titulaire(self._cle, entreprise, identite, periode)
                self._tracer("marche", self._cle, {"titulaire": (None, entreprise)})
                self._entrer(entreprise, identite, periode)
                changes += 1
            else:
                changes += self._changer_titulaire(ligne, periode)
        for ligne in lignes.values():
            if ligne["au"] is None:  # no longer published: closed from now on, never erased
                veille = max(self.aujourd_hui, ligne["du"]) - timedelta(days=1)
                changes += self._changer_titulaire(ligne, Periode(ligne["du"], veille))
        return changes

    def _changer_titulaire(self, ligne: Ligne, periode: Periode) -> bool:
        changees = ecarts(ligne, {"du": periode.du, "au": periode.au})
        if changees:
            modifier_titulaire(self.connexion, ligne["id"], {"du": periode.du, "au": periode.au})
            self._tracer("titulaire", ligne["id"], changees)
        if "au" in changees:
            self._sortir_ou_revenir(ligne, periode)
        return bool(changees)

    def _entrer(self, entreprise: int, identite: int, periode: Periode) -> None:
        if periode.au is None:
            numero = self._numeros[identite]
            self._changements.append(Changement(TITULAIRE, None, numero, periode.du, entreprise))

    def _sortir_ou_revenir(self, ligne: Ligne, periode: Periode) -> None:
        numero, entreprise = ligne["identifiant"], ligne["entreprise"]
        if periode.au is None:
            revenu = Changement(TITULAIRE, None, numero, periode.du, entreprise)
            self._changements.append(revenu)
        else:
            self._changements.append(Changement(TITULAIRE, numero, None, periode.au, entreprise))

    def _periodes(self, marche: MarcheLu) -> dict[tuple[int, int], Periode]:
        """Periods by company and identity; two identifiers of one company are one holder."""
        resultat: dict[int, tuple[int, Periode]] = {}
        for titulaire, periode in periodes(marche).items():
            cle = self.entreprises[titulaire.type_identifiant, titulaire.identifiant]
            resultat.setdefault(cle.entreprise, (cle.identite, periode))
        return {(numero, identite): une for numero, (identite, une) in resultat.items()}

    def _ajouter_titulaire(
        self, marche: int, entreprise: int, identite: int, periode: Periode
    ) -> None:
        self.titulaires.append(
            {
                "marche": marche,
                "entreprise": entreprise,
                "identite": identite,
                "mandataire": None,
                "du": periode.du,
                "au": periode.au,
            }
        )

    def _tracer(self, objet: str, cle: int, changees: Ecarts) -> None:
        for champ, (avant, apres) in changees.items():
            self.traces.append(
                {
                    "import_lot": self._lot,
                    "objet": objet,
                    "objet_id": cle,
                    "champ": champ,
                    "avant": en_trace(avant),
                    "apres": en_trace(apres),
                    "le": self.maintenant,
                }
            )


def _noms(
    marches: Sequence[MarcheLu], connus: Mapping[str, MarcheConnu]
) -> dict[tuple[str, str], str | None]:
    """Every company that the batch may need, with the first name that is given for it."""
    noms: dict[tuple[str, str], str | None] = {}
    for marche in (*marches, *(lire_connu(connu) for connu in connus.values())):
        for titulaire in _tous(marche):
            cle = (titulaire.type_identifiant, titulaire.identifiant)
            noms[cle] = noms.get(cle) or titulaire.nom
    return noms


def _tous(marche: MarcheLu) -> list[TitulaireLu]:
    modifications = [un for une in marche.modifications for un in une.titulaires or ()]
    return [*marche.titulaires, *modifications]
