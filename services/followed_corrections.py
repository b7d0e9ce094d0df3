"""What a dossier was opened with follows the correction of its source, while nothing is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.act import Acte, Chantier, Suite
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from workflow.fields import en_texte
from workflow.gifts import anniversaire_deplace, dons
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
    saisi: bool
    anniversaire: bool


class _Suivi(NamedTuple):
    """A child that holds what is corrected, and the value that it takes."""

    enfant: LigneDossier
    apres: Valeur


def faire_suivre(chantier: Chantier, acte: Acte) -> list[dict[str, str]]:
    """Correct the same value in what was opened with it; what is not corrected any more, in words.

    In a state that its link names (``corrige_dans``) a dossier takes the correction as its own:
    its deadlines are counted again, and what it has opened follows in turn. In another one what
    counted from the value is held, finished or told, with what it had opened: somebody decides
    with the other party.
    """
    retenus: dict[tuple[str, str], tuple[_Don, list[LigneDossier]]] = {}
    changes = list(_dons(chantier, acte))
    enfants = depot.enfants_entiers(chantier.connexion, acte.dossier.id) if changes else []
    suivis: set[tuple[int, str]] = set()
    for don in changes:
        siens = [
            un for un in _touches(acte, enfants, don) if (un.enfant.id, don.champ) not in suivis
        ]
        suivis |= {(un.enfant.id, don.champ) for un in siens}
        suivent = [un for un in siens if un.enfant.state in don.lien.corrige_dans]
        chantier.suites += [_suite(acte, un, don) for un in suivent]
        restent = [un.enfant for un in siens if un not in suivent]
        cle = (don.lien.nom, don.champ)
        dit, deja = retenus.get(cle, (don, []))
        # One task a field: of several sources, it says the one that somebody has corrected.
        retenus[cle] = (don if don.saisi else dit, [*deja, *restent])
    return [
        _dit(don, list(_avec_les_leurs(chantier, restent, don.champ)))
        for don, restent in retenus.values()
        if restent
    ]


def _dons(chantier: Chantier, acte: Acte) -> Iterator[_Don]:
    """Values that the correction changes, and that dossiers of some link were opened with."""
    definition, decision = acte.compilee.definition, acte.decision
    avant = acte.compilee.portee(acte.snapshot, chantier.now, acte.temps)
    for lien in definition.liens.values():
        for champ, source in sorted(dons(definition, lien)) if lien.corrige_dans else ():
            connues = decision.donnees if source in decision.donnees else decision.faits
            if source in connues and connues[source] not in {None, avant[source]}:
                yield _Don(
                    lien=lien,
                    champ=champ,
                    libelle=definition.contexte[source].libelle,
                    avant=avant[source],
                    apres=connues[source],
                    saisi=definition.contexte[source].saisi,
                    anniversaire=lien.anniversaire_de.get(champ) == source,
                )


def _touches(acte: Acte, enfants: Sequence[LigneDossier], don: _Don) -> Iterator[_Suivi]:
    """Dossiers behind that link that have the value of before, or one of its anniversaries."""
    for un in enfants:
        tenu = lire_json(un.data).get(don.champ)
        if un.lien != don.lien.nom or not tenu:
            continue
        if tenu == en_texte(don.avant):
            yield _Suivi(un, don.apres)
        elif don.anniversaire and isinstance(don.avant, date) and isinstance(don.apres, date):
            jour = date.fromisoformat(tenu)
            deplace = anniversaire_deplace(acte.temps, jour, don.avant, don.apres)
            if deplace != jour:
                yield _Suivi(un, deplace)


def _suite(acte: Acte, suivi: _Suivi, don: _Don) -> Suite:
    motif = f"« {don.libelle} » a été corrigé sur {acte.dossier.numero}"
    return Suite(
        dossier=suivi.enfant.id,
        evenement=acte.decision.ligne.evenement,
        saisies={"champ": don.champ, "valeur": en_texte(suivi.apres), MOTIF: motif},
        emetteur=acte.dossier,
    )


def _avec_les_leurs(
    chantier: Chantier, retenus: Sequence[LigneDossier], champ: str
) -> Iterator[str]:
    """Numbers of what is not corrected, each with what it had opened with the same value."""
    for un in retenus:
        yield un.numero
        definition = chantier.bureau.machines.par_id(chantier.connexion, un.definition).definition
        liens = {nom: dons(definition, lien) for nom, lien in definition.liens.items()}
        tenu = lire_json(un.data).get(champ)
        for sien in depot.enfants_entiers(chantier.connexion, un.id):
            recus = [recu for recu, source in liens.get(sien.lien or "", ()) if source == champ]
            if any(lire_json(sien.data).get(recu) == tenu for recu in recus):
                yield sien.numero


def _dit(don: _Don, restent: Sequence[str]) -> dict[str, str]:
    return {
        "saisie": don.libelle,
        "avant": en_francais(don.avant),
        "apres": en_francais(don.apres),
        "dossiers": ", ".join(restent),
    }
