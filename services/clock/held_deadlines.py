"""What is due and a guard of the machine holds: a person is told once, and it goes on by itself."""

from __future__ import annotations

from datetime import timedelta

from services.act import Chantier
from services.clock.due_timers import Sonnerie
from services.clock.ringing import AUTEUR
from services.effects import mettre_au_bureau
from services.noting import noter
from services.opening import vider
from storage import clock, tasks
from workflow.finished_tasks import ECHEANCE_RETENUE

REGARD = timedelta(hours=1)
"""When the clock looks again by itself; any act on the dossier makes it look at once."""


def tenir(chantier: Chantier, sonnerie: Sonnerie, raison: str) -> None:
    """Leave the timer armed, and put the guard's own sentence on the desk that has to act.

    The journal says it too: a délai that was over and was not established then has its reason
    there.

    Parameters:
        raison: the sentences of the guards, in French, with their values.
    """
    nom = sonnerie.timer.nom
    cle = f":{nom}"
    ouvertes = tasks.ouvertes(chantier.connexion, sonnerie.dossier.id)
    if f"{ECHEANCE_RETENUE}{cle}" not in {une.code for une in ouvertes}:
        acte = noter(
            chantier,
            sonnerie.dossier.id,
            evenement=ECHEANCE_RETENUE,
            kind="tache",
            donnees={"echeance_tenue": nom},
            auteur=AUTEUR,
            explication=(raison,),
        )
        libelle = sonnerie.compilee.definition.etats[sonnerie.dossier.state].echeances[nom].libelle
        valeurs = {"echeance": libelle, "raison": raison}
        mettre_au_bureau(chantier, acte, ECHEANCE_RETENUE, valeurs, cle=cle, timer=nom)
        vider(chantier)
    clock.echouer(chantier.connexion, sonnerie.ligne.id, chantier.bureau.horloge.reelle() + REGARD)
