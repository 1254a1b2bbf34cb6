"""Who comes to the Lantern, and what is said there: the words of the made-up script."""

KEEPER = "Odile_Farrow"
COOK = "Bartholomew"

GUESTS = {  # how a guest is greeted, fidgets and swears
    "Captain_Brandt": ("Captain", "SHAKING OFF THE RAIN", "Thunder and tar"),
    "Professor_Imai": ("Professor", "CLOSING A HEAVY BOOK", "Great galaxies"),
    "Nurse_Calloway": ("Nurse", "ROLLING UP HER SLEEVES", "Bless my bandages"),
    "Old_Tobias": ("Tobias", "COUNTING COINS TWICE", "In my day"),
    "Lighthouse_Meg": ("Meg", "SQUINTING AT THE LAMP", "By the beam"),
    "Sergeant_Pike": ("Sergeant", "POLISHING A BUTTON", "Order, order"),
    "Baker_Rosalind": ("Rosalind", "BRUSHING AWAY FLOUR", "Butter and crumbs"),
    "Postman_Ferris": ("Ferris", "DROPPING A SACK OF LETTERS", "Stamps alive"),
    "Doctor_Okonkwo": ("Doctor", "HUMMING A WALTZ", "Curious, very curious"),
    "Young_Pim": ("Pim", "TRIPPING OVER A STOOL", "Oh no"),
    "Mayor_Lindqvist": ("Mayor", "WAVING TO NOBODY", "My dear citizens"),
    "Fiddler_Jun": ("Jun", "TUNING ONE STRING", "What a note"),
}

DRINKS = {  # what it costs, and what is said of it
    "ginger tea": ("three", "It burns all the way down"),
    "hot cider": ("four", "The apples fell by themselves"),
    "black coffee": ("two", "You could paint a boat with it"),
    "nettle soup": ("five", "It stings only once"),
    "elderberry cordial": ("six", "My aunt pressed every berry"),
    "salted cocoa": ("seven", "The sea gave me the salt"),
    "plum brandy": ("nine", "Hide it from the priest"),
    "cold buttermilk": ("two", "The cow sends her regards"),
    "barley broth": ("five", "It has been boiling since Monday"),
    "peppermint fizz": ("four", "Mind your nose"),
    "smoked stout": ("eight", "It was a chimney once"),
    "honey wine": ("nine", "A thousand bees say cheers"),
    "rhubarb juice": ("three", "Sour enough for a judge"),
    "almond milk": ("six", "I cracked them with a hammer"),
}

PLACES = {  # why the ferry from there is late
    "Greywater": "the pilot has fallen asleep",
    "Saint Orla": "a whale is resting on the cable",
    "Thistle Point": "somebody painted the buoys pink",
    "Needle Rock": "the fog will not sign the papers",
    "Copper Bay": "the engine wants a holiday",
    "Little Marrow": "a wedding party refused to get off",
    "Windlass": "the tide went out and stayed there",
    "Hollow Quay": "two captains are tossing for it",
    "Amber Sound": "the anchor fell in love with a rock",
    "Crooked Pier": "all the goats came aboard first",
}

THINGS = {  # where a lost thing turns up
    "wooden leg": "under the piano",
    "glass eye": "in the sugar bowl",
    "silver trumpet": "behind the stove",
    "love letter": "inside a herring",
    "false moustache": "on the cat",
    "brass telescope": "up the chimney",
    "velvet slipper": "beneath the cheese",
    "pocket watch": "at the bottom of the pot",
    "family portrait": "over the dartboard",
    "stuffed pelican": "between the umbrellas",
    "library card": "among the onions",
    "wedding ring": "around a radish",
}

BEASTS = {  # what it did, and what became of it
    "an octopus": ("stole my compass", "now it runs a bank"),
    "a polar bear": ("asked for directions", "we still exchange postcards"),
    "a one-legged gull": ("laughed at my hat", "it has my hat to this day"),
    "a giant squid": ("wrapped the mast in ribbons", "it was somebody's birthday"),
    "a mermaid": ("corrected my singing", "she teaches in town"),
    "a talking walrus": ("sold me insurance", "I have never felt safer"),
    "a ghost ship": ("sailed straight through us", "my soup was never warm again"),
    "a flock of swans": ("voted me off the boat", "the count was fair"),
    "a blue lobster": ("beat me at chess", "I let it win"),
    "an electric eel": ("lit the whole harbour", "the bill came to me"),
}

GAMES = {
    "cards": "You hid a queen in your boot",
    "chess": "That horse cannot swim",
    "darts": "You were standing on the table",
    "dominoes": "There is a biscuit among the tiles",
    "marbles": "Mine was the green one",
    "backgammon": "The dice are made of cork",
}

ASIDES = (  # what anybody may add to anything
    "As my mother used to say",
    "Nobody writes songs about that",
    "I have seen worse",
    "Ask the cat",
    "It was like that when I came",
    "Somebody should tell the mayor",
    "My knees knew it first",
    "That is how wars begin",
    "Not a word to my sister",
    "I shall put it in my diary",
    "The roof is leaking again",
    "You can hear the bells from here",
    "Fish do not lie",
    "I was young and had a bicycle",
    "There goes my evening",
    "Who moved the barometer",
)

MOODS = (
    "LAUGHING",
    "WHISPERING",
    "WITH A MOUTH FULL",
    "YAWNING",
    "PROUDLY",
    "LOOKING OUT",
    "TO HIMSELF",
    "NOT LISTENING",
    "LIGHTING A PIPE",
    "AFTER A PAUSE",
)
