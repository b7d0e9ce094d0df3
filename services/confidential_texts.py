"""What others read names no candidate; what the donneur d'ordre reads, nobody's health (article 3).

Read: every free text that somebody enters in a dossier, for its journal is read by the buyer, or by
those of the team who do not follow the person; what names a dossier that they open (mails and pages
quote it later), and a mail to the buyer that somebody rewrites by hand. What is declared personal
is shown to who follows the person, and stays free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from notifications.catalogue import MESSAGES, REFERENT
from services.act import Chantier
from services.associated import marches_en_cours
from services.people import SUIVENT_UNE_PERSONNE
from services.pieces import CHAMP, VALEUR, renvoi
from states.confidential_words import mots_de_sante, noms_cites, personnes_citees
from storage.dossiers import LigneDossier
from storage.personal import noms_des_candidats, personnes_de_la_ville
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Condition, Decision, Demande, Refus
from workflow.errors import ValeurInvalide
from workflow.history import CORRECTION
from workflow.process import MOTIF
from workflow.values import OUVRIR, ROLES_DU_MOTEUR

ACTION = "action_collective"
"""Machine that counts for marchés which are not above it."""
CONFIRMATION = "mots_relus"
"""Field by which a person says that words of health speak of nobody's health."""


def refus_des_textes(
    chantier: Chantier,
    dossier: LigneDossier,
    compilee: Compilee,
    demande: Demande,
    decision: Decision,
) -> Refus | None:
    """Why a text must be written again, or read over, before it reaches the donneur d'ordre."""
    if demande.role in {REFERENT, *ROLES_DU_MOTEUR}:
        return None
    textes = dict(_lus_par_d_autres(compilee, demande, a_la_ville=_part_a_la_ville(decision)))
    if not textes:
        return None
    conditions = [*_nommes(textes, _cites_autour(chantier.connexion, dossier))]
    evenement = compilee.definition.evenements[demande.evenement]
    if any(une.champ == CONFIRMATION for une in evenement.saisies):
        relus = decision.ligne.donnees.get(CONFIRMATION) is True
        conditions += [] if relus else _de_sante(textes)
    return Refus(evenement=demande.evenement, conditions=tuple(conditions)) if conditions else None


def refus_de_l_ouverture(
    chantier: Chantier,
    parent: LigneDossier,
    compilee: Compilee,
    donnees: Mapping[str, Any],
    role: str,
) -> Refus | None:
    """Why what names a dossier must be written again: the buyer's pages and mails will quote it."""
    if role == REFERENT or compilee.definition.machine in SUIVENT_UNE_PERSONNE:
        return None
    cites = _cites_autour(chantier.connexion, parent)
    conditions = tuple(_nommes(dict(_textes(compilee, donnees)), cites))
    return Refus(evenement=OUVRIR, conditions=conditions) if conditions else None


def exiger_du_courriel(
    connexion: Connexion,
    dossier: LigneDossier,
    avant: Mapping[str, str],
    apres: Mapping[str, str],
    *,
    relus: bool,
) -> None:
    """A mail to the buyer, rewritten by hand, brings in no candidate's name, nor words of health.

    What the text held already was written by Jalon; ``relus`` confirms the words of health.

    Raises:
        ValeurInvalide: ``sujet`` or ``texte`` names somebody; ``mots_relus`` is to be confirmed.
    """
    cites = _cites_autour(connexion, dossier)
    for champ, texte in apres.items():
        for nom in _nouveaux(cites(avant[champ]), cites(texte)):
            raise ValeurInvalide(champ, _nomme(nom), "Dites-le sans nommer personne.")
    mots = [
        un
        for champ, texte in apres.items()
        for un in _nouveaux(mots_de_sante(avant[champ]), mots_de_sante(texte))
    ]
    if mots and not relus:
        raise ValeurInvalide(
            CONFIRMATION,
            _sante(mots),
            "Récrivez-le ; s’il ne parle de la santé de personne, confirmez-le "
            "(à la commande : --mots-relus).",
        )


def _nouveaux(avant: list[str], apres: list[str]) -> list[str]:
    return [un for un in apres if un not in avant]


def _cites_autour(connexion: Connexion, dossier: LigneDossier) -> Callable[[str], list[str]]:
    """What finds, in a text, the candidates of its marché, or of those that an action counts for.

    A dossier of no marché speaks to its whole town: of every candidate of the buyer.
    """
    associes = marches_en_cours(connexion, dossier) if dossier.machine == ACTION else ()
    tetes = dict.fromkeys((dossier.tete, *(un.tete for un in associes)))
    noms = [un for tete in tetes for un in noms_des_candidats(connexion, tete)]
    a_la_ville = dossier.marche is None and dossier.convention is not None
    ville = personnes_de_la_ville(connexion, dossier.convention or 0) if a_la_ville else []
    return lambda texte: [
        *dict.fromkeys((*noms_cites(texte, noms), *personnes_citees(texte, ville)))
    ]


def _part_a_la_ville(decision: Decision) -> bool:
    messages = (MESSAGES.get(un.nom) for un in decision.effets if un.genre == "mail")
    return any(un is not None and un.audience == REFERENT for un in messages)


def _textes(compilee: Compilee, saisies: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Free texts of the act that mails may quote, by the name of their field.

    The name of a file is one: somebody has chosen it, and pages and mails bear it.
    """
    contexte = compilee.definition.contexte
    for nom, valeur in saisies.items():
        champ = contexte.get(nom)
        libre = nom == MOTIF or (champ is not None and champ.type in {"texte", "piece"})
        if libre and not (champ is not None and champ.personnel) and isinstance(valeur, str):
            fichier = renvoi(valeur)
            yield nom, fichier[0].replace("_", " ") if fichier else valeur


def _lus_par_d_autres(
    compilee: Compilee, demande: Demande, *, a_la_ville: bool
) -> Iterator[tuple[str, str]]:
    """Free texts of the act that a mail or a journal shows to others than who follows the person.

    Why an act was done stays with the team, unless it writes to the town. A corrected value is as
    personal as its field.
    """
    saisies = demande.saisies
    tues = {VALEUR} if a_la_ville else {VALEUR, MOTIF}
    yield from _textes(compilee, {nom: val for nom, val in saisies.items() if nom not in tues})
    if compilee.definition.evenements[demande.evenement].operation == CORRECTION:
        corrige = str(saisies.get(CHAMP, ""))
        for _, texte in _textes(compilee, {corrige: saisies.get(VALEUR)}):
            yield VALEUR, texte


def _nommes(textes: Mapping[str, str], cites: Callable[[str], list[str]]) -> Iterator[Condition]:
    for champ, texte in textes.items():
        for nom in cites(texte):
            yield Condition(
                "personne_nommee",
                f"{_nomme(nom)} Dites-le sans nommer personne : corrigez {champ}.",
            )


def _de_sante(textes: Mapping[str, str]) -> list[Condition]:
    mots = [un for texte in textes.values() for un in mots_de_sante(texte)]
    if not mots:
        return []
    return [
        Condition(
            "mots_de_sante",
            f"{_sante(mots)} Récrivez-le ; s’il ne parle de la santé de personne, "
            f"confirmez par {CONFIRMATION}=oui.",
        )
    ]


def _nomme(nom: str) -> str:
    return (
        f"« {nom} » est le nom d’une personne candidate : ce texte est lu d’autres "
        "que de qui la suit, du donneur d’ordre peut-être (convention, article 3)."
    )


def _sante(mots: list[str]) -> str:
    dits = ", ".join(f"« {un} »" for un in dict.fromkeys(mots))
    return (
        f"{dits} : ce texte part au donneur d’ordre, et rien n’y dit la santé d’une personne "
        "(convention, article 3)."
    )
