"""TLS and users for a cluster: certificates of its own authority, and an account for each purpose.

Needs the package cryptography, which the tests' extra brings.
"""

from __future__ import annotations

import json
import secrets
import shutil
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opensearch_cluster.errors import ClusterError, NotHere
from opensearch_cluster.rest import Connection

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, KeyUsage

#: Names in the certificates of nodes, and of who may change users.
_NODE, _ADMIN = "node", "admin"
#: Days that certificates are good for: a cluster for tests lives for minutes.
_DAYS = 30
#: Seconds in which the plugin has its index, once the node answers.
_INITIALISING_SECONDS = 60.0

#: Settings of a node with TLS, beside the files.
_SETTINGS = {
    "plugins.security.ssl.transport.enforce_hostname_verification": False,
    "plugins.security.ssl.http.enabled": True,
    "plugins.security.ssl.http.clientauth_mode": "OPTIONAL",
    "plugins.security.authcz.admin_dn": [f"CN={_ADMIN}"],
    "plugins.security.nodes_dn": [f"CN={_NODE}"],
    "plugins.security.allow_default_init_securityindex": True,
    "plugins.security.audit.type": "noop",
}

#: What the plugin begins with: passwords are asked for, and nobody has one.
_BEGINNING: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "config": (
        "config",
        {
            "config": {
                "dynamic": {
                    "authc": {
                        "basic": {
                            "http_enabled": True,
                            "transport_enabled": True,
                            "order": 0,
                            "http_authenticator": {"type": "basic", "challenge": True},
                            "authentication_backend": {"type": "intern"},
                        }
                    }
                }
            }
        },
    ),
    "internal_users": ("internalusers", {}),
    "roles": ("roles", {}),
    "roles_mapping": ("rolesmapping", {}),
    "action_groups": ("actiongroups", {}),
    "tenants": ("tenants", {}),
    "nodes_dn": ("nodesdn", {}),
    "allowlist": ("allowlist", {"config": {"enabled": False, "requests": {}}}),
}


class Role(NamedTuple):
    """What an account may do.

    Attributes:
        cluster: permissions that concern the cluster.
        indexes: permissions on every index.
    """

    cluster: tuple[str, ...]
    indexes: tuple[str, ...]

    @property
    def body(self) -> dict[str, object]:
        """The role as the plugin takes it."""
        allowed = [{"index_patterns": ["*"], "allowed_actions": self.indexes}]
        return {"cluster_permissions": self.cluster, "index_permissions": allowed}


#: Accounts for searching, and for that and changing. docs/cluster.md names the same permissions.
ROLES = {
    "reader": Role(("cluster_composite_ops_ro", "cluster_monitor"), ("read", "indices_monitor")),
    "writer": Role(
        ("cluster_composite_ops", "cluster_monitor"),
        ("crud", "create_index", "manage", "manage_aliases"),
    ),
}


class Certificates(NamedTuple):
    """The certificates of a cluster, as files.

    Attributes:
        folder: where they are: an authority, a node's and an administrator's, and their keys.
    """

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that the others are signed with."""
        return self.folder / "ca.pem"

    def certificate(self, name: str) -> Path:
        """Return the certificate of a name."""
        return self.folder / f"{name}.pem"

    def key(self, name: str) -> Path:
        """Return the key of a certificate."""
        return self.folder / f"{name}-key.pem"

    def administrator(self) -> ssl.SSLContext:
        """Return what checks the nodes, and shows the administrator's certificate."""
        context = ssl.create_default_context(cafile=str(self.authority))
        context.load_cert_chain(self.certificate(_ADMIN), self.key(_ADMIN))
        return context


def make_certificates(folder: Path) -> Certificates:
    """Make the certificates of a cluster on loopback; raises `NotHere` without cryptography."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise NotHere("certificates take the package cryptography") from None

    folder.mkdir(mode=0o700)
    made = Certificates(folder)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", authority_key, None, authority_key)
    _write(made, "ca", authority, authority_key)
    for name in (_NODE, _ADMIN):
        key = ec.generate_private_key(ec.SECP256R1())
        _write(made, name, _certificate(name, key, authority, authority_key), key)
    return made


def _certificate(
    name: str,
    key: EllipticCurvePrivateKey,
    issuer: Certificate | None,
    issuer_key: EllipticCurvePrivateKey,
) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer is None:
        builder = builder.add_extension(_signing(), critical=True)
    else:
        where = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(where), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _signing() -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _write(
    made: Certificates, name: str, certificate: Certificate, key: EllipticCurvePrivateKey
) -> None:
    from cryptography.hazmat.primitives import serialization

    made.certificate(name).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key(name).write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def certificates_of(cluster_folder: Path) -> Certificates:
    """Return the certificates of a cluster, made now if it has none."""
    folder = cluster_folder / "certificates"
    return Certificates(folder) if folder.exists() else make_certificates(folder)


def connection_to(cluster_folder: Path) -> Connection:
    """Return the administrator's connection to a cluster."""
    return Connection(certificates_of(cluster_folder).administrator())


def secure_node(cluster_folder: Path, config: Path) -> dict[str, object]:
    """Give a node its certificates and what the plugin begins with; returns its settings."""
    made = certificates_of(cluster_folder)
    files = {"cert": made.certificate(_NODE), "key": made.key(_NODE), "trustedcas": made.authority}
    settings: dict[str, object] = dict(_SETTINGS)
    for kind, path in files.items():
        shutil.copyfile(path, config / path.name)
        for layer in ("transport", "http"):
            settings[f"plugins.security.ssl.{layer}.pem{kind}_filepath"] = path.name
    folder = config / "opensearch-security"
    folder.mkdir(exist_ok=True)
    for name, (kind, contents) in _BEGINNING.items():
        text = json.dumps({"_meta": {"type": kind, "config_version": 2}, **contents})
        (folder / f"{name}.yml").write_text(text, "utf-8")
    return settings


def add_users(address: str, connection: Connection) -> dict[str, str]:
    """Add an account for each role of `ROLES`; returns their passwords by name."""
    passwords = {name: secrets.token_urlsafe(24) for name in ROLES}
    for name, role in ROLES.items():
        user = {"password": passwords[name], "opendistro_security_roles": [name]}
        for path, body in ((f"roles/{name}", role.body), (f"internalusers/{name}", user)):
            _put(address, connection, f"/_plugins/_security/api/{path}", body)
    return passwords


def _put(address: str, connection: Connection, path: str, body: object) -> None:
    """Send a request as soon as the plugin has laid out its index, which it does by itself."""
    until = time.monotonic() + _INITIALISING_SECONDS
    while True:
        answer = connection.ask(address, path, "PUT", body, seconds=30)
        if answer.status in (200, 201):
            return
        if answer.status < 500 or time.monotonic() > until:
            raise ClusterError(f"{path} is refused: {answer.body}")
        time.sleep(0.2)
