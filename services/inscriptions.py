"""The visible table of what an act may write in the register (``inscrit``), beside its journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services import attachments, procedures, purchases
from services.act import Acte, Chantier
from services.register import joined_marches, named_contacts

INSCRIPTIONS: Mapping[str, Callable[[Chantier, Acte], None]] = {
    "procedure_proposee": procedures.exiger_applicable,
    "procedure_acceptee": procedures.accepter,
    "procedure_modifiee": procedures.modifier,
    "terme_de_la_convention": procedures.fixer_les_dates,
    "convention_retablie": procedures.retablir_les_dates,
    "convention_corrigee": procedures.corriger_la_convention,
    "nouvelle_convention": attachments.exiger_la_convention,
    "changement_de_convention": attachments.changer_de_convention,
    "achats": purchases.programmer,
    "operation": attachments.creer_operation,
    "operation_du_marche": attachments.rattacher_a_l_operation,
    "registre_du_marche": attachments.rattacher_au_registre,
    "marche_associe": joined_marches.exiger_le_marche,
    "mandataire": attachments.designer_mandataire,
    "titulaire_du_lot": attachments.exiger_le_titulaire,
    "interlocuteur": named_contacts.inscrire,
}
"""Name that ``inscrit`` uses → what it does, inside the transaction of the act."""
