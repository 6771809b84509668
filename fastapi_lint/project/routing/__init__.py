"""What is wrong with the route table and with what handlers return; each question is answered when a rule asks."""
