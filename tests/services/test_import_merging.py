"""What a file says over what is known: pure, stable, nothing erased."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.importing.grouping import reunir
from services.importing.merging import differences, fusionner, periodes
from services.importing.records import (
    JSON_2022,
    TABULAIRE,
    MarcheLu,
    ModificationLue,
    TitulaireLu,
)
from tests.services.register_samples import OULLINS

JOURS = st.integers(0, 4).map(lambda rang: date(2024, 1, 1) + timedelta(days=rang))
TITULAIRES = st.lists(
    st.sampled_from("ABC").map(lambda nom: TitulaireLu("SIRET", nom)), min_size=1, unique=True
).map(tuple)
MONTANTS = st.none() | st.sampled_from([Decimal(1), Decimal(2), Decimal(3)])
MODIFICATIONS = st.lists(
    st.builds(
        ModificationLue,
        identifiant=st.sampled_from("123"),
        notifiee_le=st.none() | JOURS,
        montant=MONTANTS,
        duree_mois=st.none() | st.integers(1, 2),
        titulaires=st.none() | TITULAIRES,
    ),
    unique_by=lambda une: une.identifiant,
    max_size=3,
).map(tuple)


def marches(source: str) -> st.SearchStrategy[MarcheLu]:
    return st.builds(
        MarcheLu,
        acheteur=st.just(OULLINS),
        identifiant=st.just("M"),
        date_notification=JOURS,
        titulaires=TITULAIRES,
        source=st.just(source),
        montant=MONTANTS,
        objet=st.none() | st.sampled_from("xy"),
        modifications=MODIFICATIONS if source == JSON_2022 else st.just(()),
    )


LUS = st.one_of(
    marches(JSON_2022),
    st.lists(marches(TABULAIRE), min_size=1, max_size=4).map(lambda rangees: reunir(rangees)[0]),
)


@given(connu=LUS, lu=LUS)
def test_twice_changes_nothing(connu: MarcheLu, lu: MarcheLu) -> None:
    une = fusionner(connu, lu)
    assert fusionner(une, lu) == une


@given(connu=LUS)
def test_what_is_known_changes_nothing(connu: MarcheLu) -> None:
    relu = fusionner(connu, connu)
    assert differences(connu, relu) == {}
    assert set(periodes(relu)) == set(periodes(connu))


@given(connu=LUS, lu=LUS)
def test_silence_erases_nothing(connu: MarcheLu, lu: MarcheLu) -> None:
    voulu = fusionner(connu, lu)
    assert voulu.objet is not None or (connu.objet is None and lu.objet is None)
    assert {une.identifiant for une in voulu.modifications if not une.tabulaire} == {
        une.identifiant for un in (connu, lu) for une in un.modifications if not une.tabulaire
    }


@given(rangees=st.lists(marches(TABULAIRE), min_size=1, max_size=5))
def test_the_order_of_rows_does_not_matter(rangees: list[MarcheLu]) -> None:
    # descriptive fields come from the first row of a day that has them: only those may differ
    un, _ = reunir(rangees)
    autre, _ = reunir(rangees[::-1])
    assert (un.date_notification, un.montant) == (autre.date_notification, autre.montant)
    assert set(un.titulaires) == set(autre.titulaires)
    assert [une.notifiee_le for une in un.modifications] == [
        une.notifiee_le for une in autre.modifications
    ]


@given(rangees=st.lists(marches(TABULAIRE), min_size=1, max_size=5))
def test_a_tabular_file_never_closes_a_holder(rangees: list[MarcheLu]) -> None:
    tenues = periodes(reunir(rangees)[0])
    assert set(tenues) == {un for une in rangees for un in une.titulaires}
    assert {periode.au for periode in tenues.values()} == {None}


def test_a_numbered_modification_replaces_the_holders() -> None:
    a, b = TitulaireLu("SIRET", "A"), TitulaireLu("SIRET", "B")
    marche = MarcheLu(
        acheteur=OULLINS,
        identifiant="M",
        date_notification=date(2024, 1, 10),
        titulaires=(a,),
        source=JSON_2022,
        modifications=(
            ModificationLue(identifiant="1", notifiee_le=date(2024, 3, 1), titulaires=(b,)),
        ),
    )
    tenues = periodes(marche)
    assert (tenues[a].au, tenues[b].du, tenues[b].au) == (date(2024, 2, 29), date(2024, 3, 1), None)
