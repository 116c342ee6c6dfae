"""The label sets of the heads. Their order is part of the trained weights: never reorder, only append."""

UPOS = tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())

# Penn Treebank tags: tense, number and verb form, which rewriting needs.
XPOS = tuple(
    "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW GW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS PRP PRP$ "
    "RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB ``".split()
)

# Universal Dependencies relations with the English subtypes that decomposition tells apart.
DEPREL = tuple(
    "acl acl:relcl advcl advcl:relcl advmod amod appos aux aux:pass case cc cc:preconj ccomp compound compound:prt "
    "conj cop csubj csubj:outer csubj:pass dep det det:predet discourse dislocated expl fixed flat goeswith iobj list "
    "mark nmod nmod:desc nmod:poss nmod:unmarked nsubj nsubj:outer "
    "nsubj:pass nummod obj obl obl:agent obl:unmarked orphan "
    "parataxis punct reparandum root vocative xcomp".split()
)

ENTITY_TYPES = ("Date", "Facility", "Location", "Misc", "Money", "NORP", "Organization", "Person", "Product")
ENTITY = ("O", *(f"{p}-{t}" for t in ENTITY_TYPES for p in "BI"))

# How a corpus marks attributions; the reader learns each and can answer in each.
#   polnear: outermost attributions only, stances and intentions too (PolNeAR's guidelines)
#   clause:  speech and attitude verbs with a clause, nested ones too (GUM, PropBank)
#   news:    what makes a claim's source (attribution) or its holder (stance), nested ones too: what the library uses
SCHEMES = ("polnear", "clause", "news")
CUE = ("O", "B-attribution", "I-attribution", "B-stance", "I-stance")
# Where a span ends has a label of its own (E; S: begins and ends at once): ends are what is hardest about contents.
ARGUMENT = ("O", *(f"{p}-{role}" for role in ("source", "content") for p in "BIES"))

SOURCE_TYPES = ("person", "organisation", "government", "document", "group", "other")
KINDS = ("fact", "prediction", "opinion", "normative")

# What is said of a sentence by itself: worth a fact-checker's time (ClaimBuster), subjective (CheckThat! task 2).
SENTENCE = ("check-worthy", "subjective")

_SETS = (
    "UPOS", "XPOS", "DEPREL", "ENTITY", "SCHEMES", "CUE", "ARGUMENT", "SOURCE_TYPES", "KINDS", "SENTENCE"
)  # fmt: skip


def current_label_sets() -> dict[str, list[str]]:
    """Return the label sets that this version of the code decodes with, as config.json writes them down."""
    return {name.lower(): list(globals()[name]) for name in _SETS}
