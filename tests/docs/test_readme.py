"""« A minute of Jalon » of the README is what the program prints today, line for line."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jalon.ligne import Ligne
from tests.plain_text import clair

RACINE = Path(__file__).parents[2]
PUBLIEES = "decp_travaux_2024S2_lyon_ain_isere_loire.csv"
REL = "REL-2025-00001"
CONVENTION = """
reference: OULLINS-2022
structure: {siret: "13000354400033", nom: Maison de l’emploi, courriel: clauses@mmie.example}
donneur_ordre: {nom: Ville d’Oullins-Pierre-Bénite, siret: "20010274700017"}
effet_le: 2022-07-25
duree: 4 ans
"""
AVANT = """
init
convention ajouter convention.yaml
compte ajouter camille --nom 'Camille Daubrac' --role facilitateur --courriel camille@mmie.example
compte ajouter nadia --nom 'Nadia Orsel' --role referent --courriel nadia@v.example \
 --donneur-ordre 20010274700017
referent designer --donneur-ordre 20010274700017 --nom 'Nadia Orsel' --courriel nadia@v.example
"""
"""What the README leaves out: the accounts."""
SUIVI = """
suivre 2024T2412SAN --convention OULLINS-2022 --facilitateur camille
"""
CONTACT = (
    f"fire {REL} consigner_contact --by camille --set date=2025-04-11 --set moyen={{}}"
    " --set sens=sortant --set resultat=pas_de_reponse"
)


def minute() -> list[tuple[str, str, list[list[str]]]]:
    """Each command shown: its ``JALON_NOW`` if any, its words, the runs of lines that are shown."""
    texte = (RACINE / "README.md").read_text(encoding="utf-8")
    bloc = texte.split("```console\n", 1)[1].split("```", 1)[0].replace("\\\n", " ")
    montrees = []
    for une in re.split(r"^\$ ", bloc, flags=re.MULTILINE)[1:]:
        tete, _, sortie = une.partition("\n")
        instant = re.match(r"JALON_NOW=(\S+) ", tete)
        mots = tete.split("  #")[0].split("jalon ", 1)[1]
        suites = [suite.strip("\n").split("\n") for suite in sortie.split("[…]")]
        montrees.append((instant[1] if instant else "", mots, [un for un in suites if un != [""]]))
    return montrees


@pytest.fixture
def jalon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ligne:
    monkeypatch.chdir(tmp_path)
    shutil.copy(RACINE / "tests/data" / PUBLIEES, tmp_path)
    Path("convention.yaml").write_text(CONVENTION, encoding="utf-8")
    return Ligne(tmp_path, f"sqlite:///{tmp_path / 'jalon.db'}", "2025-04-11T09:00+02:00")


def en_silence(jalon: Ligne, commandes: str, le: str = "") -> None:
    """What the story needs and the README leaves out."""
    jalon.maintenant = le or jalon.maintenant
    for une in commandes.strip().split("\n"):
        jalon.json(*shlex.split(une))


def test_the_minute_is_what_is_printed(jalon: Ligne) -> None:
    montrees: Iterator[tuple[str, str, list[list[str]]]] = iter(minute())

    def montrer() -> None:
        instant, mots, suites = next(montrees)
        jalon.maintenant = instant or jalon.maintenant
        dit = jalon.dire(*shlex.split(mots))
        imprimees = [une.rstrip() for une in clair(dit.stdout + dit.stderr).split("\n")]
        for suite in suites:
            assert clair("\n".join(suite)) in "\n".join(imprimees)

    en_silence(jalon, AVANT)
    montrer()  # import
    en_silence(jalon, SUIVI)
    en_silence(jalon, CONTACT.format("telephone"))
    en_silence(jalon, f"fire {REL} signaler_difficulte --by camille --set 'motif=Aucune réponse.'")
    montrer()  # refused
    en_silence(jalon, CONTACT.format("courriel"))
    montrer()  # proposed
    en_silence(jalon, "deliver")
    en_silence(jalon, f"fire {REL} accepter_courrier --by nadia")
    en_silence(
        jalon,
        f"fire {REL} envoyer_courrier --by camille --set courrier_envoye_le=2025-04-14"
        " --set mode_envoi=lrar --set 'numero=1A 234 567 8901 2'",
        "2025-04-14T10:00+02:00",
    )
    jalon.maintenant = "2025-04-17T09:00+02:00"
    montrer()  # received
    montrer()  # the morning after
    montrer()  # the alert
    en_silence(
        jalon,
        f"fire {REL} notifier_defaillance --by nadia --set date_notification=2025-05-05\ndeliver",
        "2025-05-05T15:00+02:00",
    )
    montrer()  # mails
    montrer()  # verify
    assert next(montrees, None) is None
