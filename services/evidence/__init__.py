"""WHAT PROVES: chains, copies, values, seals verified; personal values erased."""
