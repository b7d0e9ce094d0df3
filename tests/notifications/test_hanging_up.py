"""The end of a delivery: no line is left open, whatever the server does."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import trustme

from notifications.delivery import Chiffrement
from notifications.post import Sort
from tests.notifications.test_delivery import lettre, porter, reglages


def test_no_line_is_left_open_by_a_server_that_is_slow_to_hang_up(tmp_path: Path) -> None:
    """TLS says farewell both ways: the delivery ends without waiting for the other side's."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(contexte)
    fini = threading.Event()

    def servir(ecoute: socket.socket) -> None:
        reponses = {b"DATA": b"354 go", b"QUIT": b"221 bye"}
        ligne, _ = ecoute.accept()
        with contexte.wrap_socket(ligne, server_side=True) as plume, plume.makefile("rb") as lues:
            plume.sendall(b"220 pret\r\n")
            dans_le_corps = False
            for lue in lues:
                dans_le_corps = dans_le_corps and lue != b".\r\n"
                if not dans_le_corps:
                    plume.sendall(reponses.get(lue[:4], b"250 ok") + b"\r\n")
                dans_le_corps = dans_le_corps or lue[:4] == b"DATA"
                if lue[:4] == b"QUIT":
                    break
            fini.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as ecoute, ThreadPoolExecutor(1) as fil:
        ecoute.settimeout(10)  # a client that never calls fails the test, and does not hang it
        serveur = fil.submit(servir, ecoute)
        resultats, bilan = porter(
            reglages(
                ecoute.getsockname()[1],
                hote="localhost",
                chiffrement=Chiffrement.TLS,
                ca=tmp_path / "ca.pem",
            ),
            [lettre(1)],
        )
        gc.collect()  # a line that nobody closed is told here
        fini.set()
        serveur.result()
    assert (bilan.panne, [un.sort for un in resultats]) == ("", [Sort.ENVOYE])
