"""Small machines that several tests advance."""

from __future__ import annotations

GENERIQUES = """machine: generiques
contexte:
  texte: {type: texte, saisi: oui, passager: oui}
  compte: {type: texte, saisi: oui, passager: oui}
  accord_de_correction: {type: piece, saisi: oui, passager: oui}
taches:
  decider_des_suites: {libelle: Décider des suites, pour: agent}
  revoir: {libelle: Revoir la pause, pour: agent}
rappels:
  pause_a_revoir: {apres: 1 mois, calendrier: bureau, depuis: entree, effets: [tache: revoir]}
evenements:
  noter: {libelle: Noter, de: tous, par: [agent, chef], saisies: {texte: obligatoire}}
  mettre_en_attente:
    libelle: Mettre en pause
    de: non_finaux
    par: [agent, systeme]
    saisies: {mode: obligatoire, jusqu_au: facultatif}
    motif: obligatoire
    operation: attente
  reprendre:
    libelle: Reprendre
    de: non_finaux
    par: [agent, horloge, systeme]
    operation: reprise
  corriger:
    libelle: Corriger
    de: tous
    par: [agent, chef]
    saisies:
      {champ: obligatoire, valeur: obligatoire, ligne: facultatif, accord_de_correction: facultatif}
    motif: obligatoire
    operation: correction
  retablir:
    libelle: Rétablir
    de: tous
    par: [agent, chef]
    saisies: {etat: obligatoire}
    motif: obligatoire
    operation: retablissement
  affecter:
    libelle: Affecter
    de: non_finaux
    par: [agent]
    saisies: {compte: obligatoire}
    operation: affectation
"""

LETTRE = """
parametres:
  requis: {type: entier, defaut: 2, min: 1, max: 9, source: s, libelle: essais requis}
  delai: {type: delai, defaut: 15 j, source: s}
  depart: {type: champ, defaut: recu_le, valeurs: [recu_le, presente_le], source: s}
  rapide: {type: booleen, defaut: non, source: s, libelle: procédure rapide}
  avec_rappel: {type: booleen, defaut: oui, source: s}
contexte:
  resultat: {type: choix, saisi: oui, passager: oui, valeurs: [joint, absent]}
  quand:
    type: date
    saisi: oui
    passager: oui
    invariant: "quand <= aujourd_hui"
    sinon: "Pas dans l’avenir ({quand})."
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 20}
  dernier_essai_le: {type: date, fait: dernier_essai}
  jours: {type: entier, fait: age, min: 0, max: 900}
  envoye_le: {type: date, saisi: oui}
  recu_le:
    type: date
    saisi: oui
    invariant: "recu_le >= envoye_le and recu_le <= aujourd_hui"
    sinon: "Reçu le {recu_le}, avant l’envoi du {envoye_le} ou dans l’avenir."
  presente_le: {type: date, saisi: oui}
  repondu_le: {type: date, saisi: oui}
  montant: {type: decimal, saisi: oui, min: 0, max: 1000}
  piece: {type: piece, saisi: oui}
gardes:
  assez_d_essais:
    si: "essais >= requis"
    sinon: "Il faut {requis} essais (actuellement {essais})."
  dans_le_delai:
    si: "repondu_le <= recu_le + 15"
    sinon: "Réponse du {repondu_le}, trop tard."
  grosse_somme: {si: "montant >= 100", sinon: "Moins de 100."}
  somme_connue: {si: "montant != vide", sinon: "Montant {montant}."}
taches:
  ecrire: {libelle: Écrire, pour: agent}
  verifier: {libelle: Vérifier le courrier, pour: agent}
  statuer: {libelle: Statuer, pour: chef}
etats:
  ouvert:
    libelle: Ouvert
    initial: oui
    detenteur: agent
    echeances:
      relance: {apres: 10 j, calendrier: bureau, depuis: entree, effets: [tache: ecrire],
                repeter: {tous: 5 j, max: 3}}
      depuis_essai: {apres: 7 j, calendrier: bureau, depuis: dernier_essai_le,
                     effets: [mail: rappel]}
  envoye:
    libelle: Envoyé
    detenteur: client
    echeances:
      reception: {apres: 20 j, calendrier: bureau, depuis: envoye_le, effets: [mail: rappel]}
  recu:
    libelle: Reçu
    detenteur: client
    echeances:
      expiration: {apres: delai, calendrier: bureau, depuis: depart, declenche: expirer,
                   verification: verifier, opposable_a: client}
      bientot: {avant: 3 j, calendrier: bureau, depuis: recu_le, effets: [mail: rappel],
                si_parametre: avec_rappel, libelle: Bientôt}
  alerte:
    libelle: Alerte
    detenteur: chef
    echeances:
      relance_chef: {apres: 5 j, calendrier: bureau, depuis: entree, effets: [mail: alerte]}
  clos: {libelle: Clos, final: oui}
  abandonne: {libelle: Abandonné, final: oui}
evenements:
  essayer:
    libelle: Essayer de joindre
    de: [ouvert]
    par: [agent]
    saisies: {resultat: obligatoire, quand: facultatif}
  envoyer:
    libelle: Envoyer la lettre
    consequence: Le délai ne court pas encore.
    source: article 2
    de: [ouvert]
    vers: envoye
    par: [chef]
    gardes: [assez_d_essais]
    saisies: {envoye_le: obligatoire, piece: facultatif}
    effets: [document: lettre, mail: avis]
  recevoir:
    libelle: Constater la réception
    de: [envoye]
    vers: recu
    par: [agent]
    saisies: {recu_le: obligatoire, presente_le: facultatif}
    pose: {presente_le: recu_le}
  expirer:
    libelle: Le délai est passé
    de: [recu]
    vers: alerte
    par: [horloge]
    effets: [mail: alerte, tache: statuer]
  repondre:
    libelle: Recevoir une réponse
    de: [recu]
    vers: ouvert
    par: [agent, client]
    gardes: [dans_le_delai]
    saisies: {repondu_le: obligatoire}
    efface: [envoye_le, recu_le, presente_le]
  chiffrer:
    libelle: Chiffrer
    de: [alerte]
    par: [agent]
    saisies: {montant: obligatoire}
  statuer:
    libelle: Statuer
    de: [alerte]
    par: [chef]
    gardes: [somme_connue]
    selon: [{si: grosse_somme, vers: clos}, {sinon: abandonne}]
    effets: [{mail: avis, si: grosse_somme}]
  trancher:
    libelle: Trancher sans attendre
    de: [alerte]
    par: [chef]
    si_parametre: rapide
    selon: [{si: grosse_somme, vers: clos}]
  abandonner:
    libelle: Abandonner
    de: {tous_sauf: [clos, abandonne]}
    vers: abandonne
    par: [agent, systeme]
    motif: obligatoire
"""
