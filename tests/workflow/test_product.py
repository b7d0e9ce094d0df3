"""The product of machines at its edges: openings by hand, deadlines that ring, what is refused."""

from __future__ import annotations

from tests.workflow.test_properties import FILLE, MERE, prouver

OUVRABLE = FILLE.replace("ouverture: {", "ouverture: {par: [agent], ")
DITE = 'gardes:\n  dite: {si: "jalon == un", sinon: Non.}\nouverture:'
CLORE = "emet: {evenement: clore, a: filles}"


def test_a_dossier_that_people_open_by_hand_needs_no_parent_to_grow() -> None:
    forme = "machines: [mere, fille], jamais: fille.grandir, sans_avant: [mere.passer]"
    assert prouver(forme, fille=FILLE) == []
    (faute,) = prouver(forme, fille=OUVRABLE)
    assert "mere.ouvrir ; fille.ouvrir ; fille.grandir (neuve → grande)." in faute.message


def test_the_clock_moves_only_where_a_deadline_says_so() -> None:
    forme = "machines: [mere], jamais: fin, sans_avant: [signer]"
    echeance = "terme: {apres: delai, calendrier: bureau, depuis: entree, declenche: expirer}"
    mere = MERE.replace(
        "c: {libelle: C, detenteur: agent, sans_echeance: on attend}",
        f"c: {{libelle: C, detenteur: agent, echeances: {{{echeance}}}}}",
    )
    mere += "  expirer: {libelle: Expirer, de: [b, c], vers: fin, par: [horloge]}\n"
    assert prouver(forme, mere) == []
    (faute,) = prouver(forme, mere.replace("par: [horloge]", "par: [horloge, agent]"))
    assert "mere.expirer (b → fin)" in faute.message


def test_what_a_deadline_emits_counts_as_an_act() -> None:
    forme = "machines: [mere, fille], jamais: fille.clore, sans_avant: [mere.signer]"
    assert prouver(forme) == []
    (faute,) = prouver(forme, MERE.replace("[mail: rappel]", f"[{CLORE}]"))
    assert "mere.revenir (b → a) ; mere.e ; fille.clore (neuve → partie)." in faute.message


def test_a_link_of_one_does_not_open_twice() -> None:
    forme = "machines: [mere, fille], au_plus_un: fille.ouvrir, par: jalon"
    une = MERE.replace('nombre: "0..n", cle: jalon', 'nombre: "0..1"')
    assert prouver(forme, une) == []
    (faute,) = prouver(forme, une.replace('"0..1"', '"0..n"'))
    assert "s’ouvre deux fois" in faute.message


def test_a_branch_is_taken_only_where_its_field_allows_it() -> None:
    mere = MERE.replace(
        "passer: {libelle: Passer, de: [a], vers: b, par: [agent], gardes: [assez]",
        "passer: {libelle: Passer, de: [a], selon: [{si: vu, vers: c}, {si: assez, vers: b}], "
        "par: [agent]",
    ).replace("efface: [vu_le],", "")
    forme = "machines: [mere], jamais: c, sans_avant: [noter_vu]"
    assert prouver(forme, mere) == []
    autre = mere.replace(
        "si: vu, vers: c}, {si: assez, vers: b", "si: assez, vers: c}, {si: vu, vers: b"
    )
    (faute,) = prouver(forme, autre)
    assert "mere.ouvrir ; mere.passer (a → c)." in faute.message


def test_what_a_switch_or_a_guard_refuses_is_not_entailed() -> None:
    forme = "machines: [mere, fille], apres: fille.grandir, toujours_possible: fille.clore"
    etape = "parametres:\n  etape: {type: booleen, defaut: oui, source: s}\ncontexte:"
    assert prouver(forme) == []
    eteinte = FILLE.replace("contexte:", etape).replace(
        "[systeme]", "[systeme], si_parametre: etape"
    )
    (faute,) = prouver(forme, MERE, eteinte)
    assert "plus possible quand etape vaut non" in faute.message
    gardee = FILLE.replace("ouverture:", DITE).replace("[systeme]", "[systeme], gardes: [dite]")
    (faute,) = prouver(forme, MERE, gardee)
    assert faute.message.startswith("La règle. [article 9] « clore » n’est plus possible.")
    assert "mere.finir (c → fin)" in faute.message


def test_what_an_opening_brings_about_counts_as_an_act() -> None:
    ouvre = "{ouvre: {machine: fille, lien: filles, avec: {jalon: deux}}}"
    saluer = "  saluer: {libelle: Saluer, de: [neuve], par: [systeme], gardes: [dite]}\n"
    mere = MERE.replace(
        "etats:\n",
        f"ouverture: {{effets: [{ouvre}, emet: {{evenement: saluer, a: filles}}]}}\netats:\n",
    )
    fille = FILLE.replace("ouverture:", DITE).replace("  clore:", f"{saluer}  clore:")
    forme = "machines: [mere, fille], jamais: fille.saluer, sans_avant: [mere.essayer]"
    (faute,) = prouver(forme, mere, fille)
    assert ": mere.ouvrir ; fille.ouvrir ; fille.saluer." in faute.message
    tient = "machines: [mere, fille], jamais: mere.signer, sans_avant: [mere.passer]"
    assert prouver(tient, mere, fille) == []


def test_a_field_that_another_is_copied_into_is_filled() -> None:
    forme = "machines: [mere], jamais: signer, sans_avant: [noter_vu]"
    assert prouver(forme) == []
    copie = "  copier: {libelle: Copier, de: [b], par: [agent], saisies: {mot: facultatif}, "
    (faute,) = prouver(forme, f"{MERE}{copie}pose: {{vu_le: aujourd_hui}}}}\n")
    assert "mere.passer (a → b) ; mere.copier ; mere.signer (b → c)." in faute.message
    (faute,) = prouver(forme, f"{MERE}{copie}pose: {{clos_le: aujourd_hui, vu_le: clos_le}}}}\n")
    assert "mere.copier" in faute.message
