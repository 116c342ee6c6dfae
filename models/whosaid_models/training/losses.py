"""The loss of a batch of windows: one term a head, each the mean over what is labelled for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from whosaid_models.reader import labels
from whosaid_models.reader.network import Reader
from whosaid_models.training.examples import IGNORE, Example, LabelledMention, argument_labels, cue_labels
from whosaid_models.training.sequences import sequence_loss

View = tuple[Example, int, int]  # a window: example, first word, last word


def losses(reader: Reader, states: Tensor, views: Sequence[View]) -> dict[str, Tensor]:
    """Compute the heads' losses. ``states`` [B, W, H] are the word states of ``views``, in their order."""
    out: dict[str, Tensor] = {}
    for name, head in (("upos", reader.upos), ("xpos", reader.xpos)):
        _tagging(out, name, head, states, views)
    _entities(out, reader, states, views)
    _cues(out, reader, states, views)
    _arguments(out, reader, states, views)
    _dependencies(out, reader, states, views)
    _source_types(out, reader, states, views)
    _claims(out, reader, states, views)
    _coreference(out, reader, states, views)
    _sentences(out, reader, states, views)
    return out


def _tagging(out: dict[str, Tensor], name: str, head: torch.nn.Module, states: Tensor, views: Sequence[View]) -> None:
    rows, targets = [], []
    for words, (e, first, last) in zip(states.unbind(), views, strict=True):
        values = getattr(e, name)
        if values is not None:
            rows.append(words[: last - first])
            targets.append(torch.from_numpy(values[first:last]))
    if rows:
        target = torch.cat(targets).to(states.device)
        if (target != IGNORE).any():
            out[name] = F.cross_entropy(head(torch.cat(rows)).float(), target, ignore_index=IGNORE)


def _entities(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    rows = [(row, 0, last - first) for row, (e, first, last) in enumerate(views) if e.entities is not None]
    if rows:
        targets = [e.entities[first:last] for e, first, last in views if e.entities is not None]
        scores = reader.entity(gather_spans(states, rows)[0])
        out["entity"] = _sequences(scores, targets, labels.ENTITY)


def _sequences(scores: Tensor, targets: Sequence[np.ndarray], tags: Sequence[str]) -> Tensor:
    lengths = torch.tensor([len(t) for t in targets], device=scores.device)
    padded = _pad(targets, scores.shape[1]).clamp(min=0).to(scores.device)
    return sequence_loss(scores.float(), padded, lengths, tags)


def _cues(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    scores, targets = [], []
    for words, (e, first, last) in zip(states.unbind(), views, strict=True):
        if e.scheme is not None:
            scores.append(reader.cue_scores(words[: last - first])[:, e.scheme])
            targets.append(torch.from_numpy(cue_labels(e, first, last)))
    if scores:
        out["cue"] = F.cross_entropy(torch.cat(scores).float(), torch.cat(targets).to(states.device))


def _arguments(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    scores, targets = [], []
    for words, (e, first, last) in zip(states.unbind(), views, strict=True):
        inside = [a for a in e.attributions if first <= a.cue[0] and a.cue[1] <= last]
        if e.scheme is None or not inside:
            continue
        device = states.device
        cues = torch.tensor([(a.cue[0] - first, a.cue[1] - first) for a in inside], device=device)
        sentence = torch.tensor(e.document.sentence_of[first:last], device=device)
        scheme = torch.full((len(inside),), e.scheme, device=device)
        found = reader.argument(words[: last - first], sentence, cues, scheme)
        scores.append(F.pad(found, (0, 0, 0, len(words) - found.shape[1])))
        targets += [argument_labels(a, first, last) for a in inside]
    if scores:
        out["argument"] = _sequences(torch.cat(scores), targets, labels.ARGUMENT)


def _dependencies(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    spans, heads, relations = [], [], []
    for row, (e, first, last) in enumerate(views):
        if e.heads is None or e.relations is None:
            continue
        for s in e.document.sentences:
            if first <= s.first and s.last <= last:
                spans.append((row, s.first - first, s.last - first))
                heads.append(np.where(e.heads[s.first : s.last] < 0, 0, e.heads[s.first : s.last] - s.first + 1))
                relations.append(e.relations[s.first : s.last])
    if not spans:
        return
    sentences, mask = gather_spans(states, spans)
    target_heads, target_relations = (_pad(a, mask.shape[1]).to(states.device) for a in (heads, relations))
    known = mask & (target_relations != IGNORE)
    if not known.any():
        return
    arcs = reader.dependency.arcs(sentences, mask)
    out["arc"] = F.cross_entropy(arcs[known].float(), target_heads[known])
    scores = reader.dependency.relations(sentences, target_heads.clamp(min=0))
    out["relation"] = F.cross_entropy(scores[known].float(), target_relations[known])


def gather_spans(states: Tensor, spans: Sequence[tuple[int, int, int]]) -> tuple[Tensor, Tensor]:
    """Cut word spans (row, first, last) out of [B, W, H] and pad: [N, L, H], mask [N, L]."""
    return gather_words(states, [(row, range(first, last)) for row, first, last in spans])


def gather_words(states: Tensor, chosen: Sequence[tuple[int, Sequence[int]]]) -> tuple[Tensor, Tensor]:
    """Take words (row, their places in it) out of [B, W, H] and pad: [N, L, H], mask [N, L].

    By one index: the gradient of many small slices is as many tensors of the size of ``states``.
    """
    width = max(len(words) for _, words in chosen)
    index = np.zeros((len(chosen), width), dtype=np.int64)
    mask = np.zeros((len(chosen), width), dtype=bool)
    for n, (row, words) in enumerate(chosen):
        index[n, : len(words)] = np.asarray(words) + row * states.shape[1]
        mask[n, : len(words)] = True
    kept = torch.from_numpy(mask).to(states.device)
    taken = states.flatten(0, 1).index_select(0, torch.from_numpy(index).flatten().to(states.device))
    return taken.unflatten(0, index.shape) * kept.unsqueeze(-1), kept


def _pad(arrays: Sequence[np.ndarray], width: int) -> Tensor:
    out = np.full((len(arrays), width), IGNORE, dtype=np.int64)
    for row, a in enumerate(arrays):
        out[row, : len(a)] = a
    return torch.from_numpy(out)


def _source_types(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    spans, targets = [], []
    for row, (e, first, last) in enumerate(views):
        for begin, end, kind in e.source_types:
            if first <= begin < end <= last:
                spans.append((row, begin - first, end - first))
                targets.append(kind)
    if spans:
        words, mask = gather_spans(states, spans)
        target = torch.tensor(targets, device=states.device)
        means = words.sum(1) / mask.sum(1, keepdim=True)
        out["source_type"] = F.cross_entropy(reader.source_type(means).float(), target)


def _claims(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    evidence: list[tuple[int, list[int]]] = []
    kinds, worth = [], []
    for row, (e, first, last) in enumerate(views):
        for claim in e.claims:
            if first <= claim.tokens[0] and claim.tokens[-1] < last:
                evidence.append((row, [t - first for t in claim.tokens]))
                kinds.append(claim.kind)
                worth.append([float(claim.worth > 0), float(claim.worth > 1)])
    if not evidence:
        return
    kind_scores, worth_scores = reader.claim(*gather_words(states, evidence))
    out["kind"] = F.cross_entropy(kind_scores.float(), torch.tensor(kinds, device=states.device))
    out["worth"] = F.binary_cross_entropy_with_logits(worth_scores.float(), torch.tensor(worth, device=states.device))


def _coreference(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    """Marginal log-likelihood of all right antecedents; one outside the window does not count against the reader."""
    terms = []
    for words, (e, first, last) in zip(states.unbind(), views, strict=True):
        asked = [(m, *_antecedents(m, first, last)) for m in e.mentions if first <= m.word < last]
        asked = [(m, right, among) for m, right, among in asked if right]
        if not asked:
            continue
        anaphors = torch.tensor([m.word - first for m, _, _ in asked], device=states.device)
        scores = reader.coreference(words[: last - first], anaphors).float()
        right = torch.full_like(scores, float("-inf"))
        allowed = torch.full_like(scores, float("-inf"))
        for i, (_, positions, among) in enumerate(asked):
            right[i, positions] = 0.0
            allowed[i, among or slice(None)] = 0.0
        terms.append((scores + allowed).logsumexp(-1) - (scores + right).logsumexp(-1))
    if terms:
        out["coreference"] = torch.cat(terms).mean()


def _antecedents(mention: LabelledMention, first: int, last: int) -> tuple[list[int], list[int]]:
    """Return the right and the allowed columns of a mention's scores in a window; right is empty if it is cut off."""
    column = lambda words: [w - first + 1 for w in words if first <= w < last]  # noqa: E731
    right = column(mention.antecedents) if mention.antecedents else [0]
    among = [0, *column(mention.among)] if mention.among else []
    return right, among


def _sentences(out: dict[str, Tensor], reader: Reader, states: Tensor, views: Sequence[View]) -> None:
    spans, targets = [], []
    for row, (e, first, last) in enumerate(views):
        if e.sentence is not None:
            spans.append((row, 0, last - first))
            targets.append(e.sentence)
    if not spans:
        return
    scores = reader.sentence(*gather_spans(states, spans)).float()
    target = torch.tensor(targets, device=states.device)
    known = target != IGNORE
    out["sentence"] = F.binary_cross_entropy_with_logits(scores[known], target[known].float())
