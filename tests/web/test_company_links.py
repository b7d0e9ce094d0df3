"""The entreprise's link: what it writes is proposed, dated, then taken up or set aside."""

from __future__ import annotations

from typing import Any

import pytest

from services.clock.ticking import tick
from tests.plain_text import clair
from tests.portfolio import REFUS, REL1, Portefeuille, mener
from tests.web.conftest import Boite, Guichet, texte_du_courriel

JEAN = "jean@btp.test"
ACTES = f"/relations/{REL1}/actes"


@pytest.fixture
def lien(portefeuille_sqlite: Portefeuille, boite: Boite) -> str:
    """The link of the list of SIAE, which the entreprise keeps; its courrier came since."""
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    recu = boite.lien(JEAN)
    mener(portefeuille_sqlite, "courrier_recu")
    return recu


def ecrire(
    guichet: Guichet, lien: str, message: str = "Nous rappelons demain.", **champs: str
) -> Any:
    return guichet.envoyer(
        f"{lien}/proposer_reponse", lien, **{"message": message, "qui": "moi"} | champs
    )


def test_it_reads_its_own_letter_and_its_delai_with_the_working(
    guichet: Guichet, lien: str
) -> None:
    page = clair(guichet.lire(lien).text)
    assert "Pour Jean Maçon" in page
    assert "mardi 18 mars</strong> à minuit" in page
    assert "15 jours calendaires à compter du 03/03/2025" in page
    assert "Objet : vos engagements" in page
    assert "délai en cours" not in page  # no word of the team's own states


def test_a_mail_of_the_time_after_the_letter_does_not_show_it(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    """Once the délai of the letter is over, the link of a mail speaks of something else."""
    assert "Objet : vos engagements" in clair(guichet.lire(lien).text)
    portefeuille_sqlite.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    page = clair(guichet.lire(lien).text)
    assert "Objet : vos engagements" not in page


def test_a_letter_that_has_not_left_is_not_shown(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    mener(portefeuille_sqlite, "courrier_accepte")
    assert "Objet : vos engagements" not in clair(guichet.lire(boite.lien(JEAN)).text)


def test_a_fresh_link_tells_the_delai_of_the_day(guichet: Guichet, lien: str, boite: Boite) -> None:
    ecrire(guichet, lien)
    guichet.envoyer(f"{lien}/renouveler", lien)
    dit = clair(texte_du_courriel(boite.relever()[-1]))
    assert "mardi 18 mars 2025 à minuit" in dit
    assert "n’est plus d’actualité." in dit  # no word of the team's own states
    assert boite.lien(JEAN) != lien


def test_a_fresh_link_without_a_delai_tells_none(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    lien = boite.lien(JEAN)
    ecrire(guichet, lien)
    guichet.envoyer(f"{lien}/renouveler", lien)
    dit = clair(texte_du_courriel(boite.relever()[-1]))
    assert "est toujours d’actualité." in dit
    assert "à minuit" not in dit


def test_what_it_writes_moves_nothing_until_somebody_reads_it(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    assert ecrire(guichet, lien).status_code == 303
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    page = clair(guichet.lire(lien).text)
    assert "Votre réponse est enregistrée" in page
    assert "reçue lundi 3 mars à 9 h 30" in page
    avis = [un for un in boite.relever() if "fac@" in str(un["To"])][-1]
    assert "L’entreprise vous a écrit" in str(avis["Subject"])
    assert "rappelons" not in avis.as_string()  # what it wrote stays on the page
    guichet.entrer("fac")
    fiche = clair(guichet.lire(f"/relations/{REL1}").text)
    assert "L’entreprise vous a écrit" in fiche
    assert "Nous rappelons demain." in fiche
    assert "lundi 3 mars à 9 h 30" in fiche


def test_the_answer_is_taken_up_at_the_instant_it_came(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.aller("2025-03-18")
    portefeuille_sqlite.attendre(hours=14)  # 23 h 30 on the last day
    ecrire(guichet, lien)
    portefeuille_sqlite.aller("2025-03-19")
    guichet.entrer("fac")
    forme = f"{ACTES}/recevoir_reponse?proposition={_seq(portefeuille_sqlite)}"
    page = guichet.lire(forme).text
    assert 'value="18/03/2025"' in page
    apercu = guichet.envoyer(
        f"{ACTES}/recevoir_reponse",
        forme,
        recue_le="18/03/2025",
        proposition=_seq(portefeuille_sqlite),
        etape="faire",
        cle="une-cle",
        rev="",
    )
    assert apercu.status_code == 303, clair(apercu.text)
    assert portefeuille_sqlite.etat(REL1) == "en_relation"
    (ligne,) = portefeuille_sqlite.rangees(
        "SELECT at, recorded_at FROM journal WHERE event = 'recevoir_reponse'"
    )
    assert ligne.at.startswith("2025-03-18T22:30")
    assert ligne.recorded_at.startswith("2025-03-19T08:30")
    assert 'id="proposition-' not in guichet.lire(f"/relations/{REL1}").text


def _seq(portefeuille: Portefeuille) -> str:
    return str(
        next(une.seq for une in portefeuille.journal(REL1) if une.event == "proposer_reponse")
    )


def test_an_unread_answer_is_no_silence(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    ecrire(guichet, lien)
    portefeuille_sqlite.aller("2025-03-19")
    tick(portefeuille_sqlite.bureau)
    portefeuille_sqlite.attendre(hours=5)
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    guichet.entrer("fac")
    assert "attend votre lecture : le délai ne peut se constater avant" in clair(
        guichet.lire("/aujourdhui").text
    )
    fiche = clair(guichet.lire(f"/relations/{REL1}").text)
    assert "Ce jour est passé. Une réponse de l’entreprise" in fiche
    assert "Passé depuis" not in fiche
    refuse = guichet.envoyer(f"{ACTES}/ecarter_reponse", f"{ACTES}/ecarter_reponse", etape="faire")
    assert refuse.status_code == 422
    portefeuille_sqlite.fire(REL1, "ecarter_reponse", motif="C’est la réponse d’un autre marché.")
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(REL1) == "alerte"


def test_the_town_is_told_why_the_delai_waits_and_not_what_came(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    ecrire(guichet, lien)
    portefeuille_sqlite.aller("2025-03-19")
    guichet.entrer("ref")
    fiche = clair(guichet.lire(f"/relations/{REL1}").text)
    assert "L’équipe de facilitation lit ce qu’elle a reçu" in fiche
    assert "attend votre lecture" not in fiche


def test_it_names_its_interlocuteur_whom_the_register_takes_by_one_click(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    ecrire(
        guichet,
        lien,
        interlocuteur="Inès Bardin, conductrice de travaux",
        interlocuteur_courriel="ines@btp.test",
        rendez_vous="oui",
    )
    guichet.entrer("fac")
    fiche = clair(guichet.lire(f"/relations/{REL1}").text)
    assert "Convenir du rendez-vous que l’entreprise demande" in fiche
    forme = f"{ACTES}/inscrire_interlocuteur?proposition={_seq(portefeuille_sqlite)}"
    page = guichet.lire(forme).text
    assert 'value="Inès Bardin, conductrice de travaux"' in page
    portefeuille_sqlite.fire(
        REL1,
        "inscrire_interlocuteur",
        interlocuteur="Inès Bardin, conductrice de travaux",
        interlocuteur_courriel="ines@btp.test",
    )
    assert "Inès Bardin" in guichet.lire(f"/relations/{REL1}").text
    with pytest.raises(Exception, match="n’est pas une adresse électronique"):
        portefeuille_sqlite.fire(
            REL1, "inscrire_interlocuteur", interlocuteur="X", interlocuteur_courriel="X"
        )


def test_the_town_does_not_read_what_the_entreprise_wrote(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    ecrire(guichet, lien)
    guichet.entrer("ref")
    assert "Nous rappelons" not in guichet.lire(f"/relations/{REL1}").text
    forme = f"{ACTES}/noter?proposition={_seq(portefeuille_sqlite)}"
    assert guichet.lire(forme).status_code == 404


def test_an_answer_needs_words(guichet: Guichet, lien: str) -> None:
    vide = ecrire(guichet, lien, message=" ")
    assert vide.status_code == 422
    assert "Il manque : Message" in clair(vide.text)


def test_it_can_do_nothing_else(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    for acte in ("recevoir_reponse", "clore", "noter", "point-d-etape", "accepter_courrier"):
        refuse = guichet.envoyer(f"{lien}/{acte}", lien, qui="moi", motif="x", recue_le="hier")
        assert refuse.status_code in {404, 409}
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"


def test_a_fresh_link_lets_it_write_again(guichet: Guichet, lien: str, boite: Boite) -> None:
    ecrire(guichet, lien)
    assert guichet.envoyer(f"{lien}/renouveler", lien).status_code in {200, 201}
    neuf = boite.lien(JEAN)
    assert neuf != lien
    assert ecrire(guichet, neuf, "Et voici le relevé.").status_code == 303


def test_an_address_that_is_none_is_told_to_who_wrote_it(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    nomme = {"interlocuteur": "Ada, cheffe", "interlocuteur_courriel": "pas une adresse"}
    refus = ecrire(guichet, lien, **nomme)
    assert refus.status_code == 400
    assert "n’est pas une adresse électronique" in refus.text
    assert "proposer_reponse" not in {un.event for un in portefeuille_sqlite.journal(REL1)}
