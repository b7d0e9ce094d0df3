"""Settings of one installation: config.yaml, then ``JALON_*``; every fault named and mended."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from jalon.errors import ReglageInvalide
from states.calendars import zones
from workflow.strict_yaml import lire

FICHIER = "config.yaml"
_REMEDES: Mapping[str, str] = {
    "extra_forbidden": "Retirez cette clé, ou corrigez son nom.",
    "missing": "Ajoutez cette clé.",
    "literal_error": "Choisissez une des valeurs admises.",
}
_ATTENDUS: Mapping[str, str] = {
    "literal_error": "{expected}",
    "greater_than_equal": "{ge} au moins",
    "less_than_equal": "{le} au plus",
    "int_parsing": "un nombre entier",
    "int_type": "un nombre entier",
}
"""What a value should have been, by the kind of pydantic's fault and with what it says of it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Base(_Strict):
    """The database; ``mode`` ``full`` survives a power cut, ``normal`` a crash only."""

    url: str = "sqlite:///jalon.db"
    mode: Literal["full", "normal"] = "full"


class Courriel(_Strict):
    """Outgoing mail; ``capture`` writes it into a folder instead of sending it.

    ``delai_max_s``: how long the server may take to be given one mail. With the answer to its final
    dot it stays within the lease of a mail (``services/mail/leasing.py``).
    """

    mode: Literal["capture", "smtp"] = "capture"
    boite: Path = Path("courriels")
    hote: str = "localhost"
    port: int = Field(default=25, ge=1, le=65535)
    chiffrement: Literal["aucun", "starttls", "tls"] = "aucun"
    identifiant: str | None = None
    mot_de_passe: SecretStr | None = None
    verifier_certificat: bool = True
    autorite: Path | None = None
    expediteur: str | None = None
    rediriger_vers: str | None = None
    heures_de_bureau: bool = True
    delai_max_s: int = Field(default=300, ge=10, le=600)
    gabarits: Path | None = None


class Bureau(_Strict):
    """Office of the structure: holiday zone, hours, closing days (dates or ``from..to``).

    ``candidats_lus_par`` says who of the team knows the candidates: each those of their own
    marchés (domain.md §13), or a team small enough to share them, all.
    """

    zone: str = "metropole"
    ouverture: time = time(9)
    fermeture: time = time(17)
    heure_de_declenchement: time = time(14)
    jours_de_fermeture: tuple[str, ...] = ()
    candidats_lus_par: Literal["marches_suivis", "equipe"] = "marches_suivis"

    @field_validator("zone")
    @classmethod
    def _zone_connue(cls, valeur: str) -> str:
        if valeur not in zones():
            raise ValueError(f"zone inconnue « {valeur} » ; zones : {', '.join(sorted(zones()))}")
        return valeur

    @field_validator("jours_de_fermeture")
    @classmethod
    def _jours(cls, valeurs: tuple[str, ...]) -> tuple[str, ...]:
        for une in valeurs:
            for borne in une.split(".."):
                date.fromisoformat(borne)
        return valeurs


class Horloge(_Strict):
    """Pace of the clock, in seconds; beyond ``retard_de_panne_h`` hours a timer was missed."""

    tick_s: int = Field(default=20, ge=1, le=3600)
    livraison_s: int = Field(default=5, ge=1, le=3600)
    retard_de_panne_h: int = Field(default=24, ge=1, le=8760)


class Secret(_Strict):
    """What seals the secrets that the database keeps; never written in config.yaml.

    ``cle`` comes from the environment (``JALON_SECRET_CLE``), several separated by spaces while one
    takes the place of another; without it, the file that ``jalon init`` writes.
    """

    cle: SecretStr | None = None
    fichier: Path = Path("jalon.secret")


class Web(_Strict):
    """The pages: where people reach them, where the program listens, whose word on them it takes.

    ``adresse`` stands in the links of mails; ``mandataires`` are the reverse proxies (addresses)
    that may say for whom they ask; ``second_facteur`` says who enters by a code too, outside
    demonstration and test.
    """

    adresse: str | None = None
    hote: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    mandataires: tuple[str, ...] = ("127.0.0.1", "::1")
    second_facteur: Literal["admin", "equipe", "tous"] = "admin"

    @field_validator("adresse")
    @classmethod
    def _adresse(cls, valeur: str | None) -> str | None:
        if valeur is None:
            return None
        lue = urlsplit(valeur.rstrip("/"))
        if lue.scheme not in {"http", "https"} or not lue.hostname or lue.path or lue.query:
            raise ValueError("une adresse comme https://jalon.exemple.fr est attendue, sans chemin")
        return valeur.rstrip("/")


class Mentions(_Strict):
    """Who publishes the pages, who hosts them, whom to write to about personal data (RGPD)."""

    editeur: str = ""
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    publication: str = ""
    """Who directs the publication."""
    hebergeur: str = ""
    donnees: str = ""
    """Address of the data protection officer."""


class Territoire(_Strict):
    """Départements whose SIAE and GEIQ are listed to companies (annexe 1/B)."""

    departements: tuple[str, ...] = ("69",)


class Reglages(BaseSettings):
    """Everything an installation may set."""

    model_config = SettingsConfigDict(
        env_prefix="JALON_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    environnement: Literal["production", "recette", "demo", "test"] = "demo"
    database: Base = Base()
    courriel: Courriel = Courriel()
    bureau: Bureau = Bureau()
    horloge: Horloge = Horloge()
    territoire: Territoire = Territoire()
    web: Web = Web()
    secret: Secret = Secret()
    mentions: Mentions = Mentions()
    parametres: Mapping[str, Mapping[str, str | int | bool]] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def chemin_config(option: Path | None) -> Path | None:
    """The file in force: ``--config``, else ``JALON_CONFIG``, else ``./config.yaml`` if there.

    Raises:
        ReglageInvalide: a file was named and is not there.
    """
    nomme = option or (Path(os.environ["JALON_CONFIG"]) if os.environ.get("JALON_CONFIG") else None)
    if nomme is not None:
        if not nomme.is_file():
            raise ReglageInvalide(
                "config",
                f"Le fichier de réglages « {nomme} » n’existe pas.",
                "Corrigez --config ou JALON_CONFIG, ou lancez « jalon init ».",
            )
        return nomme
    return Path(FICHIER) if Path(FICHIER).is_file() else None


def lire_reglages(option: Path | None = None) -> Reglages:
    """Read the settings.

    Raises:
        ReglageInvalide: names the key, its file and line, and the mend.
    """
    chemin = chemin_config(option)
    contenu: Any = {}
    if chemin is not None:
        document = lire(chemin.read_text(encoding="utf-8"), str(chemin))
        if document.fautes:
            raise ReglageInvalide(
                str(chemin), " ".join(str(une) for une in document.fautes), "Corrigez ce fichier."
            )
        contenu = document.valeur
    if not isinstance(contenu, dict):
        raise ReglageInvalide(str(chemin), "Le fichier doit contenir des clés.", "Corrigez-le.")
    try:
        return Reglages(**contenu)
    except ValidationError as erreur:
        raise _traduire(erreur, chemin) from erreur


def _traduire(erreur: ValidationError, chemin: Path | None) -> ReglageInvalide:
    premiere = erreur.errors()[0]
    champ = ".".join(str(un) for un in premiere["loc"])
    valeur = premiere.get("input")
    ou = f" (dans {chemin} ou JALON_{champ.upper().replace('.', '_')})"
    message = {
        "extra_forbidden": f"« {champ} » n’est pas un réglage connu",
        "missing": f"« {champ} » manque",
    }.get(premiere["type"], f"« {champ} » : la valeur « {valeur} » ne convient pas")
    if attendu := _ATTENDUS.get(premiere["type"]):
        dit = attendu.format_map(premiere.get("ctx", {})).replace(" or ", " ou ")
        message = f"« {champ} » vaut « {valeur} », attendu {dit}"
    if premiere["type"] == "value_error":
        message = f"« {champ} » : {premiere['ctx']['error']}"
    remede = _REMEDES.get(premiere["type"], "Corrigez cette valeur.")
    return ReglageInvalide(champ, f"{message}{ou}.", remede)
