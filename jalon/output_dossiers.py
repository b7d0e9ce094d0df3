"""How people read lists and dossiers: who holds the ball first, dates in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import LARGEUR, fiche, tableau
from jalon.output_dates import court, jour, quand
from jalon.output_desk import a_qui, courriels, sort, taches

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


def la_main(dossier: Mapping[str, Any]) -> str:
    """The sentence that comes first: who holds the ball, and until when."""
    if dossier["final"]:
        return f"Terminé : {dossier['etat_libelle']}."
    qui = dossier["detenteur_nom"] or dossier["detenteur"]
    attente = dossier.get("en_attente")
    if attente:
        jusque = _fin_de_pause(attente, dossier.get("echeances") or ())
        pour = " pour décider des suites d’une correction" if attente["contestees"] else ""
        return f"En pause{jusque}. La main est à {qui}{pour}."
    if dossier.get("echeances_passees"):
        finie = dossier["echeances_passees"][0]
        return (
            f"« {finie['libelle']} » : c’était le {jour(finie['dernier_jour'])} à minuit. La main "
            "est à la personne facilitatrice, qui décide de la suite (« jalon taches »)."
        )
    prochaine = dossier["prochaine_echeance"]
    if prochaine and prochaine["declenche"] and prochaine["terminee"]:
        fin, alors = jour(prochaine["dernier_jour"]), quand(prochaine["declenche_le"])
        suite_dite = f" avant le déclenchement, {alors}."
        if prochaine["attend_l_horloge"]:
            suite_dite = f". Le déclenchement était prévu {alors} ; il n’a pas encore eu lieu."
        return (
            f"Délai terminé le {fin} à minuit : le courrier et la messagerie sont à vérifier"
            f"{suite_dite}"
        )
    if prochaine and prochaine["declenche"]:
        return f"La main est à {qui} jusqu’au {jour(prochaine['dernier_jour'])} à minuit."
    suite_dite = f"{_manquee(dossier)}{_prochaine(prochaine)}"
    return f"La main est à {qui} depuis le {jour(dossier['depuis'])}.{suite_dite}"


def _fin_de_pause(attente: Mapping[str, Any], dites: Sequence[Mapping[str, Any]]) -> str:
    """Until when a hold lasts: the day that was said, else the one that bounds it.

    It may last on with the stop of its marché.
    """
    from workflow.arming import FIN_D_ATTENTE

    suspendu = " tant que le marché est suspendu"
    if attente["suit_un_arret"]:
        return suspendu
    borne = next((une["dernier_jour"] for une in dites if une["nom"] == FIN_D_ATTENTE), None)
    au_plus = f" jusqu’au {jour(borne)} au plus tard" if borne else ""
    propre = f" jusqu’au {jour(attente['jusqu_au'])}" if attente["jusqu_au"] else au_plus
    return f"{propre}, et{suspendu}" if attente["arretee"] else propre


def _manquee(dossier: Mapping[str, Any]) -> str:
    """The task that was missed first, before a later date."""
    une = dossier.get("tache_manquee")
    if not une or (dossier["prochaine_echeance"] or {}).get("prochain_rappel"):
        return ""  # a missed deadline tells itself
    return f" En retard depuis le {jour(une['dernier_jour'])} : {une['libelle']}."


def _prochaine(une: Mapping[str, Any] | None) -> str:
    """The next date, or the deadline that was missed and when its next reminder comes.

    Between the end of a day and the next run of the clock, the day is over and says no more.
    """
    from services.answers import dire_le_jour

    if not une:
        return ""
    if une["terminee"] and not une["prochain_rappel"]:
        return f" « {une['libelle']} » : c’était le {jour(une['dernier_jour'])}."
    quoi = f"« {une['libelle']} »" if une["prochain_rappel"] else "Prochaine date"
    return f" {quoi} : {dire_le_jour(une)}."


def suite(ecran: Console, page: Mapping[str, Any], combien: int, commande: str) -> None:
    """How many are shown, and how to go on."""
    if page["suite"]:
        ecran.print(f"{combien} sur {page['total']}. Suite : {commande}")
    elif combien < page["total"]:
        ecran.print(f"Fin de la liste ({page['total']} en tout).")
    else:
        ecran.print(f"{page['total']} en tout.")


def dossiers(ecran: Console, page: Mapping[str, Any]) -> None:
    """A page of dossiers."""
    montres = page["dossiers"]
    if not montres:
        vide = "Aucun dossier ne correspond." if page["total"] == 0 else "Fin de la liste."
        ecran.print(f"{vide} « jalon suivre » en ouvre un.")
        return
    table = tableau("Numéro", "La main", "État", "Entreprise", "Marché", "Échéance")
    de_plus = max(0, ecran.width - LARGEUR) // 2
    for un in montres:
        dits = [une["dernier_jour"] for une in _datees(un)]
        table.add_row(
            un["numero"],
            coupe(_main_en_bref(un), 17),
            coupe(un["etat_libelle"], 20 + de_plus),
            coupe(un["titulaire"] or "", 16 + de_plus),
            coupe(un["marche"] or "", 13),
            court(min(dits, default=None)),
        )
    ecran.print(table)
    suite(ecran, page, len(montres), f"jalon dossiers --apres {montres[-1]['numero']}")


def _datees(un: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a row tells the day of: the next deadline, or the task that was missed before it."""
    manquee = None if un["en_attente"] else un["tache_manquee"]
    return [une for une in (un["prochaine_echeance"], manquee) if une]


def _main_en_bref(un: Mapping[str, Any]) -> str:
    if un["final"]:
        return "terminé"
    if un["en_attente"]:
        return "en pause"
    return "l’entreprise" if un["detenteur"] == "entreprise" else str(un["detenteur_nom"])


def coupe(texte: str, largeur: int) -> str:
    """A text cut to a width, between words when one fits."""
    if len(texte) <= largeur:
        return texte
    debut = texte[: largeur - 1]
    garde = debut.rpartition(" ")[0] if " " in debut[largeur // 2 :] else debut
    return f"{garde.rstrip(' ,')}…"


def marches(ecran: Console, page: Mapping[str, Any]) -> None:
    """A page of marchés."""
    montres = page["marches"]
    if not montres:
        ecran.print("Aucun marché ne correspond. « jalon import decp » en ajoute.")
        return
    table = tableau("Numéro", "Objet", "Titulaire", "Notifié le", "Suivi")
    for un in montres:
        table.add_row(
            un["numero"],
            coupe(un["objet"] or "", 34),
            coupe(un["titulaire"] or "", 22),
            court(un["date_notification"].isoformat()),
            un["dossier"] or "",
        )
    ecran.print(table)
    dernier = f"{montres[-1]['acheteur']}/{montres[-1]['numero']}"
    suite(ecran, page, len(montres), f"jalon marches --apres {dernier}")


def dossier(ecran: Console, lu: Mapping[str, Any]) -> None:
    """One dossier."""
    ecran.print(la_main(lu), style="bold")
    if lu["sans_echeance"] and not lu["final"]:
        ecran.print(f"Sans date : {lu['sans_echeance']}")
    ecran.print()
    ecran.print(
        fiche(
            ("Dossier", lu["numero"]),
            ("Objet", lu["sujet"]),
            ("État", lu["etat_libelle"]),
            ("Entreprise", lu["titulaire"]),
            ("SIRET", lu["siret"]),
            ("Publié sous", publie_sous(lu)),
            ("Marché", lu["marche"]),
            ("Donneur d’ordre", lu["donneur_ordre"]),
            ("Référence", lu["convention"]),
            ("Confié à", a_qui(lu["facilitateur_nom"], lu["remplacant"])),
            ("Personne référente", lu["referent"]),
            ("Interlocuteur·rice", lu["interlocuteur"]),
            ("Révision", lu["rev"]),
        )
    )
    echeances(ecran, lu["echeances"], lu["echeances_passees"])
    if lu["taches"]:
        ecran.print("\nÀ faire", style="bold")
        taches(ecran, lu["taches"])
    _champs(ecran, lu)
    if lu["liens"]:
        ecran.print("\nDossiers liés", style="bold")
        ecran.print(
            fiche(*((un["numero"], f"{un['etat_libelle']} — {un['sujet']}") for un in lu["liens"]))
        )
    if lu["courriels"]:
        ecran.print("\nCourriels", style="bold")
        courriels(ecran, lu["courriels"])
    if lu["documents"]:
        ecran.print(f"\nDocuments (en PDF : « jalon courrier {lu['numero']} »)", style="bold")
        ecran.print(fiche(*((court(un["cree_le"]), un["titre"]) for un in lu["documents"])))


def publie_sous(lu: Mapping[str, Any]) -> str:
    """The identities under which the titulaires were published, when they bear others today."""
    return ", ".join(
        f"{une['nom']} ({une['siret']})" if une["nom"] else une["siret"]
        for une in lu["publie_sous"]
    )


def echeances(
    ecran: Console, dites: Sequence[Mapping[str, Any]], passees: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Deadlines, each with its working: those already past when the state began, then the next."""
    from services.answers import dire_le_jour

    if not dites and not passees:
        return
    ecran.print("\nÉchéances", style="bold")
    for une in (*passees, *dites):
        arret = " (arrêtée par la pause)" if une.get("suspendue") else ""
        arret = " (déjà passée : à décider)" if une in passees else arret
        ecran.print(f"{une['libelle']} : {dire_le_jour(une)}{arret}")
        for phrase in une["calcul"]:
            ecran.print(f"    {phrase}", style="dim")


def _champs(ecran: Console, lu: Mapping[str, Any]) -> None:
    from workflow.sentences import en_francais

    if lu["champs"]:
        ecran.print("\nCe que dit le dossier", style="bold")
    ecran.print(
        fiche(
            *(
                (
                    un["libelle"],
                    un["texte"] or court_si_date(un["valeur"], en_francais(un["valeur"])),
                )
                for un in lu["champs"]
            )
        )
    )


def court_si_date(valeur: Any, sinon: str) -> str:
    """A date in words when the stored text is one."""
    if isinstance(valeur, str):
        try:
            return jour(valeur)
        except ValueError:
            return valeur
    return sinon


def journal(ecran: Console, lignes: Sequence[Mapping[str, Any]]) -> None:
    """The lines of a dossier."""
    if not lignes:
        ecran.print("Aucune ligne.")
    for une in lignes:
        _qui_et_quand(ecran, une)
        if une["motif"]:
            ecran.print(f"      Motif : {_valeur(une['motif'])}")
        for un in une["champs"]:
            ecran.print(f"      {un['libelle']} : {un['texte'] or _valeur(un['valeur'])}")
        for phrase in _dates_comptees(une):
            ecran.print(f"      {phrase}", style="dim")
        if une["genre"] == "courriel":
            ecran.print(f"      Courriel {une['donnees'].get('courriel', '')}")
        for un in une["courriels"]:
            ecran.print(
                f"      Courriel {un['id']} à {un['destinataire']} : {un['sujet']} "
                f"({sort(un['statut'])})"
            )


def _qui_et_quand(ecran: Console, une: Mapping[str, Any]) -> None:
    qui = une["au_nom_de"] or une["acteur"]
    ecran.print(f"{une['seq']:>4}  {quand(une['le'])} · {une['libelle']} · {qui}", style="bold")
    if une["de"] != une["vers"]:
        ecran.print(f"      → {une['vers_libelle'] or une['vers']}")
    if une["le"][:10] != une["enregistre_le"][:10]:
        ecran.print(f"      Enregistré le {quand(une['enregistre_le'])}")
    if une["au_nom_de"]:
        ecran.print(f"      Saisi par {une['acteur']}", style="dim")


def _dates_comptees(une: Mapping[str, Any]) -> Sequence[str]:
    """What a line says of the deadlines that it arms or moves; one that rings repeats its own."""
    return une["explication"] if une["genre"] != "echeance" else ()


def _valeur(valeur: Any) -> str:
    from workflow.sentences import en_francais

    if isinstance(valeur, dict):
        efface = valeur.get("efface_le")
        return f"(effacé le {jour(efface)})" if efface else "(effacé)"
    return court_si_date(valeur, en_francais(valeur))
