"""What of a report is new: findings are matched with those that a baseline knows or that were there before a change."""
