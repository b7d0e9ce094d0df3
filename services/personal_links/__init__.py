"""WITHOUT AN ACCOUNT: links of mails and letters, slips, calendars, what an entreprise proposes."""
