"""Smaller PNG files: a figure has few colours, so a palette of at most 256 holds it in a third of the bytes."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def shrink(png: bytes) -> bytes:
    """The same picture with a palette. Anything but opaque 8-bit RGBA, which the renderer makes, passes as it is.

    Where a picture has more than 256 colours their last bits are dropped, white and black excepted, until they fit.
    """
    chunks = _chunks(png)
    width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if (depth, kind, rest[2]) != (8, 6, 0):
        return png
    pixels = _unfilter(np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + 4 * width))
    if (pixels[:, 3::4] != 255).any():
        return png
    packed = sum(pixels[:, channel::4].astype(np.uint32) << (16 - 8 * channel) for channel in range(3))
    exact, index = np.unique(packed, return_inverse=True)
    for bits in range(8):
        colours, place = np.unique(_coarse(exact, bits), return_inverse=True)
        if len(colours) <= 256:
            break
    index = place[index]
    palette = b"".join(int(c).to_bytes(3, "big") for c in colours)
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = index.reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _coarse(packed: np.ndarray, bits: int) -> np.ndarray:
    """Colours with the last `bits` bits of each channel gone, moved to the middle of their step; white stays white."""
    if not bits:
        return packed
    keep = (0xFF << bits) & 0xFF
    middle = 1 << (bits - 1)
    coarse = (packed & (keep * 0x010101)) | (middle * 0x010101)
    return np.where(packed == 0xFFFFFF, packed, coarse)


def _chunks(png: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(_SIGNATURE)
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        name = png[at + 4 : at + 8]
        found[name] = found.get(name, b"") + png[at + 8 : at + 8 + size]
        at += 12 + size
    return found


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _unfilter(rows: np.ndarray) -> np.ndarray:
    """Undo the row filters (none, left, up, average, Paeth; 4 bytes a pixel)."""
    height, length = rows.shape[0], rows.shape[1] - 1
    out = np.zeros((height + 1, length), np.uint8)
    for y in range(height):
        kind, line, above = rows[y, 0], rows[y, 1:], out[y]
        if kind == 1:
            line = np.cumsum(line.reshape(-1, 4), axis=0, dtype=np.uint8).ravel()
        elif kind == 2:
            line = line + above
        elif kind in (3, 4):
            line = _by_pixel(line, above, average=kind == 3)
        out[y + 1] = line
    return out[1:]


def _by_pixel(line: np.ndarray, above: np.ndarray, average: bool) -> np.ndarray:
    """The filters that need the pixel to the left: one channel after the other (alpha is 255 all over and skipped)."""
    out = np.full(len(line), 255, np.uint8)
    for channel in range(3):
        left = corner = 0
        done = []
        for value, up in zip(line[channel::4].tolist(), above[channel::4].tolist(), strict=True):
            if average:
                left = (value + (left + up) // 2) & 255
            elif up == corner:  # the usual case, inside an even area: Paeth's guess is the pixel to the left
                left = (value + left) & 255
            else:
                a, b, c = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                left = (value + (left if a <= b and a <= c else up if b <= c else corner)) & 255
            corner = up
            done.append(left)
        out[channel::4] = done
    return out
