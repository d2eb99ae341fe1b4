"""The options of a page or a program, named as those of `predict`, and the settings that they give."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field, field_validator

from trainlib.inference.framing import Frame
from trainlib.inference.options import OptionError, frame_of, read_canvas, read_margin, settings_of
from trainlib.inference.settings import PipelineSettings, Shadow, Tta
from trainlib.serve.encoding import FileType
from trainlib.serve.engine import Engine


class PackshotOptions(BaseModel):
    """How a packshot looks; names and meanings are those of `predict`."""

    colours: Literal["relit", "own"] | None = Field(
        None,
        description="own (the default): the photo's own; relit: in studio light, if the server has a relight network",
    )
    shadow: Shadow = Field("none", description="the soft shadow under the product")
    fill: float | None = Field(None, description="the product's share of the canvas, 0.1 to 1")
    margin: str | None = Field(None, description="white on each side: pixels, such as 50, or a share, such as 5%")
    square: bool = Field(False, description="a square canvas")
    canvas: str | None = Field(None, description="the canvas in pixels, such as 2000x2000")
    file_type: FileType = Field("png", description="the type of the file; png is predict's, byte for byte")

    @field_validator("colours", "fill", "margin", "canvas", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """Treat an empty field of a form as missing."""
        return None if value == "" else value


class Quality(BaseModel):
    """How a photo is cut out; names and meanings are those of `predict`."""

    tta: Tta | None = Field(None, description="test-time augmentation (default: the server's)")
    two_pass: bool | None = Field(None, description="cut out again on a crop around the product")
    grabcut: bool = Field(True, description="decide by colour where the network is unsure")


@dataclass(frozen=True)
class Asked:
    """The settings of one photo, as the pipeline takes them."""

    settings: PipelineSettings
    frame: Frame | None
    file_type: FileType


def read_options(options: PackshotOptions, engine: Engine, quality: Quality | None = None) -> Asked:
    """The settings that options give, by the rules of `predict`'s command line.

    Raises:
        OptionError: the options contradict each other, or need a network that the server does not have.
    """
    quality = quality or Quality(tta=None, two_pass=None, grabcut=True)
    try:
        words = argparse.Namespace(
            colours=options.colours or "own",
            shadow=options.shadow,
            fill=options.fill,
            square=options.square,
            canvas=None if options.canvas is None else read_canvas(options.canvas),
            margin=None if options.margin is None else read_margin(options.margin),
            write=(),
            relight=engine.relight,
            device=engine.device,
            tta=quality.tta or engine.tta,
            two_pass=engine.two_pass if quality.two_pass is None else quality.two_pass,
            grabcut=quality.grabcut,
        )
    except argparse.ArgumentTypeError as error:
        raise OptionError(str(error)) from error
    return Asked(settings_of(words), frame_of(words), options.file_type)
