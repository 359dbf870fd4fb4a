"""A real OpenSearch cluster on this machine, for trying things out and for the tests.

Nodes are processes of Java on loopback; their jars come from Maven Central. Needs nothing but the
standard library, so that ``scripts/cluster`` runs before anything is installed.
"""
