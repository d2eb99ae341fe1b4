"""`python -m trainlib export`: a trained network as a file for ONNX Runtime, or for rembg."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.images.arrays import Float32Array, size_of
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.photo_search import find_photos
from trainlib.process.exit_codes import FAILED, SUCCESS
from trainlib.weights import network_option

SESSIONS = ("u2net_custom", "dis_custom", "ben_custom")
BOUND = 1e-3
_PHOTOS = 8  # more show nothing new, and each is run three times


def parser() -> argparse.ArgumentParser:
    """The command line of `export`."""
    result = OneLineParser(
        prog="python -m trainlib export",
        description="Writes a network as one ONNX file that runs without PyTorch: input 'image' [batch, 3, H, W],"
        " sRGB from 0 to 1, output 'alpha' [batch, 1, H, W] of a cut-out, 'packshot' [batch, 3, H, W] and 'shadow' of a"
        " relight network, from 0 to 1. Normalisation is inside; what else a photo needs stands in the file's metadata"
        " under 'packshot'. Before it is written the file is run beside PyTorch on images, and refused where the two"
        " differ. `predict` and `evaluate` take the file in place of the checkpoint.",
        epilog="Exit code: 0 if the file is written, 1 if the networks differ, 2 if it could not start.",
    )
    which = result.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--cutout", type=network_option("cutout"), metavar="NAME|FILE", help="the cut-out network to export"
    )
    which.add_argument(
        "--relight", type=network_option("relight"), metavar="NAME|FILE", help="the relight network to export"
    )
    result.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file to write: FILE.onnx, or FILE.safetensors for weights in"
        " half precision that `predict`, `evaluate` and `--model.start_from` take, a tenth of a checkpoint's size",
    )
    _add_input(result)
    _add_comparison(result)
    _add_weights(result)
    return result


def _add_weights(result: argparse.ArgumentParser) -> None:
    """How FILE.safetensors keeps the weights."""
    result.add_argument(
        "--bits",
        type=int,
        choices=(16, 8),
        default=16,
        help="bits of a weight in FILE.safetensors; 8 halves the file and moves mattes a little (default: %(default)s)",
    )
    result.add_argument(
        "--temperature",
        type=float,
        default=1.0,
        metavar="T",
        help="what a cut-out's logits are divided by in FILE.safetensors: below 1 mattes are harder, above 1 softer,"
        " the mask stays (default: %(default)g)",
    )


def _add_input(result: argparse.ArgumentParser) -> None:
    """What the file takes in: its size, and who runs it."""
    result.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="height and width of its input, a multiple of 32 pixels; larger sees finer edges and takes time as the"
        " square of it, far from the trained size it cuts out worse (default: the size it was trained at)",
    )
    result.add_argument(
        "--rembg",
        nargs="?",
        const=SESSIONS[0],
        choices=SESSIONS,
        metavar="SESSION",
        help="write it for rembg to run as a custom model, by rembg's name of the session: u2net_custom (the default;"
        " 320 pixels), dis_custom or ben_custom (1024 pixels, for networks trained at 512 and more)",
    )


def _add_comparison(result: argparse.ArgumentParser) -> None:
    """How the file is compared with PyTorch."""
    result.add_argument(
        "--photos",
        type=Path,
        metavar="DIR",
        help=f"compare with PyTorch on the first {_PHOTOS} photos of this folder, instead of on synthetic ones",
    )
    result.add_argument(
        "--bound",
        type=float,
        default=BOUND,
        help="the largest difference of any output, from 0 to 1, that is let through (default: %(default)s, a quarter"
        " of an 8-bit step)",
    )


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser` for their meaning."""
    options = parser().parse_args(argv)
    from trainlib.checkpoints import CheckpointError, load_network
    from trainlib.checkpoints.weights_file import SUFFIX as WEIGHTS
    from trainlib.inference import export
    from trainlib.inference.export_graphs import ExportError
    from trainlib.inference.input_formats import PLAIN, RELIGHT, REMBG
    from trainlib.inference.onnx_network import SUFFIX
    from trainlib.inference.synthetic import synthetic_images

    if options.relight is not None and options.rembg is not None:
        return fail("--rembg: rembg cuts out and does not relight; give --cutout CKPT")
    task, path = ("cutout", options.cutout) if options.relight is None else ("relight", options.relight)
    if options.out.suffix.lower() == WEIGHTS:
        return _write_weights(task, path, options)
    if options.bits != 16 or options.temperature != 1:
        return fail("--bits and --temperature: an ONNX file keeps weights as they are; give --out NAME.safetensors")
    if options.out.suffix.lower() != SUFFIX:
        name = f"{options.out.name}{SUFFIX}"
        return fail(f"--out {options.out}: an ONNX file ends in {SUFFIX}, such as {name}")
    try:
        plain = PLAIN if task == "cutout" else RELIGHT
        input_format = plain if options.rembg is None else REMBG[options.rembg]
        network = load_network(path, task)
        size = export.input_size(network, input_format, options.size)
        images = synthetic_images(size) if options.photos is None else _framed(options.photos, size)
        with path.open("rb") as file:
            origin = {"checkpoint_sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    except (CheckpointError, ExportError, PhotoError) as error:
        return fail(str(error))
    try:
        found = export.export(network, options.out, images, input_format, options.bound, origin)
    except ExportError as error:
        return fail(str(error), FAILED)
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})")
    print(
        f"checked on {found.images} images of {size[1]} x {size[0]}: it differs from PyTorch by at most"
        f" {found.largest:.2g}, {found.mean:.2g} on average (bound {options.bound:g})"
    )
    print(f"written: {options.out}")
    if options.rembg is not None:
        print(
            f"put it below ~/.rembg (or $REMBG_HOME) and run: rembg i -m {options.rembg}"
            f' -x \'{{"model_path": "~/.rembg/{options.out.name}"}}\' photo.jpg cutout.png'
        )
    return SUCCESS


def _write_weights(task: str, path: Path, options: argparse.Namespace) -> int:
    """The network as narrow weights, and how far they are from the whole ones."""
    import torch

    from trainlib.checkpoints import KEY, CheckpointError, load_network, read_checkpoint
    from trainlib.checkpoints.temperature import with_temperature
    from trainlib.checkpoints.weights_file import write_weights
    from trainlib.inference.export import input_size
    from trainlib.inference.export_graphs import ExportError
    from trainlib.inference.input_formats import PLAIN, RELIGHT
    from trainlib.inference.synthetic import synthetic_images

    out, temperature, bits = options.out, options.temperature, options.bits
    try:
        network, checkpoint = load_network(path, task), read_checkpoint(path)
        if options.size is not None:
            size = input_size(network, PLAIN if task == "cutout" else RELIGHT, options.size)
            checkpoint[KEY] = {**checkpoint[KEY], "size": list(size)}
        if temperature != 1:
            checkpoint = with_temperature(checkpoint, temperature)
        written = write_weights(checkpoint, out, bits)
        narrowed = load_network(out, task)
    except (CheckpointError, ExportError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"--out {out}: cannot be written ({error.strerror})")
    if network.inputs == ("image",):
        stack = torch.from_numpy(np.stack(synthetic_images(narrowed.size)))
        with torch.inference_mode():
            whole, narrow = (one.module(stack).float() for one in (network, narrowed))
        if task == "cutout":
            whole, narrow = (whole / temperature).sigmoid(), narrow.sigmoid()
        moved = (whole - narrow).abs()
        print(f"{bits} bits move a pixel by at most {float(moved.max()):.2g}, {float(moved.mean()):.2g} on average")
    print(f"written: {out} ({written / 1e6:.1f} MB)")
    return SUCCESS


def _framed(folder: Path, size: tuple[int, int]) -> list[Float32Array]:
    """The first photos of a folder as the network sees them: float32 [3, h, w].

    Raises:
        PhotoError: there is none, or one cannot be read.
    """
    from trainlib.inference.preprocess import letterbox, place

    found = find_photos(folder).photos[:_PHOTOS]
    if not found:
        raise PhotoError(f"--photos {folder}: holds no photo")
    images = []
    for photo in found:
        try:
            image = read_photo(photo.path)
        except PhotoError as error:
            raise PhotoError(f"--photos {photo.path}: {error}") from error
        images.append(letterbox(image, place(size_of(image), size)))
    return images
