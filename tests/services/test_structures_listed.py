"""The list of the SIAE and GEIQ is in its mail, whichever act queues it (annexe 1/B)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from sqlalchemy import text

from jalon.assembly import charger_machines
from notifications.catalogue import MESSAGES
from notifications.sources import GABARITS
from services.clock.ticking import tick
from tests.portfolio import INVITATION, REFUS, REL1, Portefeuille, mener
from tests.services.asking import mail

Acte = tuple[str, str, dict[str, Any]]

PHRASE = "Voici, à titre indicatif, les structures d’insertion"
_DIFFICULTE: Acte = ("signaler_difficulte", "fac", {"motif": "silence"})
_REFUS: tuple[Acte, ...] = (_DIFFICULTE, ("constater_refus_ecrit", "fac", {"_pieces": REFUS}))
_DEFAILLANCE: tuple[Acte, ...] = (
    *_REFUS,
    ("notifier_defaillance", "ref", {"date_notification": "2025-03-03"}),
)
_PIECE = {"_pieces": {"piece": ("decision.pdf", b"%PDF non")}}
_PENALITE = {**INVITATION, "invitation_recue_le": "2025-03-03", "montant": "1", "faits": "x"}
CHEMINS: Mapping[str, tuple[Acte, ...]] = {
    "nouer_relation": (("nouer_relation", "fac", {}),),
    "lever_difficulte": (_DIFFICULTE, ("lever_difficulte", "fac", {"motif": "rappelée"})),
    "classer_alerte": (*_REFUS, ("classer_alerte", "ref", {"motif": "levé"})),
    "plan_tenu": (
        *_DEFAILLANCE,
        ("convenir_plan", "fac", {"echeance": "2025-04-01"}),
        ("plan_tenu", "fac", {}),
    ),
    "exonerer": (
        *_DEFAILLANCE,
        ("engager_penalites", "ref", _PENALITE),
        ("exonerer", "ref", {"motif": "force majeure", **_PIECE}),
    ),
    "recevoir_reponse": (("recevoir_reponse", "fac", {"recue_le": "2025-03-03"}),),
    "retirer_alerte": (("retirer_alerte", "fac", {"recue_le": "2025-03-10"}),),
}
"""Event → the acts that lead to it; the last one is its own."""


def _mener(p: Portefeuille, evenement: str, actes: Iterable[Acte]) -> None:
    """Do the acts; a courrier was received before an answer, its délai was over before an alert."""
    if evenement in ("recevoir_reponse", "retirer_alerte"):
        mener(p, "courrier_recu")
    if evenement == "retirer_alerte":
        for jour in ("2025-03-19", "2025-03-20"):
            p.aller(jour)
            tick(p.bureau)
    for nom, by, saisies in actes:
        if nom == "exonerer":
            p.aller("2025-03-20")
        p.fire(REL1, nom, by, **saisies)


def test_every_event_that_queues_the_list_is_walked_here() -> None:
    relation = charger_machines().exiger()["relation_entreprise"]
    envoient = {
        nom
        for nom, un in relation.evenements.items()
        if any(effet.genre == "mail" and effet.nom == "liste_siae" for effet in un.effets)
    }
    assert envoient == set(CHEMINS)


@pytest.mark.parametrize("evenement", CHEMINS)
def test_the_list_is_in_its_mail_whatever_act_queues_it(
    portefeuille_sqlite: Portefeuille, evenement: str
) -> None:
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text(
                "INSERT INTO siae (siret, raison_sociale, type_structure, commune, departement)"
                " VALUES ('77567227221138', 'Chantier des Aulnes', 'ACI', 'Valbrenne', '69')"
            )
        )
    _mener(p, evenement, CHEMINS[evenement])
    [(dernier, combien)] = p.rangees(
        "SELECT j.event, count(*) AS n FROM outbox o"
        " JOIN journal j ON j.dossier = o.dossier AND j.seq = o.seq"
        " WHERE o.message = 'liste_siae' GROUP BY j.event"
    )
    assert (dernier, combien) == (evenement, 1)
    dit = mail(p, "liste_siae")
    assert PHRASE in dit
    assert "- Chantier des Aulnes (ACI, Valbrenne)" in dit
    assert "premier contact" not in dit, "right after months, a difficulty, an alert"


@pytest.mark.parametrize("evenement", ["nouer_relation", "lever_difficulte"])
def test_a_territory_without_known_structures_is_told_the_same_way(
    portefeuille_sqlite: Portefeuille, evenement: str
) -> None:
    _mener(portefeuille_sqlite, evenement, CHEMINS[evenement])
    assert "Nous tenons à votre disposition la liste" in mail(portefeuille_sqlite, "liste_siae")


def test_a_template_that_lists_the_structures_says_so_in_the_catalogue() -> None:
    listent = {
        chemin.parent.name
        for chemin in GABARITS.glob("*/corps.*")
        if "structures_insertion" in chemin.read_text("utf-8")
    }
    assert listent == {nom for nom, un in MESSAGES.items() if un.liste_structures}
