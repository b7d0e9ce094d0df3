"""WHAT IS SHOWN: dossiers, lists, boards, days, files, mails, rules; nothing is written."""
