"""The story: two winter months of a portfolio, so that each state of a relation is there to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jalon.demo.acts import Acte, Geste, Ouvre, Prise, Relation
from jalon.demo.partnership import partenariat
from jalon.demo.people import BRUNO, CAMILLE, IDRIS, INES, NADIA

SUIVIS = (
    Prise("01-06", "2024T2412SAN", "OULLINS-2022", CAMILLE),
    Prise("01-06", "20240", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-06", "2024023", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-06", "2024018", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-06", "20240022", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-06", "2024022", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-07", "2024017", "SAINTE-FOY-2024", CAMILLE),
    Prise("01-06", "202323_006M06", "ECULLY-2023", IDRIS),
    Prise("01-06", "202423_013M09", "ECULLY-2023", IDRIS),
    Prise("01-07", "202323_006M04", "ECULLY-2023", IDRIS),
    Prise("01-07", "202323_006M08", "ECULLY-2023", IDRIS),
    Prise("01-07", "202323_006M09", "ECULLY-2023", IDRIS),
    Prise("01-07", "202323_004M08", "ECULLY-2023", IDRIS),
    Prise("01-07", "202423_013M08", "ECULLY-2023", IDRIS),
    Prise("02-24", "202323_006M05", "ECULLY-2023", IDRIS),
)
"""What is followed, from which day."""


@dataclass(frozen=True)
class Marche:
    """The acts on a marché itself."""

    numero: str
    par: str

    def __call__(self, jour: str, evenement: str, **saisies: str) -> Geste:
        """One act."""
        return Geste(
            jour=jour, marche=self.numero, evenement=evenement, par=self.par, saisies=saisies
        )

    def suivre(self, pieces: str, lancement: str, heures: str) -> Iterator[Geste]:
        """Pièces received, launched, followed with an objective."""
        yield self(pieces, "recevoir_pieces", pieces_recues_le=f"2025-{pieces}")
        yield self(lancement, "lancer", date_lancement=f"2025-{lancement}")
        yield self(lancement, "demarrer_suivi", objectif_heures=heures, fin_prevue_le="2025-12-19")


def histoire() -> list[Prise | Geste | Ouvre | Acte]:
    """Every act, in order of days; those of a day in the order in which they are told."""
    actes: list[Prise | Geste | Ouvre | Acte] = [
        *SUIVIS,
        *_marches(),
        *_sans_histoire(),
        *_courriers(),
        *_alertes(),
        *_suites(),
        *partenariat(),
    ]
    return sorted(actes, key=lambda un: un.le)


def _marches() -> Iterator[Geste]:
    yield from Marche("2024T2412SAN", CAMILLE).suivre("01-08", "01-15", "140")
    yield from Marche("20240", CAMILLE).suivre("01-06", "01-06", "833")
    yield from Marche("2024023", CAMILLE).suivre("01-06", "01-06", "420")
    yield from Marche("202323_006M06", IDRIS).suivre("01-09", "01-16", "210")
    yield from Marche("202423_013M09", IDRIS).suivre("01-09", "01-10", "105")
    yield from Marche("202323_006M08", IDRIS).suivre("01-14", "01-23", "245")
    yield from Marche("202323_006M09", IDRIS).suivre("01-14", "01-24", "385")
    yield from Marche("202323_004M08", IDRIS).suivre("01-14", "01-24", "70")
    yield Marche("202323_006M04", IDRIS)("01-17", "recevoir_pieces", pieces_recues_le="2025-01-17")
    yield Marche("202323_006M04", IDRIS)("01-20", "lancer", date_lancement="2025-01-20")
    yield Marche("202423_013M08", IDRIS)("01-28", "lancer", date_lancement="2025-01-28")
    yield Marche("202323_006M06", IDRIS)(
        "02-25", "comptabiliser_heures", heures_comptabilisees="63"
    )
    facade = Marche("2024018", CAMILLE)
    yield from facade.suivre("01-08", "01-09", "70")
    yield facade("02-18", "comptabiliser_heures", heures_comptabilisees="70")
    yield facade("02-18", "atteindre_objectif")
    menuiserie = Marche("20240022", CAMILLE)
    yield from menuiserie.suivre("01-07", "01-07", "35")
    yield menuiserie("02-10", "comptabiliser_heures", heures_comptabilisees="37.50")
    yield menuiserie("02-14", "livrer_bilan_final", bilan_livre_le="2025-02-14")
    yield menuiserie("02-21", "clore", motif="Travaux reçus, bilan remis.")
    ascenseur = Marche("2024017", CAMILLE)
    yield from ascenseur.suivre("01-09", "01-21", "105")
    yield ascenseur(
        "02-13",
        "suspendre",
        motif="Ordre de service : fouilles imprévues.",
        date_effet="2025-02-13",
    )
    vitraux = Marche("2024022", CAMILLE)
    yield from vitraux.suivre("01-08", "01-13", "70")
    yield vitraux(
        "02-19",
        "resilier",
        motif="Résiliation pour motif d’intérêt général.",
        date_effet="2025-02-19",
    )


def _sans_histoire() -> Iterator[Geste]:
    """Relations that go well, or end well."""
    bien = (
        ("2024018", "80430585200019", CAMILLE, INES, "01-09"),
        ("20240022", "79355167200017", CAMILLE, INES, "01-07"),
        ("2024017", "96650006800020", CAMILLE, INES, "01-21"),
        ("2024017", "97150061600042", CAMILLE, INES, "01-22"),
        ("2024022", "33795152900078", CAMILLE, INES, "01-13"),
        ("2024022", "80360578100027", CAMILLE, INES, "01-14"),
        ("2024022", "88575052100035", CAMILLE, INES, "01-14"),
        ("202323_006M04", "87818513100025", IDRIS, BRUNO, "01-20"),
    )
    for marche, siret, facilitateur, referent, jour in bien:
        une = Relation(marche, siret, facilitateur, referent)
        yield une.joint(jour)
        yield une.fait(jour, "nouer_relation")
    yield Relation("2024017", "48520576900022", CAMILLE, INES).appel("01-22")
    rollet = Relation("202323_006M06", "31960834500025", IDRIS, BRUNO)
    yield from rollet.silence("01-07", "01-10")
    yield from rollet.courrier(("01-10", "01-14", "01-16", "01-20"))
    yield rollet.fait("01-28", "recevoir_reponse", recue_le="2025-01-28")


def _courriers() -> Iterator[Geste]:
    """A courrier at each of its steps, on the morning that the demonstration begins."""
    thavard = Relation("202323_006M08", "80090233000037", IDRIS, BRUNO)
    yield thavard.appel("02-20")
    yield thavard.fait("02-20", "signaler_difficulte", motif="Absente à la réunion de chantier.")
    christin = Relation("202323_006M09", "38087127700030", IDRIS, BRUNO)
    yield from christin.silence("02-12", "02-17")
    yield from christin.courrier(("02-24",))
    sabeko = Relation("202323_004M08", "79422623300037", IDRIS, BRUNO)
    yield from sabeko.silence("02-03", "02-05")
    yield from sabeko.courrier(("02-06",))
    yield sabeko.decide(
        "02-12", "refuser_courrier", motif="La ville veut d’abord l’appeler elle-même."
    )
    yield sabeko.appel("02-18")
    yield from sabeko.courrier(("02-19", "02-28"))
    guelpa = Relation("202423_013M08", "78840984500039", IDRIS, BRUNO)
    yield from guelpa.silence("02-06", "02-10")
    yield from guelpa.courrier(("02-11", "02-14", "02-26"))
    francioli = Relation("2024T2412SAN", "63378032500047", CAMILLE, NADIA)
    yield from francioli.silence("01-27", "01-30")
    yield from francioli.courrier(("02-03", "02-06", "02-12", "02-17"))


def _alertes() -> Iterator[Geste]:
    """Silence until the end of the délai: the clock alerts the buyer by itself."""
    fontaine = Relation("202423_013M09", "32634374600029", IDRIS, BRUNO)
    yield from fontaine.silence("01-13", "01-16")
    yield from fontaine.courrier(("01-17", "01-22", "01-29", "02-03"))
    for siret in ("40172341600020", "80360578100027", "38918623000048"):
        une = Relation("20240", siret, CAMILLE, INES)
        yield from une.silence("01-06", "01-08")
        yield from une.courrier(("01-09", "01-10", "01-13", "01-15"))
    for siret, jour in (("79355167200017", "01-13"), ("40172341600020", "01-14")):
        une = Relation("2024023", siret, CAMILLE, INES)
        yield from une.silence("01-07", "01-08")
        yield from une.courrier(("01-09", "01-10", jour, "01-15"))


def _suites() -> Iterator[Geste]:
    """What the buyer does of an alert: each outcome once."""
    pollet = Relation("20240", "40172341600020", CAMILLE, INES)
    yield pollet.decide("02-10", "notifier_defaillance", date_notification="2025-02-10")
    manufacture = Relation("20240", "80360578100027", CAMILLE, INES)
    yield manufacture.decide("02-06", "notifier_defaillance", date_notification="2025-02-06")
    yield manufacture.decide("02-27", "tenir_rencontre", date_rencontre="2025-02-27")
    arcams = Relation("20240", "38918623000048", CAMILLE, INES)
    yield arcams.fait("02-12", "recevoir_reponse_tardive", recue_le="2025-02-12")
    yield arcams.fait("02-13", "convenir_plan", echeance="2025-03-14")
    larat = Relation("2024023", "79355167200017", CAMILLE, INES)
    yield larat.decide("02-03", "notifier_defaillance", date_notification="2025-02-03")
    yield larat.decide(
        "02-20",
        "engager_penalites",
        montant="38600",
        faits="193 heures d’insertion non réalisées sur 833.",
        **_invitation("2025-02-19"),
    )
    penalisee = Relation("2024023", "40172341600020", CAMILLE, INES)
    yield penalisee.decide("02-03", "notifier_defaillance", date_notification="2025-02-03")
    yield penalisee.decide(
        "02-06",
        "engager_penalites",
        montant="1200",
        faits="Justificatifs remis 16 jours tard.",
        **_invitation("2025-02-05"),
    )
    yield penalisee.decide("02-25", "decider_penalite", motif="Aucune observation reçue.")


def _invitation(recue: str) -> dict[str, str]:
    """How the buyer invited the entreprise to present its observations, received on that day."""
    return {
        "mode_invitation": "lrar",
        "invitation_recue_le": recue,
        "preuve_invitation": f"Avis de réception du {recue}",
    }
