"""An SMTP server that follows a script to the letter: silences, cut lines, odd answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

COUPE = "coupe"
MUET = "muet"
GOUTTE = "goutte"
GOUTTE_S = 0.05
Script = dict[str, str]
"""Answer by verb; GREETING and DOT are verbs too. ``COUPE`` aborts, ``MUET`` never answers; an
answer that ends in ``COUPE`` is given, then the line is cut; one that ends in ``GOUTTE`` comes one
byte at a time."""

_USUELLES = {"GREETING": "220 prêt", "DATA": "354 go", "QUIT": "221 bye"}


@dataclass
class ServeurScripte:
    """One script per connection; the last one serves again."""

    scripts: Sequence[Script]
    port: int = 0
    connexions: int = 0
    atteints: list[str] = field(default_factory=list)
    """Verbs that it came to answer, in their order."""
    recus: list[bytes] = field(default_factory=list)
    verbes: list[str] = field(default_factory=list)

    async def parler(self, lecteur: asyncio.StreamReader, plume: asyncio.StreamWriter) -> None:
        script = self.scripts[min(self.connexions, len(self.scripts) - 1)]
        self.connexions += 1
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            verbe = "GREETING"
            while await self._repondre(script, verbe, plume):
                if verbe == "DATA" and script.get("DATA", "354").startswith("354"):
                    verbe = await self._lire_le_corps(script, lecteur)
                elif ligne := await lecteur.readline():
                    self.verbes.append(ligne.decode().strip())
                    verbe = ligne.split(None, 1)[0].decode().upper()
                else:
                    break
        plume.transport.abort()

    async def _repondre(self, script: Script, verbe: str, plume: asyncio.StreamWriter) -> bool:
        self.atteints.append(verbe)
        reponse = script.get(verbe, _USUELLES.get(verbe, "250 ok"))
        texte = reponse.removesuffix(COUPE).removesuffix(MUET).removesuffix(GOUTTE)
        octets = texte.encode("utf-8", "surrogateescape") + b"\r\n" if texte else b""
        pas = 1 if reponse.endswith(GOUTTE) else len(octets) or 1
        for debut in range(0, len(octets), pas):
            plume.write(octets[debut : debut + pas])
            await plume.drain()
            await asyncio.sleep(GOUTTE_S if pas == 1 else 0)
        if reponse.endswith(MUET):
            await asyncio.sleep(30)
        return not reponse.endswith(COUPE) and verbe != "QUIT"

    async def _lire_le_corps(self, script: Script, lecteur: asyncio.StreamReader) -> str:
        if script.get("BODY") == COUPE:
            await lecteur.read(10)
            return "BODY"
        corps = await lecteur.readuntil(b"\r\n.\r\n")
        self.recus.append(corps)
        return "DOT"


@contextlib.asynccontextmanager
async def serveur_scripte(*scripts: Script) -> AsyncIterator[ServeurScripte]:
    """A server on a free port for the time of a block."""
    serveur = ServeurScripte(scripts or ({},))
    taches: set[asyncio.Task[None]] = set()

    async def accueillir(lecteur: asyncio.StreamReader, plume: asyncio.StreamWriter) -> None:
        tache = asyncio.current_task()
        assert tache is not None
        taches.add(tache)
        await serveur.parler(lecteur, plume)

    ecoute = await asyncio.start_server(accueillir, "127.0.0.1", 0, limit=2**26)
    serveur.port = ecoute.sockets[0].getsockname()[1]
    try:
        yield serveur
    finally:
        ecoute.close()
        for tache in taches:
            tache.cancel()
        await asyncio.gather(*taches, return_exceptions=True)
        await ecoute.wait_closed()
        await asyncio.sleep(0.01)  # asyncio closes an aborted transport at its next turns
