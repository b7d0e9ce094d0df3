"""Two entries of the register that are one company are joined, and their dossiers say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.errors import Interdit
from services.noting import noter
from services.office import Bureau
from services.opening import vider
from services.register.foreseen_merges import Prevision, exiger_possible, prevoir
from services.register.register_identities import VEILLE
from states.french import INSECABLE
from storage import accounts, dossiers, duplicates, register_successions
from storage.looking import Portee
from storage.register_lock import verrouiller_le_registre
from storage.register_people import changer

LIGNE = "entreprise_reunie"
TOUT = Portee()


@dataclass(frozen=True, kw_only=True)
class Fusion:
    """Which company goes on, which one is joined to it, why, and who says so."""

    gardee: int
    absorbee: int
    motif: str
    acteur: str
    compte: str | None = None
    portee: Portee = TOUT


def essayer(bureau: Bureau, fusion: Fusion) -> Prevision:
    """What :func:`fusionner` would move; nothing is written.

    Raises:
        Introuvable, Interdit: same as the act.
    """
    exiger_un_motif(fusion)
    with bureau.travail.lire() as connexion:
        prevue = prevoir(bureau, connexion, fusion.gardee, fusion.absorbee, fusion.portee)
    exiger_possible(prevue)
    return prevue


def exiger_un_motif(fusion: Fusion) -> str:
    """The reason, cleaned.

    Raises:
        Interdit: there is none.
    """
    motif = fusion.motif.strip()
    if not motif:
        raise Interdit("motif", "Il manque le motif.", "Écrivez ce qui montre que c’est la même.")
    return motif


def fusionner(bureau: Bureau, fusion: Fusion) -> Prevision:
    """Join a company to another, in one transaction; a line tells it on each open dossier moved.

    Its identities end on the eve, so that what is written today bears the one that goes on; a file
    that names one of its SIRETs lands there too. It cannot be undone.

    Returns:
        What has moved.

    Raises:
        Introuvable: one of the two is unknown.
        Interdit: no reason, the same company, one joined already, two live relations with the same
            marché, dossiers of another structure.
    """
    motif = exiger_un_motif(fusion)
    with bureau.travail.ecrire() as connexion:
        verrouiller_le_registre(connexion)
        for racine in duplicates.racines(connexion, fusion.absorbee):
            dossiers.verrouiller(connexion, racine)
        prevue = prevoir(bureau, connexion, fusion.gardee, fusion.absorbee, fusion.portee)
        exiger_possible(prevue)
        chantier = commencer(bureau, connexion)
        _deplacer(chantier, prevue, fusion, motif)
        for dossier in prevue.ouverts:
            _dire(chantier, dossier.id, prevue, fusion, motif)
        vider(chantier)
    return prevue


def _deplacer(chantier: Chantier, prevue: Prevision, fusion: Fusion, motif: str) -> None:
    connexion = chantier.connexion
    veille = chantier.entourage.jour - VEILLE
    register_successions.finir_les_identites(connexion, fusion.absorbee, veille)
    register_successions.reunir_entreprises(connexion, fusion.gardee, fusion.absorbee)
    gardee, autre = prevue.gardee, prevue.absorbee
    if gardee.nom in prevue.sirets[gardee.id] and autre.nom not in prevue.sirets[autre.id]:
        # an import knew the one that goes on by its number only
        changer(connexion, "entreprise", gardee.id, {"nom": autre.nom})
        duplicates.tracer(connexion, gardee.id, {"nom": (gardee.nom, autre.nom)}, chantier.now)
    dits: dict[str, tuple[str | None, str]] = {
        duplicates.REUNIE: (None, str(fusion.gardee)),
        duplicates.MOTIF: (None, motif),
        duplicates.PAR: (None, fusion.compte or fusion.acteur),
    }
    duplicates.tracer(connexion, fusion.absorbee, dits, chantier.now)


def _dire(chantier: Chantier, dossier: int, prevue: Prevision, fusion: Fusion, motif: str) -> None:
    """The journal names companies by their numbers: a name may be somebody's (design.md §5)."""
    quittee = " ".join(prevue.sirets[prevue.absorbee.id])
    gardee = " ".join(prevue.sirets[prevue.gardee.id])
    phrase = (
        f"L’entreprise {quittee} et l’entreprise {gardee} sont la même{INSECABLE}: "
        f"le dossier suit la fiche {gardee}."
    )
    noter(
        chantier,
        dossier,
        evenement=LIGNE,
        kind="note",
        donnees={"absorbee": quittee, "gardee": gardee, "motif": motif},
        auteur=Auteur(acteur=fusion.acteur, au_nom_de=fusion.compte),
        explication=(phrase,),
    )


def devenir(bureau: Bureau, cle: int) -> dict[str, Any]:
    """``{motif, par, le}`` of a company that was joined; empty when nothing says it."""
    with bureau.travail.lire() as connexion:
        lues = duplicates.traces(connexion, cle)
        dits = {une.champ: une.apres for une in lues}
        noms = accounts.noms(connexion, dits.values())
    if dits.get("par") in noms:  # else an installation's own: the command line
        dits["par"] = noms[dits["par"]]
    return {**dits, "le": lues[-1].le} if lues else {}
