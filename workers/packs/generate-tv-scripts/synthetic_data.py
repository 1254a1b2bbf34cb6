"""Generates a television script in the form of the course's, without its text.

Scenes in a harbour tavern. Who speaks, what is ordered and what was lost are drawn at
random; the rest follows from them, often many words later, so that a network has to
remember. An empty line parts two scenes, as in the original.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from workers_packs.generate_tv_scripts import phrases

SEED = 20170324
SCENES = 230
MOODY, TALKATIVE = 0.35, 0.35  # shares of the lines
NOTICE = "[A made-up script, generated for this course. Anybody may copy it.]"

Lines = list[tuple[str, str]]  # speaker and line
Fact = TypeVar("Fact")


def script(seed: int = SEED, scenes: int = SCENES) -> str:
    """The whole file, its notice included; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- a script, no secret
    acts = [_written(chance.choice(KINDS)(chance), chance) for _ in range(scenes)]
    return "\n\n".join((NOTICE, *acts)) + "\n"


def _written(lines: Lines, chance: random.Random) -> str:
    return "\n".join(f"{who}: {_coloured(line, chance)}" for who, line in lines)


def _coloured(line: str, chance: random.Random) -> str:
    """Now and then with a mood before it or an aside behind it."""
    if not line.startswith("(") and chance.random() < MOODY:
        line = f"({chance.choice(phrases.MOODS)}) {line}"
    if chance.random() < TALKATIVE:
        line = f"{line} {chance.choice(phrases.ASIDES)}{chance.choice('.!')}"
    return line


def _order(chance: random.Random) -> Lines:
    guest, (title, habit, oath) = _one(chance, phrases.GUESTS)
    drink, (price, praise) = _one(chance, phrases.DRINKS)
    greeting = chance.choice(
        ("Good evening", "Wipe your feet", "Sit anywhere", "The usual chair")
    )
    answer = chance.choice(
        (
            f"{oath}! {drink.capitalize()}? At {price} coins?",
            f"{oath}! Only {price} coins? Then make it two.",
            f'They say in town, "never trust {drink}," but here are {price} coins.',
        )
    )
    return [
        (phrases.KEEPER, f"(WIPING THE COUNTER) {greeting}, {title}. What will it be?"),
        (guest, f"({habit}) One {drink}, please."),
        (phrases.KEEPER, f"One {drink}! {praise}. That makes {price} coins."),
        (guest, answer),
        (phrases.COOK, f"(FROM THE KITCHEN) Who wants {drink} at this hour?"),
        (phrases.KEEPER, f"{title} does; be quick about it!"),
    ]


def _lost(chance: random.Random) -> Lines:
    guest, (title, habit, oath) = _one(chance, phrases.GUESTS)
    thing, spot = _one(chance, phrases.THINGS)
    seeker = chance.choice(
        ("A lady from the hotel", "A man without a name", "The bishop", "My cousin")
    )
    return [
        (phrases.KEEPER, "(INTO PHONE) The Lantern, good evening. Yes? Speak up!"),
        (phrases.KEEPER, f"(TO ALL) {seeker} has lost a {thing}. Anybody?"),
        (guest, f"({habit}) A {thing}, you say? {oath}!"),
        (guest, f"I saw a {thing} this very morning, {spot}."),
        (phrases.COOK, f"So that is what it was doing {spot}!"),
        (phrases.KEEPER, f"(INTO PHONE) {title} has found it -- {spot}. Goodbye."),
    ]


def _ferry(chance: random.Random) -> Lines:
    guest, (title, _, oath) = _one(chance, phrases.GUESTS)
    other, (_, habit, _) = _one(chance, phrases.GUESTS, but=guest)
    place, reason = _one(chance, phrases.PLACES)
    hours = chance.choice(("one hour", "three hours", "half a day", "a week"))
    return [
        (guest, f"Has the ferry from {place} come in yet?"),
        (phrases.KEEPER, f"From {place}? It is {hours} late, {title}."),
        (guest, f"{oath}! {hours.capitalize()}? And why is that?"),
        (other, f"({habit}) Because {reason}; it was in the paper."),
        (phrases.KEEPER, f"It is always {place}. Last time {reason}, too."),
        (guest, f"Then I shall wait {hours}. Something warm, please!"),
    ]


def _story(chance: random.Random) -> Lines:
    guest, (title, habit, _) = _one(chance, phrases.GUESTS)
    other, (_, _, oath) = _one(chance, phrases.GUESTS, but=guest)
    beast, (deed, ending) = _one(chance, phrases.BEASTS)
    place, _ = _one(chance, phrases.PLACES)
    return [
        (guest, f"({habit}) Did I ever tell you what I met off {place}?"),
        (other, "(SIGHING) Every night. Go on, then."),
        (guest, f"It was {beast}, and it {deed}."),
        (other, f"{oath}! {beast.capitalize()}? Off {place}?"),
        (guest, f"As true as I sit here: it {deed}; {ending}."),
        (phrases.KEEPER, f'Remember, {title} -- last week you said "{ending}," too.'),
    ]


def _game(chance: random.Random) -> Lines:
    guest, (title, habit, oath) = _one(chance, phrases.GUESTS)
    other, (name, fidget, _) = _one(chance, phrases.GUESTS, but=guest)
    game, charge = _one(chance, phrases.GAMES)
    drink, (price, _) = _one(chance, phrases.DRINKS)
    return [
        (guest, f"({habit}) {name}, a round of {game}? The loser buys {drink}."),
        (other, f"({fidget}) For {drink} I would play {game} until morning."),
        (guest, f"{oath}! {charge}!"),
        (other, f"{charge}? Never, {title} -- not at {game}."),
        (phrases.KEEPER, f"(BANGING A PAN) No quarrels about {game} in here!"),
        (phrases.KEEPER, f"You both owe me {price} coins for the {drink}."),
    ]


def _closing(chance: random.Random) -> Lines:
    guest, (title, _, oath) = _one(chance, phrases.GUESTS)
    drink, (price, praise) = _one(chance, phrases.DRINKS)
    return [
        (phrases.KEEPER, "(RINGING THE BELL) Last orders, everybody!"),
        (guest, f"{oath}! One more {drink}, and then I am gone."),
        (phrases.COOK, f"There is no more {drink}; the pot is empty."),
        (guest, f"(SOFTLY) No {drink}? But it cost only {price} coins."),
        (phrases.KEEPER, f'"{praise}," you always say. Good night, {title}.'),
    ]


KINDS: Sequence[Callable[[random.Random], Lines]] = (
    _order,
    _lost,
    _ferry,
    _story,
    _game,
    _closing,
)


def _one(
    chance: random.Random, table: Mapping[str, Fact], but: str = ""
) -> tuple[str, Fact]:
    """One entry of a table, other than `but`."""
    name = chance.choice([key for key in table if key != but])
    return name, table[name]
