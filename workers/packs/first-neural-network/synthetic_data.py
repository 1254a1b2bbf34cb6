"""Generates bike rentals of an imaginary city in the form of `hour.csv`.

Two calendar years of hours with commuter peaks on working days, one broad peak on free
days, seasons, weather, growth from year to year and counting noise. The same bytes for the
same seed.
"""

import datetime as dt

import numpy as np

HEADER = (
    "instant,dteday,season,yr,mnth,hr,holiday,weekday,workingday,weathersit,"
    "temp,atemp,hum,windspeed,casual,registered,cnt"
)
SEED = 20170120
FIRST_DAY = dt.date(2011, 1, 1)
DAYS = 731
ROWS = 17_379  # as many as in the real file, where some hours are missing too
HOLIDAYS = {(1, 1), (1, 17), (2, 21), (4, 15), (5, 30), (7, 4), (9, 5), (10, 10)} | {
    (11, 11),
    (11, 24),
    (12, 25),
}


def table(seed: int | None = None) -> bytes:
    """The CSV file, with the line ends of the original (CRLF)."""
    rng = np.random.default_rng(SEED if seed is None else seed)
    calendar = _calendar()
    weather = _weather(calendar, rng)
    casual, registered = _riders(calendar, weather, rng)
    kept = np.sort(rng.permutation(DAYS * 24)[:ROWS])
    lines = [HEADER]
    for instant, hour in enumerate(kept, start=1):
        day = FIRST_DAY + dt.timedelta(days=int(hour) // 24)
        words = (
            instant,
            day.isoformat(),
            *(calendar[name][hour] for name in ("season", "yr", "mnth", "hr")),
            *(calendar[name][hour] for name in ("holiday", "weekday", "workingday")),
            weather["weathersit"][hour],
            *(f"{weather[name][hour]:g}" for name in ("temp", "atemp")),
            *(f"{weather[name][hour]:g}" for name in ("hum", "windspeed")),
            casual[hour],
            registered[hour],
            casual[hour] + registered[hour],
        )
        lines.append(",".join(map(str, words)))
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _calendar() -> dict[str, np.ndarray]:
    """Columns by hour; season 1 is winter and weekday 0 Sunday, as in the original."""
    days = [FIRST_DAY + dt.timedelta(days=number) for number in range(DAYS)]
    by_day = {
        "yr": [day.year - FIRST_DAY.year for day in days],
        "mnth": [day.month for day in days],
        "season": [_season(day) for day in days],
        "holiday": [int((day.month, day.day) in HOLIDAYS) for day in days],
        "weekday": [day.isoweekday() % 7 for day in days],
        "day_of_year": [day.timetuple().tm_yday for day in days],
    }
    calendar = {name: np.repeat(values, 24) for name, values in by_day.items()}
    calendar["hr"] = np.tile(np.arange(24), DAYS)
    weekend = np.isin(calendar["weekday"], (0, 6))
    calendar["workingday"] = (~weekend & (calendar["holiday"] == 0)).astype(int)
    return calendar


def _season(day: dt.date) -> int:
    starts = ((3, 21), (6, 21), (9, 23), (12, 21))
    return 1 + sum((day.month, day.day) >= start for start in starts) % 4


def _weather(
    calendar: dict[str, np.ndarray], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Temperature and the rest on the original's scales from 0 to 1."""
    year = np.cos(2 * np.pi * (calendar["day_of_year"] - 25) / 365.25)
    day = np.cos(2 * np.pi * (calendar["hr"] - 15) / 24)
    cloud = _wandering(rng, hours=30)
    temp = 0.5 - 0.23 * year + 0.06 * day + 0.06 * _wandering(rng, hours=60)
    hum = 0.62 - 0.12 * day + 0.13 * cloud
    wind = np.abs(0.19 + 0.11 * _wandering(rng, hours=12))
    kinds = 1 + sum((cloud > level).astype(int) for level in (0.4, 1.4, 2.7))
    return {
        "weathersit": np.asarray(kinds),
        "temp": np.clip(np.round(temp * 50) / 50, 0.02, 1),
        "atemp": np.clip(np.round((temp - 0.1 * wind + 0.01) * 66) / 66, 0, 1).round(4),
        "hum": np.clip(hum, 0, 1).round(2),
        "windspeed": np.clip(np.round(wind * 67) / 67, 0, 0.85).round(4),
    }


def _wandering(rng: np.random.Generator, *, hours: float) -> np.ndarray:
    """Noise of unit variance, correlated over about this many hours."""
    keep = float(np.exp(-1 / hours))
    pushes = rng.normal(size=DAYS * 24) * np.sqrt(1 - keep**2)
    values: np.ndarray = np.empty(len(pushes))
    value = float(rng.normal())
    for hour, push in enumerate(pushes):
        value = keep * value + float(push)
        values[hour] = value
    return values


def _riders(
    calendar: dict[str, np.ndarray],
    weather: dict[str, np.ndarray],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Riders without and with a subscription, hour by hour."""
    hour, working = calendar["hr"], calendar["workingday"] == 1
    commute = 0.06 + _peak(hour, 8, 1.1) + 1.1 * _peak(hour, 17.5, 1.5)
    commute += 0.35 * _peak(hour, 13, 4)
    leisure = 0.08 + 0.62 * _peak(hour, 14, 4.2)
    mild = np.exp(-(((weather["temp"] - 0.68) / 0.36) ** 2))
    sky = np.choose(weather["weathersit"] - 1, (1.0, 0.92, 0.55, 0.4))
    sky = sky * (1.1 - 0.35 * weather["windspeed"]) * (1.15 - 0.25 * weather["hum"])
    growth = 1 + 0.6 * calendar["yr"]
    members = 330 * growth * sky * (0.35 + 0.65 * mild)
    members *= np.where(working, commute, leisure)
    guests = 110 * growth * sky * mild * np.where(working, 0.35, 1.0) * leisure
    mood = np.exp(0.12 * _wandering(rng, hours=6))
    guests_out, members_out = rng.poisson(guests * mood), rng.poisson(members * mood)
    return np.asarray(guests_out), np.asarray(1 + members_out)


def _peak(hour: np.ndarray, centre: float, width: float) -> np.ndarray:
    return np.asarray(np.exp(-0.5 * ((hour - centre) / width) ** 2))
