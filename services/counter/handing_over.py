"""A portfolio changes hands: one act of each dossier, each company told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import exiger_l_equipe
from services.advancing import avancer
from services.commands import PAGES, Commande
from services.counter.long_work import Avance, sans_avance
from services.errors import Interdit, Refused
from services.office import Bureau
from services.people import AFFECTATION, SUIVENT_UNE_PERSONNE, compte_de
from storage import workload as depot
from storage.dossiers import LigneDossier
from workflow.process import Definition

DOSSIERS_MAX = 20_000
"""More than anybody follows: a bound for the memory, not for the person."""
AFFECTER = "affecter"


@dataclass(frozen=True, kw_only=True)
class Remise:
    """From whom, to whom, and why."""

    de: str
    a: str
    motif: str
    essai: bool = False


@dataclass
class Annonces:
    """The mails of a handing-over, counted by reader and subject: thousands may leave."""

    nombres: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    lus: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def noter(
        self, courriels: Iterable[Mapping[str, Any]], apercus: Iterable[Mapping[str, Any]]
    ) -> None:
        """Count the mails of one act; keep the first of each kind whole."""
        for un in courriels:
            self.nombres[un["destinataire"], un["adresse"], un["sujet"]] += 1
        for un in apercus:
            if un["genre"] == "courriel":
                self.lus.setdefault(un["message"], un)

    def dites(self) -> list[dict[str, Any]]:
        """``{destinataire, adresse, sujet, courriels}``, in the order of the names."""
        noms = ("destinataire", "adresse", "sujet")
        par_nom = sorted(self.nombres.items(), key=lambda un: (un[0][0], un[0][2]))
        return [{**dict(zip(noms, cle, strict=True)), "courriels": total} for cle, total in par_nom]


def remettre(
    bureau: Bureau, visiteur: Visiteur, remise: Remise, avance: Avance = sans_avance
) -> dict[str, Any]:
    """Hand over every open dossier:
    ``{de, faits, refuses, courriels, suivent, annonces, lus}``.

    ``annonces`` says who is written to, under which subject, for how many dossiers; ``lus`` are
    mails whole, one of each kind, of a dry run.

    A machine's own handing-over comes before the generic one: it tells the company, once, and the
    company's other dossiers follow by themselves. Those that follow a person come last: whoever has
    just taken their marché knows them. Each dossier is a transaction of its own: cut
    short, the same call goes on where it stopped. ``avance`` is told how many are done.

    Raises:
        Introuvable: no such account, or the reader is not of the team.
        Interdit: nobody hands over to themselves, and a reason is due.
    """
    exiger_l_equipe(visiteur)
    if remise.de == remise.a:
        raise Interdit("a", "La même personne garde ces dossiers.", "Choisissez quelqu’un d’autre.")
    if not remise.motif.strip():
        raise Interdit("motif", "Il manque le motif.", "Écrivez pourquoi ces dossiers changent.")
    with bureau.travail.lire() as connexion:
        de = compte_de(connexion, remise.de, "de", ferme=True)
        compte_de(connexion, remise.a, "a")
        dossiers = depot.confies(connexion, de.id, limite=DOSSIERS_MAX)
        dossiers.sort(key=lambda un: un.machine in SUIVENT_UNE_PERSONNE)
        actes = {un.id: _acte(bureau, connexion, un, visiteur) for un in dossiers}
    a_faire = list(_un_par_entreprise(dossiers, actes))
    faits, refuses, annonces = [], [], Annonces()
    pris: set[int] = set()
    for rang, dossier in enumerate(a_faire):
        avance(rang, len(a_faire))
        try:
            dite = avancer(bureau, _commande(visiteur, remise, dossier, actes[dossier.id]))
        except Refused as erreur:
            if _suivra_son_marche(remise, visiteur, dossier, pris):
                faits.append(dossier.numero)
                continue
            refuses.append((dossier.numero, [une.phrase for une in erreur.refus.conditions]))
        else:
            faits.append(dossier.numero)
            pris.add(dossier.id)
            annonces.noter(dite["courriels"], dite.get("apercus", ()))
    return {
        "de": de.nom,
        "faits": faits,
        "refuses": refuses,
        "courriels": sum(annonces.nombres.values()),
        "suivent": len(dossiers) - len(a_faire),
        "annonces": annonces.dites(),
        "lus": list(annonces.lus.values()),
    }


def _suivra_son_marche(
    remise: Remise, visiteur: Visiteur, dossier: LigneDossier, pris: Collection[int]
) -> bool:
    """Whether a dry run refuses what the act itself would do: each of its steps is undone.

    Whoever takes a marché over knows its candidates from then on, and takes them after it.
    """
    suit_une_personne = dossier.machine in SUIVENT_UNE_PERSONNE
    return (
        remise.essai and suit_une_personne and remise.a == visiteur.login and dossier.tete in pris
    )


def _acte(bureau: Bureau, connexion: Any, dossier: LigneDossier, visiteur: Visiteur) -> str:
    """The act that hands a dossier over: its machine's own, else the generic one."""
    definition: Definition = bureau.machines.par_id(connexion, dossier.definition).definition
    propres = [
        un.nom
        for un in definition.evenements.values()
        if un.operation == AFFECTATION
        and un.nom != AFFECTER
        and un.par & visiteur.roles
        and dossier.state in un.de
    ]
    return propres[0] if propres else AFFECTER


def _un_par_entreprise(
    dossiers: list[LigneDossier], actes: dict[int, str]
) -> Iterator[LigneDossier]:
    """Of the dossiers that tell their company, the first one of each: the others follow it."""
    dites: set[tuple[str, int | None]] = set()
    for un in dossiers:
        cle = (un.machine, un.entreprise)
        if actes[un.id] != AFFECTER and un.entreprise is not None:
            if cle in dites:
                continue
            dites.add(cle)
        yield un


def _commande(visiteur: Visiteur, remise: Remise, dossier: LigneDossier, acte: str) -> Commande:
    saisies = {"compte": remise.a}
    if acte != AFFECTER:
        saisies["motif"] = remise.motif
    return Commande(
        dossier=dossier.numero,
        evenement=acte,
        acteur=f"{PAGES}{visiteur.login}",
        compte=visiteur.login,
        saisies=saisies,
        essai=remise.essai,
        apercus=remise.essai,
    )
