"""Delivers the outbox: at least once made once (design §6).

A mail is marked ``loue`` and committed just before it is handed over, and its answer is committed
as soon as it comes: after a crash at most one mail is ``incertain``, and it is never sent again
silently.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from notifications.catalogue import COMPTES
from notifications.post import Lettre, Poste, Resultat, Sort
from services.act import Chantier, commencer
from services.clock import outage
from services.clock.outage import INTERNES, RETOUR_DE_PANNE
from services.mail import server_rest
from services.mail.fates import ecrire_le_sort, incertains
from services.mail.leasing import louer
from services.mail.readdressing import retrouver_les_adresses
from services.mail.signing import signer
from services.office import Bureau
from services.opening import vider
from storage import incidents, outbox

BATTEMENT = "deliver"
POSTE_EN_PANNE = "poste_en_panne"
LOT = 200


def livrer(bureau: Bureau, poste: Poste, *, a_la_main: bool = False) -> dict[str, Any]:
    """Deliver what is due; the answer is that of ``jalon deliver``.

    A server that has broken down is left alone for a while (``server_rest``), unless a person asks
    (``a_la_main``).
    """
    tournee, reel = _Tournee(bureau), bureau.horloge.reelle()
    tournee.comptes["incertains"] = incertains(bureau)
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        tournee.comptes["retenus"] = _retour_de_panne(chantier)
        retrouver_les_adresses(chantier)
        sans_signature = signer(chantier)
        vider(chantier)
        repos = server_rest.lire(connexion)
    ferme = not _bureau_ouvert(bureau)
    if ferme:  # whoever waits for a password does not wait for the morning
        tournee.seulement = tuple(COMPTES)
    au_repos = repos.dure(reel, a_la_main=a_la_main)
    if not au_repos:
        poste.distribuer_tous(tournee.lettres(), tournee.noter, bureau.arret)
        tournee.finir()
    panne = tournee.panne or sans_signature
    reponse = tournee.reponse() | ({"bureau_ferme": True} if ferme else {})
    if au_repos and repos.fin is not None:
        reponse["serveur_au_repos_s"] = math.ceil((repos.fin - reel).total_seconds())
    return reponse | ({"panne": panne} if panne and not ferme else {})


def _bureau_ouvert(bureau: Bureau) -> bool:
    """Mails leave in office hours, unless the settings say otherwise."""
    if not bureau.reglages.heures_de_bureau:
        return True
    return bureau.calendriers(bureau.reglages.zone).ouvert(bureau.horloge.maintenant())


def _retour_de_panne(chantier: Chantier) -> int:
    """After a long outage, what was late for third parties waits for one click."""
    bureau, connexion = chantier.bureau, chantier.connexion
    panne = outage.constater(bureau, connexion, BATTEMENT)
    if panne.avant is None:
        return 0
    retenus = outbox.retenir_les_tiers(connexion, INTERNES, panne.avant, RETOUR_DE_PANNE)
    outage.signaler(chantier)
    outage.finir(bureau, connexion, BATTEMENT)
    return retenus


@dataclass
class _Tournee:
    """One delivery: what became of each mail, and the breakdown that stopped it."""

    bureau: Bureau
    comptes: Counter[str] = field(default_factory=Counter)
    panne: str = ""
    doute: bool = False
    repond: bool = False
    seulement: tuple[str, ...] = ()

    def lettres(self) -> Iterator[Lettre]:
        """One letter at a time, leased when its turn comes, as long as the server is there."""
        vus: set[int] = set()
        while neufs := [un for un in self._dus() if un not in vus]:
            for identifiant in neufs:
                if self.panne or self.bureau.arret():
                    return
                vus.add(identifiant)
                lettre, compte = louer(self.bureau, identifiant)
                self.comptes.update([compte] if compte else [])
                if lettre is not None:
                    yield lettre

    def _dus(self) -> list[int]:
        horloge = self.bureau.horloge
        with self.bureau.travail.lire() as connexion:
            return outbox.a_envoyer(
                connexion,
                now=horloge.maintenant(),
                reel=horloge.reelle(),
                limite=LOT,
                messages=self.seulement,
            )

    def noter(self, resultat: Resultat) -> None:
        """Commit what became of a letter, before the next one leaves."""
        with self.bureau.travail.ecrire() as connexion:
            chantier = commencer(self.bureau, connexion)
            compte = ecrire_le_sort(chantier, resultat)
            vider(chantier)
        retenu = resultat.sort is Sort.REPORTE and not resultat.essaye
        if not (retenu and resultat.panne):  # counted with those that the breakdown holds up
            self.comptes[compte] += 1
        self.panne = self.panne or (resultat.message if resultat.panne else "")
        self.doute = self.doute or resultat.sort is Sort.INCERTAIN
        self.repond = self.repond or not (resultat.panne or resultat.interrompu)

    def finir(self) -> None:
        """One incident while the server is down, closed once it has answered again."""
        if not self.panne and not self.repond:
            return
        with self.bureau.travail.ecrire() as connexion:
            now, reel = self.bureau.horloge.maintenant(), self.bureau.horloge.reelle()
            if not self.panne:
                server_rest.finir(connexion, reel)
                incidents.resoudre(connexion, POSTE_EN_PANNE, now)
                return
            incidents.ouvrir(
                connexion, cle=POSTE_EN_PANNE, genre=POSTE_EN_PANNE, message=self.panne, now=now
            )
            server_rest.commencer(connexion, reel, doute=self.doute)
            self.comptes["reportes"] += outbox.reporter_les_dus(
                connexion, now=now, reel=reel, erreur=self.panne
            )

    def reponse(self) -> dict[str, Any]:
        """The counts, by their French names."""
        noms = ("envoyes", "reportes", "echecs", "incertains", "perimes", "retenus")
        return {nom: self.comptes[nom] for nom in noms}
