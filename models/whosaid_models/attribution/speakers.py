"""Who speaks, attribution after attribution: "he said", "the ministry added", "the report" by whom they mean.

A source that is a pronoun or a description mostly means somebody who has spoken before, and never somebody whom its own
content names. The article's attributions are followed in the order of the text; each source is either somebody new or
one of the speakers so far. Nothing is guessed where nobody fits: the mention then names itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from whosaid_models.attribution.addressees import addressees, who_is_asked
from whosaid_models.attribution.characters import Character, head_of
from whosaid_models.attribution.described import GENERIC_BODIES, SPOKEN_OF, Described
from whosaid_models.attribution.descriptions import noun_at, to_comma
from whosaid_models.attribution.joint import joint_subject
from whosaid_models.attribution.linking import LinkedAttribution, chain_of
from whosaid_models.attribution.names import ISSUED, Namer
from whosaid_models.attribution.own_content import says_of_itself
from whosaid_models.attribution.pronouns import ANOTHER, gender_of, gender_of_noun, is_first_person
from whosaid_models.attribution.references import References, may_be_called
from whosaid_models.attribution.speaker import Speaker
from whosaid_models.attribution.subjects import subject_before
from whosaid_models.reader.reading import Reading, TokenRange

# How far back somebody is looked for, in sentences without quotation marks: who spoke last, and who was spoken of.
_SPEAKER_REACH, _SUBJECT_REACH = 5, 2
# ... and, in tokens, the last statement whose issuer is named.
_ISSUED_REACH = 1000
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "same"})
_THINGS = frozenset({"organisation", "government", "document", "other"})
_OWNERS = {"its": "it", "their": "they"}
_BODIES = frozenset({"organisation", "government"})
_NO_BODIES = frozenset({"Misc", "Product"})
_MANY = frozenset({"group", "organisation", "government"})
_EVIDENCE = frozenset({"analysis", "findings", "poll", "study", "survey"})  # of nobody in particular who spoke before
_SEVERAL = frozenset({"all", "both", "few", "many", "most", "others", "several", "some"})
_PARTICIPANTS = frozenset({"i", "me", "you"})
_CHARACTER_KINDS = {"Person": "person", "Organization": "organisation", "Location": "government"}


class Speakers:
    """Resolves the sources of an article's attributions."""

    def __init__(
        self, reading: Reading, references: References, namer: Namer, kind_of: Callable[[TokenRange], str]
    ) -> None:
        """``kind_of``: one of SOURCE_TYPES for a mention's tokens (``ArticleReader.source_types``)."""
        self.reading, self.references, self.namer, self.kind_of = reading, references, namer, kind_of
        self.cast = namer.cast
        self.so_far: list[Speaker] = []  # who spoke last is last
        self._by_mention: dict[TokenRange, Speaker] = {}
        self.described = Described(reading, references, namer)
        self._inside: set[int] = set()  # tokens that are somebody's words
        self._asked: dict[int, Character] = {}  # who is asked by whoever is mentioned at a token

    def follow(self, forest: list[LinkedAttribution]) -> None:
        """Resolve all sources, in the order of the text; the namer knows them afterwards."""
        for linked in forest:
            if not linked.is_stance:
                self._inside |= linked.tokens()
        spoken: dict[int, Speaker | None] = {}
        # What is inside a content comes after who says it: by the cue of the outermost attribution around it.
        for index in sorted(range(len(forest)), key=lambda i: self._place(forest, i)):
            linked = forest[index]
            outer = spoken.get(linked.parent) if linked.parent is not None else None
            if linked.parent is not None and self._first_person(linked):
                linked.sources, linked.own_voice = forest[linked.parent].sources, True
                spoken[index] = outer
                continue
            speakers = [self._who(mention, linked, outer) for mention in linked.sources]
            spoken[index] = speakers[0]
            if asked := who_is_asked(self.reading, self.cast, linked):
                self._asked[speakers[0].last] = asked
            quoted = {t for t in linked.tokens() if self.reading.document.quoted[t]}
            self.references.not_the_speaker(quoted, speakers[0].character)
        for speaker in self.so_far:  # the fullest name may come last
            self.namer.known |= dict.fromkeys(speaker.mentions, speaker.name)

    @staticmethod
    def _place(forest: list[LinkedAttribution], index: int) -> tuple[int, int, TokenRange]:
        """Where an attribution comes in the order of who says what."""
        chain = chain_of(forest, index)
        return forest[chain[0]].cue[0], len(chain), forest[index].cue

    def _first_person(self, linked: LinkedAttribution) -> bool:
        first, last = linked.sources[0]
        words = [w.lower() for w in self.reading.document.words[first:last]]
        if len(words) == 2 and words[1] in ("all", "both"):
            words.pop()
        # "You know ..." in quotation marks is said by whom they quote, too.
        return len(words) == 1 and (
            is_first_person(words[0]) or words[0] == "we" or (words[0] == "you" and self.reading.document.quoted[first])
        )

    def _who(self, mention: TokenRange, linked: LinkedAttribution, outer: Speaker | None) -> Speaker:
        """The speaker that a mention means, remembered as the last one; "he said, replying" is one he."""
        speaker = self._by_mention.get(mention) or self._meant(mention, linked, outer)
        if speaker is None:
            speaker = self._new(mention)
        elif speaker.character is None and self._fuller_than(mention, speaker.name):
            speaker.name = self.namer.name_tokens(mention)
        speaker.mentions.append(mention)
        self._by_mention[mention] = speaker
        self.namer.known[mention] = speaker.name
        single = mention[1] - mention[0] == 1
        word = self.reading.document.words[mention[0] if single else noun_at(self.reading, mention)]
        if single and (gender := gender_of(word)):
            speaker.gender = gender
            self.references.settle(mention[0], speaker.character, gender)
        elif not single and (word.islower() or not self.described.has_name(mention)):
            speaker.nouns.add(word.lower())
        speaker.last = mention[0]
        if not linked.is_stance:
            speaker.stated = mention[0]
        if speaker in self.so_far:
            self.so_far.remove(speaker)
        self.so_far.append(speaker)
        return speaker

    def _fuller_than(self, mention: TokenRange, name: TokenRange) -> bool:
        """Whether a description says more about a nameless speaker: "the legal sources" after "sources"."""
        named = any(t in self.cast.of_token for t in range(*name))
        fuller = 1 < name[1] - name[0] + 1 < mention[1] - mention[0] and self._headed(mention, self._noun(name))
        return fuller and (not named or any(t in self.cast.of_token for t in range(*mention)))

    def _noun(self, span: TokenRange) -> str:
        return self.reading.document.words[noun_at(self.reading, span)].lower()

    def _new(self, mention: TokenRange) -> Speaker:
        """Somebody by the name that the mention gives, which may be a speaker's name after all."""
        settled = self.references.pronoun(mention[0]) is not None
        subject = None if settled else subject_before(self.reading, mention, self.kind_of)
        name = self.namer.name_tokens(subject or mention)
        character = self._bearer(name)
        words = self._words(name)
        alike = not _PARTICIPANTS.issuperset(words)  # the "I" of an interview's guest is not the one of who asks
        for speaker in self.so_far:
            if character is not None and speaker.character is character:
                return speaker
            if alike and self._words(speaker.name) == words:
                return speaker
        head = head_of(self.reading, name)
        noun = self.reading.document.words[head].lower()
        gender = character.gender if character else gender_of_noun(noun)
        kind = self.kind_of(name)
        if character is not None and (character.type == "Person" or kind == "person"):
            kind = _CHARACTER_KINDS.get(character.type, kind)
        plural = self.reading.xpos[head] in ("NNS", "NNPS") or noun in _SEVERAL
        return Speaker(name, character, kind, mention[0], gender, plural)

    def _bearer(self, name: TokenRange) -> Character | None:
        """The character that a name is of; not the one of whom it tells: "Ruiz's lawyer" is no Ruiz."""
        character = self.cast.of_token.get(name[0])
        if character is None or name == character.name or name in character.mentions:
            return character
        return character if self.cast.of_token.get(head_of(self.reading, name)) is character else None

    def _words(self, span: TokenRange) -> tuple[str, ...]:
        return tuple(w.lower() for w in self.reading.document.words[span[0] : span[1]])

    def _meant(self, mention: TokenRange, linked: LinkedAttribution, outer: Speaker | None) -> Speaker | None:
        """Who is meant by a pronoun or description; None for a name, and when nobody fits."""
        word = self.reading.document.words[mention[0]].lower()
        named = self._named_in(linked)
        if mention[1] - mention[0] > 1:
            owned = self.reading.xpos[mention[0]] == "PRP$" and noun_at(self.reading, mention)
            if owned and self.reading.document.words[owned].lower() in ISSUED:
                mention, word = (mention[0], mention[0] + 1), _OWNERS.get(word, word)
            else:
                own = says_of_itself(self.reading, self.cast, mention, linked)
                return self._speaker_for(own) if own else self._described(mention, named)
        if gender := gender_of(word):
            fits = lambda s: (  # noqa: E731
                s.kind in ("person", "other") and s.gender in ("", gender) and not s.plural and not self._takes_part(s)
            )
            return self._nearest(mention[0], fits, named, outer, "Person", gender)
        word = _OWNERS.get(word, word)
        if word == "it":
            if own := says_of_itself(self.reading, self.cast, mention, linked):
                return self._speaker_for(own)
            return self._nearest(mention[0], lambda s: s.kind in _THINGS and not s.plural, named, outer, "Organization")
        if word == "they":
            if joint := joint_subject(self.reading, self.cast, mention[0]):
                return Speaker(joint[0], None, "group", mention[0], plural=True)
            several = lambda s: s.plural or (s.kind in _MANY and self._noun(s.name) not in ISSUED)  # noqa: E731
            return self._nearest(mention[0], several, named, outer, "")
        return None

    def _takes_part(self, speaker: Speaker) -> bool:
        """Whether a speaker is "I" or "you" and nobody else is known: never whom "he" means."""
        first, last = speaker.name
        return last - first == 1 and self.reading.document.words[first].lower() in _PARTICIPANTS

    def _named_in(self, linked: LinkedAttribution) -> set[int]:
        """The characters that a content names or that are told (their ids): whoever says it is none of them."""
        named = (c for span in linked.contents for t in range(*span) if (c := self.cast.of_token.get(t)))
        return {id(c) for c in (*named, *addressees(self.reading, self.cast, linked))}

    def _nearest(
        self,
        token: int,
        fits: Callable[[Speaker], bool],
        barred: set[int],
        outer: Speaker | None,
        kind: str,
        gender: str = "",
    ) -> Speaker | None:
        """Walk back from a pronoun: who speaks in a sentence, then who is its subject outside of all contents."""
        document = self.reading.document
        quoted = document.quoted[token]
        if outer is not None and not quoted and fits(outer):
            return outer  # "Khan said he believed ..."
        inside = token in self._inside
        pool = [
            s for s in self.so_far
            if fits(s) and id(s.character) not in barred and not (quoted and s is outer)
            and not (s.character is None and s.name[1] - s.name[0] == 1 and self.reading.upos[s.name[0]] == "PRON")
            and (inside or s.last not in self._inside)  # whom a content quotes is not whom the article goes on about
        ]  # fmt: skip
        steps = 0
        for index in range(document.sentence_of[token], -1, -1):
            sentence = document.sentences[index]
            spoke = [s for s in pool if sentence.first <= s.last < min(token, sentence.last)]
            if spoke:  # who says something, rather than who is said to have called or praised somebody
                last = max(spoke, key=lambda s: (s.stated >= sentence.first, s.last))
                asked = self._asked.get(last.last)
                return self._speaker_for(asked) if asked and fits(self._speaker_for(asked)) else last
            if kind and steps <= _SUBJECT_REACH:
                character = self._subject(sentence.first, min(token, sentence.last), kind, gender, barred)
                if character is not None:
                    return self._speaker_for(character)
                if kind == "Organization" and (text := self._issued_subject(sentence.first, min(token, sentence.last))):
                    return self._new(text)
            steps += not all(document.quoted[t] for t in range(sentence.first, sentence.last))
            if steps > _SPEAKER_REACH:
                return None
        return None

    def _subject(self, first: int, last: int, kind: str, gender: str, barred: set[int]) -> Character | None:
        """The character of a kind that is a subject between two tokens, said by the article itself; the last one."""
        found = None
        for t in range(first, last):
            if t in self._inside or self.reading.document.quoted[t]:
                continue
            character = self.cast.of_token.get(t)
            if character is None and gender_of(self.reading.document.words[t]) == gender != "":
                character = self.references.pronoun(t)
                if character is not None and self._somebody_spoke_since(character, t, gender):
                    continue
            if (
                character is not None
                and character.type == kind
                and id(character) not in barred
                and character.gender in ("", gender)
                and self.references.is_subject((t, t + 1))
            ):
                found = character
        return found

    def _somebody_spoke_since(self, character: Character, pronoun: int, gender: str) -> bool:
        """Whether somebody else who a pronoun may mean has spoken after the last place that names a character."""
        named = max((first for first, _ in character.mentions if first < pronoun), default=-1)
        return any(
            named < s.last < pronoun and s.character is not character
            and s.character is not None and s.kind == "person" and s.gender == gender
            for s in self.so_far
        )  # fmt: skip

    def _issued_subject(self, first: int, last: int) -> TokenRange | None:
        """A statement, an order, a report that is a subject between two tokens: what "it said" means then."""
        r = self.reading
        for t in range(first, last):
            if t not in self._inside and r.document.words[t].lower() in ISSUED and r.relations[t].startswith("nsubj"):
                return self.namer.noun_phrase(t)
        return None

    def _speaker_for(self, character: Character) -> Speaker:
        for speaker in self.so_far:
            if speaker.character is character:
                return speaker
        kind = _CHARACTER_KINDS.get(character.type, "other")
        return Speaker(character.name, character, kind, character.mentions[0][0], character.gender)

    def _described(self, mention: TokenRange, barred: set[int]) -> Speaker | None:
        """Who "the report", "the same official", "the city" is: called so before, described so, or the like."""
        if (own := self.described.holder(mention, barred)) is not None:
            return self._speaker_for(own)
        mention = to_comma(self.reading, mention)
        words = {w.lower() for w in self.reading.document.words[mention[0] : mention[1]]}
        if self.reading.document.words[mention[0]].lower() not in _DEFINITE or ANOTHER & words:
            return None
        if self.kind_of(mention) == "person":
            last = next((s.character for s in reversed(self.so_far) if s.kind == "person"), None)
            if (varied := self.described.varied(mention, barred, last)) is not None:
                return self._speaker_for(varied)
        return None if self.described.has_name(mention) else self._called(mention, barred)

    def _called(self, mention: TokenRange, barred: set[int]) -> Speaker | None:
        """Who was called by the noun of a nameless description before, or is rather meant by it than anybody else."""
        r, first = self.reading, mention[0]
        head = noun_at(self.reading, mention)
        noun = r.document.words[head].lower()
        back = [s for s in reversed(self.so_far) if id(s.character) not in barred]
        kind, many = self.kind_of(mention), r.xpos[head] == "NNS"
        people = kind in ("person", "group")
        characters = [
            c for c in self.references.called(noun, first)
            if id(c) not in barred and (c.type == "Person") == people and not (many and people)
            and not (kind in _BODIES and c.type in _NO_BODIES)
            and self.references.sort_fits(c, mention, head)
        ]  # fmt: skip
        back = [s for s in back if s.character is None or self.references.sort_fits(s.character, mention, head)]
        called = next((s for s in back if self._is_called(s, noun, bool(characters))), None)
        latest = max((max(m for m in c.mentions if m[0] < first)[0] for c in characters), default=-1)
        if called is not None and (called.last >= latest or len(characters) == 1):
            return called
        if len(characters) == 1:
            return self._speaker_for(characters[0])
        if noun in ISSUED and (issuer := self._issued(mention, back)):
            return issuer
        if characters:  # several: whoever was named last
            return self._speaker_for(max(characters, key=lambda c: max(m for m in c.mentions if m[0] < first)))
        if r.document.words[first + 1].lower() == "same" and noun in ("source", "sources") and back:
            return back[0]
        if likely := self.described.likeliest(mention, kind, barred):
            return self._speaker_for(likely)
        if fuller := self.described.fuller(noun, mention):
            return self._new(fuller)
        if kind == "person" and not many and (later := self.described.named_later(noun, mention, barred)):
            return self._speaker_for(later)
        return self._like(mention, kind, back)

    def _is_called(self, speaker: Speaker, noun: str, others: bool) -> bool:
        """Whether a speaker was called by a noun; a bare "Ministry" in a headline counts only if nobody else is."""
        if noun in speaker.nouns:
            return True
        bare = speaker.name[1] - speaker.name[0] == 1 and others
        return not bare and speaker.character is None and self._headed(speaker.name, noun)

    def _headed(self, span: TokenRange, noun: str) -> bool:
        return self.reading.document.words[noun_at(self.reading, span)].lower() == noun

    def _issued(self, mention: TokenRange, back: Sequence[Speaker]) -> Speaker | None:
        """Whose "the statement" is: the issuer of the last one that has one, or the body that spoke last."""
        r = self.reading
        for t in range(mention[0] - 1, max(-1, mention[0] - _ISSUED_REACH), -1):
            if r.upos[t] in ("NOUN", "PROPN") and r.document.words[t] in ISSUED:  # none of a headline in capitals
                if issuer := self.namer.issuer(t):
                    return self._new(issuer)
                if r.document.words[t].lower() == r.document.words[head_of(r, mention)].lower():
                    break
        sentence_of = r.document.sentence_of
        for speaker in back if r.document.words[noun_at(r, mention)].lower() not in _EVIDENCE else ():
            if sentence_of[mention[0]] - sentence_of[speaker.last] > _SPEAKER_REACH:
                break
            if speaker.kind in _BODIES:
                return speaker
        return None

    def _like(self, mention: TokenRange, kind: str, back: Sequence[Speaker]) -> Speaker | None:
        """Who else is of the same kind: the person whom the article is about, the body that somebody speaks for.

        A description that nothing before it explains may bring in somebody new ("the victim said"), so that it means
        the last person to speak only where no other is named as often.
        """
        r, head = self.reading, noun_at(self.reading, mention)
        noun = r.document.words[head].lower()
        own = [r.document.words[t] for t in range(mention[0] + 1, mention[1])]
        several = r.xpos[head] == "NNS" or (noun.endswith("s") and not noun.endswith("ss"))
        capitals = [w for w in own if w[0].isupper()]
        if (
            several
            or noun in SPOKEN_OF
            or any(w.islower() and w != "of" for w in own[head - mention[0] :])
            or (capitals and len(capitals) < len([w for w in own if w != "of"]))
        ):
            return None  # "the father of one of the victims" and "the Kurdish minister" say who they are
        near = [
            s for s in back if r.document.sentence_of[mention[0]] - r.document.sentence_of[s.last] <= _SPEAKER_REACH
        ]
        if kind == "person":
            speaker = next((s for s in near if s.kind == "person"), None)
            if speaker is None or speaker.character is None or not self.described.is_topic(speaker.character):
                return None
            if r.document.sentence_of[speaker.last] == r.document.sentence_of[mention[0]]:
                return None  # "the senator spoke after the mogul claimed": two people
            return speaker if gender_of_noun(noun) in ("", speaker.gender or gender_of_noun(noun)) else None
        if kind not in _BODIES or noun not in GENERIC_BODIES or len(own) > 1:
            return None
        for speaker in near:
            if speaker.kind in _BODIES and speaker.character is not None and may_be_called(speaker.character, noun):
                return speaker
            if body := self.references.affiliation(speaker.character):
                return self._speaker_for(body)
        return None
