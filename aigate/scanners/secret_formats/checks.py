"""What a token's shape cannot say: whether its checksum holds, or what it says when it is decoded."""

from __future__ import annotations

import base64
import binascii
import re

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def ends_in_crc32(token: str) -> bool:
    """GitHub's and npm's: the last six characters are the CRC-32 of those between prefix and checksum, in base 62."""
    body = token.partition("_")[2]
    left = binascii.crc32(body[:-6].encode())
    digits = ""
    while left:
        left, digit = divmod(left, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0") == body[-6:]


def decodes(text: str) -> bytes:
    """Base64 of either alphabet, with or without its padding; nothing where it is none."""
    text = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def is_discord(token: str) -> bool:
    """A bot's token begins with its number in base64."""
    return bool(re.fullmatch(rb"\d{17,20}", decodes(token.partition(".")[0])))


def is_json(token: str) -> bool:
    """A token whose first part that begins with eyJ is an object in base64."""
    found = re.search(r"eyJ[\w+/=-]*", token)
    return found is not None and decodes(found[0]).startswith(b'{"')


def is_bedrock(token: str) -> bool:
    """A long-term key of Bedrock names itself."""
    return b"edrockAPIKey" in decodes(token.removeprefix("ABSK"))[:20]


def is_nats_seed(token: str) -> bool:
    """A seed of NATS ends in the CRC-16 of the rest."""
    try:
        raw = base64.b32decode(token + "=" * (-len(token) % 8))
    except binascii.Error:
        return False
    return binascii.crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "little")


def is_bech32(token: str) -> bool:
    """An identity of age is Bech32: the checksum of prefix and data together is one."""
    prefix, _, data = token.lower().rpartition("1")
    if not all(character in _BECH32 for character in data):
        return False
    expanded = [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]
    value = 1
    for digit in expanded + [_BECH32.index(character) for character in data]:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ digit
        for bit, step in enumerate(_BECH32_STEPS):
            value ^= step if top >> bit & 1 else 0
    return value == 1
