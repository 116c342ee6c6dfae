"""Whose name a source gets, and what is no source: one construction of news English each, by the released model."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.surnames import misspelt
from whosaid_models.domain import Article, Claim


@pytest.fixture(scope="module")
def sources_of(extractor):
    """The names of the sources, outermost first, of the claims of a text that have these words."""

    def sources(text: str, words: str) -> list[list[str]]:
        claims: list[Claim] = [c for c in extractor.extract(Article(text=text)).claims if words in c.text]
        return [[a.source.name for a in c.attributions if a.source] for c in claims]

    return sources


BANKS = (
    "Tom Reuel, chief economist at Kestrel Bank, said that rents would fall.\n\nThe central bank has kept its rate "
    "since June. The central bank said that prices would rise. It said that wages would follow."
)
DAIRY = (
    "Holm Foods bought a rival in May.\n\nAlpine Dairy will cut 400 jobs, the company said on Monday. It will shut two "
    "plants."
)
FERRY = (
    "Anton Reuel wept as the verdict was read. His wife, Marta, embraced him. “I have thought of them every night,” he "
    "said outside the courthouse."
)
GROUP = "Mediana's chief executive, Laura Steiner, said that the station was for sale. She welcomed the decision."
CAPTAIN = (
    "Captain Youssef Amrani, who missed a penalty, said the players had lost heart. “The team played badly,” the "
    "midfielder said."
)
STUDY = (
    "Plastic was found on Greyhorn, scientists reported in the journal Alpine Science. According to the study, wind "
    "carried it. “It shows how far plastic travels,” Irene Falk said."
)
TEACHER = (
    "Professor Ben Okoro told the Lorn Post that a teacher had helped him.\n\nHe said after his degree he took other "
    "courses in Larn, but Dr Marek Holm once again called him back to Lorn.\n\nHe said Colonel Ivan Petrov, a former "
    "mayor, encouraged him to come home."
)
REPLY = (
    "Deputy minister Ben Okoro said the fund helps athletes. He added that the fund of the Sarn Foundation pays for "
    "schools.\n\n“The aid is not only for the short term,” he said, replying to Orlov's question about athletes."
)
RUNNER = (
    "Ana Ruiz won a medal in Lorn on Sunday. “I have run well,” Ruiz told journalists after the race.\n\n"
    "“I lost my parents in 2002,” the 22-year-old said."
)
PARTY = (
    "Ben Okoro criticised the debate on Monday. Okoro said the candidate had failed.\n\n"
    "“He is overrated,” said the Lorn Party official."
)
MINISTER = (
    "The ministry's spokesman Ben Okoro condemned the attack on Monday. Okoro said it was a crime.\n\n"
    "Two children were among the victims, according to the Tarsian health minister."
)
WEBSITE = (
    "The cook Clara Holm, who died on Sunday, wrote ten books.\n\nAccording to her website, Holm was compelled to save "
    "old recipes."
)
LAWYER = (
    "Police lawyer Ida Lund left the town in May.\n\nMarek Orlov was arrested on Monday. "
    "His lawyer said that Orlov was ill."
)
SLIP = (
    "Dr Jan Eldridge told the radio that the Earth was slowing down.\n\n“Even that little can be measured exactly,” "
    "Eldrige said."
)
RANK = (
    "The minister, Mrs Leela Devi Dukun-Lamin, opened the laboratory on Monday.\n\nVPM Dukun-Lamin said that the "
    "project is a milestone."
)
PORT = (
    "According to Lorn Port Authority, the way to the capital is 170 kilometres.\n\nLorn Port Authority Chairman Rear "
    "Admiral Omar Dahl left on Monday."
)
STRESS = (
    "A lawyer said that Ana Holm had wanted to help the six men and was not paid. She had been under stress at work."
)
RIVER = "Tarsia said that the river was its own. But the river also plays a role in the desert of Larn."


@pytest.mark.parametrize(
    ("text", "words", "sources"),
    [
        # A clause is said, whatever its predicate is.
        ("The shop was robbed on Monday. Police said further work is underway.", "urther work is", ["Police"]),
        ("The mayor demanded that he resign at once.", "resign", []),
        # "He said" again is who said the last thing, not whom that is about; and one "he" is one person.
        (TEACHER, "encouraged", ["Ben Okoro"]),
        (REPLY, "short term", ["Ben Okoro"]),
        # Who is told is not who tells; what follows from something is not what it says.
        ("The bridge will be closed in May, the Lorn Assembly was told.", "ridge will be", []),
        ("Rents fell in May. This means that wages have grown faster.", "ages have grown", []),
        ("(Lorn Press) The town is growing fast, assured Tourism Minister Ana Holm.", "own is growing", ["Ana Holm"]),
        # Whole sources
        (
            "Prices rose by a tenth in June, according to analysts surveyed by Zenit News.",
            "rose",
            ["analysts surveyed by Zenit News"],
        ),
        (
            "Rents will fall in May, said the director of the advocacy organisation The Lorn Institute.",
            "ents will fall",
            ["director of the advocacy organisation The Lorn Institute"],
        ),
        ("“Three men died in the fire,” said Superintendent of Police (Rural), Omar Dahl.", "Three men", ["Omar Dahl"]),
        # What else newspapers call those whom they have named; an office is its holder's.
        (RUNNER, "2002", ["Ana Ruiz"]),
        (PARTY, "overrated", ["Ben Okoro"]),
        (MINISTER, "wo children", ["Tarsian health minister"]),
        (WEBSITE, "recipes", ["Clara Holm’s website"]),
        (LAWYER, "was ill", ["His lawyer"]),  # the coreference head is sure that it is the police's
        ("Marek Orlov left in May. His lawyer said that Orlov was ill.", "was ill", ["Marek Orlov’s lawyer"]),
        # Names written otherwise
        (SLIP, "measured", ["Jan Eldridge"]),
        (RANK, "milestone", ["Leela Devi Dukun-Lamin"]),
        (PORT, "170 kilometres", ["Lorn Port Authority"]),
        # Who announces what they do, and those of whom a name is told
        (DAIRY, "cut 400 jobs", ["Alpine Dairy"]),
        ("Alpine Dairy's profit fell. Holm Foods will pay more, it said on Monday.", "pay more", ["Holm Foods"]),
        (FERRY, "every night", ["Anton Reuel"]),
        (GROUP, "for sale", ["Laura Steiner"]),
        ("Critics, among them the Lorn Press Council, say the bill is aimed at Channel 9.", "aimed", ["Critics"]),
        (CAPTAIN, "played badly", ["Youssef Amrani"]),
        (STUDY, "ind carried it", ["study"]),
        (STUDY, "how far plastic travels", ["Irene Falk"]),
        ("Mayor Rolf Eklund told reporters: “Somebody will answer for this.”", "omebody will", ["Rolf Eklund"]),
        (
            "Rents fell by a tenth, according to figures released by the Lorn Housing Union.",
            "Rents",
            ["Lorn Housing Union"],
        ),
        # Of another sort
        (BANKS, "rices would rise", ["central bank"]),
        (BANKS, "ages would follow", ["central bank"]),
        # Reported by its tense; "but" turns to something else.
        (STRESS, "under stress", ["lawyer"]),
        (RIVER, "plays a role", []),
    ],
)
def test_who_is_named(sources_of, text, words, sources):
    found = sources_of(text, words)
    assert found
    assert all(chain == sources for chain in found), found


@pytest.mark.parametrize(
    ("word", "name", "same"),
    [
        ("Eldrige", "Eldridge", True),
        ("Mabdouli", "Madbouli", True),
        ("Okonjwo", "Okonjuo", True),
        ("Ivanov", "Ivanova", False),  # his wife
        ("Hasan", "Hassan", False),  # too short to tell
        ("Petersen", "Pedersan", False),
        ("Holmberg", "Holmberg", False),
    ],
)
def test_a_slip_of_the_pen_is_one_letter_inside_a_name(word, name, same):
    assert misspelt(word, name) is same
