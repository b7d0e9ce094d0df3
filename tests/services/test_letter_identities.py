"""A party changes its identity between the acceptance of the courrier and its sending (§2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from documents.identities import imprimees, portees, readresser
from services.clock.stale_letters import signaler_les_courriers
from services.evidence.verifying import verifier
from services.letter_identities import inscrites, registre_du_courrier
from services.reading.explaining import expliquer_dossier
from services.reading.looking_dossier import dossier
from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre
from services.register.register_entreprises import EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from services.surroundings import Entourage
from storage.dossiers import par_cle
from storage.tables import dossier as dossiers
from tests.notifications.contexts import contexte_plein, contexte_vide
from tests.portfolio import MAR, REL1, VILLE, A, Portefeuille, mener
from tests.services.asking import refuse

NOUVEAU, COMMUNE = "41816609600069", "20010274700017"
ENVOI = {"mode_envoi": "lrar", "courrier_envoye_le": "2025-03-04", "numero": "1A 2"}


def demenager(p: Portefeuille, du: str = "2025-03-04", **plus: Any) -> None:
    neuve = IdentiteSaisie(NOUVEAU, du=date.fromisoformat(du), adresse="2 rue Neuve", **plus)
    ajouter_entreprise(p.bureau.travail, EntrepriseSaisie("Bâtir", (IdentiteSaisie(A), neuve)))


def proposer(p: Portefeuille, etat: str) -> None:
    """The register knows the company by its name when the courrier is written."""
    ajouter_entreprise(p.bureau.travail, EntrepriseSaisie("Bâtir", (IdentiteSaisie(A),)))
    mener(p, etat)


def taches(p: Portefeuille) -> list[tuple[str, str]]:
    requete = """SELECT t.libelle, t.statut FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code = 'readresser_le_courrier'"""
    return [tuple(une) for une in p.rangees(requete, n=REL1)]


def lettres(p: Portefeuille) -> list[tuple[str, str]]:
    requete = """SELECT m.nom, c.corps FROM document m JOIN contenu c ON c.empreinte = m.contenu
        JOIN dossier d ON d.id = m.dossier WHERE d.numero = :n ORDER BY m.id"""
    return [(une.nom, bytes(une.corps).decode()) for une in p.rangees(requete, n=REL1)]


def test_the_old_letter_does_not_leave_and_is_made_again(portefeuille: Portefeuille) -> None:
    proposer(portefeuille, "courrier_accepte")
    p = portefeuille
    p.aller("2025-03-04")
    demenager(p)
    assert signaler_les_courriers(p.bureau) == 1
    assert signaler_les_courriers(p.bureau) == 0
    ((libelle, statut),) = taches(p)
    assert f"SIRET de l’entreprise ({NOUVEAU} désormais)" in libelle
    assert "adresse de l’entreprise" in libelle
    assert "2 rue Neuve" not in libelle
    assert statut == "ouverte"
    dites = refuse(p, "envoyer_courrier", **ENVOI)
    assert set(dites) == {"courrier_a_l_identite_du_jour"}
    assert "readresser_courrier" in dites["courrier_a_l_identite_du_jour"]
    possibles = {un["evenement"] for un in expliquer_dossier(p.bureau, REL1)["possibles"]}
    assert {"readresser_courrier", "envoyer_courrier"} <= possibles  # it may have left on the eve

    p.fire(REL1, "readresser_courrier")
    (premiere, ancienne), _, (seconde, neuve) = lettres(p)
    assert (premiere, seconde) == ("courrier_rappel", "courrier_readresse")
    assert f"SIRET {A}" in ancienne
    assert f"SIRET {NOUVEAU}" in neuve
    assert "2 rue Neuve" in neuve
    assert [une for _, une in taches(p)] == ["faite"]
    (avis,) = p.rangees("SELECT role, sujet FROM outbox WHERE message = 'courrier_refait'")
    assert (avis.role, avis.sujet[:14]) == ("referent", "Courrier refai")
    assert p.etat(REL1) == "courrier_accepte"
    assert len(dossier(p.bureau, REL1)["documents"]) == 3
    p.fire(REL1, "envoyer_courrier", **ENVOI)
    nom, partie = lettres(p)[-1]
    assert (nom, "Le mardi 4 mars 2025" in partie) == ("courrier_envoye", True)
    assert verifier(p.bureau)["intact"]


def test_only_the_marked_words_change(portefeuille_sqlite: Portefeuille) -> None:
    """What the donneur d’ordre accepted stays word for word, whatever happened meanwhile."""
    p = portefeuille_sqlite
    proposer(p, "courrier_accepte")
    contact = {"moyen": "courriel", "sens": "sortant", "resultat": "pas_de_reponse"}
    p.fire(REL1, "consigner_contact", date="2025-03-03", **contact)
    demenager(p, "2025-03-03")
    p.fire(REL1, "readresser_courrier")
    _, (_, ancienne), (_, neuve) = lettres(p)
    vide = dict.fromkeys(portees(neuve), "")
    assert ancienne != neuve
    assert readresser(ancienne, vide, vide) == readresser(neuve, vide, vide)


def test_nothing_is_asked_while_the_letter_holds(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    proposer(p, "courrier_accepte")
    demenager(p, "2025-04-01")
    assert signaler_les_courriers(p.bureau) == 0
    assert set(refuse(p, "readresser_courrier")) == {"courrier_a_readresser"}
    p.fire(REL1, "envoyer_courrier", **ENVOI | {"courrier_envoye_le": "2025-03-03"})


def test_a_change_to_come_is_told_on_its_day(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    proposer(p, "courrier_propose")
    demenager(p, "2025-03-10")
    assert signaler_les_courriers(p.bureau) == 0
    p.aller("2025-03-10")
    assert signaler_les_courriers(p.bureau) == 1
    assert "signaler_identite_changee" in [une.event for une in p.journal(REL1)]


def test_a_letter_sent_the_day_before_the_change_was_right(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    proposer(p, "courrier_accepte")
    p.aller("2025-03-06")
    demenager(p, "2025-03-05")
    assert set(refuse(p, "envoyer_courrier", **ENVOI | {"courrier_envoye_le": "2025-03-05"}))
    p.fire(REL1, "envoyer_courrier", **ENVOI)


def test_a_buyer_that_becomes_another_is_an_identity_too(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    proposer(p, "courrier_accepte")
    villes = (
        IdentiteSaisie(VILLE, "Ville d'Oullins", au=date(2025, 3, 3)),
        IdentiteSaisie(COMMUNE, du=date(2025, 3, 4)),
    )
    ajouter_donneur_ordre(p.bureau.travail, DonneurOrdreSaisi("Commune nouvelle", villes))
    p.aller("2025-03-04")
    assert signaler_les_courriers(p.bureau) == 1
    p.fire(REL1, "readresser_courrier")
    assert "accord du donneur d’ordre, <span" in lettres(p)[-1][1]
    assert "Commune nouvelle" in lettres(p)[-1][1]


def test_a_letter_that_came_back_leaves_for_the_new_address(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    proposer(p, "courrier_envoye")
    p.fire(REL1, "constater_npai", nouvelle_adresse="3 rue Trouvée")
    assert "3 rue Trouvée" in lettres(p)[-1][1]
    assert signaler_les_courriers(p.bureau) == 0
    p.aller("2025-03-04")
    p.fire(REL1, "envoyer_courrier", **ENVOI)


def test_a_letter_that_jalon_does_not_hold_is_nobody_s_fault(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """A dossier taken over, or a page that its retention has erased."""
    p = portefeuille_sqlite
    proposer(p, "courrier_envoye")
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE contenu SET corps = NULL WHERE genre LIKE 'document:%'")
    avant = len(dossier(p.bureau, REL1)["documents"])
    p.fire(REL1, "constater_npai", nouvelle_adresse="3 rue Trouvée")
    assert len(dossier(p.bureau, REL1)["documents"]) == avant
    demenager(p, "2025-03-03")
    assert signaler_les_courriers(p.bureau) == 0
    p.fire(REL1, "envoyer_courrier", **ENVOI | {"courrier_envoye_le": "2025-03-03"})


@pytest.mark.parametrize("sans", [(), ("marche",), ("marche", "convention"), ("entreprise",)])
def test_the_record_says_of_each_day_what_a_letter_of_that_day_would(
    portefeuille: Portefeuille, sans: tuple[str, ...]
) -> None:
    """One statement for the record, the surroundings for the letter: the same rule."""
    p = portefeuille
    proposer(p, "courrier_propose")
    demenager(p, "2025-03-05", nom="Bâtir et fils")
    villes = (
        IdentiteSaisie(VILLE, "Ville d'Oullins", au=date(2025, 3, 6)),
        IdentiteSaisie(COMMUNE, du=date(2025, 3, 9)),
    )
    ajouter_donneur_ordre(p.bureau.travail, DonneurOrdreSaisi("Commune nouvelle", villes))
    with p.bureau.travail.ecrire() as connexion:
        tous = update(dossiers).where(dossiers.c.numero == REL1)
        connexion.execute(tous.values({"subject": "Bâtir", **dict.fromkeys(sans)}))
    with p.bureau.travail.lire() as connexion:
        ligne = par_cle(connexion, REL1)
        assert ligne is not None
        dit = registre_du_courrier(connexion, ligne, date(2025, 3, 10))
        attendues = [
            (jour, inscrites(Entourage(connexion, jour), ligne)) for jour, _ in dit["inscrites"]
        ]
    assert list(dit["inscrites"]) == attendues
    changent = {date(2025, 3, 5)} if "entreprise" not in sans else set()
    changent |= {date(2025, 3, 7), date(2025, 3, 9)} if "convention" not in sans else set()
    assert [jour for jour, _ in attendues] == [date.min, *sorted(changent), date(2025, 3, 10)]
    assert len(dit["lettres"]) == 1


def test_the_marks_of_a_page() -> None:
    plein, vide = imprimees(contexte_plein("liste_siae")), imprimees(contexte_vide("liste_siae"))
    assert plein["entreprise.siret"]
    assert vide["entreprise.siret"] == vide["entreprise.adresse"] == ""


def test_the_letter_tells_the_hours_of_the_marche(portefeuille: Portefeuille) -> None:
    """They stand on the marché's own dossier, not on the relation that writes."""
    portefeuille.fire(MAR, "demarrer_suivi", objectif_heures="140")
    mener(portefeuille, "courrier_propose")
    [(_, lettre)] = lettres(portefeuille)
    assert "Ils portent sur <strong>140" in lettre.replace("\u00a0", " ")


def test_the_letter_says_the_disposition_that_the_marche_bears(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "preciser_disposition", type_disposition="reserve_iae")
    proposer(p, "courrier_propose")
    ((_, page),) = lettres(p)
    assert "Ce marché est réservé aux structures d’insertion par l’activité" in page
    [[demande]] = p.rangees(
        """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'demande_accord_courrier'"""
    )
    assert "Ce marché est réservé aux structures d’insertion" in bytes(demande).decode()
