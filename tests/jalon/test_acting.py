"""fire, affecter, suivre, explain, reprise: what goes through, what is refused, what is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fixtures.files import un_pdf
from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1, REL2, REL3


def lignes(jalon: Ligne) -> int:
    with closing(sqlite3.connect(jalon.dossier / "jalon.db")) as base:
        return int(base.execute("SELECT count(*) FROM journal").fetchone()[0])


def test_fire_answers_what_changed(jalon: Ligne) -> None:
    dite = jalon.fire(REL1, "signaler_difficulte", motif="ne répond pas")
    attendues = ["dossier", "de", "vers", "rev", "courriels", "taches", "echeances", "suites"]
    assert [un for un in attendues if un not in dite] == []
    assert (dite["dossier"], dite["de"], dite["vers"]) == (REL1, "a_contacter", "en_difficulte")
    assert dite["echeances"][0]["dernier_jour"] == "2025-03-10"


def test_fire_reads_for_people(jalon: Ligne) -> None:
    dit = jalon.dire("fire", REL1, "signaler_difficulte", "--by", "fac", "--set", "motif=silence")
    premiere = dit.stdout.splitlines()[0].replace("\u00a0", " ")
    assert premiere.startswith(f"{REL1} : de « À contacter » à « En difficulté », révision")
    assert "Échéance" in dit.stdout


def test_journal_keeps_who_typed_and_for_whom(
    jalon: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nom in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(nom, "zoe")
    jalon.fire(REL1, "noter", texte="appelée")
    derniere = jalon.json("journal", REL1)[-1]
    assert (derniere["acteur"], derniere["au_nom_de"]) == ("cli:zoe", "fac")
    assert derniere["donnees"] == {"texte": "appelée"}


def test_refusal_gives_every_condition_and_exit_3(jalon: Ligne) -> None:
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    avant = lignes(jalon)
    dit = jalon.dire("fire", REL1, "proposer_courrier", "--by", "ref", "--json")
    assert dit.code == 3
    assert (dit.json["refuse"], dit.json["saisies_manquantes"]) == (True, [])
    assert [une["garde"] for une in dit.json["conditions"]] == ["role", "relance_justifiee"]
    assert dit.json["conditions"][1]["valeurs"]["contacts_non_aboutis"] == 0
    humain = jalon.dire("fire", REL1, "proposer_courrier", "--by", "fac")
    assert humain.code == 3
    assert humain.stdout == ""
    assert "Pas encore possible" in humain.stderr
    assert "Il faut au moins 2 contacts" in humain.stderr
    assert lignes(jalon) == avant


def test_missing_fields_are_named(jalon: Ligne) -> None:
    dit = jalon.dire("fire", REL1, "consigner_contact", "--by", "fac", "--json")
    assert dit.code == 3
    assert dit.json["saisies_manquantes"] == ["date", "moyen", "sens", "resultat"]
    humain = jalon.dire("fire", REL1, "consigner_contact", "--by", "fac")
    assert "date, moyen, sens, resultat" in humain.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "champ"),
    [
        ((REL1, "bidule", "--by", "fac"), "valeur", "evenement"),
        (("REL-2025-99999", "noter", "--by", "fac"), "introuvable", "dossier"),
        (("9" * 30, "noter", "--by", "fac"), "introuvable", "dossier"),
        ((REL1, "noter", "--by", "zorro", "--set", "texte=x"), "introuvable", "by"),
        ((REL1, "noter", "--set", "texte=x"), "interdit", "by"),
        ((REL1, "noter", "--by", "fac", "--set", "bidule=x"), "valeur", "bidule"),
        ((REL1, "noter", "--by", "fac", "--set", "texte="), "valeur", "texte"),
        ((REL1, "noter", "--by", "fac", "--set", "texte"), "valeur", "--set"),
        ((REL1, "nouer_relation", "--by", "fac", "--at", "midi"), "valeur", "--at"),
        ((REL1, "nouer_relation", "--by", "fac", "--rev", "x"), "valeur", "--rev"),
        (
            (REL1, "mettre_en_attente", "--by", "fac", "--set", "motif=x", "--set", "mode=z"),
            "valeur",
            "mode",
        ),
        (
            (REL1, "signaler_difficulte", "--by", "fac", "--set", "motif=@absent.txt"),
            "valeur",
            "motif",
        ),
    ],
)
def test_wrong_input_writes_nothing(
    jalon: Ligne, arguments: tuple[str, ...], code: str, champ: str | None
) -> None:
    avant = lignes(jalon)
    erreur = jalon.refus("fire", *arguments)
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert erreur["remede"]
    assert lignes(jalon) == avant


def test_file_given_with_an_act(jalon: Ligne) -> None:
    Path("refus.pdf").write_bytes(un_pdf("non"))
    jalon.fire(REL1, "nouer_relation")
    dite = jalon.fire(REL1, "constater_refus_ecrit", piece="@refus.pdf")
    assert dite["vers"] == "alerte"
    assert jalon.json("journal", REL1)[-1]["donnees"]["piece"].startswith("refus.pdf (sha256:")


@pytest.mark.parametrize(
    ("nom", "corps"), [("vide.pdf", b""), ("coupe.pdf", b"%PDF-1.4 non"), ("outil.exe", b"MZ")]
)
def test_a_file_that_proves_nothing_is_refused(jalon: Ligne, nom: str, corps: bytes) -> None:
    Path(nom).write_bytes(corps)
    jalon.fire(REL1, "nouer_relation")
    avant = lignes(jalon)
    erreur = jalon.refus(
        "fire", REL1, "constater_refus_ecrit", "--by", "fac", "--set", f"piece=@{nom}"
    )
    assert (erreur["champ"], lignes(jalon)) == ("piece", avant)


def test_dry_run_writes_nothing(jalon: Ligne) -> None:
    avant = lignes(jalon)
    dite = jalon.json("fire", REL1, "nouer_relation", "--by", "fac", "--dry-run")
    assert (dite["essai"], dite["vers"]) == (True, "en_relation")
    assert lignes(jalon) == avant
    assert (
        "rien n’est écrit"
        in jalon.dire("fire", REL1, "nouer_relation", "--by", "fac", "--dry-run").stdout
    )


def test_same_key_acts_once(jalon: Ligne) -> None:
    commande = ("fire", REL1, "noter", "--by", "fac", "--set", "texte=x", "--key", "k1")
    premiere = jalon.json(*commande)
    avant = lignes(jalon)
    encore = jalon.json(*commande)
    assert encore == {**premiere, "deja_fait": True}
    assert lignes(jalon) == avant
    autre = jalon.refus(
        "fire", REL1, "noter", "--by", "fac", "--set", "texte=y", "--key", "k1", code=1
    )
    assert (autre["code"], autre["champ"]) == ("conflit", "key")


def test_stale_revision(jalon: Ligne) -> None:
    rev = jalon.json("dossier", REL1)["rev"]
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    passe = jalon.json(
        "fire", REL1, "lever_difficulte", "--by", "fac", "--set", "motif=ok", "--rev", rev
    )
    assert passe["entre_temps"][0]["evenement"] == "signaler_difficulte"
    erreur = jalon.refus("fire", REL1, "nouer_relation", "--by", "fac", "--rev", rev, code=1)
    assert erreur["code"] == "conflit"
    assert erreur["entre_temps"]
    humain = jalon.dire("fire", REL1, "nouer_relation", "--by", "fac", "--rev", str(rev))
    assert humain.code == 1
    assert "a changé depuis votre lecture" in humain.stderr


def test_instant_of_the_fact(jalon: Ligne) -> None:
    jalon.maintenant = "2025-03-10T09:30+01:00"
    jalon.json(
        "fire",
        REL1,
        "signaler_difficulte",
        "--by",
        "fac",
        "--set",
        "motif=x",
        "--at",
        "05/03/2025 11:00+01:00",
    )
    ligne = jalon.json("journal", REL1)[-1]
    assert (ligne["le"], ligne["enregistre_le"]) == (
        "2025-03-05T11:00:00+01:00",
        "2025-03-10T09:30:00+01:00",
    )
    assert "Enregistré le lundi 10 mars 2025" in jalon.dire("journal", REL1).stdout
    dit = jalon.dire("fire", REL2, "nouer_relation", "--by", "fac", "--at", "2025-03-11", "--json")
    assert (dit.code, dit.json["conditions"][0]["garde"]) == (3, "instant")


def test_clock_turned_back_is_refused(jalon: Ligne) -> None:
    jalon.maintenant = "2025-03-01T09:30+01:00"
    assert jalon.refus("fire", REL1, "nouer_relation", "--by", "fac")["champ"] == "JALON_NOW"


def test_entrusting_many(jalon: Ligne) -> None:
    jalon.json("compte", "ajouter", "lea", "--nom", "Léa Petit", "--role", "facilitateur")
    dites = jalon.json("affecter", REL1, MAR, REL1, "--a", "lea", "--by", "fac")
    assert [une["dossier"] for une in dites] == [REL1, MAR]
    assert [un["numero"] for un in jalon.json("dossiers", "--facilitateur", "lea")] == [MAR, REL1]
    ferme = jalon.json("compte", "fermer", "lea")
    assert (ferme["actif"], ferme["dossiers"]) == (False, 2)


@pytest.mark.parametrize(
    ("arguments", "champ"),
    [
        ((REL1, "REL-2025-99999", "--a", "fac", "--by", "fac"), "dossier"),
        ((REL1, REL2, "--a", "zorro", "--by", "fac"), "a"),
        ((REL1, REL2, "--a", "ref", "--by", "fac"), "a"),
        ((REL1, REL2, "--a", "resp", "--by", "zorro"), "by"),
    ],
)
def test_entrusting_half_is_not_done(jalon: Ligne, arguments: tuple[str, ...], champ: str) -> None:
    avant = lignes(jalon)
    assert jalon.refus("affecter", *arguments)["champ"] == champ
    assert lignes(jalon) == avant


def test_entrusting_a_closed_dossier_is_told(jalon: Ligne) -> None:
    jalon.fire(REL3, "clore", motif="retirée du groupement")
    dit = jalon.dire("affecter", REL3, REL1, "--a", "resp", "--by", "fac", "--json")
    assert dit.code == 3
    assert [une.get("refuse", False) for une in dit.json] == [True, False]
    assert "pas encore possible" in jalon.dire("affecter", REL3, "--a", "fac", "--by", "fac").stdout


def test_following_twice_changes_nothing(jalon: Ligne) -> None:
    commande = ("suivre", "2025-07", "--convention", "OULLINS-2022", "--facilitateur", "fac")
    dite = jalon.json(*commande)
    assert (dite["dossier"], dite["nouveau"]) == (MAR, False)
    assert "déjà suivi" in jalon.dire(*commande).stdout


@pytest.mark.parametrize(
    ("arguments", "champ"),
    [
        (("absent", "--convention", "OULLINS-2022", "--facilitateur", "fac"), "marche"),
        (("2025-07", "--convention", "absente", "--facilitateur", "fac"), "convention"),
        (("2025-07", "--convention", "OULLINS-2022", "--facilitateur", "zorro"), "facilitateur"),
    ],
)
def test_following_what_is_unknown(jalon: Ligne, arguments: tuple[str, ...], champ: str) -> None:
    erreur = jalon.refus("suivre", *arguments)
    assert (erreur["code"], erreur["champ"]) == ("introuvable", champ)


def test_a_dossier_is_entrusted_to_nobody_of_the_buyer(jalon: Ligne) -> None:
    avant = lignes(jalon)
    confie = ("fire", REL1, "affecter", "--by", "fac", "--set", "compte=ref")
    suivi = ("suivre", "2025-07", "--convention", "OULLINS-2022", "--facilitateur", "ref")
    for commande, champ in ((confie, "compte"), (suivi, "facilitateur")):
        erreur = jalon.refus(*commande)
        assert (erreur["champ"], "ne suit pas de dossiers" in erreur["message"]) == (champ, True)
    assert lignes(jalon) == avant


def test_explain_says_what_can_be_done_and_what_cannot(jalon: Ligne) -> None:
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    dite = jalon.json("explain", REL1, "--by", "fac")
    assert (dite["dossier"], dite["etat"], dite["detenteur"]) == (
        REL1,
        "en_difficulte",
        "facilitateur",
    )
    possibles = {un["evenement"]: un for un in dite["possibles"]}
    contact = possibles["consigner_contact"]
    assert [une["champ"] for une in contact["saisies"] if une["obligatoire"]] == [
        "date",
        "moyen",
        "sens",
        "resultat",
    ]
    impossibles = {un["evenement"]: un["conditions"] for un in dite["impossibles"]}
    assert [une["garde"] for une in impossibles["proposer_courrier"]] == ["relance_justifiee"]
    echeance = dite["echeances"][0]
    assert [echeance[nom] for nom in ("nom", "dernier_jour")] == ["relance_a_faire", "2025-03-10"]
    assert echeance["calcul"]
    humain = jalon.dire("explain", REL1).stdout.replace("\u00a0", " ")
    assert humain.startswith("La main est à Camille Daubrac")
    assert "Il faut au moins 2 contacts" in humain


def test_explain_for_a_stranger(jalon: Ligne) -> None:
    dite = jalon.json("explain", REL1, "--by", "lyon")
    assert dite["possibles"] == []
    assert {une["garde"] for un in dite["impossibles"] for une in un["conditions"]} == {"portee"}
    assert jalon.refus("explain", REL1, "--by", "zorro")["champ"] == "by"
    assert jalon.refus("explain", "absent")["champ"] == "dossier"


def test_reprise_asks_for_one_thing(jalon: Ligne) -> None:
    assert jalon.refus("reprise")["champ"] == "fichier"
    assert jalon.refus("reprise", "a.csv", "--modele", "b.csv")["champ"] == "fichier"
    assert jalon.refus("reprise", "absent.csv", code=1)["code"] == "fichier"
    Path("faute.csv").write_text("machine;marche;etatt\nmarche;x;lance\n", "utf-8")
    faute = jalon.refus("reprise", "faute.csv", code=2)
    assert (faute["champ"], faute["remede"]) == (
        "en-tête",
        "Écrivez « etat » au lieu de « etatt ».",
    )
    jalon.json("reprise", "--modele", "modele.csv")
    assert Path("modele.csv").stat().st_size > 0
    assert jalon.refus("reprise", "--modele", "modele.csv", code=1)["code"] == "fichier"
    essai = jalon.json("reprise", "modele.csv", "--dry-run")
    assert essai["essai"] is True


def test_what_a_closed_account_holds_is_taken_by_a_colleague(jalon: Ligne) -> None:
    jalon.json("compte", "ajouter", "lea", "--nom", "Léa Petit", "--role", "facilitateur")
    prendre = ("affecter", REL1, "--a", "lea", "--by", "lea")
    assert jalon.dire(*prendre).code == 3
    assert "la page Équipe" in jalon.dire("compte", "fermer", "fac").stdout
    assert jalon.dire(*prendre).code == 0
