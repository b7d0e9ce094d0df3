"""What a candidacy still works with goes once it has ended, or when whoever asks insists."""

from __future__ import annotations

import pytest

from services.clock.recalculating import recalculer
from services.errors import Interdit
from services.evidence.erasing import effacer_personnelle
from services.reading.looking_dossier import dossier
from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.services.test_candidatures import CAN, proposer, valider


def refuser(p: Portefeuille, *champs: str) -> Interdit:
    with pytest.raises(Interdit) as refus:
        effacer_personnelle(p.bureau, CAN, champs)
    return refus.value


def test_what_it_works_with_is_not_erased_while_it_goes_on(portefeuille: Portefeuille) -> None:
    p = portefeuille
    proposer(p)
    p.fire(CAN, "noter", texte="vue ce matin")
    refus = refuser(p)
    assert clair(refus.message) == (
        "CAN-2025-00001 est en cours (« Proposée, pièces à demander ») et continuerait sans ce "
        "qui serait perdu pour toujours : « Poste », « Nom », « Prénom », « Né·e le »."
    )
    assert "--en-cours" in refus.remede
    assert clair(refuser(p, "nom", "texte").message).endswith(": « Nom ».")
    assert dossier(p.bureau, CAN)["personnelles"]["nom"] == "Zébulon"
    assert effacer_personnelle(p.bureau, CAN, ["texte"])["effacees"] == 1


def test_once_ended_it_is_erased_without_a_word(portefeuille: Portefeuille) -> None:
    p = portefeuille
    proposer(p)
    p.fire(CAN, "abandonner", motif="la personne ne veut plus")
    assert effacer_personnelle(p.bureau, CAN)["effacees"] == 5
    assert "Zébulon" not in str(dossier(p.bureau, CAN))


@pytest.mark.parametrize("champs", [[], ["categorie"], ["naissance"]])
def test_what_counted_from_it_stays_as_it_was_armed(
    portefeuille: Portefeuille, champs: list[str]
) -> None:
    """No setting has changed: nothing is there to be computed again."""
    p = portefeuille
    proposer(p)
    valider(p)
    avant = dossier(p.bureau, CAN)["echeances"]
    assert {"validite_proche", "fin_de_validite"} <= {une["nom"] for une in avant}
    effacer_personnelle(p.bureau, CAN, champs, en_cours=True)
    assert dossier(p.bureau, CAN)["echeances"] == avant
    assert recalculer(p.bureau) == []
