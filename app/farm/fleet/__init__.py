"""Machines of the farm that are started and stopped: who provides them, what they cost, what admins may ask."""
