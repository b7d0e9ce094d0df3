"""THE PRESS: letters, invoices and reports, rendered from figures."""
