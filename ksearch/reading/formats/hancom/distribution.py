"""Documents for distribution (배포용 문서): text that any viewer shows and no editor changes.

The key is in the document itself, so this is not protection from reading. It is masked by a stream
of pseudo-random numbers, as described in Hancom's specification of distribution documents.
"""

from __future__ import annotations

from struct import unpack_from

from ksearch.messages import Message

from ...extras import require
from ...model import Unreadable

_DATA_TAG = 28
_HEADER_BYTES = 4
_KEY_DATA = 256
_AES_KEY_BYTES = 16
_BLOCK_BYTES = 16


def decrypted(stream: bytes) -> bytes:
    """Return a section's stream as it is in a plain document.

    Raises:
        Unreadable: the record with the key is missing.
    """
    start = _HEADER_BYTES + _KEY_DATA
    if len(stream) < start or unpack_from("<I", stream)[0] & 0x3FF != _DATA_TAG:
        raise Unreadable(Message("is a document for distribution without its key"))
    key = _key(stream[_HEADER_BYTES:start])
    require("cryptography", "hwp", Message("Reading HWP documents for distribution"))
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    body = stream[start : start + (len(stream) - start) // _BLOCK_BYTES * _BLOCK_BYTES]
    # The format uses ECB; nothing is secret here.
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def _key(hidden: bytes) -> bytes:
    """Return the key in a record: part of a checksum, at an offset given by the seed."""
    [seed] = unpack_from("<I", hidden)
    mask = _mask(seed)
    shown = bytes(byte ^ other for byte, other in zip(hidden, mask, strict=True))
    start = _HEADER_BYTES + (seed & 0xF)
    return shown[start : start + _AES_KEY_BYTES]


def _mask(seed: int) -> bytes:
    """Return the mask of the record.

    Runs of one number, whose lengths are given by the following number. The numbers are those of
    rand() of Visual C++.
    """
    mask = bytearray()
    while len(mask) < _KEY_DATA:
        seed, number = _next(seed)
        seed, length = _next(seed)
        mask += bytes([number & 0xFF]) * ((length & 0xF) + 1)
    return bytes(mask[:_KEY_DATA])


def _next(seed: int) -> tuple[int, int]:
    seed = (seed * 214013 + 2531011) & 0xFFFFFFFF
    return seed, seed >> 16 & 0x7FFF
