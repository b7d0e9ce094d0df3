"""What the framework's description leaves out: the machines there are, what a body refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litestar.openapi.spec import OpenAPI, OpenAPIType, Parameter, Schema

STRICTS = ("Evenement", "Fichier")
"""Bodies that refuse a field they do not have."""


def preciser(description: OpenAPI, machines: Iterable[str]) -> None:
    """Say it in the description, in place."""
    connues = sorted(machines)
    for parametre in _parametres(description):
        schema = parametre.schema
        if not isinstance(schema, Schema):
            continue
        if schema.one_of:  # nothing of an address is null
            (seule,) = (un for un in schema.one_of if isinstance(un, Schema) and not _est_vide(un))
            schema.type, schema.format, schema.one_of = seule.type, seule.format, None
        if parametre.param_in == "header":  # its absence has an answer of its own: 428, 400
            parametre.required = True
        if parametre.name == "machine":
            schema.enum, schema.pattern = connues, None
    for nom, schema in description.components.schemas.items():
        if nom in STRICTS:
            schema.additional_properties = False


def _parametres(description: OpenAPI) -> Iterator[Parameter]:
    for chemin in (description.paths or {}).values():
        for operation in (chemin.get, chemin.post):
            trouves = (operation.parameters if operation else None) or ()
            yield from (un for un in trouves if isinstance(un, Parameter))


def _est_vide(schema: Schema) -> bool:
    return schema.type == OpenAPIType.NULL
