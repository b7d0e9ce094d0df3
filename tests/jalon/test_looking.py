"""Lists and dossiers by the command line: exact keys, pages, sentences, nothing when nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.files import un_pdf
from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1, REL2, REL3, A

DOSSIER = {
    *("id", "numero", "machine", "version", "etat", "etat_libelle", "final", "rev", "sujet"),
    *("detenteur", "detenteur_nom", "depuis", "titulaire", "siret", "marche", "donneur_ordre"),
    *("publie_sous", "facilitateur", "facilitateur_nom", "en_attente", "prochaine_echeance"),
}
AJOUTES = {
    *(
        "convention",
        "referent",
        "interlocuteur",
        "donnees",
        "faits",
        "champs",
        "echeances",
        "echeances_passees",
    ),
    *("sans_echeance", "liens", "taches", "courriels", "documents", "personnelles", "remplacant"),
}


def test_list_tells_who_holds_the_ball(jalon: Ligne) -> None:
    liste = jalon.json("dossiers")
    assert [un["numero"] for un in liste] == [MAR, REL1, REL2, REL3]
    assert [set(un) for un in liste] == [{*DOSSIER, "tache_manquee"}] * 4
    relation = liste[1]
    assert (relation["machine"], relation["version"], relation["etat"]) == (
        "relation_entreprise",
        1,
        "a_contacter",
    )
    assert (relation["detenteur"], relation["detenteur_nom"]) == ("facilitateur", "Camille Daubrac")
    assert relation["siret"] == A
    assert relation["depuis"] == "2025-03-03T09:30:00+01:00"


def test_holder_changes_with_the_state(jalon: Ligne) -> None:
    jalon.fire(REL1, "nouer_relation")
    un = jalon.json("dossiers", "--etat", "en_relation")[0]
    assert (un["detenteur"], un["detenteur_nom"]) == ("entreprise", un["titulaire"])
    jalon.fire(REL2, "clore", motif="fin")
    ferme = jalon.json("dossier", REL2)
    assert (ferme["detenteur"], ferme["final"], ferme["echeances"]) == (None, True, [])
    assert jalon.dire("dossier", REL2).stdout.startswith("Terminé")


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        (("--machine", "marche"), [MAR]),
        (("--machine", "relation_entreprise"), [REL1, REL2, REL3]),
        (("--etat", "notifie"), [MAR]),
        (("--facilitateur", "fac"), [MAR, REL1, REL2, REL3]),
        (("--facilitateur", "resp"), []),
        (("--titulaire", A), [MAR, REL1]),
        (("--titulaire", "%"), []),
        (("--en-retard",), []),
    ],
)
def test_filters(jalon: Ligne, filtre: tuple[str, ...], attendus: list[str]) -> None:
    assert [un["numero"] for un in jalon.json("dossiers", *filtre)] == attendus


def test_late_is_a_task_or_a_deadline_that_is_over(jalon: Ligne) -> None:
    jalon.maintenant = "2025-06-02T09:30+02:00"  # the clock has not run since
    assert [un["numero"] for un in jalon.json("dossiers", "--en-retard")] == [MAR, REL1, REL2, REL3]


def test_a_missed_task_is_told_before_a_date_to_come(jalon: Ligne) -> None:
    """The city was to answer the alert by the 10th; what comes next is only a reminder."""
    Path("refus.pdf").write_bytes(un_pdf("non"))
    jalon.fire(REL1, "nouer_relation")
    jalon.fire(REL1, "constater_refus_ecrit", piece="@refus.pdf")
    jalon.maintenant = "2025-03-12T09:30+01:00"
    jalon.json("tick")

    [un] = [une for une in jalon.json("dossiers", "--en-retard") if une["numero"] == REL1]

    assert un["tache_manquee"]["dernier_jour"] == "2025-03-10"
    assert un["prochaine_echeance"]["dernier_jour"] > "2025-03-12"
    assert "10/03/2025" in jalon.dire("dossiers", "--en-retard").stdout
    dit = jalon.dire("explain", REL1).stdout.replace("\u00a0", " ")
    assert "En retard depuis le lundi 10 mars 2025" in " ".join(dit.split())


def test_pages_follow_one_another(jalon: Ligne) -> None:
    vus: list[str] = []
    apres: tuple[str, ...] = ()
    while page := jalon.json("dossiers", "--limite", "3", *apres):
        assert len(page) <= 3
        vus += [un["numero"] for un in page]
        apres = ("--apres", vus[-1])
    assert vus == [MAR, REL1, REL2, REL3]
    debut = jalon.dire("dossiers", "--limite", "3").stdout
    assert f"3 sur 4. Suite : jalon dossiers --apres {REL2}" in debut.replace("\u00a0", " ")
    assert "Fin de la liste (4 en tout)" in jalon.dire("dossiers", "--apres", REL2).stdout
    assert "4 en tout." in jalon.dire("dossiers").stdout


@pytest.mark.parametrize(
    ("options", "champ"),
    [
        (("--machine", "lune"), "machine"),
        (("--etat", "lune"), "etat"),
        (("--etat", "notifie", "--machine", "relation_entreprise"), "etat"),
        (("--facilitateur", "zorro"), "facilitateur"),
        (("--limite", "0"), "--limite"),
        (("--limite", "beaucoup"), "--limite"),
        (("--apres", "absent"), "dossier"),
    ],
)
def test_bad_filter_names_its_field(jalon: Ligne, options: tuple[str, ...], champ: str) -> None:
    erreur = jalon.refus("dossiers", *options)
    assert erreur["champ"] == champ
    assert erreur["remede"]


def test_empty_list_says_so(jalon: Ligne) -> None:
    vide = jalon.dire("dossiers", "--facilitateur", "resp")
    assert (vide.code, vide.stdout.replace("\u00a0", " ")) == (
        0,
        "Aucun dossier ne correspond. « jalon suivre » en ouvre un.\n",
    )


def test_one_dossier_whole(jalon: Ligne) -> None:
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    for moyen in ("telephone", "courriel"):
        jalon.fire(
            REL1,
            "consigner_contact",
            date="2025-03-01",
            moyen=moyen,
            sens="sortant",
            resultat="pas_de_reponse",
        )
    jalon.fire(REL1, "proposer_courrier")
    lu = jalon.json("dossier", REL1)
    assert set(lu) == DOSSIER | AJOUTES
    assert lu["faits"]["contacts_non_aboutis"] == 2
    assert lu["liens"][0] | {"sujet": ""} == {
        "lien": "parent",
        "id": 1,
        "numero": MAR,
        "machine": "marche",
        "etat": "notifie",
        "etat_libelle": "Notifié, à lancer",
        "final": False,
        "sujet": "",
    }
    assert [une["nom"] for une in lu["echeances"]] == ["rappel_accord"]
    assert lu["echeances"][0]["calcul"]
    assert [un["message"] for un in lu["courriels"]] == ["demande_accord_courrier"]
    assert [un["nom"] for un in lu["documents"]] == ["courrier_rappel"]
    assert "decider_accord" in [une["code"] for une in lu["taches"]]
    assert jalon.json("dossier", lu["id"]) == lu
    assert [un["numero"] for un in jalon.json("dossier", MAR)["liens"]] == [REL1, REL2, REL3]


def test_human_pages_are_plain_and_narrow(jalon: Ligne) -> None:
    jalon.fire(REL1, "nouer_relation")
    numero = str(jalon.json("courriels", REL1)[0]["id"])
    for commande in (
        ("dossiers",),
        ("dossier", REL1),
        ("journal", REL1),
        ("explain", REL1),
        ("taches",),
        ("marches",),
        ("courriels", REL1),
        ("courriel", numero),
        ("compte", "lister"),
        ("convention", "lister"),
        ("health",),
        ("check",),
    ):
        dit = jalon.dire(*commande)
        assert "\x1b" not in dit.stdout, commande
        assert max(len(une) for une in dit.stdout.splitlines()) <= 100, commande
        for mot in ("timer", "token", "workflow", "None", "état machine", "job "):
            assert mot not in dit.stdout, (commande, mot)


def test_mail_as_sent(jalon: Ligne) -> None:
    jalon.fire(REL1, "nouer_relation")
    premier = jalon.json("courriels", REL1)[0]
    assert (premier["message"], premier["statut"]) == ("liste_siae", "pret")
    lu = jalon.json("courriel", premier["id"])
    assert lu["dossier"] == REL1
    assert lu["texte"].startswith("Bonjour")
    assert "<html" in lu["html"]
    dit = jalon.dire("courriel", str(premier["id"]))
    assert lu["sujet"].replace("\u00a0", " ") in dit.stdout.replace("\u00a0", " ")
    assert "Aucun courriel." in jalon.dire("courriels", REL2).stdout


@pytest.mark.parametrize(
    ("commande", "champ"),
    [
        (("dossier", "absent"), "dossier"),
        (("dossier", ""), "dossier"),
        (("dossier", "-1"), "-1"),
        (("journal", "absent"), "dossier"),
        (("journal", REL1, "--apres", "x"), "--apres"),
        (("courriels", "absent"), "dossier"),
        (("courriel", "999"), "courriel"),
        (("courriel", "x"), "courriel"),
        (("taches", "--compte", "zorro"), "facilitateur"),
        (("tache", "999", "--repondre", "fait", "--by", "fac"), "tache"),
        (("tache", "x", "--repondre", "fait", "--by", "fac"), "tache"),
        (("tache", "1", "--repondre", "peut-être", "--by", "fac"), "repondre"),
        (("tache", "1", "--repondre", "fait", "--by", "zorro"), "by"),
        (("marches", "--depuis", "hier"), "--depuis"),
        (("marches", "--acheteur", "12"), "acheteur"),
        (("marches", "--apres", "absent"), "apres"),
    ],
)
def test_unknown_thing(jalon: Ligne, commande: tuple[str, ...], champ: str) -> None:
    dit = jalon.dire(*commande, "--json")
    assert dit.code == 2
    if not champ.startswith("-1"):
        assert dit.erreur["champ"] == champ
    assert dit.erreur["remede"]


def test_journal_goes_on_after_a_line(jalon: Ligne) -> None:
    jalon.fire(REL1, "noter", texte="une")
    jalon.fire(REL1, "noter", texte="deux")
    toutes = jalon.json("journal", REL1)
    assert [une["seq"] for une in toutes] == [1, 2, 3]
    assert jalon.json("journal", REL1, "--apres", "1", "--limite", "1") == toutes[1:2]
    humain = jalon.dire("journal", REL1).stdout
    assert "Ajouter une note" in humain
    assert "Note : deux" in humain.replace("\u00a0", " ")


def test_tasks_and_their_answer(jalon: Ligne) -> None:
    toutes = jalon.json("taches")
    assert {une["compte"] for une in toutes} == {"fac", "ref"}
    assert [une["echeance"] for une in toutes] == sorted(une["echeance"] for une in toutes)
    siennes = jalon.json("taches", "--compte", "ref", "--limite", "1")
    assert [une["compte"] for une in siennes] == ["ref"]
    faite = jalon.json("tache", siennes[0]["id"], "--repondre", "fait", "--by", "ref")
    assert faite["dossier"] == MAR
    assert siennes[0]["id"] not in [une["id"] for une in jalon.json("taches")]
    erreur = jalon.refus("tache", siennes[0]["id"], "--repondre", "fait", "--by", "ref")
    assert "déjà faite" in erreur["message"]
    assert "Rien à faire." in jalon.dire("taches", "--compte", "compta").stdout


def test_marches_with_their_dossier(jalon: Ligne) -> None:
    liste = jalon.json("marches")
    un = next(un for un in liste if un["numero"] == "2025-07")
    assert {autre["dossier"] for autre in liste if autre is not un} == {None}
    assert un["dossier"] == MAR
    assert (un["numero"], un["etat"], un["detenteur"]) == ("2025-07", "notifie", "facilitateur")
    assert len(un["titulaires"]) == 3
    assert un in jalon.json("marches", "--titulaire", A)
    assert jalon.json("marches", "--texte", "introuvable") == []
    assert jalon.json("marches", "--depuis", "01/01/2030") == []
    assert "Aucun marché ne correspond." in jalon.dire("marches", "--texte", "zzz").stdout


def test_health_before_and_after_a_turn(jalon: Ligne) -> None:
    dit = jalon.dire("health", "--json")
    assert (dit.code, dit.json["sain"], len(dit.json["soucis"])) == (1, False, 4)
    jalon.json("tick")
    jalon.json("deliver")
    bon = jalon.json("health")
    assert (bon["sain"], bon["soucis"], bon["journal_protege"]) == (True, [], True)
    assert jalon.dire("health").stdout.startswith("Tout va bien.")
    assert jalon.dire("health").code == 0


def test_check_reads_the_machines_without_a_base(vierge: Ligne) -> None:
    assert vierge.json("check") == []
    source = (Path(__file__).parents[2] / "states" / "marche.yaml").read_text(encoding="utf-8")
    Path("mien.yaml").write_text(source.replace("depuis: date_notification", "depuis: lune", 1))
    dit = vierge.dire("check", "mien.yaml", "--json")
    assert dit.code == 1
    faute = dit.json[0]
    assert list(faute) == ["code", "niveau", "machine", "ou", "message", "fichier", "ligne"]
    assert (faute["niveau"], faute["machine"], faute["fichier"]) == (
        "erreur",
        "marche",
        "mien.yaml",
    )
    assert "lune" in faute["message"]
    humain = vierge.dire("check", "mien.yaml")
    assert (humain.code, "mien.yaml:" in humain.stdout) == (1, True)
    Path("mien.yaml").write_text(source)
    Path("mots/alerte_donneur_ordr").mkdir(parents=True)
    Path("mots/alerte_donneur_ordr/sujet.txt").write_text("Alerte")
    vierge.autres = {"JALON_COURRIEL_GABARITS": "mots"}
    [perdu] = vierge.json("check", "mien.yaml")  # its words would never be seen
    assert (perdu["code"], perdu["niveau"]) == ("gabarit_inutile", "avertissement")
    assert perdu["fichier"] == "mots/alerte_donneur_ordr/sujet.txt"


def test_check_of_what_is_no_machine(vierge: Ligne) -> None:
    assert vierge.refus("check", "absent.yaml", code=1)["code"] == "fichier"
    Path("octets.yaml").write_bytes(b"\xff\xfe\x00machine")
    assert vierge.refus("check", "octets.yaml", code=1)["code"] == "fichier"
    Path("vide.yaml").touch()
    assert vierge.dire("check", "vide.yaml").code == 1
    Path("autre.yaml").write_text("- liste\n")
    assert vierge.dire("check", "autre.yaml", "--json").json[0]["fichier"] == "autre.yaml"
    assert not (vierge.dossier / "jalon.db").exists()
