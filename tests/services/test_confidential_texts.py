"""What the team writes to the donneur d'ordre names no candidate, nor says anybody's health."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.catalogue import MESSAGES, REFERENT
from notifications.post import Sort
from services.errors import Refused
from services.mail.delivering import livrer
from services.mail.releasing import modifier
from states.roles import QUI_SUIVENT
from tests.portfolio import MAR, REL1, REL2, Portefeuille
from tests.services.asking import refuse
from tests.services.clockwork import PosteDocile
from tests.services.clockwork import courriels as fiches
from tests.services.test_announced_actions import programmer_une_action
from tests.services.test_convention import CONV, courriels, ouvrir_convention
from tests.services.test_recruitment import ACT, ENG, ouvrir
from workflow.errors import ValeurInvalide

SIGNALER = "signaler_au_donneur_ordre"


@pytest.fixture
def avec_maya(leger: Portefeuille) -> Portefeuille:
    """A candidacy of Maya Candidate under the first relation of the marché."""
    ouvrir(leger, "candidature", REL1, origine="spontanee", nom="Candidate", prenom="Maya")
    return leger


@pytest.mark.parametrize("dossier", [MAR, REL1, REL2])
def test_no_candidate_is_named_to_the_town(avec_maya: Portefeuille, dossier: str) -> None:
    """Neither on the relation, nor anywhere in the marché."""
    dites = refuse(
        avec_maya, SIGNALER, dossier=dossier, motif="La candidature de MAYA n’avance pas"
    )
    assert list(dites) == ["personne_nommee"]
    assert "« Maya »" in dites["personne_nommee"]
    assert "corrigez motif" in dites["personne_nommee"]
    assert courriels(avec_maya, "signalement_donneur_ordre") == []
    avec_maya.fire(dossier, SIGNALER, motif="Une candidature n’avance pas")


def test_words_of_health_are_confirmed(avec_maya: Portefeuille) -> None:
    p = avec_maya
    motif = "Personne malade, reconnue RQTH"
    dites = refuse(p, SIGNALER, motif=motif)
    assert list(dites) == ["mots_de_sante"]
    assert "« malade », « rqth »" in dites["mots_de_sante"]
    assert list(refuse(p, SIGNALER, motif=motif, mots_relus="non")) == ["mots_de_sante"]
    p.fire(REL1, SIGNALER, motif="Le chantier est celui d’une maison de santé", mots_relus="oui")
    assert len(courriels(p, "signalement_donneur_ordre")) == 1
    dites = refuse(p, SIGNALER, motif="Maya est malade", mots_relus="oui")
    assert list(dites) == ["personne_nommee"]


def test_every_reason_that_reaches_the_town_is_read(avec_maya: Portefeuille) -> None:
    p = avec_maya
    quoi = {"intitule": "Tutorat", "theme": "tutorat", "attendu_le": "2025-04-30"}
    ouvrir(p, "engagement", REL1, **quoi)
    assert "personne_nommee" in refuse(
        p, "constater_non_tenu", dossier=ENG, motif="Candidate est partie"
    )
    p.fire(ENG, "constater_non_tenu", motif="Aucune visite")


def test_what_stays_with_the_team_is_not_held(avec_maya: Portefeuille) -> None:
    avec_maya.fire(REL1, "noter", texte="Maya est malade")


def test_words_of_health_are_confirmed_on_every_reason(avec_maya: Portefeuille) -> None:
    p = avec_maya
    quoi = {"intitule": "Tutorat", "theme": "tutorat", "attendu_le": "2025-04-30"}
    ouvrir(p, "engagement", REL1, **quoi)
    motif = "Arrêt maladie du tuteur"
    dites = refuse(p, "constater_non_tenu", dossier=ENG, motif=motif)
    assert "confirmez par mots_relus=oui" in dites["mots_de_sante"]
    p.fire(ENG, "constater_non_tenu", motif=motif, mots_relus="oui")


def test_every_reason_told_to_the_town_can_be_confirmed(leger: Portefeuille) -> None:
    """An act of the team that writes its reason to the town takes the confirmation."""
    sans = [
        f"{definition.machine}.{acte.nom}"
        for definition in (une.definition for une in leger.bureau.machines.courantes.values())
        for acte in definition.evenements.values()
        if acte.motif
        and not QUI_SUIVENT.isdisjoint(acte.par)
        and any(un.genre == "mail" and MESSAGES[un.nom].audience == REFERENT for un in acte.effets)
        and all(une.champ != "mots_relus" for une in acte.saisies)
    ]
    assert sans == []


def test_what_names_a_dossier_names_no_candidate(avec_maya: Portefeuille) -> None:
    """Its title stands on the town's pages, and in the mails that come later."""
    p = avec_maya
    quoi = {"theme": "tutorat", "attendu_le": "2025-04-30"}
    with pytest.raises(Refused) as levee:
        ouvrir(p, "engagement", REL1, intitule="Tutorat de Maya", **quoi)
    [condition] = levee.value.refus.conditions
    assert condition.garde == "personne_nommee"
    assert "corrigez intitule" in condition.phrase
    ouvrir(p, "engagement", REL1, intitule="Tutorat", **quoi)
    corriger = {"champ": "intitule", "valeur": "Tutorat de Maya", "motif": "précision"}
    assert "corrigez valeur" in refuse(p, "corriger", dossier=ENG, **corriger)["personne_nommee"]
    p.fire(ENG, "corriger", champ="intitule", valeur="Tutorat hebdomadaire", motif="précision")
    theme = {"champ": "theme", "valeur": "formation"}
    p.fire(ENG, "corriger", motif="Maya", **theme)  # stays with the team


def test_a_candidate_is_entered_by_name(avec_maya: Portefeuille) -> None:
    """What follows a person is no town's to read: her own dossier may name her."""
    ouvrir(
        avec_maya, "candidature", REL1, origine="spontanee", nom="Autre", prenom="A", poste="Maya"
    )


def test_a_mail_to_the_town_is_rewritten_without_a_name(avec_maya: Portefeuille) -> None:
    p = avec_maya
    p.fire(REL1, SIGNALER, motif="Une candidature n’avance pas")
    livrer(p.bureau, PosteDocile(sort=Sort.ECHEC, code=550, message="inconnu"))
    [fiche] = fiches(p, "signalement_donneur_ordre")

    def recrire(texte: str, **plus: Any) -> dict[str, Any]:
        return modifier(p.bureau, fiche.id, "fac", "cli:x", {"texte": texte}, **plus)

    with pytest.raises(ValeurInvalide, match="« Maya » est le nom") as nommee:
        recrire("Maya n’avance pas.")
    assert nommee.value.champ == "texte"
    with pytest.raises(ValeurInvalide, match="« malade »") as malade:
        recrire("Une personne est malade.")
    assert malade.value.champ == "mots_relus"
    assert recrire("Le tuteur est malade.", mots_relus=True)["statut"] == "echec"
    ligne = p.journal(REL1)[-1]
    assert ligne.event == "courriel_modifie"
    assert '"mots_relus":true' in ligne.payload
    # What was confirmed is not asked again, and the subject alone may change.
    modifier(p.bureau, fiche.id, "fac", "cli:x", {"sujet": "Une difficulté"})


@pytest.mark.parametrize(
    ("dossier", "acte", "saisies"),
    [
        (REL1, "noter_besoin_formation", {"competence": "savoir_faire", "besoin": "{} lit mal"}),
        (REL1, "demander_un_rappel", {"rappel_le": "2025-03-10", "a_rappeler": "Rappeler {}"}),
    ],
)
def test_no_journal_that_others_read_names_a_candidate(
    avec_maya: Portefeuille, dossier: str, acte: str, saisies: dict[str, str]
) -> None:
    """The town reads that of a relation; what is typed in a candidacy is personal, and free."""
    nommees = {nom: une.format("Maya") for nom, une in saisies.items()}
    assert list(refuse(avec_maya, acte, dossier=dossier, **nommees)) == ["personne_nommee"]
    avec_maya.fire(dossier, acte, **{nom: une.format("elle") for nom, une in saisies.items()})


def test_an_action_names_no_candidate_of_its_marches(avec_maya: Portefeuille) -> None:
    p = avec_maya
    programmer_une_action(p)
    quoi = {"date_action": "2025-04-20", "lieu": "Chez Maya", "motif": "salle prise"}
    dites = refuse(p, "reporter", dossier=ACT, **quoi)
    assert list(dites) == ["personne_nommee"]


@pytest.mark.parametrize(
    ("texte", "nomme"),
    [
        ("le suivi de Mme Candidate", True),
        ("le suivi de maya candidate", True),
        ("les clauses de la France et de Maya", False),
        ("chaque personne candidate", False),
    ],
)
def test_the_agreement_s_own_texts_name_no_candidate_of_the_town(
    avec_maya: Portefeuille, texte: str, nomme: bool
) -> None:
    """Read by the whole town: a first name alone, or a common word, is nobody's there."""
    ouvrir_convention(avec_maya)
    saisies = {"competence": "savoir_faire", "besoin": texte}
    if nomme:
        dites = refuse(avec_maya, "noter_besoin_formation", dossier=CONV, **saisies)
        assert list(dites) == ["personne_nommee"]
    else:
        avec_maya.fire(CONV, "noter_besoin_formation", **saisies)


def test_the_name_of_a_file_that_the_town_sees_names_no_candidate(
    avec_maya: Portefeuille,
) -> None:
    p = avec_maya
    p.fire(REL1, "nouer_relation")
    preuve = {"piece": ("refus_de_MAYA.pdf", b"%PDF-1 refus")}
    with pytest.raises(Refused) as erreur:
        p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-03-03", _pieces=preuve)
    [refus] = erreur.value.refus.conditions
    assert refus.garde == "personne_nommee"
    assert "corrigez piece" in refus.phrase
    p.fire(REL1, "noter", texte="vu", _pieces={"fichier": ("CV de Maya.pdf", b"%PDF-1 CV")})
