"""Correction of an entry: replaced on its line, in its copies, and in all that counts from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from workflow.arming import Armement
from workflow.compiled import Compilee
from workflow.contest import coups_contestes
from workflow.deadlines import PRINCIPAL, echeance_de, sans_declenchement
from workflow.decision import A_DECIDER, Attente, Condition, Decision, Refus, Timer
from workflow.engine_fields import ACCORD
from workflow.entries import deja_servie, reservee_a
from workflow.errors import ValeurInvalide
from workflow.fields import convertir_le, en_texte
from workflow.history import CORRECTION, cibles, effectif, saisies_de
from workflow.line_names import DELAIS
from workflow.operation import Operation
from workflow.past_stops import finis
from workflow.process import DECIDER_DES_SUITES, Champ, Definition, Effet
from workflow.rearming import corriger_les_ancres
from workflow.refusals import refus_des_invariants
from workflow.rules import delais_de
from workflow.sentences import a_qui, en_francais
from workflow.values import ROLES_DU_MOTEUR, Donnees, Historique, Ligne, Valeur


@dataclass(frozen=True, kw_only=True)
class _Correction:
    """The line that a correction aims at, and the copies of its old value."""

    champ: Champ
    valeur: Valeur
    visee: Ligne
    copies: tuple[tuple[int, str], ...]

    @property
    def constats(self) -> dict[str, Any]:
        """What the correcting line says beside what was typed."""
        dits: dict[str, Any] = {"valeur": self.valeur, "ligne": self.visee.seq}
        if self.copies:
            dits["copies"] = [{"ligne": seq, "champ": champ} for seq, champ in self.copies]
        return dits


def corriger(cas: Operation) -> Decision | Refus:
    """Replace an entry; recompute what counts from it; show the moves it would have changed."""
    correction = _lire(cas)
    if en_texte(correction.visee.donnees[correction.champ.nom]) == en_texte(correction.valeur):
        valeur = correction.valeur
        dit = correction.champ.libelles.get(str(valeur)) or en_francais(valeur)
        return cas.refus("valeur", f"Rien à corriger : la valeur est déjà {dit}.")
    dite = _deja_dite(cas, correction.champ)
    if dite is not None:
        return dite
    fermee = _fermee(cas, correction)
    if fermee:
        return cas.refus("champ", fermee)
    convenue = accord_demande(cas.compilee, correction.champ, correction.visee, cas.ligne.role)
    if convenue and not cas.ligne.donnees.get(ACCORD):
        return Refus(evenement=cas.evenement.nom, conditions=(Condition(ACCORD, convenue),))
    ligne = replace(
        cas.ligne, kind=CORRECTION, donnees={**cas.ligne.donnees, **correction.constats}
    )
    cas = replace(cas, ligne=ligne)
    historique = effectif((*cas.snapshot.historique, ligne))
    touches = dict(_champs_touches(cas, correction))
    donnees = {**cas.snapshot.donnees, **touches}
    apres = cas.portee(donnees, cas.snapshot.etat, historique)
    if correction.champ.passager:
        apres[correction.champ.nom] = correction.valeur
    viole = refus_des_invariants(cas.compilee, apres, frozenset({correction.champ.nom, *touches}))
    if viole:
        return Refus(evenement=cas.evenement.nom, conditions=viole)
    contestees = coups_contestes(cas, historique, depuis=correction.visee.seq)
    attente = _attente(cas, contestees)
    armement = (
        corriger_les_ancres(
            cas.avant(), apres, cas.snapshot.timers, touches, finis(cas.snapshot.arrets)
        )
        if touches
        else Armement()
    )
    changes = {nom for nom, val in touches.items() if cas.snapshot.donnees.get(nom) != val}
    if attente != cas.snapshot.attente:
        changes.add("attente")
    decision = cas.decision(attente=attente, changes=changes, armement=armement, apres=apres)
    return replace(
        decision,
        remplace=tuple(dict.fromkeys(seq for seq, _ in cibles(ligne.donnees))),
        contestees=contestees,
        explication=(*_fins_deplacees(cas, donnees), *decision.explication),
        effets=(
            *((Effet(genre="tache", nom=DECIDER_DES_SUITES),) if contestees else ()),
            *(cas.evenement.effets if convenue else ()),
            *((Effet(genre=CORRECTION_SUIVIE, nom=""),) if _donne(cas.compilee.definition) else ()),
        ),
    )


CORRECTION_SUIVIE = "correction_suivie"
"""Effect of a correction: what was opened with the old value takes the new one too."""


def _donne(definition: Definition) -> bool:
    return any(lien.corrige_dans for lien in definition.liens.values())


def _deja_dite(cas: Operation, champ: Champ) -> Refus | None:
    """Others would not learn of a correction: its guard names the act that tells them."""
    if not champ.corrige_si:
        return None
    garde, avant = cas.compilee.definition.gardes[champ.corrige_si], cas.avant()
    if avant.tient(garde.si):
        return None
    phrase, valeurs = avant.phrase(garde.sinon, garde.lus)
    return Refus(evenement=cas.evenement.nom, conditions=(Condition(garde.nom, phrase, valeurs),))


DATE_D_ARRET = (
    "« {libelle} » a daté l’arrêt ou la reprise de plusieurs dossiers : elle ne se corrige pas "
    "seule. Revenez à l’état antérieur (retablir), puis refaites l’acte avec la bonne date."
)


def _date_un_arret(cas: Operation, correction: _Correction) -> bool:
    """Whether that entry told since when time stands still, or runs again, here and elsewhere."""
    acte = cas.compilee.definition.evenements.get(correction.visee.evenement)
    nom = correction.champ.nom
    return acte is not None and (
        nom == acte.temps_repris_le or any(un.le == nom for un in acte.effets)
    )


def _fermee(cas: Operation, correction: _Correction) -> str:
    """Why that entry is not corrected by itself, and what to do instead; empty when it is."""
    champ = correction.champ
    if _date_un_arret(cas, correction):
        return DATE_D_ARRET.format(libelle=champ.libelle)
    acte = deja_servie(cas.compilee.definition, correction.visee, champ)
    if acte is None:
        return ""
    dabord = " Reprenez d’abord le dossier." if acte.operation == "attente" else ""
    return (
        f"« {champ.libelle} » a déjà servi à « {acte.libelle} » : le corriger n’y changerait rien. "
        f"Refaites cet acte avec la bonne valeur.{dabord}"
    )


def accord_demande(compilee: Compilee, champ: Champ, visee: Ligne, role: str) -> str:
    """Why correcting that entry takes a written agreement, told to whoever gave it; empty if not.

    Parameters:
        compilee: the machine.
        champ: the field.
        visee: the line that entered it.
        role: who corrects.
    """
    if role in ROLES_DU_MOTEUR:  # it follows a correction that was proved where it was made
        return ""
    preuve = f"l’accord écrit du donneur d’ordre, ou la pièce qui le prouve. Joignez-le ({ACCORD})."
    if champ.accord:
        return f"« {champ.libelle} » a été convenu avec d’autres : sa correction demande {preuve}"
    acte = reservee_a(compilee.definition, visee, role)
    if acte is None:
        return ""
    siens = a_qui([nom for nom in acte.ordre if nom not in ROLES_DU_MOTEUR], compilee.roles)
    return (
        f"« {champ.libelle} » a été saisi par « {acte.libelle} », qui revient {siens} : "
        f"sa correction demande {preuve}"
    )


def _attente(cas: Operation, contestees: tuple[Ligne, ...]) -> Attente | None:
    """A contested move holds the dossier until somebody decides; a hold that runs goes on."""
    attente = cas.snapshot.attente
    if not contestees or cas.compilee.definition.etats[cas.snapshot.etat].final:
        return attente
    if attente is None or attente.suit_un_arret:  # the stop goes on, once somebody has decided
        arret = attente.arret if attente else None
        attente = Attente(depuis=cas.now, jusqu_au=None, mode=A_DECIDER, arret=arret)
    remis = (*attente.contestees, *(une.evenement for une in contestees))
    return replace(attente, contestees=tuple(dict.fromkeys(remis)))


def _fins_deplacees(cas: Operation, donnees: Donnees) -> Iterator[str]:
    """Both last days of the délais that the dossier has left last and that the correction moves."""
    quittees = [une for une in saisies_de(cas.snapshot.historique) if une.donnees.get(DELAIS)]
    for ligne in quittees[-1:]:
        echeances = cas.compilee.definition.etats[ligne.de].echeances
        anciens = delais_de(ligne, cas.snapshot.donnees, cas.temps)
        nouveaux = delais_de(ligne, donnees, cas.temps)
        for ancien, nouveau in zip(anciens, nouveaux, strict=True):
            jours = _dernier_jour(cas, ancien), _dernier_jour(cas, nouveau)
            if ancien.rang == PRINCIPAL and jours[0] != jours[1]:
                libelle = echeances[ancien.nom].libelle or ancien.nom
                yield f"« {libelle} » : {jours[0]} → {jours[1]}"
                # the dossier has left that délai: no mail of it is looked at any more
                yield from sans_declenchement(echeance_de(nouveau, cas.temps))


def _dernier_jour(cas: Operation, timer: Timer) -> str:
    return en_francais(echeance_de(timer, cas.temps).dernier_jour)


def _lire(cas: Operation) -> _Correction:
    nom = str(cas.ligne.donnees["champ"])
    champ = cas.compilee.definition.contexte.get(nom)
    if champ is None or not champ.saisi:
        raise ValeurInvalide(
            "champ",
            f"« {nom} » n’est pas un champ saisi de ce dossier.",
            "Donnez le nom d’un champ qui a été saisi.",
        )
    lignes = entrees_de(cas.snapshot.historique, nom)
    voulue = cas.ligne.donnees.get("ligne")
    trouvees = [une for une in lignes if voulue in {None, une.seq}]
    if not trouvees:
        ou = f"à la ligne {voulue}" if voulue else "dans ce dossier"
        raise ValeurInvalide(
            "champ",
            f"« {nom} » n’a pas été saisi {ou}.",
            "Rien à corriger : saisissez-le par son événement.",
        )
    return _Correction(
        champ=champ,
        valeur=_convertir(cas, champ),
        visee=trouvees[-1],
        copies=tuple(_copies(cas, trouvees[-1], nom)),
    )


def entrees_de(historique: Historique, champ: str) -> list[Ligne]:
    """Lines that entered a field, in the order of the journal; one that empties it enters none."""
    return [une for une in saisies_de(historique) if une.donnees.get(champ) is not None]


def _convertir(cas: Operation, champ: Champ) -> Valeur:
    try:
        return convertir_le(champ, cas.ligne.donnees["valeur"], cas.temps.jour_civil(cas.now))
    except ValeurInvalide as erreur:
        raise ValeurInvalide("valeur", str(erreur), erreur.remede) from erreur


def _copies(cas: Operation, visee: Ligne, champ: str) -> Iterator[tuple[int, str]]:
    """Where an event has copied the old value into another field (``pose``), near or far."""
    ancienne = visee.donnees[champ]
    actes = cas.compilee.definition.evenements
    sources = {champ}
    for ligne in saisies_de(cas.snapshot.historique):
        acte = actes.get(ligne.evenement)
        if ligne.seq < visee.seq or acte is None:
            continue
        if ligne.seq > visee.seq:  # a field entered anew is no longer what was copied
            sources -= set(ligne.donnees) - set(acte.pose)
        for cible, source in acte.pose.items():
            if source in sources and ligne.donnees.get(cible) == ancienne:
                sources.add(cible)
                yield ligne.seq, cible


def _champs_touches(cas: Operation, correction: _Correction) -> Iterator[tuple[str, Valeur]]:
    """Fields of the dossier that take the new value: those whose last entry is corrected."""
    dernieres = {
        nom: ligne.seq for ligne in saisies_de(cas.snapshot.historique) for nom in ligne.donnees
    }
    for seq, nom in ((correction.visee.seq, correction.champ.nom), *correction.copies):
        if dernieres[nom] == seq and not cas.compilee.champ(nom).passager:
            yield nom, correction.valeur
