"""Short names of the roles, for pictures and tables."""

from collections.abc import Mapping

ROLES_COURTS: Mapping[str, str] = {
    "facilitateur": "facilitateur·rice",
    "referent": "référent·e",
    "entreprise": "entreprise",
    "responsable": "responsable",
    "comptable": "comptabilité",
    "admin": "administration",
    "prescripteur": "prescripteur·rice",
    "acheteur": "acheteur·euse",
}
"""Role → how a picture names it; another role keeps its own word."""
