"""Checks across all samples: leaks between splits, copies, imbalance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from trainlib.doctor.findings import PROBLEM, WARNING, Examined, Finding
from trainlib.records.dataset import SPLITS, PackshotDataset, Sample, read_index, read_object

HEADER = ("created_by", "blender_version", "seed", "count", "spec", "credits")
"""Keys of dataset.json beyond those needed to open it."""
DRAWN = "shape/"
"""Prefix of assets that the generator draws itself. They need no author."""
IN_ONE_SPLIT = ("product", "hdri", "texture")
"""Kinds of asset that the format assigns to one split each."""
SAME = 2.0
"""Mean difference in grey levels of two 16 × 16 thumbnails below which two images are copies."""
BLOCK = 512
MOSTLY = 0.5
"""Share of the samples above which one category dominates."""
SHIFTED = 0.1
"""Share of shifted masks above which the pairs count as misaligned."""
FEW = 20
"""Samples in val or test below which metrics are unreliable."""


def examine_set(
    samples: Sequence[Examined], every: Sequence[Sample] | None = None, wanted: Sequence[str] = SPLITS
) -> list[Finding]:
    """Findings about the dataset as a whole.

    Args:
        samples: those that were checked.
        every: all samples, if only some were checked.
        wanted: the required splits.
    """
    known = [one.sample for one in samples] if every is None else every
    return [*_leaks(samples), *_copies(samples), *_shares(known, wanted), *_shifts(samples)]


def missing(dataset: PackshotDataset) -> list[Finding]:
    """Samples that the index lists but that are missing: deleted, or lost in a copy."""
    index = dataset.root / "index.jsonl"
    listed = set(read_index(index)) if index.is_file() else set()
    gone = sorted(listed - {sample.number for sample in dataset.samples})
    if not gone:
        return []
    text = f"{len(gone)} of {len(listed)} samples that index.jsonl lists are not there; generate makes them again"
    return [Finding(WARNING, "index", (), f"{text} (the first is {gone[0]})")]


def examine_header(dataset: PackshotDataset, samples: Sequence[Examined]) -> list[Finding]:
    """Keys missing in dataset.json, assets without an author, and ids that index.jsonl lists twice."""
    header = read_object(dataset.root / "dataset.json")
    found = []
    if absent := [key for key in HEADER if key not in header]:
        found.append(Finding(WARNING, "format", (), f"dataset.json has no {', '.join(absent)}"))
    credits_ = header.get("credits")
    named = {one.get("asset") for one in credits_ if isinstance(one, dict)} if isinstance(credits_, list) else set()
    used = {str(name) for one in samples for names in one.assets.values() if isinstance(names, list) for name in names}
    if unnamed := sorted(name for name in used - named if not name.startswith(DRAWN)):
        more = " …" if len(unnamed) > 3 else ""
        text = f"dataset.json names no author of {len(unnamed)} assets: {', '.join(unnamed[:3])}{more}"
        found.append(Finding(WARNING, "credits", (), text))
    return found


def _leaks(samples: Sequence[Examined]) -> list[Finding]:
    """Assets that are in more than one split."""
    users: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in samples:
        for kind in IN_ONE_SPLIT:
            names = one.assets.get(kind)
            for name in names if isinstance(names, list) else []:
                users[kind, str(name)][one.sample.split].append(one.sample.number)
    found = []
    for (kind, name), splits in sorted(users.items()):
        if len(splits) > 1:
            counts = ", ".join(f"{len(splits[split])} {split}" for split in SPLITS if split in splits)
            numbers = tuple(sorted(number for ids in splits.values() for number in ids))
            found.append(Finding(PROBLEM, "leak", numbers, f"{kind} {name} is in several splits ({counts})"))
    return found


def _copies(samples: Sequence[Examined]) -> list[Finding]:
    """Images that look the same, by their thumbnails. Between splits they are leaks."""
    seen = [one for one in samples if one.thumbnail is not None]
    if len(seen) < 2:
        return []
    flat = np.stack([one.thumbnail.ravel() for one in seen if one.thumbnail is not None])
    squares = (flat**2).sum(1)
    found = []
    for start in range(0, len(seen), BLOCK):
        part = flat[start : start + BLOCK]
        # |a − b|² = |a|² + |b|² − 2ab; the mean absolute difference is at most the root of its mean.
        apart = (squares[start : start + BLOCK, None] + squares[None] - 2 * part @ flat.T) / flat.shape[1]
        for row, column in np.argwhere(apart < SAME**2):
            first, second = seen[start + row], seen[column]
            if start + row >= column:
                continue
            leak = first.sample.split != second.sample.split
            numbers = (first.sample.number, second.sample.number)
            where = f"in {first.sample.split} and {second.sample.split}" if leak else f"both in {first.sample.split}"
            text = f"{first.called} and {second.called} look the same, {where}"
            found.append(Finding(PROBLEM if leak else WARNING, "copy", numbers, text))
    return found


def _shares(samples: Sequence[Sample], wanted: Sequence[str]) -> list[Finding]:
    """Missing or small splits, and a dominant category."""
    found = []
    splits = Counter(one.split for one in samples)
    for split in wanted:
        if splits[split] == 0:
            found.append(Finding(PROBLEM, "splits", (), f"no sample in split {split}"))
        elif split != "train" and splits[split] < FEW:
            text = f"only {splits[split]} samples in {split}: metrics on it will be noisy"
            found.append(Finding(WARNING, "splits", (), text))
    name, count = Counter(one.category or "without category" for one in samples).most_common(1)[0]
    if any(one.category for one in samples) and count > MOSTLY * len(samples) and len(samples) >= FEW:
        text = f"{count / len(samples):.0%} of the samples are of category {name!r}"
        found.append(Finding(WARNING, "categories", (), text))
    return found


def _shifts(samples: Sequence[Examined]) -> list[Finding]:
    """Pairs that are shifted systematically, not by an error of the search."""
    shifted = [one.sample.number for one in samples if any(finding.check == "alignment" for finding in one.findings)]
    if len(shifted) <= SHIFTED * len(samples):
        return []
    text = f"in {len(shifted)} of {len(samples)} samples the mask lies beside its product"
    return [Finding(PROBLEM, "alignment", tuple(shifted), text)]
