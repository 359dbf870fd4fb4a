"""Requests to a cluster: where it is, who signs in, and what its answers mean."""
