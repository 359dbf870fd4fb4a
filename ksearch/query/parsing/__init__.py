"""What a typed text is: words alone, or operators and fields; what each sign of it means."""
