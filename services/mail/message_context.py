"""What a message may see of a dossier: built once per act, completed per recipient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from notifications import context as vue
from services.act import Acte, Chantier
from services.mail.correction_said import correction_dite
from services.procedures import PROCEDURE, PROPOSITION
from services.proposed_procedure import reglages
from services.task_limits import echeance_qui_sonne, limite_du_role, retard_du_role
from states.contacts import MOYENS_ECRITS, contacts_infructueux
from states.facts import EN_PROCEDURE, OBSERVATIONS
from states.french import a_paris
from states.roles import EQUIPE, REFERENT
from storage import dossiers as depot
from storage import siae as annuaire
from storage.parties import Cadre, FicheEntreprise, FicheMarche, Personne
from workflow.compiled import tous_les_faits
from workflow.deadlines import (
    APRES,
    AVANT,
    PRINCIPAL,
    calculer,
    echeance_de,
    echeance_dite,
    manquee,
    periodique,
)
from workflow.decision import Timer
from workflow.history import CORRECTION, ECHEANCE
from workflow.values import Echeance

SANS_CONVENTION = "la structure"
LIEN_PERSONNEL = "votre-lien-personnel"
"""Stands for the secret of a link, as long as its mail has not left."""


def contexte_message(
    chantier: Chantier, acte: Acte, role: str, *, listes: bool = False
) -> Callable[[str], vue.ContexteMessage]:
    """A function that gives the context of one recipient, by name.

    ``listes``: with the insertion structures of the territory, for a message that lists them.
    """
    structures = _structures(chantier) if listes else ()
    commun = partial(_commun(chantier, acte, role), structures_insertion=structures)
    return lambda nom: commun(destinataire=vue.Destinataire(nom=nom, role=role))


def _commun(chantier: Chantier, acte: Acte, role: str) -> Callable[..., vue.ContexteMessage]:
    entourage, decision = chantier.entourage, acte.decision
    definition = acte.compilee.definition
    marche = entourage.marche(acte.dossier)
    entreprise = entourage.entreprise(acte.dossier)
    evenement = definition.evenements.get(decision.ligne.evenement)
    return partial(
        vue.ContexteMessage,
        dossier=vue.Dossier(
            numero=acte.dossier.numero,
            sujet=acte.dossier.subject,
            libelle_etat=definition.etats[decision.vers].libelle,
            machine=definition.machine,
        ),
        donneur_ordre=vue.DonneurOrdre(nom=_acheteur(marche, entourage.cadre(acte.dossier))),
        structure=_structure(entourage.cadre(acte.dossier)),
        facilitateur=_facilitateur(entourage.facilitateur(acte.dossier)),
        evenement=_evenement(
            chantier, acte, role, evenement.libelle if evenement else decision.ligne.evenement
        ),
        maintenant=a_paris(chantier.now),
        entreprise=_entreprise(entreprise, decision.ligne.donnees.get("nouvelle_adresse")),
        marche=_marche(acte, marche) if marche else None,
        donnees=_variables(acte, saisies=True),
        personnelles=_personnelles(acte, role),
        faits=_variables(acte, saisies=False),
        parametres=acte.snapshot.parametres,
        echeance=_echeance_du_lecteur(chantier, acte, role),
        motif=decision.ligne.donnees.get("motif"),
        contacts=_contacts(acte),
        procedures=_procedures(chantier, acte),
        echeance_passee=_echeance_passee(acte),
        lien=_lien(chantier, acte, role),
        correction=correction_dite(acte) if decision.ligne.kind == CORRECTION else None,
        procedure=_procedure(chantier, acte),
    )


def _procedure(chantier: Chantier, acte: Acte) -> tuple[vue.ReglageVue, ...]:
    """What the procedure that the act has just proposed would freeze."""
    if all(un.nom != PROPOSITION for un in acte.decision.effets):
        return ()
    return reglages(chantier, acte.dossier, acte.decision.donnees.get(PROCEDURE))


def _evenement(chantier: Chantier, acte: Acte, role: str, libelle: str) -> vue.EvenementVue:
    """What has happened, and what it finds late: the deadline itself, or the reader's own task."""
    ligne, rang = acte.decision.ligne, int(acte.decision.ligne.donnees.get("rang") or 0)
    attendue = _attendue_depuis(chantier, acte, role)
    return vue.EvenementVue(
        libelle=libelle,
        at=a_paris(ligne.at),
        echue_le=_echue_le(acte),
        attendue_depuis=attendue,
        rang_du_rappel=rang if attendue else max(0, rang - PRINCIPAL),
    )


def _lien(chantier: Chantier, acte: Acte, role: str) -> str | None:
    """Where the mail's button leads: the team to its page, signed in, others to their own link.

    The secret of a link is drawn when the mail leaves (``services/mail/leasing``): what is kept of
    the mail holds none. A role that no act of the dossier awaits has no link.
    """
    adresse = chantier.bureau.reglages.adresse_des_pages
    if adresse is None:
        return None
    if role in EQUIPE:
        return f"{adresse}/d/{acte.dossier.numero}"
    definition, etat = acte.compilee.definition, acte.decision.vers
    attendu = role == REFERENT or any(
        role in un.par and etat in un.de for un in definition.evenements.values()
    )
    return f"{adresse}/lien/{LIEN_PERSONNEL}" if attendu else None


def _acheteur(marche: FicheMarche | None, cadre: Cadre | None) -> str:
    """The buyer, under its name of the day: the marché's, else the convention's."""
    if marche is not None:
        return marche.acheteur
    return cadre.acheteur if cadre else "le donneur d’ordre"


def _entreprise(
    fiche: FicheEntreprise | None, nouvelle_adresse: str | None
) -> vue.Entreprise | None:
    """The company under its identity of the day; the address found after a NPAI comes first."""
    if fiche is None:
        return None
    return vue.Entreprise(
        nom=fiche.nom, siret=fiche.siret, adresse=nouvelle_adresse or fiche.adresse
    )


def _structure(cadre: Cadre | None) -> vue.Structure:
    if cadre is None:
        return vue.Structure(nom=SANS_CONVENTION)
    return vue.Structure(
        nom=cadre.nom, adresse=cadre.adresse, telephone=cadre.telephone, courriel=cadre.courriel
    )


def _facilitateur(personne: Personne | None) -> vue.Facilitateur:
    if personne is None:
        return vue.Facilitateur(nom="L’équipe de facilitation")
    return vue.Facilitateur(
        nom=personne.nom,
        courriel=personne.courriel,
        telephone=personne.telephone,
        fonction=personne.fonction,
    )


def _marche(acte: Acte, fiche: FicheMarche) -> vue.Marche:
    """The marché and its hours, which stand on its own dossier, for every dossier that it bears."""
    donnees = acte.decision.donnees if acte.dossier.machine == "marche" else fiche.donnees
    return vue.Marche(
        numero=fiche.identifiant,
        objet=fiche.objet,
        acheteur=fiche.acheteur,
        notifie_le=fiche.date_notification,
        heures_prevues=_heures(donnees.get("objectif_heures")),
        heures_realisees=_heures(donnees.get("heures_comptabilisees")),
        heures_du_groupement=donnees.get("repartition_heures"),
        disposition=donnees.get("type_disposition"),
    )


def _heures(valeur: Decimal | str | None) -> Decimal | None:
    return None if valeur is None else Decimal(valeur)  # a text, as another dossier stores it


def _variables(acte: Acte, *, saisies: bool) -> Mapping[str, Any]:
    """Every declared variable of the kind, empty ones included: templates are strict.

    Personal ones are absent: a mail shows them to whom the machine says, and to nobody else.
    """
    decision, definition = acte.decision, acte.compilee.definition
    if saisies:
        valeurs: Mapping[str, Any] = {**decision.ligne.donnees, **decision.donnees}
        vides = definition.saisis
    else:
        valeurs, vides = tous_les_faits(decision.faits), definition.non_saisis
    return {**vides, **{nom: valeurs[nom] for nom in valeurs.keys() & vides.keys()}}


def _personnelles(acte: Acte, role: str) -> Mapping[str, Any]:
    """The personal fields that the machine shows to a role (domain.md §13)."""
    decision, contexte = acte.decision, acte.compilee.definition.contexte
    return {
        nom: decision.donnees.get(nom, decision.ligne.donnees.get(nom))
        for nom in acte.compilee.definition.personnels
        if role in contexte[nom].montre_a
    }


def _echeance_du_lecteur(chantier: Chantier, acte: Acte, role: str) -> vue.EcheanceVue | None:
    """The date to name: that of a move, else of the task that the act gives the reader.

    Where it gives none, that of the state's reminder: two dates are never told for one act.
    """
    manque = _echue_le(acte) or _attendue_depuis(chantier, acte, role)
    en_cours = _echeance_en_cours(acte, chantier.now, seuls_opposables=manque is not None)
    limite = limite_du_role(chantier, acte, role)
    if limite is None or (en_cours and en_cours.calcul):
        return en_cours
    return vue.EcheanceVue(dernier_jour=limite, calcul=())


def _echue_le(acte: Acte) -> date | None:
    """The day that was missed, when a deadline of this state rings because it is over."""
    sonne = echeance_qui_sonne(acte)
    if sonne is None or sonne.regle["sens"] != APRES or periodique(sonne):
        return None
    return echeance_dite(sonne, acte.temps).dernier_jour


def _attendue_depuis(chantier: Chantier, acte: Acte, role: str) -> date | None:
    """The day that the reader has missed, when a reminder comes that has none of its own."""
    sonne = echeance_qui_sonne(acte)
    return retard_du_role(chantier, acte, role) if sonne and periodique(sonne) else None


def _echeance_en_cours(
    acte: Acte, now: datetime, *, seuls_opposables: bool
) -> vue.EcheanceVue | None:
    """The délai that was told to somebody; else what a reminder reminds of; else the next date.

    What comes back at an interval speaks of its own next rung, a reminder before a date of the move
    that it announces. A day that was missed gives way to no other: its mail names it, and its rank.
    The working of a délai that was told is told too. A date that has passed is never one by which
    to answer.
    """
    partis = {(un.nom, un.rang) for un in acte.decision.annules}
    ligne = acte.decision.ligne
    if ligne.kind == ECHEANCE:
        partis.add((ligne.evenement, int(ligne.donnees["rang"])))
    bouge = acte.decision.de != acte.decision.vers
    restes = [un for un in acte.snapshot.timers if not bouge and (un.nom, un.rang) not in partis]
    aujourd_hui = acte.temps.jour_civil(now)
    a_venir = [
        (un, echeance)
        for un in (*acte.decision.armes, *restes)
        if un.rang >= PRINCIPAL
        and not manquee(un)
        and (_opposable(acte, un) or not seuls_opposables)
        and (echeance := echeance_de(un, acte.temps)).dernier_jour >= aujourd_hui
    ]
    if not a_venir:
        return None
    retenu, echeance = min(
        a_venir,
        key=lambda un: (
            not _opposable(acte, un[0]),
            un[0].nom != ligne.evenement,
            not _annonce(acte, un[0]),
            un[0].du_le,
        ),
    )
    calcul = _calcul(echeance) if _opposable(acte, retenu) else ()
    return vue.EcheanceVue(dernier_jour=echeance.dernier_jour, calcul=calcul)


def _annonce(acte: Acte, timer: Timer) -> bool:
    """Whether a deadline is the move at the date that the ringing reminder comes before."""
    ligne = acte.decision.ligne
    regle = acte.compilee.definition.echeance(ligne.vers, ligne.evenement)
    return (
        ligne.kind == ECHEANCE
        and regle is not None
        and regle.sens == AVANT
        and timer.regle["depuis"] == regle.depuis
        and bool(timer.regle.get("declenche"))
    )


def _opposable(acte: Acte, timer: Timer) -> bool:
    regle = acte.compilee.definition.echeance(acte.decision.vers, timer.nom)
    return regle is not None and regle.opposable_a is not None


def _calcul(echeance: Echeance) -> tuple[str, ...]:
    """The working that a reader needs: the count and the rule, not the clock's own hours."""
    return (echeance.calcul[0], echeance.calcul[-1])


def _echeance_passee(acte: Acte) -> vue.EcheanceVue | None:
    """The deadline whose end caused the event, or the current state, with its working."""
    for ligne in (acte.decision.ligne, *reversed(acte.snapshot.historique.lignes)):
        regle, ancre = ligne.donnees.get("regle"), ligne.donnees.get("ancre")
        if regle and ancre:
            depart = ancre if isinstance(ancre, date) else date.fromisoformat(str(ancre))
            echeance = calculer(regle, depart, acte.temps)
            return vue.EcheanceVue(dernier_jour=echeance.dernier_jour, calcul=_calcul(echeance))
    return None


def _contacts(acte: Acte) -> tuple[vue.Contact, ...]:
    contexte = acte.compilee.definition.contexte
    if "moyen" not in contexte:
        return ()
    libelles = contexte["moyen"].libelles
    return tuple(
        vue.Contact(
            le=ligne.donnees.get("date") or acte.temps.jour_civil(ligne.at),
            moyen=libelles.get(str(ligne.donnees.get("moyen")), ""),
            ecrit=ligne.donnees.get("moyen") in MOYENS_ECRITS,
        )
        for ligne in contacts_infructueux(
            acte.snapshot.historique, acte.decision.donnees, acte.temps
        )
    )


def _structures(chantier: Chantier) -> tuple[vue.StructureInsertion, ...]:
    """The SIAE and GEIQ of the territory (annexe 1/B)."""
    return tuple(
        vue.StructureInsertion(nom=une.nom, type=une.type, commune=une.commune)
        for une in annuaire.du_territoire(chantier.connexion, chantier.bureau.reglages.departements)
    )


def _procedures(chantier: Chantier, acte: Acte) -> tuple[vue.ProcedureArretee, ...]:
    """The procedures that the end of a marché is about to stop: its relations close after it."""
    if not acte.decision.faits.get("procedures_en_cours"):
        return ()
    en_cours = [
        un
        for un in depot.enfants_entiers(chantier.connexion, acte.dossier.id)
        if un.lien == "relations" and un.state in EN_PROCEDURE
    ]
    return tuple(
        vue.ProcedureArretee(
            entreprise=fiche.nom if (fiche := chantier.entourage.entreprise(un)) else un.subject,
            libelle_etat=chantier.bureau.machines.par_id(chantier.connexion, un.definition)
            .definition.etats[un.state]
            .libelle,
            decision_de_la_ville=un.state == OBSERVATIONS,
        )
        for un in en_cours
    )
