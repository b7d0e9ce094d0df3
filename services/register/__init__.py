"""THE REGISTER'S DESK: agreements, buyers, companies, identities, marchés to follow."""
