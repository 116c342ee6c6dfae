"""Whose claim it is: one construction of news English each, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article, Claim


@pytest.fixture(scope="module")
def chain_of(extractor):
    """The names of the sources, outermost first, of the one claim of a text that has these words."""

    def chain(text: str, words: str) -> list[str]:
        claims: list[Claim] = [c for c in extractor.extract(Article(text=text)).claims if words in c.text]
        assert len(claims) == 1, [c.text for c in claims]
        return [a.source.name for a in claims[0].attributions if a.source]

    return chain


STATEMENT = (
    "The two ministers spoke on Monday.\n\n"
    '"The Tarsian side underlined that the dam would not reduce the flow of the river," '
    "a statement by the Tarsian Foreign Ministry read."
)
FIRE = (
    "The fire was put out on Sunday, a spokesman for the county fire service said. "
    "Nobody was hurt, he added. The spokesman said the school would reopen."
)
REPORT = (
    "Food prices doubled in a year, according to a report by the Castleton Institute.\n\n"
    "Wages had not kept up, the report said. It added that rents had fallen."
)
COMPANY = (
    "Marina Kostova, the director of Zenit Energy, left on Monday.\n\n"
    "Profits fell by 4 per cent, Kostova said. Wages will not rise, the company added."
)
CHILDHOOD = (
    "Ana Ruiz said she grew up in Lornby. At the age of nine, she moved to the coast. She said the sea taught her."
)
EMBASSY = "Prices doubled in a year, according to Lornby’s embassy in Castleton. “Nobody was told,” the embassy said."
WITNESS = (
    "Police spokesman Ben Okoro left the hall on Monday.\n\nCouncillor Marek Orlov told reporters that he was among "
    "the victims of the theft. He said he lost a bag. When he heard the bell, he thought it was a fire."
)
PLEDGE = (
    "Asked by radio host Clara Holm if the pledge served his own interests, as he would be paid for it, Orlov said he "
    "would donate the money."
)
POLICY = (
    "The Housing Policy Committee met on Monday. Ana Ruiz said that according to the policy of the mayor, rents will "
    "not rise."
)
NAMED_BEHIND = (
    'The river rose in May.\n\n"The share of wind power is a clear sign that change must go on," National Secretary of '
    "Energy, Jorge Mendes.\n\nThe plant opened in June."
)
PORTRAIT = (
    "Ana Ruiz has worked at the port for 20 years.\n\n“It is the best job in the world.”\n\nThe port opened in 1950."
)
FILM = (
    "The film won a prize in May. It was shown in June.\n\n“It is a lot easier than working with actors.”\n\n"
    "Holm is best known for working with actors."
)
ALSO = (
    "Housing minister Ana Ruiz told reporters on Monday that the ministry will help families who lost their homes.\n\n"
    "The ministry will also build a school.\n\nThe minister left at noon."
)
SPOKESMAN = (
    "Marek Orlov criticised the ban on Monday.\n\nOrlov's spokesman said the minister stood by it. The bridge is "
    "safe, Orlov said. The road is open, the spokesman added."
)
POLL = "The poll of the state's voters was the only one. The poll found that Orlov led by seven points."
DEAL = (
    "Zenit Energy struck a deal with the unions, according to the Labour Department.\n\nThe workers objected. "
    "The company had argued that it needed freedom to move its staff."
)
INTERVIEW = (
    "Hannah Reed asked Marek Orlov how high the wall would be. “I think the height could be 40 feet. That's a good "
    "height,” he told Reed, to cheers from the crowd. “It's not a question of wanting to build it,” he said."
)
RELEASE = (
    "Orlov Campaign Just Made Unexpected Announcement About Ruiz.\n\nOn Thursday, the Lorn Party announced she was not "
    "coming to the meeting.\n\n“The campaign has informed the party that she will not be at the meeting,” the release "
    "said."
)
SURVEY = (
    "The survey shows that prices will trigger a five per cent decrease in incomes, roughly equivalent to the amount "
    "that families spend on health."
)
FLORES, QUOTING = "María Teresa Flores Mendes", ["our correspondent", "Karim Alam"]
UNION = (
    "“As a trade union we feel that these men broke the rules,” spokesperson Ana Holm said. The union said it "
    "had called a meeting."
)
CHAIRMAN = (
    "Opposition Lorn Justice Party (LJP) chairman Omar Dahl demanded free elections on Monday.\n\nThe LJP chairman "
    "said the crisis would grow."
)
ROUND = (
    "The new round was approved by the Lorn Athletics Council.\n\n“In the new format, runners will have a second "
    "chance,” Lorn Athletics said in a statement."
)
ARTICLE = (
    "The president of the court forgot about Article 57 of the Constitution, which states that the task of the courts "
    "comes from the people."
)
AGENCIES = (
    "Ida Holm's management agency All That Dance announced the wedding on Monday.\n\nOmar Dahl's agency Beat Line also "
    "confirmed it. The agencies added that there would be no guests."
)
LEAD = (
    "Heavy rain has flooded three towns, the government spokesman said on Monday.\n\n"
    "Government spokesman Marek Orlov told reporters in Lornby that the water was falling."
)


@pytest.mark.parametrize(
    ("text", "words", "sources"),
    [
        (STATEMENT, "dam would not reduce", ["Tarsian Foreign Ministry", "Tarsian side"]),
        (FIRE, "Nobody was hurt", ["spokesman for the county fire service"]),
        (FIRE, "school would reopen", ["spokesman for the county fire service"]),
        (REPORT, "Wages had not", ["Castleton Institute"]),
        (REPORT, "ents had fallen", ["Castleton Institute"]),
        (COMPANY, "Wages will not rise", ["Zenit Energy"]),
        (
            "The fire started in the kitchen, our correspondent reports quoting Inspector Karim Alam.",
            "kitchen",
            ["our correspondent", "Karim Alam"],
        ),
        ("Two people were hurt, BBC cited the fire brigade as saying.", "hurt", ["BBC", "fire brigade"]),
        ("“I think the bridge is safe,” Maria Lopes said.", "bridge is safe", ["Maria Lopes"]),
        ("The bridge is safe, Maria Lopes told Reuters on Monday.", "bridge is safe", ["Maria Lopes"]),
        (
            "Khan arrived on Monday. Orlov had resigned, Khan said. Petrov would follow, he added.",
            "Petrov would follow",
            ["Khan"],
        ),
        (
            "The fleet grew, the minister said on Monday, as reported by the Lorn News Agency.",
            "fleet grew",
            ["Lorn News Agency", "minister"],
        ),
        # What goes on with an account: between two sentences of its own, or tied on.
        (CHILDHOOD, "moved to the coast", ["Ana Ruiz"]),
        ("Rents fell in May, Marek Orlov said. Wages also rose by a tenth.", "ages rose", ["Marek Orlov"]),
        (EMBASSY, "Prices doubled", ["Lornby’s embassy in Castleton"]),
        (EMBASSY, "Nobody was told", ["Lornby’s embassy in Castleton"]),
        (LEAD, "flooded", ["Marek Orlov"]),
        ("The lawyer of Ana Ruiz said that the trial would begin in May.", "trial would", ["lawyer of Ana Ruiz"]),
        # ”...“
        ("”More than a million people use the app,“ Zenit Energy said in a note.", "use the app", ["Zenit Energy"]),
        # A relative clause tells the reader who somebody is.
        ("Ana Ruiz said the bridge was built by Marek Orlov, who died in 2019.", "died in 2019", []),
        ("Ana Ruiz said the bridge was built by Marek Orlov, who died in 2019.", "was built", ["Ana Ruiz"]),
        # Where and when it was said is no part of who said it, nor what is put in behind a comma.
        (
            "Chief Minister K.L.Doran at a college event said the exams would be held in May.",
            "exams",
            ["K.L.Doran"],
        ),
        (
            "Footage from a security camera on the night of June 3 showed that two men left the house.",
            "Two men",
            ["Footage from a security camera"],
        ),
        ("The order, signed by the Crown Prince, said all the ministers had resigned.", "resigned", ["order"]),
        # Of two who may speak the subject does.
        (
            "The minister in a meeting with party chairman Ben Okoro made it clear that the rally was banned.",
            "rally was banned",
            ["minister"],
        ),
        # A quotation goes on behind who says it, and "we believe" there is theirs.
        (
            "“The price has risen,” wrote the Lorn Institute, “however, we believe that rents will fall in May.”",
            "ents will fall",
            ["Lorn Institute"],
        ),
        # What is felt, asked for or asked is told, not claimed.
        ("Ana Ruiz was very surprised that the bridge was closed.", "Ana Ruiz was very surprised that", []),
        ("Marek Orlov had a sense that the ship could be attacked.", "had a sense that the ship", []),
        (
            "“The mayor has requested that the engineers come up with a plan,” spokesman Marek Orlov said on Monday.",
            "The mayor has requested that",
            ["Marek Orlov"],
        ),
        (PLEDGE, "would be paid for it", []),
        (WITNESS, "t was a fire", ["Marek Orlov"]),
        # A policy is no Policy Committee.
        (POLICY, "Rents will not rise", ["Ana Ruiz", "policy of the mayor"]),
        ("An alert from the Lorn Institute warned that the water was rising.", "rising", ["Lorn Institute"]),
        # A quotation that nobody is said to say: by whom the words beside it are about.
        (NAMED_BEHIND, "wind power", ["Jorge Mendes"]),
        (PORTRAIT, "best job", ["Ana Ruiz"]),
        (FILM, "easier", ["Holm"]),
        (ALSO, "build a school", ["Ana Ruiz"]),
        (ALSO, "left at noon", []),
        # "Orlov's spokesman" is not Orlov, a poll of voters is not theirs, and a department is no company.
        (SPOKESMAN, "stood by", ["Orlov's spokesman"]),
        (SPOKESMAN, "bridge is safe", ["Marek Orlov"]),
        (SPOKESMAN, "road is open", ["Orlov's spokesman"]),
        (POLL, "seven points", ["poll of the state's voters"]),
        (DEAL, "freedom", ["company"]),
        ("Marek Orlov was also a nationalist who believed that the dam was a threat.", "dam was", ["Marek Orlov"]),
        # Who is asked answers, and who "told Reed" is not Reed.
        (INTERVIEW, "eight could be 40 feet", ["Marek Orlov"]),
        (INTERVIEW, "a good height", ["Marek Orlov"]),
        (INTERVIEW, "question of wanting", ["Marek Orlov"]),
        (RELEASE, "has informed", ["Lorn Party"]),
        (
            "Two members of the council from Lornby, Ida Holm and Ben Okoro, have said they will not vote for it.",
            "not vote for",
            ["Ida Holm and Ben Okoro"],
        ),
        # A phrase that is put in to a name is the article's, to anything else it is the speaker's.
        (SURVEY, "is roughly equivalent", ["survey"]),
        ("María Teresa Flores Mendes spoke in May. Sales will rise, Teresa Flores said.", "ales will", [FLORES]),
        ("The thief was caught, reports our correspondent quoting CID Inspector Karim Alam.", "thief", QUOTING),
        (
            "According to Reuters, Tarsia denied carrying out a strike and said the attack was a terror act.",
            "attack was",
            ["Tarsia"],
        ),
        # An object is no source; of "as a trade union we feel" the pronoun is.
        ("The chairman refused to attend it, saying that the task of the court has ended.", "task of", ["chairman"]),
        (UNION, "called a meeting", ["trade union"]),
        # An office beside the name of a body is its holder's; a body is none of its parts.
        (CHAIRMAN, "crisis would grow", ["Omar Dahl"]),
        (ROUND, "second chance", ["Lorn Athletics"]),
        (ARTICLE, "task of the courts", ["Constitution"]),
        # How something is done is not who says so, nor is who is told to note something.
        ("Ana Ruiz said that the police would be dealt with according to the law.", "dealt with", ["Ana Ruiz"]),
        ("The bridge is safe, according to the law.", "bridge is safe", ["law"]),
        ("The deal (note that any lawyers were missing from the meeting) is now known.", "lawyers were missing", []),
        # Several are no one.
        (AGENCIES, "no guests", ["agencies"]),
        # Judgements
        ("The plan was published. Mayor Ana Ruiz described the plan as a failure.", "plan is a failure", ["Ana Ruiz"]),
        ("Ana Ruiz, the mayor, called the bridge a waste of money.", "bridge is a waste of money", ["Ana Ruiz"]),
        ("Marek Orlov considers the dam to be a danger to the town.", "dam is a danger to the town", ["Marek Orlov"]),
        ("Ana Ruiz stressed the need to build a bridge.", "There is a need to build a bridge", ["Ana Ruiz"]),
        ("Ana Ruiz would not call the plan a failure.", "would not call", []),
    ],
)
def test_the_chain_of_sources(chain_of, text, words, sources):
    assert chain_of(text, words) == sources


def test_who_cannot_be_known_is_not_guessed(chain_of):
    text = "Police chief Ivan Orlov left on Monday. Prices fell, Orlov said. The victim said the thief ran away."
    assert chain_of(text, "thief ran away") == ["victim"]


def test_a_wish_is_no_claim_that_it_comes_true(extractor):
    text = "The harbour was closed on Monday. Residents of Lornby hope that the ferry will return."
    claim = next(c for c in extractor.extract(Article(text=text)).claims if "ferry" in c.text)
    assert claim.text == "Residents of Lornby hope that the ferry will return."
    assert not claim.attributions
    assert claim.holder is not None


def test_an_organisation_says_we_of_itself(extractor):
    text = "Zenit Energy said in a statement that profits had fallen. “We are selling less gas,” the company added."
    claims = [c.text for c in extractor.extract(Article(text=text)).claims]
    assert "Zenit Energy is selling less gas." in claims


def test_a_person_s_we_stays_and_depends_on_its_context(extractor):
    text = "“We are selling less gas,” Anna Petrova said on Monday."
    (claim,) = extractor.extract(Article(text=text)).claims
    assert claim.text == "We are selling less gas."
    assert claim.context_dependent
