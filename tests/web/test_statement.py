"""The statement of a dossier (ui §4): the ball, what the clock does, what the reader must do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from jalon.output_dossiers import la_main
from services.clock.ticking import tick
from services.reading.looking_dossier import dossier
from tests.plain_text import clair
from tests.portfolio import ETAPES, MAR, REL1, Portefeuille, mener
from tests.web.conftest import Guichet

A_FAIRE = re.compile(r"À faire de votre côté : |À vous de |Vous n’avez rien à faire|Ce qui manque")


def enonce(guichet: Guichet, login: str, adresse: str = f"/relations/{REL1}") -> str:
    guichet.client.cookies.clear()
    guichet.entrer(login)
    page = guichet.lire(adresse).text
    situation = page.partition('id="situation"')[2].partition("</section>")[0]
    trouves = re.findall(r'<p class="(?:enonce|chapeau)">.*?</p>', situation, re.DOTALL)
    return " ".join(clair(un) for un in trouves)


@pytest.mark.parametrize("etat", ETAPES)
def test_every_state_says_the_three_parts_to_every_reader(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, etat: str
) -> None:
    mener(portefeuille_sqlite, etat)
    for login in ("fac", "resp", "ref"):
        dit = enonce(guichet, login)
        assert "La main est à " in dit
        assert re.search("Ensuite, .*, si rien n’arrive : |Sans date : |Depuis ", dit)
        assert A_FAIRE.search(dit), (login, dit)


def test_a_delay_says_where_the_clock_leads_and_the_company_s_turn_leaves_nothing_to_do(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    dit = enonce(guichet, "ref")
    assert re.search(
        r"Ensuite, \w+ \d+ \w+ à 14 h, si rien n’arrive : "
        r"le dossier passe à « Alerte à la ville »\.\sVous n’avez rien à faire d’ici là\.",
        dit,
    )


def test_a_fact_is_noted_by_whose_hand_it_is_and_is_nobody_else_s_duty(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))
    dit = enonce(guichet, "fac")
    assert "À vous de le noter, dès que c’est le cas : l’entreprise a reçu le courrier." in dit
    mener_plus_loin = {"courrier_recu_le": "2025-03-03", "preuve": "AR 1A"}
    portefeuille_sqlite.fire(REL1, "constater_reception", **mener_plus_loin)
    assert "Vous n’avez rien à faire d’ici là." in enonce(guichet, "fac")


def test_a_reminder_is_announced_for_the_day_it_leaves(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Five office days after 3 March end on the 10th; the clock writes on the 11th."""
    mener(portefeuille_sqlite, "courrier_propose")
    assert (
        "Dernier jour : lundi 10 mars. Ensuite, mardi 11 mars, si rien n’arrive : "
        "rappel de la demande d’accord." in enonce(guichet, "resp")
    )


def test_what_the_donneur_d_ordre_must_do_is_said_to_it_alone(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    assert "À faire de votre côté : " in enonce(guichet, "ref")
    assert "si rien n’arrive : rappel de la demande d’accord." in enonce(guichet, "resp")
    assert "Vous n’avez rien à faire d’ici là." in enonce(guichet, "resp")


def test_a_hold_that_a_suspension_has_put_says_what_ends_it_to_everybody(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    motif = {"motif": "ordre de service", "date_effet": "2025-03-03"}
    portefeuille_sqlite.fire(MAR, "suspendre", **motif)
    for login in ("fac", "resp", "ref"):
        dit = enonce(guichet, login)
        assert "Le dossier est en pause</strong>." in dit
        assert "La reprise de l’exécution du marché y met fin." in dit
        assert "Vous n’avez rien à faire pendant la pause." in dit


def test_what_only_comes_back_to_be_looked_at_is_nobody_s_last_day(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    motif = {"motif": "ordre de service", "date_effet": "2025-03-03"}
    portefeuille_sqlite.fire(MAR, "suspendre", **motif)
    for login in ("fac", "ref"):
        dit = enonce(guichet, login, f"/marches/{MAR}")
        assert "Suspension à vérifier : mardi 3 juin." in dit
        assert "Dernier jour" not in dit
        assert "si rien n’arrive" not in dit
    assert "À faire de votre côté : " in dit


def test_a_hold_of_its_own_under_a_suspended_marche_says_both(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    pause = {"mode": "date_fixe", "motif": "congés", "jusqu_au": "2025-04-03"}
    p.fire(REL1, "mettre_en_attente", **pause)
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    for login in ("fac", "ref"):
        dit = enonce(guichet, login)
        assert "en pause</strong> jusqu’au <strong>jeudi 3 avril</strong>." in dit
        assert "Le marché est suspendu aussi : le dossier ne repart pas avant la reprise" in dit
    dit = la_main(dossier(p.bureau, REL1))
    assert "jusqu’au jeudi 3 avril 2025, et tant que le marché est suspendu." in dit


def test_a_hold_without_a_date_tells_the_day_that_bounds_it_and_its_working(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="date_fixe", motif="congés")
    for login in ("fac", "ref"):
        fin = "en pause</strong> jusqu’au <strong>mercredi 3 septembre</strong> au plus tard."
        assert fin in enonce(guichet, login)
        page = clair(guichet.lire(f"/relations/{REL1}").text)
        calcul = page.partition("Le calcul de cette date")[2].partition("</details>")[0]
        assert "Pause jusqu’au mercredi 3 septembre 2025" in calcul


def test_the_end_of_a_hold_is_told_at_the_hour_of_the_resumption(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """A hold until a Sunday ends on the Monday, at the opening of the office."""
    guichet.entrer("fac")
    acte = f"/relations/{REL1}/actes/mettre_en_attente"
    for jusqu_au, dite in (("03/04/2025", "jeudi 3 avril"), ("06/04/2025", "lundi 7 avril")):
        pause = {"mode": "date_fixe", "motif": "congés", "jusqu_au": jusqu_au}
        vue = clair(guichet.envoyer(acte, acte, etape="apercu", **pause).text)
        assert f"Fin de la pause : <strong>reprise le {dite} à 9 h</strong>." in vue
    pause = {"mode": "date_fixe", "motif": "congés", "jusqu_au": "2025-04-06"}
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", **pause)
    page = clair(guichet.lire(f"/relations/{REL1}").text)
    assert "Fin de la pause : reprise le lundi 7 avril à 9 h</dd>" in page


def test_a_pause_and_an_end_say_what_is_left(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="congés")
    assert "À vous de reprendre le dossier" in enonce(guichet, "fac")
    assert "Vous n’avez rien à faire pendant la pause." in enonce(guichet, "ref")
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    for adresse in (f"/relations/{REL1}", f"/marches/{MAR}"):
        dit = enonce(guichet, "ref", adresse)
        assert "Ce dossier est clos</strong> depuis le lundi 3 mars" in dit
        assert "Plus rien n’y arrive de soi-même. Vous n’avez rien à faire" in dit


def test_a_reminder_says_once_that_it_is_one(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The deadline is called « Rappel de la demande d’accord », and a first mail has left."""
    mener(portefeuille_sqlite, "courrier_propose")
    portefeuille_sqlite.aller("2025-03-12")
    tick(portefeuille_sqlite.bureau)
    assert "si rien n’arrive : rappel de la demande d’accord." in enonce(guichet, "resp")
    journal = clair(guichet.lire(f"/relations/{REL1}").text.partition('id="journal"')[2])
    assert "a rappelé la demande d’accord" in journal
    assert "rappelé : rappel" not in journal
