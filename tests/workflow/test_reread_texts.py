"""Labels and templates that were read over: what changed is told, with the text before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.process import Champ, Definition, Etat, Evenement
from workflow.reread import Relu, empreinte
from workflow.reread_texts import Gabarit, fautes_des_gabarits, fautes_des_libelles, libelles

CHAMP = Champ(nom="moyen", type="choix", libelle="Moyen", valeurs=("courriel",), saisi=True,
              libelles={"courriel": "par courriel"})  # fmt: skip
ACTE = Evenement(nom="agir", libelle="Agir", de=frozenset(), par=frozenset(), consequence="Rien.",
                 source="convention, article 3")  # fmt: skip
MACHINE = Definition(
    machine="exemple", version=1, libelle="Exemple", source="usage", prefixe="EXE", parametres={},
    contexte={"moyen": CHAMP}, liens={}, gardes={}, taches={},
    etats={"nu": Etat(nom="nu", libelle="")}, evenements={"agir": ACTE},
    fichier="exemple.yaml", lignes={"machine": 1, "evenements.agir": 7},
    fichier_commun="generiques.yaml", lignes_communes={"contexte.moyen": 3},
)  # fmt: skip
RELU = Relu(libelles=libelles([MACHINE]))


def dites(*machines: Definition) -> list[tuple[str, str, str]]:
    """Level, file and sentence of each fault."""
    fautes = fautes_des_libelles({une.machine: une for une in machines}, (), RELU)
    return [(une.niveau, une.fichier, une.message) for une in fautes]


def avec(**champs: str) -> Definition:
    return replace(MACHINE, evenements={"agir": replace(ACTE, **champs)})


def test_what_all_machines_share_is_sealed_once() -> None:
    autre = replace(MACHINE, machine="autre")
    assert [*libelles([MACHINE, autre])] == ["exemple", "generiques", "autre"]
    change = {"moyen": replace(CHAMP, libelle="Façon")}
    (une,) = dites(replace(MACHINE, contexte=change), replace(autre, contexte=change))
    assert une[:2] == ("avertissement", "generiques.yaml")
    assert "exemple.moyen [usage] : le libellé a changé" in une[2]


@pytest.mark.parametrize(
    ("machine", "dit"),
    [
        (avec(libelle="Ne rien faire"), "le libellé : « Agir » est devenu « Ne rien faire »."),
        (avec(consequence=""), "la conséquence annoncée : « Rien. » n’y est plus."),
        (avec(source=""), "la source : « convention, article 3 » n’y est plus."),
    ],
)  # fmt: skip
def test_a_text_that_changed_is_told_with_its_article(machine: Definition, dit: str) -> None:
    ((niveau, fichier, message),) = dites(machine)
    assert (niveau, fichier) == ("erreur", "exemple.yaml")
    dit = dit.replace(" :", " a changé depuis la dernière relecture :", 1)
    assert message == (
        f"exemple.agir [convention, article 3] : {dit} Revenez au texte relu ; si le nouveau dit "
        "bien ce que fait la machine, relisez-le, puis lancez « jalon check --relu »."
    )


def test_the_label_of_the_machine_itself_is_sealed() -> None:
    ((niveau, _, message),) = dites(replace(MACHINE, libelle="Autre"))
    assert niveau == "avertissement"
    assert message.startswith("exemple [usage] : le libellé a changé")


def test_a_text_that_is_added_to_an_element_read_over_is_told() -> None:
    ((_, _, message),) = dites(
        replace(MACHINE, contexte={"moyen": replace(CHAMP, sinon="Toujours refusé.")})
    )
    assert "la phrase montrée a changé depuis la dernière relecture : « Toujours refusé. » s’y" in (
        message
    )


def test_a_value_of_a_choice_is_named_and_one_more_says_nothing() -> None:
    lus = {"courriel": "par lettre", "sms": "par SMS"}
    ((_, _, message),) = dites(replace(MACHINE, contexte={"moyen": replace(CHAMP, libelles=lus)}))
    assert "le libellé de « courriel » a changé" in message


def test_what_has_no_text_is_not_sealed() -> None:
    assert [*libelles([MACHINE])["exemple"]] == ["machine", "evenements.agir"]


def test_what_is_new_is_judged_by_the_rules() -> None:
    assert dites(replace(MACHINE, evenements={"autre": replace(ACTE, nom="autre")})) == []
    assert dites(MACHINE) == []


@pytest.mark.parametrize(
    ("gabarit", "relu", "dit"),
    [
        (Gabarit("Deux", "sujet.txt"), "Un", ("erreur", "a changé depuis la dernière relecture")),
        (Gabarit("Deux", "sujet.txt"), None, ("erreur", "n’a pas été relu")),
        (Gabarit("Deux", "sujet.txt", de_la_maison=False), "Un", ("avertissement", "a changé")),
        (None, "Un", ("erreur", "n’est plus là")),
    ],
)
def test_a_template_that_nobody_read_over_is_told(
    gabarit: Gabarit | None, relu: str | None, dit: tuple[str, str]
) -> None:
    nom = "courriels/un/sujet.txt"
    relus = Relu(gabarits={nom: empreinte(relu)} if relu else {})
    lus = {nom: gabarit} if gabarit else {}
    (faute,) = fautes_des_gabarits(lus, {"exemple": MACHINE}, (), relus, "relu.yaml")
    assert (faute.niveau, faute.fichier) == (dit[0], "sujet.txt" if gabarit else "relu.yaml")
    assert dit[1] in faute.message
    assert f"{nom} " in faute.message


def test_templates_as_they_were_read_say_nothing() -> None:
    relu = Relu(gabarits={"un": empreinte("Un")})
    assert [*fautes_des_gabarits({"un": Gabarit("Un", "u")}, {}, (), relu, "relu.yaml")] == []
