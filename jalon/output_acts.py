"""How people read what an act did, what can be done, and what cannot yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jalon.output_dates import jour
from jalon.output_desk import sort
from jalon.output_dossiers import echeances as dire_echeances
from jalon.output_dossiers import la_main
from states.roles import ROLES

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


_EN_EUROS = " (€)"
"""How the label of an amount ends."""
JALON = "Jalon"
"""Who acts when nobody does: the clock, a follow-on."""
MONTREES = 20
"""Lines shown; ``--json`` gives them all."""
Libelles = Mapping[str, Mapping[str, str]]
"""Prefix of a number → state → label."""


def _etat(libelles: Libelles, numero: str, etat: str) -> str:
    return libelles.get(numero.partition("-")[0], {}).get(etat, etat)


def acte(ecran: Console, dite: Mapping[str, Any], libelles: Libelles) -> None:
    """What an act changed, what leaves, what falls due."""
    from services.meanwhile import en_bref

    if dite.get("essai"):
        ecran.print("Essai : rien n’est écrit. Voici ce qui se passerait.", style="bold")
    if dite.get("deja_fait"):
        ecran.print("Déjà enregistré : rien de plus n’a été fait.", style="bold")
    numero, de, vers = dite["dossier"], dite["de"], dite["vers"]
    passage = f"« {_etat(libelles, numero, vers)} »"
    if de != vers:
        passage = f"de « {_etat(libelles, numero, de)} » à {passage}"
    ecran.print(f"{numero} : {passage}, révision {dite['rev']}.")
    for un in dite.get("nombres_lus", ()):
        ecran.print(f"  {_nombre_lu(un)}")
    _suites(ecran, dite, libelles)
    _contestees(ecran, dite)

    for phrase in en_bref(dite.get("entre_temps", ())):
        ecran.print(f"  Entre-temps : {phrase}")


def _nombre_lu(lu: Mapping[str, Any]) -> str:
    """« Montant de la pénalité : 38 600,00 € »."""
    from states.french import euros, nombre

    valeur, intitule = Decimal(lu["valeur"]), str(lu["libelle"])
    if not intitule.endswith(_EN_EUROS):
        return f"{intitule} : {nombre(valeur, 2)}"
    return f"{intitule.removesuffix(_EN_EUROS)} : {euros(valeur)}"


def ouverture(ecran: Console, dite: Mapping[str, Any], libelles: Libelles) -> None:
    """The dossier that was opened, and what follows."""
    if dite.get("deja_fait"):
        ecran.print("Déjà enregistré : rien de plus n’a été fait.", style="bold")
    etat = _etat(libelles, dite["dossier"], dite["etat"])
    ecran.print(f"Ouvert : {dite['dossier']}, {dite['sujet']} (« {etat} »).", style="bold")
    _suites(ecran, dite, libelles)


def _suites(ecran: Console, dite: Mapping[str, Any], libelles: Libelles) -> None:
    """What leaves, what is to do, what falls due, what it moved elsewhere."""
    from services.answers import dire_le_jour

    for un in dite["courriels"]:
        ecran.print(f"  Courriel à {un['destinataire']} : {un['sujet']} ({sort(un['statut'])})")
    for une in dite["taches"]:
        ecran.print(f"  À faire : {une['libelle']} ({ROLES[une['pour']]}{_limite(une)})")
    for une in dite["echeances"]:
        nommee = f" « {une['libelle']} »" if une.get("libelle") else ""
        ecran.print(f"  Échéance{nommee} : {dire_le_jour(une)}")
        ecran.print(f"      {une['calcul'][0]}", style="dim")
    for une in dite["suites"]:
        etat = _etat(libelles, une["dossier"], une["vers"])
        ecran.print(f"  {une['dossier']} : « {etat} »{_pourquoi(une)}")


def _limite(tache: Mapping[str, Any]) -> str:
    """By when a task is to be done; one that was asked for before keeps its day, past or not."""
    echeance = tache["echeance"]
    if depuis := tache.get("depuis"):
        pour = f", pour le {jour(echeance)}" if echeance else ""
        return f", déjà demandé le {jour(depuis)}{pour}"
    return f", au plus tard le {jour(echeance)}" if echeance else ""


def _pourquoi(suite: Mapping[str, Any]) -> str:
    """Why a follow-on has left its dossier as it is, if it has."""
    if suite.get("refuse"):
        return f", ne peut pas suivre : {' '.join(suite['conditions'])}"
    return " ".join(("", *suite.get("sans_effet", ())))


def _contestees(ecran: Console, dite: Mapping[str, Any]) -> None:
    """The moves that a correction contests, and who had been told of them."""
    for une in dite.get("contestees", ()):
        ecran.print(f"  À revoir : ligne {une['seq']}, « {une['libelle']} »")
    for un in dite.get("courriels_partis", ()):
        ecran.print(f"  Déjà parti : « {un['sujet']} », à {un['destinataire']} le {jour(un['le'])}")


def suivi(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What following a marché opened."""
    if dite["nouveau"]:
        ecran.print(f"Marché suivi : {dite['dossier']}.", style="bold")
    elif dite["relations"]:
        ecran.print(f"Ce marché est déjà suivi : {dite['dossier']}. Un titulaire est nouveau.")
    else:
        ecran.print(f"Ce marché est déjà suivi : {dite['dossier']}. Rien n’a changé.")
    for une in dite["avertissements"]:
        ecran.print(une, style="yellow")
    for une in dite["relations"]:
        ecran.print(f"  Relation ouverte : {une}")
    for une in dite["taches"]:
        ecran.print(f"  À faire : {une['libelle']} ({ROLES[une['pour']]})")


def affectations(ecran: Console, dites: Sequence[Mapping[str, Any]], a: str) -> None:
    """Which dossiers were entrusted."""
    for une in dites:
        if une.get("refuse"):
            raisons = " ".join(condition["phrase"] for condition in une["conditions"])
            ecran.print(f"{une['dossier']} : pas encore possible. {raisons}")
        else:
            ecran.print(f"{une['dossier']} : confié à {a}.")


def explication(ecran: Console, dite: Mapping[str, Any]) -> None:
    """Who holds the ball, what can be done, what cannot yet and why."""
    ecran.print(la_main(dite), style="bold")
    ecran.print(f"{dite['dossier']} · {dite['etat_libelle']} · {dite['sujet']}")
    if dite["sans_echeance"] and not dite["final"]:
        ecran.print(f"Sans date : {dite['sans_echeance']}")
    dire_echeances(ecran, dite["echeances"], dite["echeances_passees"])
    if dite["possibles"]:
        ecran.print("\nPossible maintenant", style="bold")
    for un in dite["possibles"]:
        ecran.print(f"{un['libelle']} ({un['evenement']}), par : {_par(un['par'])}")
        if un["consequence"]:
            ecran.print(f"    {un['consequence']}", style="dim")
        for une in un["saisies"]:
            ecran.print(f"    --set {_champ(une)}")
    if dite["ouvertures"]:
        ecran.print("\nPeut s’ouvrir ici", style="bold")
    for une in dite["ouvertures"]:
        ecran.print(f"{une['libelle']} ({une['machine']}), par : {_par(une['par'])}")
    _impossibles(ecran, dite["impossibles"])


def _par(roles: Sequence[str]) -> str:
    """Who may, in words; Jalon itself when no person is named."""
    return ", ".join(dict.fromkeys(ROLES.get(role, JALON) for role in roles)) or JALON


def _impossibles(ecran: Console, impossibles: Sequence[Mapping[str, Any]]) -> None:
    """What is near, with its reasons; what belongs to another state, in one line."""
    proches = [un for un in impossibles if not _d_un_autre_etat(un)]
    if proches:
        ecran.print("\nPas encore possible", style="bold")
    for un in proches:
        ecran.print(f"{un['libelle']} ({un['evenement']})")
        for une in un["conditions"]:
            ecran.print(f"    {une['phrase']}", style="dim")
    lointains = [un["libelle"] for un in impossibles if _d_un_autre_etat(un)]
    if lointains:
        ecran.print("\nÀ un autre moment du dossier", style="bold")
        ecran.print(" · ".join(lointains), style="dim")


def _d_un_autre_etat(un: Mapping[str, Any]) -> bool:
    return any(une["garde"] == "etat" for une in un["conditions"])


_TYPES = {
    "date": "AAAA-MM-JJ",
    "booleen": "oui|non",
    "entier": "NOMBRE",
    "decimal": "NOMBRE",
    "texte": "« … »",
}
"""How a value is typed on the command line, by the type of its field."""


def _champ(une: Mapping[str, Any]) -> str:
    valeur = "|".join(une.get("valeurs", ())) or _TYPES.get(une["type"], une["type"].upper())
    if une["type"] == "piece":
        valeur = "@FICHIER"
    facultatif = "" if une["obligatoire"] else " (facultatif)"
    return f"{une['champ']}={valeur}{facultatif}"


def reprise(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What a take-over did."""
    if dite.get("essai"):
        ecran.print("Essai : rien n’est écrit. Voici ce qui serait repris.", style="bold")
    from states.french import denombre

    refusees, avertissements = dite["quarantaine"], dite["avertissements"]
    ecran.print(
        f"{denombre(dite['lus'], 'ligne lue', 'lignes lues')} : "
        f"{denombre(dite['ouverts'], 'dossier repris', 'dossiers repris')}, "
        f"{dite['inchanges']} déjà là, "
        f"{denombre(len(refusees), 'mise de côté', 'mises de côté')}."
    )
    for un in dite["dossiers"][:MONTREES]:
        ecran.print(f"  {un['dossier']} : {un['titulaire'] or un['marche']} ({un['etat']})")
    for un in refusees[:MONTREES]:
        ecran.print(f"  ligne {un['ligne']}, {un['champ']} : {un['motif']}")
    for un in avertissements[:MONTREES]:
        ecran.print(f"  à relire : ligne {un['ligne']}, {un['champ']} : {un['motif']}")
    if max(len(dite["dossiers"]), len(refusees), len(avertissements)) > MONTREES:
        ecran.print("  … (--json les donne tous)")
