"""Questions to the register about marchés and who holds them, on a given day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from storage.account_scope import ses_marches
from storage.errors import StorageError
from storage.names import donneur_du_jour
from storage.names import en_vigueur as en_ce_jour
from storage.party_names import contenant, donneurs_nommes, entreprises_nommees
from storage.register_batches import Ligne, lire_ou
from storage.register_tables import (
    donneur_ordre,
    donneur_ordre_identite,
    entreprise,
    entreprise_identite,
    marche,
    marche_modification,
    titulaire,
)
from storage.register_values import (
    FiltreMarches,
    Marche,
    Modification,
    Titulaire,
)
from storage.stored_json import ecrire_json, lire_json
from storage.tables import dossier
from storage.titulaires import DU_JOUR, NOM, avec_identites
from storage.unit_of_work import Connexion

CANDIDATS_MAX = 20
CHIFFRES_ID = 9


class MarcheAmbigu(StorageError):
    """Several marchés answer to this text; ``candidats`` are their unique keys."""

    def __init__(self, texte: str, candidats: tuple[str, ...]) -> None:
        """Name them."""
        self.texte = texte
        self.candidats = candidats
        liste = ", ".join(candidats)
        super().__init__(f"« {texte} » désigne plusieurs marchés : {liste}.")


def lire_marche(ligne: Ligne) -> Marche:
    """A row as a value."""
    champs = {nom: ligne[nom] for nom in Marche.__dataclass_fields__}
    publiees = champs.pop("considerations")
    return Marche(**champs, considerations=tuple(lire_json(publiees)) if publiees else None)


def marche_par_cle(connexion: Connexion, texte: str) -> Marche | None:
    """The marché that a person names: ``SIRET/number``, unique key, the buyer's number, or our id.

    Raises:
        MarcheAmbigu: the text is the number of several, or the number of one and our id of another.
    """
    texte = " ".join(texte.split())
    acheteur, barre, numero = texte.partition("/")
    if barre:
        complet = "".join(acheteur.split()) + numero.strip()
        if exacts := _trouver(connexion, marche.c.uid == complet):
            return exacts[0]
    if exacts := _trouver(connexion, marche.c.uid == texte):
        return exacts[0]
    critere = marche.c.identifiant == texte
    if _est_id(texte):
        critere = or_(critere, marche.c.id == int(texte))
    trouves = _trouver(connexion, critere)
    if len(trouves) > 1:
        raise MarcheAmbigu(texte, tuple(f"{un.acheteur}/{un.identifiant}" for un in trouves))
    return trouves[0] if trouves else None


def _trouver(connexion: Connexion, critere: ColumnElement[bool]) -> list[Marche]:
    requete = select(marche).where(critere).order_by(marche.c.uid).limit(CANDIDATS_MAX)
    return [lire_marche(ligne) for ligne in connexion.execute(requete).mappings()]


def _est_id(texte: str) -> bool:
    return texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_ID


def marches(
    connexion: Connexion,
    limite: int = 50,
    apres: int | None = None,
    filtres: FiltreMarches | None = None,
    saut: int = 0,
) -> list[Marche]:
    """A page of marchés by id, after the last one of the page before."""
    requete = select(marche).where(*_criteres(filtres or FiltreMarches()))
    if apres is not None:
        requete = requete.where(marche.c.id > apres)
    requete = requete.order_by(marche.c.id).limit(limite).offset(saut)
    return [lire_marche(ligne) for ligne in connexion.execute(requete).mappings()]


def compter_marches(connexion: Connexion, filtres: FiltreMarches | None = None) -> int:
    """How many marchés pass the filter."""
    criteres = _criteres(filtres or FiltreMarches())
    requete = select(func.count()).select_from(marche).where(*criteres)
    return connexion.execute(requete).scalar_one()


def _criteres(filtres: FiltreMarches) -> list[ColumnElement[bool]]:
    criteres: list[ColumnElement[bool]] = []
    if filtres.donneur_ordre is not None:
        criteres.append(marche.c.donneur_ordre == filtres.donneur_ordre)
    if filtres.limite_a is not None:
        criteres.append(marche.c.id.in_(ses_marches(filtres.limite_a)))
    if filtres.notifies_depuis is not None:
        criteres.append(marche.c.date_notification >= filtres.notifies_depuis)
    if filtres.notifies_jusqu_au is not None:
        criteres.append(marche.c.date_notification <= filtres.notifies_jusqu_au)
    if filtres.consideration:
        motif = contenant(ecrire_json(filtres.consideration))
        criteres.append(marche.c.considerations.like(motif, escape="\\"))
    if filtres.texte:
        motif = contenant(filtres.texte)
        tenus = select(titulaire.c.marche).where(
            titulaire.c.entreprise.in_(entreprises_nommees(filtres.texte))
        )
        criteres.append(
            or_(
                marche.c.identifiant.ilike(motif, escape="\\"),
                marche.c.objet.ilike(motif, escape="\\"),
                marche.c.donneur_ordre.in_(donneurs_nommes(filtres.texte)),
                marche.c.id.in_(tenus),
            )
        )
    if filtres.titulaire:
        criteres.append(_tenu_par(filtres.titulaire))
    if filtres.seul is not None:
        criteres.append(marche.c.id == filtres.seul)
    if filtres.sans_dossier:
        suit = (dossier.c.marche == marche.c.id, dossier.c.machine == filtres.sans_dossier)
        criteres.append(~exists().where(*suit))
    return criteres


def _tenu_par(identifiant: str) -> ColumnElement[bool]:
    """Whether a company, under any of its identities, holds or held the marché."""
    tenues = (
        select(titulaire.c.marche)
        .join(entreprise_identite, entreprise_identite.c.entreprise == titulaire.c.entreprise)
        .where(entreprise_identite.c.identifiant == "".join(identifiant.split()))
    )
    return marche.c.id.in_(tenues)


def modifications(connexion: Connexion, marche_id: int) -> list[Modification]:
    """The modifications of a marché, oldest first, undated ones at the head."""
    requete = select(marche_modification).where(marche_modification.c.marche == marche_id)
    lues = [
        Modification(**{nom: ligne[nom] for nom in Modification.__dataclass_fields__})
        for ligne in connexion.execute(requete).mappings()
    ]
    return sorted(lues, key=lambda une: (une.notifiee_le or date.min, une.identifiant))


def en_vigueur(
    connexion: Connexion, marches_ids: Iterable[int], jour: date
) -> dict[int, dict[str, Any]]:
    """What modifications made of the amount and the length of some marchés, on a day."""
    lignes: dict[int, list[Ligne]] = {cle: [] for cle in marches_ids}
    table = marche_modification
    for ligne in lire_ou(connexion, table, table.c.marche, list(lignes)):
        lignes[ligne["marche"]].append(ligne)
    return {cle: dernieres_valeurs(siennes, jour) for cle, siennes in lignes.items()}


def dernieres_valeurs(
    modifications: Iterable[Ligne | Mapping[str, Any]], jour: date
) -> dict[str, Any]:
    """What the modifications of one marché made of its amount and its length, on a day."""
    dites: dict[str, Any] = {}
    for ligne in sorted(modifications, key=_rang):
        if ligne["notifiee_le"] is None or ligne["notifiee_le"] <= jour:
            connus = {nom: ligne[nom] for nom in ("montant", "duree_mois")}
            dites |= {nom: valeur for nom, valeur in connus.items() if valeur is not None}
    return dites


def _rang(ligne: Ligne | Mapping[str, Any]) -> tuple[date, int, str]:
    """Same order as the import's (services/importing/versions.py): undated ones at the head."""
    return (ligne["notifiee_le"] or date.min, len(ligne["identifiant"]), ligne["identifiant"])


def titulaires(connexion: Connexion, marche_id: int, jour: date) -> list[Titulaire]:
    """Who holds the marché on a day, each under its identity of that day."""
    tenue = titulaire.c
    requete = (
        select(
            *(tenue[nom] for nom in ("id", "marche", "entreprise", "mandataire", "du", "au")),
            *(DU_JOUR.c[nom] for nom in ("type_identifiant", "identifiant")),
            NOM.label("nom"),
        )
        .select_from(avec_identites(jour))
        .where(tenue.marche == marche_id, en_ce_jour(titulaire, jour))
        .order_by(tenue.id)
    )
    return [Titulaire(**ligne) for ligne in connexion.execute(requete).mappings()]


def donneur_ordre_par_siret(connexion: Connexion, siret: str) -> int | None:
    """The buyer behind a SIRET, present or past."""
    table = donneur_ordre_identite
    requete = select(table.c.donneur_ordre).where(table.c.siret == siret)
    return connexion.execute(requete).scalar_one_or_none()


def noms_donneurs(connexion: Connexion, cles: Iterable[int], jour: date) -> dict[int, str]:
    """The names of some buyers on a day."""
    requete = select(donneur_ordre.c.id, donneur_du_jour(jour).label("nom")).where(
        donneur_ordre.c.id.in_(sorted(set(cles)))
    )
    return {ligne.id: ligne.nom for ligne in connexion.execute(requete)}


def entreprise_par_identifiant(connexion: Connexion, siret: str) -> int | None:
    """The company behind a SIRET, present or past."""
    table = entreprise_identite
    requete = select(table.c.entreprise).where(
        table.c.identifiant == siret, table.c.type_identifiant == "SIRET"
    )
    return connexion.execute(requete).scalar_one_or_none()


def noms_entreprises(connexion: Connexion, cles: Iterable[int]) -> dict[int, str]:
    """The current names of some companies."""
    requete = select(entreprise.c.id, entreprise.c.nom).where(
        entreprise.c.id.in_(sorted(set(cles)))
    )
    return {ligne.id: ligne.nom for ligne in connexion.execute(requete)}
