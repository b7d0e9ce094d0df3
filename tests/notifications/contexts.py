"""Two contexts for every message: one where all is known, one where all that may be absent is."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from jinja2 import nodes

from notifications.catalogue import DESTINATAIRE_INITIAL, ENTREPRISE, FACILITATEUR, MESSAGES
from notifications.checking import arbres
from notifications.context import (
    Contact,
    ContexteCompte,
    ContexteDigest,
    ContexteMessage,
    CorrectionVue,
    CourrielVise,
    Destinataire,
    DonneurOrdre,
    Dossier,
    EcheanceVue,
    Entreprise,
    EvenementVue,
    Facilitateur,
    LigneDigest,
    Marche,
    ProcedureArretee,
    ReglageVue,
    Structure,
    StructureInsertion,
)
from notifications.rendering import FICHIERS, rendeur_de_la_maison

MAINTENANT = datetime(2026, 11, 3, 14, 0, tzinfo=ZoneInfo("Europe/Paris"))
STRUCTURE = Structure(
    nom="Maison de l’insertion des Trois-Vallées",
    adresse="8 rue du Bac\n69000 Valbrenne",
    telephone="04 00 00 00 10",
    courriel="clauses@trois-vallees.test",
)
FACILITATRICE = Facilitateur(
    nom="Camille Daubrac",
    courriel="c.daubrac@trois-vallees.test",
    telephone="04 00 00 00 12",
    fonction="facilitatrice",
)
DOSSIER = Dossier(
    numero="REL-2026-00042",
    sujet="Maçonnerie Talancieux, École Jean-Zay",
    libelle_etat="Alerte transmise",
    machine="relation_entreprise",
)
DONNEES = {
    "close_en": "courrier_propose",
    "courrier_envoye_le": date(2026, 10, 15),
    "courrier_recu_le": date(2026, 10, 17),
    "courrier_presente_le": None,
    "numero": "1A 123 456 7890 1",
    "preuve": "avis de réception 1A 123 456 7890 1",
    "piece": "refus.pdf (sha256:1f2e, 1f2e3d4c5b6a)",
    "recue_le": date(2026, 11, 4),
    "date_notification": date(2026, 10, 30),
    "refus_ecrit_le": date(2026, 10, 29),
    "date_effet": date(2026, 10, 29),
    "avenant_le": date(2026, 10, 28),
    "decision_heures": "revoir",
    "invitation_recue_le": date(2026, 10, 28),
    "preuve_invitation": "Avis de réception 2026-118",
    "montant": Decimal(38600),
    "date_reunion": date(2026, 11, 18),
    "lieu_reunion": "salle des mariages",
    "tenue_le": date(2026, 11, 2),
    "fin_le": date(2027, 5, 31),
    "objet_avenant": "prolongation de la convention",
    "denonciation_recue_le": date(2026, 10, 30),
    "nouvelle_convention": "VALBRENNE-2027",
    "suite_prevue": None,
    "demande": "les heures réalisées à ce jour",
    "envoye_le": date(2026, 10, 12),
    "engagement": "E-2026-17",
    "jalon": "calibrage",
    "numero_facture": "MMIE-2026-00042",
    "mise_a_disposition_le": date(2026, 10, 2),
    "jusqu_au": date(2026, 12, 1),
    "poste": "Coffrage et maçonnerie",
    "date_embauche": date(2026, 11, 9),
    "date_sortie": date(2027, 5, 7),
    "demandee_le": date(2026, 10, 5),
    "nombre_de_postes": 2,
    "description": "Deux postes à mi-temps, sans permis, prise de poste en décembre.",
    "publics": "Jeunes suivis par la Mission locale",
    "date_action": date(2026, 11, 24),
    "lieu": "Salle du conseil, Valbrenne",
    "places": 15,
    "intitule": "Trois visites de chantier pour la Mission locale",
    "attendu_le": date(2026, 10, 30),
    "realise_le": date(2026, 10, 20),
    "justificatif_attendu": "feuilles d’émargement",
}
DITES = {**DONNEES, "date_action": date(2026, 10, 12), "date_reunion": date(2026, 10, 13)}
PERSONNELLES = {
    "poste": "Coffrage et maçonnerie",
    "nom": "Zébulon",
    "prenom": "Aldegonde",
    "retour": "Les horaires ne conviennent pas.",
    "axes_de_progres": "Lecture de plans, autonomie.",
    "freins": "Mobilité.",
}
_PERSONNES = {
    FACILITATEUR: Destinataire(nom="Camille Daubrac", role=FACILITATEUR),
    ENTREPRISE: Destinataire(nom="Hugo Talancieux", role=ENTREPRISE),
}


def destinataire(message: str) -> Destinataire:
    audience = MESSAGES[message].audience
    role = "referent" if audience == DESTINATAIRE_INITIAL else audience
    return _PERSONNES.get(role, Destinataire(nom="Nadia Orsel", role=role))


def contexte_plein(message: str) -> ContexteMessage:
    return ContexteMessage(
        dossier=DOSSIER,
        donneur_ordre=DonneurOrdre(nom="Ville de Valbrenne"),
        structure=STRUCTURE,
        facilitateur=FACILITATRICE,
        destinataire=destinataire(message),
        evenement=EvenementVue(libelle="Refus écrit de l’entreprise", at=MAINTENANT),
        maintenant=MAINTENANT,
        entreprise=Entreprise(
            nom="Maçonnerie Talancieux",
            siret="12345678200010",
            adresse="14 chemin des Carriers\n69000 Valbrenne",
        ),
        marche=Marche(
            numero="2026-TRX-009",
            objet="École Jean-Zay, lot 2 gros œuvre",
            acheteur="Ville de Valbrenne",
            notifie_le=date(2026, 3, 2),
            heures_prevues=Decimal(833),
            heures_realisees=Decimal(210),
            disposition="clause_execution",
        ),
        donnees=DONNEES,
        dites=DITES,
        personnelles=PERSONNELLES,
        faits={
            "contacts_non_aboutis": 3,
            "dont_ecrits": 1,
            "fin_des_observations": date(2026, 11, 2),
            "fin_delai_de_l_alerte": date(2026, 11, 2),
            "alerte_fondee": True,
            "montant_du_jalon": Decimal("1250.51"),
            "fin_d_eligibilite": date(2028, 11, 8),
        },
        parametres={
            "delai_courrier": "15 j",
            "depart_delai": "courrier_recu_le",
            "point_apres_sortie": "3 mois",
            "dernier_point_apres_sortie": "6 mois",
        },
        echeance=EcheanceVue(
            dernier_jour=date(2026, 11, 10),
            calcul=("5 jours ouvrés à compter du 03/11/2026 : mardi 10/11/2026",),
        ),
        echeance_passee=EcheanceVue(
            dernier_jour=date(2026, 11, 2),
            calcul=(
                "15 jours calendaires à compter du 17/10/2026 : dimanche 01/11/2026",
                "01/11 férié, reporté au lundi 02/11/2026",
            ),
        ),
        motif="L’interlocuteur insertion a quitté l’entreprise en septembre.",
        contacts=(
            Contact(le=date(2026, 9, 18), moyen="téléphone"),
            Contact(le=date(2026, 9, 29), moyen="téléphone"),
            Contact(le=date(2026, 10, 6), moyen="courriel", ecrit=True),
        ),
        procedures=(
            ProcedureArretee(
                entreprise="Maçonnerie Talancieux", libelle_etat="Courrier proposé, accord attendu"
            ),
            ProcedureArretee(
                entreprise="Menuiserie des Écluses",
                libelle_etat="Observations de l’entreprise",
                decision_de_la_ville=True,
            ),
        ),
        structures_insertion=(
            StructureInsertion(nom="Côtière Avenir", type="ACI", commune="Saint-Maurice"),
            StructureInsertion(nom="GEIQ BTP des Vallées", type="GEIQ"),
        ),
        courriel_vise=CourrielVise(
            sujet="Alerte : défaillance à notifier", envoye_le=date(2026, 11, 3)
        ),
        correction=CorrectionVue(
            champ="Terme de la convention",
            avant="vendredi 31 décembre 2027",
            apres="vendredi 30 juin 2028",
        ),
        procedure=(
            ReglageVue(
                machine="Relation avec l’entreprise",
                libelle="délai du courrier",
                valeur="21 jours",
                usage="15 jours",
                source="convention, annexe 2/A",
                propose=True,
            ),
            ReglageVue(
                machine="Marché",
                libelle="la facilitation est conviée à l’analyse des offres",
                valeur="oui",
                usage="oui",
                source="convention, article 4",
                etapes=("« Participer à l’analyse des offres » a lieu",),
            ),
        ),
    )


def contexte_vide(message: str) -> ContexteMessage:
    """The least that the contract grants: declared variables are there, and None."""
    lues = {table: dict.fromkeys(noms) for table, noms in variables_lues(message).items()}
    return ContexteMessage(
        dossier=DOSSIER,
        donneur_ordre=DonneurOrdre(nom="Ville de Valbrenne"),
        structure=Structure(nom=STRUCTURE.nom),
        facilitateur=Facilitateur(nom=FACILITATRICE.nom),
        destinataire=destinataire(message),
        evenement=EvenementVue(libelle="Refus écrit de l’entreprise", at=MAINTENANT),
        maintenant=MAINTENANT,
        donnees=lues["donnees"],
        dites=lues["dites"],
        personnelles=lues["personnelles"],
        faits=lues["faits"],
        parametres=lues["parametres"],
    )


def digest_plein() -> ContexteDigest:
    return ContexteDigest(
        structure=STRUCTURE,
        facilitateur=FACILITATRICE,
        maintenant=MAINTENANT,
        en_retard=(
            LigneDigest(
                texte="Vérifier le plan de rattrapage : Netalys Propreté",
                quand="depuis hier",
                numero="REL-2026-00017",
            ),
        ),
        aujourd_hui=(
            LigneDigest(
                texte="Le délai de réponse s’achève bientôt : Maçonnerie Talancieux",
                quand="avant ce soir",
                numero="REL-2026-00042",
            ),
            LigneDigest(texte="Produire le bilan final : Crèche des Lilas"),
        ),
        cette_semaine=(LigneDigest(texte="Prendre contact : Sols et Murs", quand="jeudi"),),
        sans_echeance=(
            LigneDigest(
                texte="Demander le relevé d’heures — Menuiserie Aubrac",
                quand="depuis 14 jours",
                numero="REL-2025-00018",
            ),
        ),
        recu_depuis_hier=(LigneDigest(texte="Courrier accepté : Électricité du Val"),),
    )


def digest_vide() -> ContexteDigest:
    return ContexteDigest(
        structure=Structure(nom=STRUCTURE.nom),
        facilitateur=Facilitateur(nom=FACILITATRICE.nom),
        maintenant=MAINTENANT,
    )


def compte_plein() -> ContexteCompte:
    return ContexteCompte(
        structure=STRUCTURE,
        nom=FACILITATRICE.nom,
        login="camille",
        lien="https://jalon.test/mot-de-passe/x",
        validite="72 heures",
        par="Sofia Amrani",
    )


def compte_vide() -> ContexteCompte:
    return dataclasses.replace(compte_plein(), par="L’équipe")


TABLES = ("donnees", "dites", "personnelles", "faits", "parametres")
"""Open parts of the context: what they hold depends on the machine."""


def variables_lues(message: str) -> dict[str, frozenset[str]]:
    """Names that a message reads in the open parts of its context, macros included."""
    lues: dict[str, set[str]] = {table: set() for table in TABLES}
    for fichier in FICHIERS:
        for racine in arbres(rendeur_de_la_maison(), f"{message}/{fichier}"):
            for noeud in racine.find_all(nodes.Getattr):
                if isinstance(noeud.node, nodes.Name) and noeud.node.name in lues:
                    lues[noeud.node.name].add(noeud.attr)
    return {table: frozenset(noms) for table, noms in lues.items()}
