"""The team's own lists, whole: who holds what, the register, what is to be invoiced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from services.accounts.signing_in import Visiteur
from services.counter.adding_conventions import conventions_du_registre
from services.counter.naming_people import donneurs_suivis, entreprises_suivies
from services.counter.register_forms import exiger_l_equipe
from services.office import Bureau
from services.reading import week as semaines
from services.reading.invoicing import TITRES, a_facturer, rangees
from services.reading.reading_register import Tranche, marches_vus
from services.reading.sheets import Demande, Feuille, Rangee, compte
from services.reading.team import equipe
from services.register.duplicate_companies import doublons
from states.french import date_courte

PAR_LOT = 500
"""Rows of the register read at a time: an import may bring many thousands."""
TOUS = "tous"
"""``voir`` of the address that lists the marchés already followed too."""


def _equipe(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    dite = equipe(bureau, visiteur)
    for une in dite["personnes"]:
        siennes = [un for un in dite["absences"] if un["compte"] == une["login"]]
        yield (
            *(une["nom"], ", ".join([*une["roles"], *(["compte fermé"] if une["ferme"] else ())])),
            *(compte(une[nom]) for nom in ("dossiers", "taches", "en_retard")),
            "; ".join(_absence(un) for un in siennes),
        )


def _absence(une: dict[str, Any]) -> str:
    qui = f"{une['delegue']} remplace" if une["delegue"] else "personne ne remplace"
    du, au = (date_courte(date.fromisoformat(une[nom])) for nom in ("du", "au"))
    return f"du {du} au {au}, {qui}"


def _doublons(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for rang, groupe in enumerate(doublons(bureau, visiteur, tous=True)["groupes"], start=1):
        for une in groupe["fiches"]:
            yield (
                *(compte(rang), groupe["pourquoi"], une.nom, ", ".join(une.identifiants)),
                *(compte(une.dossiers), compte(une.marches)),
            )


def _marches(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    exiger_l_equipe(visiteur)
    texte, a_suivre = demande.get("q", "").strip()[:100], demande.get("voir") != TOUS

    def lire(saut: int) -> tuple[list[dict[str, Any]], bool]:
        tranche = Tranche(texte=texte, saut=saut, limite=PAR_LOT, a_suivre=a_suivre)
        dite = marches_vus(bureau, visiteur, tranche)
        return dite["marches"], dite["suite"]

    for un in _par_lots(lire):
        yield (
            *(un["numero"], un["objet"], un["donneur_ordre"]),
            "; ".join(f"{une['nom']} ({une['siret']})" for une in un["titulaires"]),
            un["date_notification"],
            Decimal(un["montant"]) if un["montant"] else None,
            *(un["cpv"], ", ".join(un["considerations"] or ()), un["dossier"]),
        )


def _entreprises(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    texte = demande.get("q", "").strip()[:100]

    def lire(saut: int) -> tuple[list[dict[str, Any]], bool]:
        return entreprises_suivies(
            bureau, visiteur, Tranche(texte=texte, saut=saut, limite=PAR_LOT)
        )

    for une in _par_lots(lire):
        sirets = ", ".join(un["siret"] for un in une["identites"])
        for un in une["interlocuteurs"] or [None]:
            yield (une["nom"], sirets, *_personne(un), un.numero if un else None)


def _par_lots(lire: Callable[[int], tuple[list[dict[str, Any]], bool]]) -> Iterator[dict[str, Any]]:
    saut, suite = 0, True
    while suite:
        lues, suite = lire(saut)
        yield from lues
        saut += PAR_LOT


def _personne(une: Any | None) -> Rangee:
    if une is None:
        return (None,) * 6
    return (une.nom, une.fonction, une.courriel, une.telephone, une.du, une.au)


def _conventions(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for une in conventions_du_registre(bureau, visiteur):
        noms = ("reference", "donneur_ordre", "structure", "duree", "effet_le", "fin_le")
        yield tuple(une[nom] for nom in noms)


def _donneurs(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for un in donneurs_suivis(bureau, visiteur):
        siens = (un["nom"], ", ".join(un["sirets"]), ", ".join(un["conventions"]))
        for une in un["referents"] or [None]:
            titre = ("suppléance" if une.suppleant else "titulaire") if une else None
            yield (*siens, *_personne(une), titre)


def _a_facturer(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    yield from rangees(a_facturer(bureau, visiteur))


def _calendrier(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    tous = demande.get("tous") == semaines.TOUS
    du = semaines.jour_demande(demande.get("du", ""))
    for un in semaines.semaine(bureau, visiteur, du, tous=tous, entiere=True)["jours"]:
        for une in un["echeances"]:
            yield un["jour"], une["libelle"], une["sujet"], une["dossier"]


_PERSONNE = ("Fonction", "Courriel", "Téléphone", "Depuis le", "Jusqu’au")
FEUILLES = {
    "/calendrier": Feuille(
        titre="Calendrier de la semaine",
        colonnes=("Dernier jour", "Échéance", "Objet", "Dossier"),
        lire=_calendrier,
    ),
    "/equipe": Feuille(
        titre="Équipe",
        colonnes=("Personne", "Rôles", "Dossiers ouverts", "À faire", "En retard", "Absences"),
        lire=_equipe,
    ),
    "/equipe/doublons": Feuille(
        titre="Doublons d’entreprises",
        colonnes=("Groupe", "Pourquoi", "Entreprise", "SIRET", "Dossiers", "Marchés"),
        lire=_doublons,
    ),
    "/registre/marches": Feuille(
        titre="Marchés publiés",
        colonnes=(
            *("Numéro", "Objet", "Donneur d’ordre", "Titulaires", "Notifié le"),
            *("Montant (€)", "CPV", "Considérations", "Dossier"),
        ),
        lire=_marches,
    ),
    "/registre/conventions": Feuille(
        titre="Conventions au registre",
        colonnes=("Convention", "Donneur d’ordre", "Structure", "Durée", "Du", "Au"),
        lire=_conventions,
    ),
    "/registre/donneurs-ordre": Feuille(
        titre="Donneurs d’ordre",
        colonnes=(
            *("Donneur d’ordre", "SIRET", "Conventions", "Personne référente"),
            *(*_PERSONNE, "À quel titre"),
        ),
        lire=_donneurs,
    ),
    "/registre/entreprises": Feuille(
        titre="Entreprises",
        colonnes=("Entreprise", "SIRET", "Personne interlocutrice", *_PERSONNE, "Pour le marché"),
        lire=_entreprises,
    ),
    "/a-facturer": Feuille(titre="À facturer", colonnes=TITRES, lire=_a_facturer),
}
"""By the address of its page."""
