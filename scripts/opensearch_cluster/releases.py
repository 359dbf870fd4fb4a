"""What a release of OpenSearch is put together from, and how it is started."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from opensearch_cluster.java import Versions


class Artifact(NamedTuple):
    """A file of a Maven repository.

    Attributes:
        group: its group.
        name: its name.
        version: its version.
        kind: ``jar`` (with all that it depends on), or ``zip`` (as it is).
    """

    group: str
    name: str
    version: str
    kind: str = "jar"


class Module(NamedTuple):
    """A part of OpenSearch that is loaded apart from the rest: a folder with its jars.

    Attributes:
        name: its folder.
        artifact: what is in it. A ``zip`` is a plugin that comes with its descriptor.
        classname: the class of the plugin; empty for a ``zip``.
        extends: the module that it builds on.
        permissions: of Java's runtime, where a release still has a security manager.
    """

    name: str
    artifact: Artifact
    classname: str = ""
    extends: str = ""
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A release of OpenSearch.

    Attributes:
        name: by which it is asked for.
        version: its version.
        java: the versions of Java that it runs on.
        lib: what is on the class path.
        modules: what is loaded apart.
        flags: what Java is given for it.
        secured: whether it has users and TLS.
    """

    name: str
    version: str
    java: Versions
    lib: tuple[Artifact, ...]
    modules: tuple[Module, ...]
    flags: tuple[str, ...]
    secured: bool = False

    @property
    def folder(self) -> str:
        """The name of the folder of its jars, another one for other contents."""
        contents = repr((self.version, self.lib, self.modules)).encode()
        return f"opensearch-{self.version}-{hashlib.sha256(contents).hexdigest()[:8]}"


def _module(
    version: str,
    name: str,
    artifact: str,
    classname: str,
    extends: str = "",
    permissions: tuple[str, ...] = (),
) -> Module:
    found = Artifact("org.opensearch.plugin", artifact, version)
    return Module(name, found, f"org.opensearch.{classname}", extends, permissions)


_PAINLESS = "lang-painless"

#: The release that the engine is written for.
PLAIN = Release(
    name="plain",
    version="3.9.0",
    java=Versions(21),
    lib=(
        Artifact("org.opensearch", "opensearch", "3.9.0"),
        Artifact("org.opensearch", "opensearch-plugin-classloader", "3.9.0"),
        # Nothing depends on the agent's classes, and no node starts without them.
        Artifact("org.opensearch", "opensearch-agent-bootstrap", "3.9.0"),
        Artifact("org.apache.logging.log4j", "log4j-core", "2.25.5"),
    ),
    modules=(
        _module(
            "3.9.0", "transport-netty4", "transport-netty4-client", "transport.Netty4ModulePlugin"
        ),
        _module("3.9.0", _PAINLESS, _PAINLESS, "painless.PainlessModulePlugin"),
        _module(
            *("3.9.0", "analysis-common", "analysis-common"),
            *("analysis.common.CommonAnalysisModulePlugin", _PAINLESS),
        ),
        _module(
            *("3.9.0", "mapper-extras", "mapper-extras-client"),
            "index.mapper.MapperExtrasModulePlugin",
        ),
        _module("3.9.0", "reindex", "reindex-client", "index.reindex.ReindexModulePlugin"),
    ),
    flags=(
        "-Dio.netty.noUnsafe=true",
        "--enable-native-access=ALL-UNNAMED",
        "--add-modules=jdk.incubator.vector",
    ),
)

#: The newest release whose security plugin is in Maven Central. It lacks queries that the engine
#: needs: it is for connections, users and certificates.
SECURED = Release(
    name="secured",
    version="2.19.1",
    # The security manager that it relies on is gone from Java 24.
    java=Versions(17, below=24),
    lib=(
        Artifact("org.opensearch", "opensearch", "2.19.1"),
        Artifact("org.opensearch", "opensearch-plugin-classloader", "2.19.1"),
        Artifact("org.apache.logging.log4j", "log4j-core", "2.21.0"),
    ),
    modules=(
        _module("2.19.1", "transport-netty4", "transport-netty4-client", "transport.Netty4Plugin"),
        _module(
            *("2.19.1", _PAINLESS, _PAINLESS, "painless.PainlessPlugin", ""),
            ("createClassLoader", "getClassLoader"),
        ),
        _module(
            *("2.19.1", "analysis-common", "analysis-common"),
            *("analysis.common.CommonAnalysisPlugin", _PAINLESS, ("getClassLoader",)),
        ),
        Module(
            "opensearch-security",
            Artifact("org.opensearch.plugin", "opensearch-security", "2.19.1.0", "zip"),
        ),
    ),
    flags=("-Djava.security.manager=allow",),
    secured=True,
)

RELEASES = {release.name: release for release in (PLAIN, SECURED)}
