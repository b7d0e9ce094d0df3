"""How people read the office: the clock, the post, the proofs, the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from jalon.output import fiche, tableau
from jalon.output_dates import quand
from jalon.output_desk import sort

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


def installation(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What init did."""
    etat = "préparée" if dite["nouvelle"] else "déjà prête, à jour"
    ecran.print(f"Base {dite['base']} : {etat} (environnement {dite['environnement']}).")
    if dite["config"]:
        ecran.print(f"Réglages écrits dans {dite['config']} : relisez-les.")
    if dite["secret"]:
        ecran.print(f"Secret écrit dans {dite['secret']} : gardez-le à part des copies de la base.")


def reglages(ecran: Console, dite: Mapping[str, Any]) -> None:
    """The settings, and their troubles."""
    if dite["config"]:
        ecran.print(f"Fichier : {dite['config']}")
    lus = dite["reglages"]
    ecran.print(
        fiche(
            ("Environnement", lus["environnement"]),
            ("Base", lus["database"]["url"]),
            ("Courriel", lus["courriel"]["mode"]),
            ("Jours fériés", lus["bureau"]["zone"]),
        )
    )
    for un in dite["soucis"]:
        ecran.print(f"\n{un['message']}", style="bold")
        if un["remede"]:
            ecran.print(un["remede"])
    if not dite["soucis"]:
        ecran.print("Tout est en ordre.")


def essai(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What became of the test mail."""
    ecran.print(f"Courriel à {dite['remis_a']} par {dite['par']} : {sort(dite['statut'])}.")
    if dite["remis_a"] != dite["adresse"]:
        ecran.print("Les réglages redirigent tout le courrier vers cette adresse.")
    if dite["message"]:
        ecran.print(dite["message"])


def tour(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A turn of the clock."""
    if dite.get("retour_de_panne"):
        ecran.print("Jalon revient d’un arrêt : ce qui était dû attend une décision.")
    ecran.print(f"Échéances traitées : {dite['declenches'] or 'aucune'}.")
    if dite["courriels_du_matin"]:
        ecran.print(f"Courriels du matin écrits : {dite['courriels_du_matin']}.")
    if dite["sceau"]["nouveau"]:
        sceau(ecran, dite["sceau"])
    if dite["incidents"]:
        ecran.print(f"Échecs : {dite['incidents']}, notés comme incidents (jalon health).")


def envois(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A turn of the post."""
    from states.french import denombre

    noms = {
        "envoyes": "envoyé",
        "reportes": "reporté",
        "echecs": "refusé",
        "incertains": "incertain",
        "perimes": "périmé",
        "retenus": "retenu",
    }
    dits = [denombre(dite[nom], mot) for nom, mot in noms.items() if dite.get(nom)]
    if dite.get("serveur_au_repos_s"):
        attente = denombre(-(-dite["serveur_au_repos_s"] // 60), "minute")
        ecran.print(
            "Courriels : le serveur d’envoi a coupé la liaison plusieurs fois de suite juste après "
            f"un envoi. Prochain essai dans {attente}."
        )
    elif dite.get("bureau_ferme") and not dits:
        ecran.print("Courriels : rien ne part avant l’ouverture du bureau.")
    else:
        ecran.print(f"Courriels : {', '.join(dits) or 'aucun à envoyer'}.")
    if dite.get("panne"):
        ecran.print(dite["panne"])


def ecarts(ecran: Console, dites: Sequence[Mapping[str, Any]], *, applique: bool) -> None:
    """Deadlines that today's settings would change."""
    if not dites:
        ecran.print("Toutes les échéances en cours sont conformes aux réglages.")
        return
    table = tableau("Dossier", "Échéance", "Date actuelle", "Avec les réglages", "")
    for une in dites:
        change = "changée" if une["apres"] else "retirée"
        fait = change if une["applique"] else une.get("raison", "")
        table.add_row(
            une["dossier"],
            une["libelle"] or une["echeance"],
            *_dates(une),
            fait,
        )
    ecran.print(table)
    if not applique:
        ecran.print("Rien n’est changé ; --appliquer écrit les nouvelles dates.")


def _dates(une: Mapping[str, Any]) -> tuple[str, str]:
    """The last days of a délai whose end moves; else the instants at which Jalon acts."""
    from states.french import date_avec_jour

    avant, apres = (date.fromisoformat(fin) for fin in une["dernier_jour"])
    if une["rang"] == 1 and une["avant"] and avant != apres:
        return date_avec_jour(avant), date_avec_jour(apres)
    return quand(une["avant"]), quand(une["apres"]) if une["apres"] else "plus rien"


def fautes(ecran: Console, dites: Sequence[Mapping[str, Any]]) -> None:
    """What is wrong in the definitions."""
    from states.french import denombre

    erreurs = sum(une["niveau"] == "erreur" for une in dites)
    for une in dites:
        ecran.print(f"{une['fichier']}:{une['ligne']} {une['niveau']}", style="bold")
        ecran.print(f"    {une['message']} [{une['code']}]")
    if not dites:
        ecran.print("Les définitions sont en ordre.")
    else:
        ecran.print(
            f"{denombre(erreurs, 'erreur')}, {denombre(len(dites) - erreurs, 'avertissement')}."
        )


def preuve(ecran: Console, dite: Mapping[str, Any]) -> None:
    """Whether the journal is whole."""
    from states.french import denombre

    etendue = f"{denombre(dite['lignes'], 'ligne')}, {denombre(dite['dossiers'], 'dossier')}"
    if dite["intact"]:
        ecran.print(f"Le journal est intact : {etendue}.")
    else:
        ecran.print(f"Le journal est rompu ({etendue}).", style="bold")
        ecran.print(_rupture(dite["premiere_rupture"]))


def _rupture(premiere: Mapping[str, Any]) -> str:
    """Where the evidence first breaks, and how, in one sentence."""
    lieu = [f"dossier {premiere['dossier']}"] if premiere["dossier"] else []
    if premiere["seq"] is not None:
        lieu.append(f"ligne {premiere['seq']}")
    return " : ".join(["Première rupture", *([", ".join(lieu)] if lieu else []), premiere["motif"]])


def sceau(ecran: Console, dite: Mapping[str, Any]) -> None:
    """The seal of the day."""
    jour = dite.get("jour")
    ecran.print(f"Sceau du jour posé{f' ({jour})' if jour else ''}.")


def sante(ecran: Console, dite: Mapping[str, Any]) -> None:
    """Whether all is well, troubles first."""
    ecran.print("Tout va bien." if dite["sain"] else "À regarder :", style="bold")
    for souci in dite["soucis"]:
        ecran.print(f"  • {souci}")
    for une in dite["anciennes_versions"]:
        ecran.print(une["phrase"])
    noms = {"tick": "Horloge", "deliver": "Envoi", "digest": "Courriel du matin", "seal": "Sceau"}
    ecran.print(
        fiche(
            *(
                (noms[nom], quand(un["dernier"]) or "jamais")
                for nom, un in dite["battements"].items()
            )
        )
    )
    for un in dite["incidents"]:
        ecran.print(f"  Incident {un['id']} : {un['message']} ({un['occurrences']} fois)")


def avance(ecran: Console, dite: Mapping[str, Any]) -> None:
    """Where the demonstration now stands."""
    from states.french import denombre

    comptes = {"mouvements": "mouvement", "courriels": "courriel", "taches": "tâche"}
    dits = [denombre(dite[nom], mot) for nom, mot in comptes.items() if dite[nom]]
    ecran.print(
        f"Nous sommes le {dite['nous_sommes']}. {', '.join(dits) or 'Rien ne s’est passé'}."
    )


def liberes(ecran: Console, dites: Sequence[Mapping[str, Any]]) -> None:
    """Mails that may now leave."""
    for une in dites:
        ecran.print(f"Courriel {une['courriel']} prêt à partir, à {une['destinataire']}.")
    if not dites:
        ecran.print("Aucun courriel n’attendait.")


def modifie(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A held mail whose text was put right."""
    ecran.print(f"Courriel {dite['courriel']} corrigé : {dite['sujet']}")
    ecran.print(
        f"Il attend toujours ({sort(dite['statut'])}) : « jalon liberer {dite['courriel']} » "
        "le laisse partir. L’ancienne version est gardée."
    )
    if dite["lien_perdu"]:
        ecran.print(
            "Ce texte n’a plus le lien personnel : la personne ne pourra pas répondre sans compte."
        )


def ecarte(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A mail that was kept back, or put back."""
    ecran.print(f"Courriel {dite['courriel']} : {sort(dite['statut'])} ({dite['sujet']}).")
