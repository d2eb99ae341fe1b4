"""Where the samples of a mixture come from: renders, photos with cut-outs, and composites."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path

from torch.utils.data import Dataset

from trainlib.data.backgrounds import Backgrounds
from trainlib.data.cache import ArrayCache, most_bytes_of
from trainlib.data.composite_samples import CompositeSamples
from trainlib.data.composition import Composition
from trainlib.data.contract import Batch
from trainlib.data.cutout_samples import CutoutSamples
from trainlib.data.empty_rooms import find_rooms
from trainlib.data.grounds import Grounds
from trainlib.data.photo_files import find_images, find_pairs
from trainlib.data.remix import RemixRanges
from trainlib.data.renders import Renders
from trainlib.data.splits import SplitConfig
from trainlib.data.transforms import Augmentation

# The folder of photos may be read-only.
CACHE = "out/cache"


@dataclass(frozen=True)
class Reading:
    """How a mixture reads the samples of all its sources.

    Attributes:
        size: height and width of the images.
        augment: the strength of augmentation; None leaves samples as they are.
        cache_dir: where decoded files are kept; None leaves that to the source.
        keys: what is loaded, if the source has it.
        cache_gb: gigabytes for each source's decoded files; None is no limit.
        interpolation: how photos and composites are resized, one of `geometry.INTERPOLATIONS`.
    """

    size: tuple[int, int]
    augment: str | None
    cache_dir: str | None
    keys: frozenset[str]
    cache_gb: float | None = None
    interpolation: str = "area"

    @property
    def augmentation(self) -> Augmentation:
        """What moves and changes samples."""
        return Augmentation(self.size, self.augment or "none", self.interpolation)

    @property
    def photo_cache(self) -> ArrayCache:
        """Where photos are kept decoded."""
        return ArrayCache(Path(self.cache_dir or CACHE), most_bytes_of(self.cache_gb))


class Source(ABC):
    """Samples of one kind.

    Attributes:
        weight: how often its samples are drawn, beside those of other sources.
    """

    def __init__(self, weight: float) -> None:
        if weight <= 0:
            raise ValueError(f"a source's weight is {weight}; it must be above 0")
        self.weight = weight

    @property
    def keys(self) -> frozenset[str]:
        """What its samples hold, beside "id" and "split"."""
        return frozenset({"image", "alpha"})

    @abstractmethod
    def open(self, split: str, reading: Reading) -> Dataset[Batch] | None:
        """The samples of a split, or None where it has none.

        Raises:
            DatasetError: where they cannot be read.
        """

    def names(self, split: str) -> list[str]:
        """The names of a split's images, for the record; none where a dataset records its splits itself."""
        return []


class RenderSource(Source):
    """A packshot dataset.

    Args:
        root: its folder, or several folders.
        weight: how often its samples are drawn, beside those of other sources.
        relight: the chance, from 0 to 1, of a training sample to get new light.
        remix: how far new light may be from the recorded one.
        swap: the chance, from 0 to 1, of a training sample to be put before another background.
        backgrounds: a folder of photos for that; None takes what other samples have beside their product.
    """

    def __init__(
        self,
        root: str | list[str],
        weight: float = 1.0,
        relight: float = 0.0,
        remix: RemixRanges = RemixRanges(),
        swap: float = 0.0,
        backgrounds: str | None = None,
    ) -> None:
        super().__init__(weight)
        self.renders = Renders.configure(root, relight, remix, swap, backgrounds)

    @property
    def keys(self) -> frozenset[str]:
        """All maps of the format that every dataset has."""
        return self.renders.keys

    def open(self, split: str, reading: Reading) -> Dataset[Batch] | None:
        """The samples that the generator assigned to the split."""
        found = self.renders.find(split, reading.cache_dir, reading.cache_gb)
        if not found:
            return None
        return self.renders.open(found, reading.size, reading.keys & self.keys, reading.augment)


class PhotoSource(Source):
    """Photos with their cut-outs: RGBA images or grey masks of the same names and sizes.

    Args:
        photos: the folder of photos.
        cutouts: the folder of cut-outs.
        weight: how often its samples are drawn, beside those of other sources.
        split: which images are for training, which for val and test.
    """

    def __init__(self, photos: str, cutouts: str, weight: float = 1.0, split: SplitConfig = SplitConfig()) -> None:
        super().__init__(weight)
        self.photos, self.cutouts, self.split = photos, cutouts, split

    def open(self, split: str, reading: Reading) -> Dataset[Batch] | None:
        """The pairs that are assigned to the split."""
        pairs = find_pairs(self.photos, self.cutouts)
        chosen = [(name, *pairs[name]) for name in self.split.names_in(split, list(pairs))]
        return CutoutSamples(chosen, split, reading.augmentation, reading.photo_cache) or None

    def names(self, split: str) -> list[str]:
        """The stems of the split's photos."""
        return self.split.names_in(split, list(find_images(self.photos)))


class CompositeSource(Source):
    """Cut-outs on drawn grounds, others each time in training; cut-outs and backgrounds are assigned to splits.

    Args:
        cutouts: a folder of RGBA images.
        backgrounds: a folder of photos that show no such product.
        weight: how often its samples are drawn, beside those of other sources.
        split: which cut-outs and which backgrounds are for training, which for val and test.
        rooms: a dataset of empty rooms (kind "empty"), or several; each room keeps the split that it records.
        composition: grounds, sizes, shadows and other products.
    """

    def __init__(
        self,
        cutouts: str,
        backgrounds: str | None = None,
        weight: float = 1.0,
        split: SplitConfig = SplitConfig(),
        rooms: str | list[str] | None = None,
        composition: Composition = Composition(),
    ) -> None:
        super().__init__(weight)
        self.cutouts, self.backgrounds, self.split = cutouts, backgrounds, split
        self.rooms = [rooms] if isinstance(rooms, str) else list(rooms or ())
        self.composition = composition
        if not composition.shares(backgrounds is not None, bool(self.rooms)):
            raise ValueError(
                "a CompositeSource has nothing to lay cut-outs on; give backgrounds, rooms, or a share of "
                "composition.white, flat or noise"
            )

    def open(self, split: str, reading: Reading) -> CompositeSamples | None:
        """The cut-outs of the split on backgrounds of the split."""
        found, cache = find_images(self.cutouts), reading.photo_cache
        chosen = [(name, found[name], found[name]) for name in self.names(split)]
        behind = {"photo": self._photos(split), "room": find_rooms(self.rooms, split)}
        shares = self.composition.shares(bool(behind["photo"]), bool(behind["room"]))
        if not shares or not chosen:
            return None
        photos = {name: Backgrounds(paths, cache) for name, paths in behind.items() if name in shares}
        grounds = Grounds(shares, photos)
        return CompositeSamples(chosen, split, reading.augmentation, cache, grounds, self.composition)

    def names(self, split: str) -> list[str]:
        """The stems of the split's cut-outs."""
        return self.split.names_in(split, list(find_images(self.cutouts)))

    def _photos(self, split: str) -> list[Path]:
        """The photos of backgrounds of a split."""
        if self.backgrounds is None:
            return []
        photos = find_images(self.backgrounds)
        # A list names cut-outs; backgrounds are assigned by shares all the same.
        return [photos[name] for name in replace(self.split, lists=None).names_in(split, list(photos))]
