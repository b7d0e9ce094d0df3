"""What can be done now, and for what cannot, why: the kernel's own answer."""

from __future__ import annotations

from tests.workflow.letters import COMPILEE, recu
from tests.workflow.support import TEMPS, Dossier, compiler, le
from workflow.explain import Explication, SaisieAttendue, expliquer


def dire(un: Dossier, *roles: str, jour: int = 9) -> Explication:
    return expliquer(COMPILEE, un.snapshot, frozenset(roles) or None, le(jour), TEMPS)


def possibles(explication: Explication) -> list[str]:
    return [une.evenement for une in explication.possibles]


def pourquoi(explication: Explication, evenement: str) -> list[str]:
    (seul,) = [une for une in explication.impossibles if une.evenement == evenement]
    return [condition.garde for condition in seul.conditions]


def test_every_event_is_on_one_side_in_the_order_of_the_definition() -> None:
    explication = dire(recu())
    rangs = list(COMPILEE.definition.evenements)
    possible = possibles(explication)
    impossible = [une.evenement for une in explication.impossibles]
    assert sorted(possible + impossible) == sorted(rangs)
    assert possible == [nom for nom in rangs if nom in possible]
    assert impossible == [nom for nom in rangs if nom in impossible]


def test_an_event_with_fields_to_fill_is_possible_and_says_which() -> None:
    explication = dire(recu(), "agent")
    repondre = next(une for une in explication.possibles if une.evenement == "repondre")
    assert repondre.libelle == "Recevoir une réponse"
    assert repondre.par == ("agent", "client")
    assert repondre.saisies == (
        SaisieAttendue(
            champ="repondu_le",
            libelle="repondu le",
            type="date",
            obligatoire=True,
            personnel=False,
        ),
    )


def test_a_guard_that_an_entry_decides_does_not_forbid() -> None:
    un = recu()
    assert "repondre" in possibles(dire(un, "agent", jour=30))


def test_the_reason_and_the_choices_are_shown_with_their_labels() -> None:
    explication = dire(recu(), "agent")
    attente = next(une for une in explication.possibles if une.evenement == "mettre_en_attente")
    assert [(une.champ, une.obligatoire, une.personnel) for une in attente.saisies] == [
        ("mode", True, False),
        ("jusqu_au", False, False),
        ("motif", True, True),
    ]
    assert attente.saisies[0].valeurs == (
        ("date_fixe", "À leurs dates"),
        ("temps_restant", "Avec le temps restant"),
    )
    essayer = next(
        une
        for une in expliquer(
            COMPILEE, Dossier.neuf(COMPILEE).snapshot, None, le(2), TEMPS
        ).possibles
        if une.evenement == "essayer"
    )
    assert essayer.saisies[0].valeurs == (("joint", "joint"), ("absent", "absent"))
    chiffrer = COMPILEE.definition.contexte["montant"]
    assert (chiffrer.min, chiffrer.max) == (0, 1000)


def test_an_unmet_guard_is_told_with_its_sentence() -> None:
    un = Dossier.neuf(COMPILEE)
    explication = dire(un, "chef", jour=2)
    (envoyer,) = [une for une in explication.impossibles if une.evenement == "envoyer"]
    assert [une.phrase for une in envoyer.conditions] == ["Il faut 2 essais (actuellement aucun)."]


def test_what_belongs_to_others_is_told_with_whom() -> None:
    explication = dire(recu(), "client")
    assert possibles(explication) == ["repondre"]
    assert pourquoi(explication, "expirer") == ["role"]
    assert pourquoi(explication, "noter") == ["role"]
    assert pourquoi(explication, "envoyer") == ["etat", "role"]


def test_the_clock_s_events_are_never_possible_to_people() -> None:
    explication = dire(recu())
    (expirer,) = [une for une in explication.impossibles if une.evenement == "expirer"]
    assert [une.phrase for une in expirer.conditions] == [
        "Seule l’horloge le fait, quand le délai est passé."
    ]


def test_an_event_of_another_state_tells_its_states() -> None:
    assert pourquoi(dire(recu(), "agent"), "essayer") == ["etat"]


def test_an_alternative_that_an_entry_decides_does_not_forbid() -> None:
    texte = """
contexte: {oui_ou_non: {type: booleen, saisi: oui}, autre: {type: booleen, saisi: oui}}
gardes:
  accord: {si: oui_ou_non, sinon: Non.}
  autrement: {si: autre, sinon: Non.}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  decider:
    libelle: Décider
    de: [a]
    par: [agent]
    saisies: {oui_ou_non: facultatif}
    selon: [{si: accord, vers: b}]
  hesiter:
    libelle: Hésiter
    de: [a]
    par: [agent]
    selon: [{si: autrement, vers: b}]
  emettre: {libelle: Émettre, de: [a], vers: b, par: [systeme]}
  tout: {libelle: Tout, de: [a], vers: b, par: [systeme, horloge]}
"""
    un = Dossier.neuf(compiler(texte))
    explication = expliquer(un.compilee, un.snapshot, frozenset(), le(2), TEMPS)
    assert possibles(explication) == []
    explication = expliquer(un.compilee, un.snapshot, None, le(2), TEMPS)
    assert possibles(explication) == ["decider"]
    assert pourquoi(explication, "hesiter") == ["selon"]
    phrases = {une.evenement: une.conditions[0].phrase for une in explication.impossibles}
    assert phrases["emettre"] == "Le système le fait de lui-même, à la suite d’un autre dossier."
    assert phrases["tout"] == "Seuls l’horloge et le système le font."


def test_an_event_without_fields_is_possible_as_it_is() -> None:
    texte = """
contexte: {jours: {type: entier, fait: age, min: 0, max: 400}}
gardes: {tard: {si: jours > 30, sinon: "Encore tôt ({jours} jours)."}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: b, par: [agent], gardes: [tard]}
"""
    un = Dossier.neuf(compiler(texte))
    tot = expliquer(un.compilee, un.snapshot, None, le(2), TEMPS)
    assert tot.impossibles[0].conditions[0].phrase == "Encore tôt (1 jours)."
    tard = expliquer(un.compilee, un.snapshot, None, le(2, mois=3), TEMPS)
    assert possibles(tard) == ["finir"]


def test_a_return_is_possible_to_the_states_that_somebody_may_find_again() -> None:
    def etats(un: Dossier, *roles: str) -> tuple[str, ...]:
        dite = dire(un, *roles)
        (retour,) = [une for une in dite.possibles if une.evenement == "retablir"]
        (etat,) = [une for une in retour.saisies if une.champ == "etat"]
        return tuple(valeur for valeur, _ in etat.valeurs)

    assert pourquoi(dire(Dossier.neuf(COMPILEE)), "retablir") == ["etat"]
    un = recu()
    assert etats(un) == etats(un, "agent") == ("envoye",)  # the chef had sent the letter
    assert pourquoi(dire(un, "chef"), "retablir") == ["role"]  # the agent received it since
    un.faire("retablir", le(10), etat="envoye", motif="x")
    assert etats(un) == etats(un, "chef") == ("ouvert",)
    assert pourquoi(dire(un, "agent"), "retablir") == ["role"]
    (retour,) = [une for une in dire(un).possibles if une.evenement == "retablir"]
    assert retour.par == ("chef",)
