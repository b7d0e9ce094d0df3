"""One act on several dossiers: tried on each first, then done on those that it fits, once.

Each dossier has its own transaction and its own key: what passes stays done, what is refused says
why, and the same form sent again finds what it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, portee
from services.counter.acting import Envoi, Vu, agir, deja_fait, essayer
from services.counter.choices import choix
from services.errors import Conflit, Interdit, Refused
from services.office import Bureau
from services.reading.explaining import saisie_dite
from services.reading.looking import identite, trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.reading.reading_dossier import visible
from states.french import jour_civil
from storage import looking as vues
from storage.looking import FiltreDossiers, LigneVue
from storage.missed_tasks import Lecture
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide
from workflow.explain import attendues
from workflow.process import Definition, Evenement

LOT_MAX = 50
AU_CAS_PAR_CAS = frozenset({"correction", "retablissement"})
"""Operations whose fields depend on what each dossier holds."""


@dataclass(frozen=True, kw_only=True)
class Choisis:
    """Dossiers that were chosen, in one machine, and the acts that suit some of them."""

    definition: Definition
    dossiers: list[dict[str, Any]]
    actes: list[dict[str, Any]] = field(default_factory=list)
    permis: frozenset[str] = frozenset()
    """Acts of the reader's roles that several dossiers may have, whether they suit these or not."""


@dataclass(frozen=True, kw_only=True)
class FormulaireLot:
    """The fields of one act for all."""

    choisis: Choisis
    evenement: Evenement
    saisies: list[dict[str, Any]]


JAMAIS_VU = Vu(None, None)


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What an act gives, or would give, on one dossier; ``refus`` when it does not pass."""

    dossier: Mapping[str, Any]
    dite: Mapping[str, Any] | None = None
    refus: tuple[str, ...] = ()
    faute: ValeurInvalide | Interdit | None = None


def choisir(bureau: Bureau, visiteur: Visiteur, numeros: Sequence[str]) -> Choisis:
    """The dossiers of those numbers that the reader may see, and what may be done on them.

    Raises:
        Introuvable: none of them is there.
        ValeurInvalide: too many, or of several kinds.
    """
    if len(numeros) > LOT_MAX:
        raise ValeurInvalide(
            "d", f"Un lot a {LOT_MAX} dossiers au plus.", "Choisissez-en moins à la fois."
        )
    filtre = FiltreDossiers(portee=portee(visiteur), numeros=tuple(numeros))
    with bureau.travail.lire() as connexion:
        return _choisis(bureau, connexion, visiteur, filtre)


def choisir_freres(bureau: Bureau, visiteur: Visiteur, cle: str) -> Choisis:
    """The open dossiers of the same kind and the same company: one contact for all its marchés.

    Raises:
        Introuvable: no such dossier, it is another's, or no company is its own.
    """
    with bureau.travail.lire() as connexion:
        vue = visible(bureau, connexion, visiteur, cle)
        if vue.dossier.entreprise is None:
            raise absent()
        filtre = FiltreDossiers(
            portee=portee(visiteur),
            machine=vue.dossier.machine,
            entreprise=vue.dossier.entreprise,
            ouverts=True,
        )
        return _choisis(bureau, connexion, visiteur, filtre)


def _choisis(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, filtre: FiltreDossiers
) -> Choisis:
    jour = jour_civil(bureau.horloge.maintenant())
    lues = vues.page(connexion, filtre, Lecture(jour), apres=None, limite=LOT_MAX)
    machines = {vue.dossier.machine for vue in lues}
    if not machines:
        raise absent()
    if len(machines) > 1:
        raise ValeurInvalide("d", "Un lot a des dossiers d’un seul genre.", "Refaites le choix.")
    definition = bureau.machines.courantes[machines.pop()].definition
    return Choisis(
        definition=definition,
        dossiers=[
            {
                **identite(vue, bureau.machines.par_id(connexion, vue.dossier.definition)),
                "seq": vue.dossier.seq,
            }
            for vue in lues
        ],
        actes=_actes(definition, lues, visiteur),
        permis=frozenset(un.nom for un in _permis(definition, visiteur)),
    )


def _permis(definition: Definition, visiteur: Visiteur) -> Iterator[Evenement]:
    return (
        un
        for un in definition.evenements.values()
        if un.par & visiteur.roles and un.operation not in AU_CAS_PAR_CAS
    )


def _actes(
    definition: Definition, lues: Sequence[LigneVue], visiteur: Visiteur
) -> list[dict[str, Any]]:
    """Acts of the reader's roles, those that suit the most dossiers by their state first."""
    actes = [
        {
            "evenement": un.nom,
            "libelle": un.libelle,
            "consequence": un.consequence,
            "convient": sum(vue.dossier.state in un.de for vue in lues),
        }
        for un in _permis(definition, visiteur)
    ]
    return sorted((un for un in actes if un["convient"]), key=lambda un: -int(un["convient"]))


def formulaire_de_lot(
    bureau: Bureau, choisis: Choisis, acte: str, *, confirme: bool = False
) -> FormulaireLot:
    """The fields of an act for all of the chosen dossiers.

    One that is ``confirme`` may suit none any more: the first of two clicks has done it.

    Raises:
        Introuvable: it suits none of them.
    """
    connus = choisis.permis if confirme else {un["evenement"] for un in choisis.actes}
    if acte not in connus:
        raise absent()
    compilee = bureau.machines.courantes[choisis.definition.machine]
    evenement = compilee.definition.evenements[acte]
    saisies = [saisie_dite(une) for une in attendues(compilee.actes[acte])]
    with bureau.travail.lire() as connexion:
        chantier = chantier_de_lecture(bureau, connexion)
        vue = trouver(bureau, connexion, str(choisis.dossiers[0]["numero"]))
        for une in saisies:
            une["choix"] = choix(chantier, vue, compilee.definition, evenement, une)
    return FormulaireLot(choisis=choisis, evenement=evenement, saisies=saisies)


def essayer_le_lot(
    bureau: Bureau, visiteur: Visiteur, form: FormulaireLot, envoi: Envoi
) -> list[Issue]:
    """What would follow on each dossier; nothing is written."""
    return [
        _tenter(essayer, bureau, visiteur, dossier, _pour(envoi, dossier, cle=None))
        for dossier in form.choisis.dossiers
    ]


def agir_en_lot(
    bureau: Bureau,
    visiteur: Visiteur,
    form: FormulaireLot,
    envoi: Envoi,
    vus: Mapping[str, Vu],
) -> list[Issue]:
    """Act on each dossier, as it was seen; sent again, it acts once."""
    return [
        _tenter(
            agir,
            bureau,
            visiteur,
            dossier,
            replace(
                _pour(envoi, dossier, cle=envoi.cle),
                rev=vus.get(str(dossier["numero"]), JAMAIS_VU).rev,
                seq=vus.get(str(dossier["numero"]), JAMAIS_VU).seq,
                relue=True,
            ),
        )
        for dossier in form.choisis.dossiers
    ]


def lot_deja_fait(bureau: Bureau, visiteur: Visiteur, form: FormulaireLot, envoi: Envoi) -> bool:
    """Whether this very form was sent before: a double click.

    Raises:
        Conflit: it was, with something else in it.
    """
    return any(
        deja_fait(bureau, visiteur, _pour(envoi, dossier, cle=envoi.cle)) is not None
        for dossier in form.choisis.dossiers
    )


def _pour(envoi: Envoi, dossier: Mapping[str, Any], *, cle: str | None) -> Envoi:
    sienne = None if cle is None else f"{cle}:{dossier['id']}"
    return replace(envoi, dossier=str(dossier["numero"]), cle=sienne)


def _tenter(
    comment: Any, bureau: Bureau, visiteur: Visiteur, dossier: Mapping[str, Any], envoi: Envoi
) -> Issue:
    try:
        return Issue(dossier=dossier, dite=comment(bureau, visiteur, envoi))
    except Refused as erreur:
        manquent = tuple(f"Il manque « {nom} »." for nom in erreur.refus.saisies_manquantes)
        phrases = tuple(une.phrase for une in erreur.refus.conditions)
        return Issue(dossier=dossier, refus=phrases + manquent)
    except Conflit as erreur:
        return Issue(dossier=dossier, refus=(erreur.message,))
    except (ValeurInvalide, Interdit) as erreur:
        return Issue(dossier=dossier, refus=(str(erreur),), faute=erreur)
