"""Mutations of bytes that know nothing of what the bytes mean."""

import random


def mutated(rng: random.Random, data: bytes, other: bytes = b"") -> bytes:
    """`data` with a few bytes flipped, cut out, doubled or moved, cut short, or spliced with `other`."""
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        if not data:
            return bytes(rng.randbytes(rng.randint(0, 50)))
        at, length = rng.randrange(len(data)), rng.choice((1, 1, 4, 64, 1024))
        match rng.randrange(7):
            case 0:
                data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
            case 1:
                data = data[:at] + rng.randbytes(min(length, 64)) + data[at + length :]
            case 2:
                data = data[:at] + data[at + length :]
            case 3:
                data = data[:at] + data[at : at + length] + data[at:]
            case 4:
                to = rng.randrange(len(data))
                data = data[:to] + data[at : at + length] + data[to + length :]
            case 5 if rng.random() < 0.2:
                data = data[:at]
            case 6 if other:
                data = data[:at] + other[rng.randrange(len(other)) :]
    return data
