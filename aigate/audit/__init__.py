"""The audit of a history: what agents wrote in it, what is wrong with that today, and what became of the rest."""
