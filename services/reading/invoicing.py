"""« À facturer »: the milestones that are due, why, since when, and how much when it is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, FACTURE, absent, facture, portee
from services.act_words import au_passe, est_un_fait
from services.line_labels import libelle
from services.office import Bureau
from services.reading.arranging import actes_attendus, taches_de_l_etat
from states.french import jour_civil
from states.roles import COMPTABLE, ENTREPRISE, FACILITATEUR, REFERENT, RESPONSABLE
from storage import invoicing as depot
from storage.invoicing import AFacturer
from storage.looking import FiltreDossiers, compter
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.process import Definition, Evenement

PAR_PAGE = 50
_QUI = {
    **dict.fromkeys((FACILITATEUR, RESPONSABLE, COMPTABLE), "L’équipe"),
    REFERENT: "Le donneur d’ordre",
    ENTREPRISE: "L’entreprise",
}
TITRES = (
    *("Facture", "Marché", "Objet", "Donneur d’ordre", "Jalon", "Montant (€)"),
    *("Exigible le", "Parce que", "Source"),
)


def lit_les_factures(visiteur: Visiteur) -> bool:
    """The accounts, and the team."""
    return facture(visiteur) or bool(visiteur.roles & EQUIPE)


def a_facturer(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Every milestone whose invoice is not issued yet, oldest first.

    Raises:
        Introuvable: the reader has no invoices to see.
    """
    filtre, jour = _filtre(bureau, visiteur), jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        return [_dite(bureau, connexion, une) for une in depot.a_facturer(connexion, filtre, jour)]


def page_a_facturer(bureau: Bureau, visiteur: Visiteur, numero: int) -> dict[str, Any]:
    """``{factures, total, suite, emet}``: a page of them; ``emet``, the act asked of this reader.

    Raises:
        Introuvable: the reader has no invoices to see.
    """
    filtre, saut = _filtre(bureau, visiteur), (numero - 1) * PAR_PAGE
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        total = compter(connexion, filtre)
        lues = depot.a_facturer(connexion, filtre, jour, saut=saut, limite=PAR_PAGE)
        factures = [_dite(bureau, connexion, une) for une in lues]
    suite = saut + len(factures) < total
    return {"factures": factures, "total": total, "suite": suite, "emet": _emet(bureau, visiteur)}


def _emet(bureau: Bureau, visiteur: Visiteur) -> Evenement | None:
    """What an invoice that is not issued yet waits for, when this reader may do it.

    Giving it up is never offered in its place.
    """
    definition = bureau.machines.courantes[FACTURE].definition
    etat = definition.etat_initial
    attendus = actes_attendus(definition, etat, (), taches_de_l_etat(definition, etat))
    attendu = definition.evenements[attendus[0]]
    return attendu if attendu.par & visiteur.roles else None


def _filtre(bureau: Bureau, visiteur: Visiteur) -> FiltreDossiers:
    if not lit_les_factures(visiteur):
        raise absent()
    definition = bureau.machines.courantes[FACTURE].definition
    return FiltreDossiers(
        machine=FACTURE, portee=portee(visiteur, FACTURE), etat=definition.etat_initial
    )


def _dite(bureau: Bureau, connexion: Connexion, une: AFacturer) -> dict[str, Any]:
    definition = bureau.machines.par_id(connexion, une.definition).definition
    donnees = lire_json(une.data)
    montant = lire_json(une.faits).get("montant_du_jalon")
    cause = ""
    if une.evenement and une.porteur_definition is not None:
        porteur = bureau.machines.par_id(connexion, une.porteur_definition).definition
        cause = _fait(porteur, une.evenement, str(une.role))
    return {
        "numero": une.numero,
        "marche": une.marche,
        "objet": une.objet,
        "donneur_ordre": une.donneur_ordre,
        "porteur": une.porteur,
        "jalon": definition.contexte["jalon"].libelles.get(donnees["jalon"], donnees["jalon"]),
        "montant": Decimal(montant) if montant is not None else None,
        "le": jour_civil(une.le or une.ouvert_le),
        "cause": cause,
        "source": definition.source,
    }


def _fait(porteur: Definition, evenement: str, role: str) -> str:
    """What made an invoice due, as a fact: « L’équipe a livré le bilan final synthétique »."""
    dit = libelle(porteur, evenement, "")
    if evenement not in porteur.evenements or est_un_fait(dit):
        return dit
    return f"{_QUI.get(role, 'Jalon')} {au_passe(dit)}"


def rangees(lues: list[dict[str, Any]]) -> list[tuple[str | date | None, ...]]:
    """The same, for a spreadsheet."""
    return [
        (
            une["numero"],
            une["marche"],
            une["objet"],
            une["donneur_ordre"],
            une["jalon"],
            str(une["montant"]).replace(".", ",") if une["montant"] is not None else None,
            une["le"],
            une["cause"],
            une["source"],
        )
        for une in lues
    ]
