"""What options are if they are not given."""
