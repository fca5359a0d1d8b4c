"""Predict tides from a handful of harmonic constituents."""

from dataclasses import dataclass
from math import cos, radians


@dataclass(frozen=True)
class Constituent:
    name: str
    amplitude_m: float
    speed_deg_per_hour: float
    phase_deg: float


LISBON = (
    Constituent("M2", 0.99, 28.984, 61.0),
    Constituent("S2", 0.36, 30.0, 88.0),
    Constituent("N2", 0.21, 28.440, 45.0),
)


def height(constituents, hours):
    """Height over mean sea level in metres, `hours` after the epoch."""
    return sum(
        c.amplitude_m * cos(radians(c.speed_deg_per_hour * hours - c.phase_deg))
        for c in constituents
    )


if __name__ == "__main__":
    for hour in range(0, 25, 2):
        print(f"{hour:02d}:00  {height(LISBON, hour):+.2f} m")
