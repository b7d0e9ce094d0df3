"""WHAT SOMEBODY ASKS: an act, its preview, an opening, a bulk act, a portfolio handed over."""
