"""How long films will take and what they will cost: models, what they learnt from, and answers."""
