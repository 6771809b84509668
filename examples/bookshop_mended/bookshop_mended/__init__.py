"""The bookshop again, with an event loop that stays free."""
