"""What the programme is called in every case: apart from its tables, as whoever draws findings needs none of those."""

PROGRAMME = "programme"
"""What the programme is called where an owner is named."""
