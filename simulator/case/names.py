"""Names that every case knows; here by themselves, as those who draw its findings need nothing else of a case."""

PROGRAMME = "programme"
"""What the programme is called where an owner is named."""
