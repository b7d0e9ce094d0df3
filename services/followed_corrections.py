"""What a dossier was opened with follows the correction of its source, while nothing is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.act import Acte, Chantier, Suite
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from workflow.fields import en_texte
from workflow.gifts import dons
from workflow.process import MOTIF, LienDeclare
from workflow.scope import en_francais
from workflow.values import Valeur


class _Don(NamedTuple):
    """A field that the children of a link were opened with, and its source before and after."""

    lien: LienDeclare
    champ: str
    libelle: str
    avant: Valeur
    apres: Valeur


def faire_suivre(chantier: Chantier, acte: Acte) -> list[dict[str, str]]:
    """Correct the same value in what was opened with it; what is not corrected any more, in words.

    In a state that its link names (``corrige_dans``) a dossier takes the correction as its own:
    its deadlines are counted again, and what it has opened follows in turn. In another one what
    counted from the value is held, finished or told: somebody decides with the other party.
    """
    retenus: list[dict[str, str]] = []
    changes = list(_dons(chantier, acte))
    enfants = depot.enfants_entiers(chantier.connexion, acte.dossier.id) if changes else []
    suivis: set[tuple[int, str]] = set()
    for don in changes:
        siens = [un for un in enfants if _le_tient(un, don) and (un.id, don.champ) not in suivis]
        suivis |= {(un.id, don.champ) for un in siens}
        suivent = [un for un in siens if un.state in don.lien.corrige_dans]
        chantier.suites += [_suite(acte, un, don) for un in suivent]
        restent = [un.numero for un in siens if un not in suivent]
        if restent:
            retenus.append(_dit(don, restent))
    return retenus


def _dons(chantier: Chantier, acte: Acte) -> Iterator[_Don]:
    """Values that the correction changes, and that dossiers of some link were opened with."""
    definition, decision = acte.compilee.definition, acte.decision
    avant = acte.compilee.portee(acte.snapshot, chantier.now, acte.temps)
    for lien in definition.liens.values():
        for champ, source in sorted(dons(definition, lien)) if lien.corrige_dans else ():
            connues = decision.donnees if source in decision.donnees else decision.faits
            if source in connues and connues[source] not in {None, avant[source]}:
                libelle = definition.contexte[source].libelle
                yield _Don(lien, champ, libelle, avant[source], connues[source])


def _le_tient(enfant: LigneDossier, don: _Don) -> bool:
    """Whether a dossier stands behind that link, and still has the value of before."""
    tenu = lire_json(enfant.data).get(don.champ)
    return enfant.lien == don.lien.nom and tenu == en_texte(don.avant)


def _suite(acte: Acte, enfant: LigneDossier, don: _Don) -> Suite:
    motif = f"« {don.libelle} » a été corrigé sur {acte.dossier.numero}"
    return Suite(
        dossier=enfant.id,
        evenement=acte.decision.ligne.evenement,
        saisies={"champ": don.champ, "valeur": en_texte(don.apres), MOTIF: motif},
        emetteur=acte.dossier,
    )


def _dit(don: _Don, restent: Sequence[str]) -> dict[str, str]:
    return {
        "saisie": don.libelle,
        "avant": en_francais(don.avant),
        "apres": en_francais(don.apres),
        "dossiers": ", ".join(restent),
    }
