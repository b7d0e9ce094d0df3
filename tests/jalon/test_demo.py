"""The demonstration is really lived, every state is there; it moves on and is made again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from jalon.assembly import assembler, calendriers, machines
from jalon.demo import folder, run
from jalon.demo.clock import HorlogeDemo
from jalon.demo.durations import terme
from jalon.demo.folder import Dossier
from jalon.errors import ReglageInvalide
from jalon.settings import Reglages
from services.evidence.verifying import verifier
from states.calendars import Calendriers
from states.french import a_paris
from tests.notifications.captured_mailbox import lire_boite

DEPART = "2025-03-03T08:30:00+01:00"


@dataclass(frozen=True)
class Demo:
    """A demonstration standing at its first morning, and what it said."""

    lieu: Dossier
    dit: tuple[str, ...]

    def rangees(self, requete: str) -> list[tuple[object, ...]]:
        """Rows of a query."""
        moteur = create_engine(f"sqlite:///{self.lieu.chemin / folder.BASE}", poolclass=NullPool)
        with moteur.connect() as connexion:
            return [tuple(une) for une in connexion.execute(text(requete))]

    def vecu(self) -> list[tuple[object, ...]]:
        """What was lived, without the salts."""
        return self.rangees(
            "SELECT d.numero, j.seq, j.event, j.from_state, j.to_state, j.at, j.actor"
            " FROM journal j JOIN dossier d ON d.id = j.dossier ORDER BY j.id"
        )


def construire(chemin: Path) -> Demo:
    lignes: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for nom in [un for un in os.environ if un.startswith("JALON_")]:
            patch.delenv(nom)
        patch.setenv(folder.VARIABLE, str(chemin))
        patch.setenv("JALON_DATABASE_URL", "sqlite:////nulle/part.db")
        run.lancer(None, une_fois=True, dire=lignes.append)
    return Demo(Dossier(chemin.resolve()), tuple(lignes))


@pytest.fixture(scope="session")
def faite(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return construire(tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture
def demo(faite: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """A copy that the test may move on."""
    lieu = Dossier((tmp_path / "copie").resolve())
    shutil.copytree(faite.lieu.chemin, lieu.chemin)
    folder.ecrire_les_reglages(lieu)
    folder.ecrire_le_script(lieu)
    monkeypatch.setenv(folder.VARIABLE, str(lieu.chemin))
    return Demo(lieu, faite.dit)


def avancer(duree: str) -> tuple[dict[str, object], list[str]]:
    lignes: list[str] = []
    return run.avancer(duree, dire=lignes.append), lignes


def test_every_state_of_a_relation_is_there(faite: Demo) -> None:
    presents = {
        etat
        for (etat,) in faite.rangees(
            "SELECT DISTINCT state FROM dossier WHERE machine = 'relation_entreprise'"
        )
    }
    assert presents == set(machines().courantes["relation_entreprise"].definition.etats)


def test_several_states_of_a_marche_are_there(faite: Demo) -> None:
    presents = faite.rangees("SELECT DISTINCT state FROM dossier WHERE machine = 'marche'")
    assert len(presents) >= 6


def test_every_machine_that_two_winter_months_can_show_is_there(faite: Demo) -> None:
    """The years of a marché and their bilans begin and end later."""
    presents = {machine for (machine,) in faite.rangees("SELECT DISTINCT machine FROM dossier")}
    assert set(machines().courantes) - presents == {"annee_insertion", "bilan"}
    for machine, etats in (
        ("convention", {"a_cadrer", "procedure_proposee", "en_vigueur"}),
        ("facture", {"brouillon", "recue"}),
        (
            "candidature",
            {"propose", "pieces_demandees", "en_validation", "eligible", "en_parcours"},
        ),
    ):
        requete = f"SELECT DISTINCT state FROM dossier WHERE machine = '{machine}'"  # noqa: S608 # ours
        assert {etat for (etat,) in faite.rangees(requete)} == etats


def test_it_was_lived_through_the_services_and_the_evidence_is_intact(faite: Demo) -> None:
    bureau = assembler(faite.lieu.reglages())
    try:
        assert verifier(bureau)["intact"] is True
    finally:
        bureau.travail.moteurs.fermer()
    acteurs = {un for (un,) in faite.rangees("SELECT DISTINCT actor FROM journal")}
    assert acteurs == {"demo:histoire", "jalon"}
    assert faite.rangees("SELECT * FROM incident") == []


def test_the_clock_has_alerted_by_itself_at_its_hour(faite: Demo) -> None:
    alertes = faite.rangees(
        "SELECT at FROM journal WHERE event = 'delai_expire' AND actor = 'jalon' ORDER BY at"
    )
    assert len(alertes) == 6
    assert {a_paris(datetime.fromisoformat(str(une))).hour for (une,) in alertes} == {14}


def test_mails_are_french_captured_and_sent_in_office_hours(faite: Demo) -> None:
    courriels = lire_boite(faite.lieu.boite)
    temps = Calendriers("metropole", calendriers(faite.lieu.reglages())("metropole").bureau)
    assert len(courriels) > 100
    for un in courriels:
        assert un.destinataire.endswith(".example"), un.destinataire
        assert un.texte.startswith("Bonjour"), un.texte
        assert "None" not in un.texte
        assert "{{" not in un.texte + un.sujet
        assert temps.ouvert(un.date), un.date
    assert any(un.pieces for un in courriels)
    assert {un.sujet.split(" : ")[0].split("\u00a0")[0] for un in courriels} > {"Alerte"}


def test_a_company_without_contact_shows_on_a_desk(faite: Demo) -> None:
    assert faite.rangees("SELECT message FROM outbox WHERE statut = 'sans_adresse'") == [
        ("liste_siae",)
    ]
    assert faite.rangees(
        "SELECT c.login FROM tache t JOIN compte c ON c.id = t.compte"
        " WHERE t.code = 'completer_adresse:liste_siae' AND t.statut = 'ouverte'"
    ) == [("idris",)]


def test_nobody_real_is_written_to(faite: Demo) -> None:
    for table in ("compte", "referent", "interlocuteur", "structure"):
        for (adresse,) in faite.rangees(f"SELECT DISTINCT courriel FROM {table}"):  # noqa: S608 # four names of ours
            assert str(adresse).endswith(".example")


def test_the_settings_are_the_demonstration_s_own(faite: Demo) -> None:
    reglages = faite.lieu.reglages()
    assert (reglages.environnement, reglages.courriel.mode) == ("demo", "capture")
    assert reglages.database.url.endswith("/demo/jalon.db")
    assert faite.rangees("SELECT valeur FROM installation WHERE cle = 'environnement'") == [
        ("demo",)
    ]


def test_made_again_it_is_fresh_and_the_same(demo: Demo) -> None:
    avancer("1 j")
    (demo.lieu.chemin / "mes-notes.txt").write_text("à garder", "utf-8")
    avant = demo.vecu()

    refaite = construire(demo.lieu.chemin)

    assert len(refaite.vecu()) < len(avant)
    assert refaite.vecu() == avant[: len(refaite.vecu())]
    assert HorlogeDemo(demo.lieu.chemin).maintenant() == datetime.fromisoformat(DEPART)
    assert (demo.lieu.chemin / "mes-notes.txt").read_text("utf-8") == "à garder"


def test_moved_on_each_deadline_acts_at_its_own_hour(demo: Demo) -> None:
    dite, lignes = avancer("3 j")

    assert (dite["de"], dite["a"]) == (DEPART, "2025-03-06T08:30:00+01:00")
    assert dite["nous_sommes"] == "jeudi 6 mars 2025, 8\u00a0h\u00a030"
    faits = dite["faits"]
    assert isinstance(faits, list)
    assert [un["le"] for un in faits] == sorted(un["le"] for un in faits)
    [mouvement] = [un for un in faits if un["genre"] == "mouvement"]
    assert (mouvement["le"], mouvement["vers"]) == ("2025-03-05T14:00:00+01:00", "alerte")
    assert any(
        un["genre"] == "courriel" and un["a"] == "nadia@oullins-pierre-benite.example"
        for un in faits
    )
    assert [une for une in lignes if not une.startswith(" ")] == [
        "Mardi 4 mars 2025",
        "Mercredi 5 mars 2025",
        "Jeudi 6 mars 2025",
    ]
    json.dumps(dite)
    assert HorlogeDemo(demo.lieu.chemin).maintenant() == datetime.fromisoformat(str(dite["a"]))


def test_nothing_acts_at_weekends_nor_on_holidays(demo: Demo) -> None:
    dite, _ = avancer("2 mois")
    faits = dite["faits"]
    assert isinstance(faits, list)
    temps = calendriers(demo.lieu.reglages())("metropole")
    jours = {date.fromisoformat(un["le"][:10]) for un in faits}
    assert [un for un in jours if temps.repos_bureau(un)] == []
    assert date(2025, 4, 22) in jours  # the day after Easter Monday
    assert demo.rangees("SELECT * FROM incident") == []


def test_in_small_steps_or_in_one_stride_the_same_is_lived(demo: Demo, faite: Demo) -> None:
    for duree in ("1 j", "6 h", "18 h", "5 jo"):
        avancer(duree)
    par_pas = demo.vecu()
    shutil.rmtree(demo.lieu.chemin)
    shutil.copytree(faite.lieu.chemin, demo.lieu.chemin)
    folder.ecrire_les_reglages(demo.lieu)
    avancer("9 j")  # two days, then five office days of Wednesday 5: Wednesday 12
    assert demo.vecu() == par_pas


def test_a_running_clock_runs_on_after_a_move(demo: Demo) -> None:
    horloge = HorlogeDemo(demo.lieu.chemin)
    horloge.lancer()
    assert horloge.tourne
    avant = horloge.maintenant()
    avancer("1 j")
    assert horloge.tourne
    assert 86_400 <= (horloge.maintenant() - avant).total_seconds() < 86_520


@pytest.mark.parametrize(
    ("duree", "arrivee"),
    [
        ("1 j", "2025-03-04T08:30+01:00"),
        ("5 jo", "2025-03-10T08:30+01:00"),
        ("4 sem", "2025-03-31T08:30+02:00"),
        ("1 mois", "2025-04-03T08:30+02:00"),
        ("3 h", "2025-03-03T11:30+01:00"),
        ("45 min", "2025-03-03T09:15+01:00"),
    ],
)
def test_how_far(duree: str, arrivee: str) -> None:
    temps = calendriers(Reglages(environnement="test"))("metropole")
    depart = datetime.fromisoformat(DEPART)
    assert terme(depart, duree, temps) == datetime.fromisoformat(arrivee)


@pytest.mark.parametrize("duree", ["", "demain", "-1 j", "0 j", "1 jour", "40 ans"])
def test_no_duration(duree: str) -> None:
    temps = calendriers(Reglages(environnement="test"))("metropole")
    with pytest.raises(ReglageInvalide) as refus:
        terme(datetime.fromisoformat(DEPART), duree, temps)
    assert "1 j" in refus.value.remede


def test_another_folder_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "these.odt").write_text("précieux", "utf-8")
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path))
    with pytest.raises(ReglageInvalide, match="n’est pas un dossier de démonstration"):
        run.lancer(None, une_fois=True, dire=lambda _: None)
    assert [un.name for un in tmp_path.iterdir()] == ["these.odt"]


def test_no_demonstration_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path))
    with pytest.raises(ReglageInvalide, match="pas de démonstration"):
        run.avancer("1 j")


def test_two_at_once_in_one_folder(demo: Demo) -> None:
    with demo.lieu.reserver(), pytest.raises(ReglageInvalide, match="tourne déjà"):
        run.lancer(None, une_fois=True, dire=lambda _: None)
    assert (demo.lieu.chemin / folder.BASE).is_file()


@pytest.mark.parametrize("instant", ["hier", "2025-03-04T08:30", "2024-01-01T08:30+01:00"])
def test_a_start_that_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instant: str
) -> None:
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "demo"))
    monkeypatch.setenv("JALON_NOW", instant)
    with pytest.raises(ReglageInvalide, match="commence le lundi 3 mars 2025"):
        run.lancer(None, une_fois=True, dire=lambda _: None)
    assert not (tmp_path / "demo").exists()


def commandes(demo: Demo) -> Iterator[str]:
    """The commands that the summary offers, as written."""
    for ligne in demo.dit:
        trouvee = re.match(r"  \S*/jalon (.*)", ligne)
        if trouvee and "NUMÉRO" not in ligne and " : " not in ligne:
            yield trouvee[1]


def test_the_commands_of_the_summary_work_as_they_are_written(demo: Demo) -> None:
    sorties = {
        mots.split()[0] + " " + mots.split()[1]: subprocess.run(  # noqa: S602 # as a person pastes it
            f"'{demo.lieu.script}' {mots}", shell=True, capture_output=True, text=True, check=False
        )
        for mots in commandes(demo)
    }
    assert len(sorties) == 5
    codes = [une.returncode for une in sorties.values()]
    assert codes == [0, 3, 0, 0, 0], [une.stdout + une.stderr for une in sorties.values()]
    explique, refuse, accepte, suivi, avance = sorties.values()
    assert "mardi 4 mars 2025" in explique.stdout
    assert "Il faut au moins 2 contacts" in refuse.stdout + refuse.stderr
    assert "Courrier accepté" in accepte.stdout
    assert "MAR-2025-00016" in suivi.stdout
    assert "Alerte" in avance.stdout


def test_it_runs_delivers_and_stops_on_demand(demo: Demo) -> None:
    programme = "from jalon.demo.run import lancer; lancer(None)"
    processus = subprocess.Popen(
        [sys.executable, "-u", "-c", programme],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, folder.VARIABLE: str(demo.lieu.chemin)},
    )
    assert processus.stdout is not None
    try:
        for ligne in processus.stdout:
            if "Le temps court" in ligne:
                break
        avant = len(list(demo.lieu.boite.glob("*.eml")))
        numero = demo.rangees("SELECT numero FROM dossier WHERE state = 'courrier_propose'")[0][0]
        subprocess.run(
            [demo.lieu.script, "fire", str(numero), "accepter_courrier", "--by", "bruno"],
            check=True,
            capture_output=True,
        )
        limite = time.monotonic() + 30
        while len(list(demo.lieu.boite.glob("*.eml"))) == avant and time.monotonic() < limite:
            time.sleep(0.2)
        assert len(list(demo.lieu.boite.glob("*.eml"))) > avant
        processus.send_signal(signal.SIGINT)
        assert processus.wait(timeout=30) == 0
    finally:
        processus.kill()
        processus.stdout.close()
    assert not HorlogeDemo(demo.lieu.chemin).tourne
