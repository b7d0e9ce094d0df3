"""How often one account may call: counted by the minute, in the memory of the process."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_429_TOO_MANY_REQUESTS

MINUTE = timedelta(minutes=1)


class TropDAppels(HTTPException):
    """This account has called too often: the answer says when to come back."""

    status_code = HTTP_429_TOO_MANY_REQUESTS


class Rythme:
    """Counts the calls of each account, all its tokens together."""

    def __init__(self, par_minute: int) -> None:
        """Nothing counted yet; ``par_minute`` is what one account may call in a minute."""
        self._permis = par_minute
        self._verrou = threading.Lock()
        self._comptes: dict[int, tuple[datetime, int]] = {}

    def exiger(self, compte: int, now: datetime) -> None:
        """One call more.

        Raises:
            TropDAppels: the minute is full; ``Retry-After`` says how many seconds are left of it.
        """
        with self._verrou:
            debut, faits = self._comptes.get(compte, (now, 0))
            if not debut <= now < debut + MINUTE:
                debut, faits = now, 0
            self._comptes[compte] = (debut, faits + 1)
        if faits >= self._permis:
            reste = max(1, round((debut + MINUTE - now).total_seconds()))
            raise TropDAppels(headers={"Retry-After": str(reste)})
