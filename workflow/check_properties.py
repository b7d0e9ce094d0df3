"""The properties of the agreement, proved on the product of the machines that they name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from workflow.check_eventually import fautes_du_toujours_possible
from workflow.check_terms import fautes_des_termes
from workflow.check_waits import fautes_des_attentes_bornees
from workflow.check_whens import fautes_de_quand
from workflow.configurations import Fait, Pas
from workflow.errors import Faute
from workflow.parsing import ExpressionInvalide
from workflow.process import Definition
from workflow.product import SansFin
from workflow.properties import TABLES, Propriete
from workflow.property_facts import VU, designes, evenements_de, parmi, produit_de, violee
from workflow.property_names import Designe, par_machine
from workflow.values import OUVRIR
from workflow.walk import Noeud, TropGrand, parcourir


def fautes_des_proprietes(
    proprietes: Iterable[Propriete],
    definitions: Mapping[str, Definition],
    audiences: Mapping[str, str],
) -> Iterator[Faute]:
    """Every property that the machines break, with the shortest path that breaks it.

    Parameters:
        audiences: message → role it is written to.
    """
    for propriete in par_machine(proprietes, definitions):
        absentes = [nom for nom in propriete.machines if nom not in definitions]
        if absentes:
            message = f"La machine {', '.join(absentes)} n’existe pas."
            yield propriete.faute("propriete_sans_objet", message)
            continue
        try:
            yield from _fautes(propriete, definitions, audiences)
        except KeyError as erreur:
            message = f"« {erreur.args[0]} » n’existe plus dans {', '.join(propriete.machines)}."
            yield propriete.faute("propriete_sans_objet", message)
        except ExpressionInvalide as erreur:
            yield propriete.faute("propriete_sans_objet", str(erreur))
        except TropGrand:
            message = "Le produit des machines est trop grand pour être parcouru : réduisez-le."
            yield propriete.faute("preuve_trop_grande", message)
        except SansFin as erreur:
            message = f"Des suites s’appellent sans fin : {erreur}."
            yield propriete.faute("suites_sans_fin", message)


def avec_le_remede(fautes: Iterable[Faute], proprietes: Iterable[Propriete]) -> Iterator[Faute]:
    """Each fault of a file, with the rule that it breaks: what is to be put back stands there."""
    regles = {f"proprietes.{une.nom}": une for une in proprietes}
    for faute in fautes:
        regle = regles[faute.ou]
        remede = (
            f"Annulez ce changement, ou remettez ce que demande la règle « {regle.nom} » "
            f"({regle.fichier}, ligne {regle.ligne}) ; si un avenant a changé l’article, "
            "changez-la aussi."
        )
        yield replace(faute, message=f"{faute.message} {remede}")


def _fautes(
    propriete: Propriete, definitions: Mapping[str, Definition], audiences: Mapping[str, str]
) -> Iterator[Faute]:
    if propriete.forme in TABLES:
        yield from fautes_des_termes(propriete, definitions, audiences)
    elif propriete.forme == "attente_bornee":
        yield from fautes_des_attentes_bornees(propriete, definitions)
    elif "quand" in propriete.termes:
        yield from fautes_de_quand(propriete, definitions)
    elif propriete.forme == "apres":
        yield from fautes_du_toujours_possible(propriete, definitions)
    else:
        yield from _jamais(propriete, definitions)


@dataclass(frozen=True)
class _Guet:
    """What a safety property remembers, and what it denounces."""

    memoire: Callable[[frozenset[str], Fait], frozenset[str]]
    voir: Callable[[Noeud, Pas, frozenset[str]], bool]
    utiles: frozenset[tuple[str, str]]
    dit: str


def _jamais(propriete: Propriete, definitions: Mapping[str, Definition]) -> Iterator[Faute]:
    """Safety: tried on states alone; a path that fields exclude is then set aside."""
    guet = _guet(propriete, definitions)
    chemin = _chemin(propriete, definitions, guet, precis=False)
    if chemin is None:
        yield from _vide(propriete, definitions)
        return
    chemin = _chemin(propriete, definitions, guet, precis=True)
    if chemin is not None:
        yield violee(propriete, definitions, chemin, guet.dit)


def _chemin(
    propriete: Propriete, definitions: Mapping[str, Definition], guet: _Guet, *, precis: bool
) -> list[Fait] | None:
    produit = produit_de(propriete, definitions, guet.utiles, precis=precis)
    return parcourir(produit, guet.memoire, voir=guet.voir)[1]


def _vide(propriete: Propriete, definitions: Mapping[str, Definition]) -> Iterator[Faute]:
    """A rule that holds whatever one takes from it proves nothing: each of its terms must count.

    Without any one of the events that must come before, it has to break.
    """
    avant = propriete.termes.get("sans_avant", ())
    for un in avant:
        autres = tuple(nom for nom in avant if nom != un)
        sans = replace(propriete, termes={**propriete.termes, "sans_avant": autres})
        if _chemin(sans, definitions, _guet(sans, definitions), precis=False) is None:
            message = f"« {un} » n’y change rien : la propriété ne prouve rien de plus avec lui."
            yield propriete.faute("propriete_vide", message)


def _guet(propriete: Propriete, definitions: Mapping[str, Definition]) -> _Guet:
    lire = partial(designes, propriete, definitions=definitions)
    if propriete.forme == "au_plus_un":
        return _guet_unique(propriete, lire("au_plus_un"), lire("sauf"))
    fautifs = lire("jamais")
    if "pendant" in propriete.termes:
        return _guet_pendant(propriete, fautifs, lire("pendant"))
    avant, depuis = lire("sans_avant"), lire("depuis")
    noms = " ou ".join(un.nom for un in avant)
    depuis_dit = f" depuis {' ou '.join(un.nom for un in depuis)}" if depuis else ""
    return _Guet(
        memoire=partial(_souvenir, avant, depuis),
        voir=partial(_sans_avant, fautifs, avant, depuis),
        utiles=evenements_de((*fautifs, *avant, *depuis)),
        dit=f"« {fautifs[0].nom} » arrive sans {noms}{depuis_dit}.",
    )


def _souvenir(
    avant: Collection[Designe], depuis: Collection[Designe], memoire: frozenset[str], fait: Fait
) -> frozenset[str]:
    if parmi(depuis, fait):
        memoire = memoire - {VU}
    return memoire | {VU} if parmi(avant, fait) else memoire


def _sans_avant(
    fautifs: Collection[Designe],
    avant: Collection[Designe],
    depuis: Collection[Designe],
    _noeud: Noeud,
    pas: Pas,
    memoire: frozenset[str],
) -> bool:
    for fait in pas.faits:
        memoire = _souvenir(avant, depuis, memoire, fait)
        if parmi(fautifs, fait) and VU not in memoire:
            return True
    return False


def _guet_pendant(
    propriete: Propriete, fautifs: tuple[Designe, ...], pendant: tuple[Designe, ...]
) -> _Guet:
    rangs = {nom: rang for rang, nom in enumerate(propriete.machines)}

    def voir(noeud: Noeud, pas: Pas, _memoire: frozenset[str]) -> bool:
        if not any(parmi(fautifs, fait) for fait in pas.faits):
            return False
        etats = (noeud.configuration if _agit(fautifs) else pas.vers).etats
        return any(etats[rangs[un.definition.machine]] == un.nom for un in pendant)

    noms = " ou ".join(str(un) for un in pendant)
    return _Guet(
        memoire=lambda memoire, _fait: memoire,
        voir=voir,
        utiles=evenements_de(fautifs),
        dit=f"« {fautifs[0].nom} » arrive pendant {noms}.",
    )


def _agit(fautifs: Collection[Designe]) -> bool:
    return all(un.genre == "evenement" for un in fautifs)


def _guet_unique(
    propriete: Propriete, uniques: tuple[Designe, ...], sauf: tuple[Designe, ...]
) -> _Guet:
    (cle,) = propriete.termes["par"]
    noms = {(un.definition.machine, un.nom) for un in uniques}

    def valeur(fait: Fait, nom: str) -> str:
        return f"{fait.machine}.{nom}:{dict(fait.avec).get(cle, '')}"

    def memoire(avant: frozenset[str], fait: Fait) -> frozenset[str]:
        if parmi(sauf, fait):  # it no longer counts
            return avant - {valeur(fait, nom) for machine, nom in noms if machine == fait.machine}
        return avant | {valeur(fait, fait.evenement)} if parmi(uniques, fait) else avant

    def voir(_noeud: Noeud, pas: Pas, avant: frozenset[str]) -> bool:
        for fait in pas.faits:
            if parmi(uniques, fait) and valeur(fait, fait.evenement) in avant:
                return True
            avant = memoire(avant, fait)
        return False

    quoi = "s’ouvre" if uniques[0].nom == OUVRIR else f"connaît « {uniques[0].nom} »"
    return _Guet(
        memoire=memoire,
        voir=voir,
        utiles=evenements_de(uniques),
        dit=f"{uniques[0].definition.libelle} {quoi} deux fois pour un même {cle}.",
    )
