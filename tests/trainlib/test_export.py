"""`export`: the file that ONNX Runtime runs against the network that PyTorch runs, and against the real rembg."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from inference_networks import Brightness, Doubled, loaded, save_checkpoint
from PIL import Image

from trainlib.checkpoints import CheckpointError, LoadedNetwork
from trainlib.inference import export, export_command, input_formats, onnx_network
from trainlib.inference.export_graphs import ExportError
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings
from trainlib.inference.synthetic import synthetic_images
from trainlib.models import NetworkConfig, Relighter


@pytest.fixture(scope="module")
def brightness_onnx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network whose alpha is known, as rembg's u2net_custom feeds it."""
    out = tmp_path_factory.mktemp("onnx") / "brightness.onnx"
    form = input_formats.REMBG["u2net_custom"]
    export.export(loaded(Brightness(), "cutout"), out, synthetic_images((320, 320), 2), form, 1e-3, {})
    return out


def square(value: int = 40) -> Image.Image:
    """A dark square (rows and columns 80 to 240 of 320) on white."""
    values = np.full((320, 320, 3), 255, np.uint8)
    values[80:240, 80:240] = value
    return Image.fromarray(values)


@pytest.mark.slow
def test_a_real_network_is_one_file_that_says_how_to_feed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from trainlib.checkpoints import KEY, describe_network
    from trainlib.models import build_network

    arguments = {"encoder": "resnet18", "decoder_channels": [16, 8, 8, 8, 8], "space_to_depth": 2}
    torch.manual_seed(0)
    network = build_network("cutout", arguments).eval()
    weights = {f"network.{name}": value for name, value in network.state_dict().items()}
    about = describe_network("cutout", "cutout", arguments, ("image",), (96, 64))
    torch.save({"state_dict": weights, KEY: about}, tmp_path / "net.ckpt")
    out = tmp_path / "net.onnx"
    assert export_command.main(["--cutout", str(tmp_path / "net.ckpt"), "--out", str(out)]) == 0
    assert "differs from PyTorch by at most" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir() if "onnx" in path.name] == ["net.onnx"]

    session = onnxruntime.InferenceSession(out, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(3)
    for batch in (1, 3):
        pictures = rng.random((batch, 3, 96, 64), dtype=np.float32)
        (alpha,) = session.run(None, {"image": pictures})
        with torch.inference_mode():
            expected = torch.sigmoid(network(torch.from_numpy(pictures))).numpy()
        assert alpha.shape == (batch, 1, 96, 64)
        assert np.abs(alpha - expected).max() < 1e-4
    (entry,) = onnx.load(out).metadata_props
    recorded = json.loads(entry.value)
    assert entry.key == "packshot" and recorded["input"]["shape"] == ["batch", 3, 96, 64]
    assert recorded["input"]["mean"] == [0, 0, 0] and recorded["input"]["std"] == [1, 1, 1]
    assert len(recorded["checkpoint_sha256"]) == 64


def test_rembgs_normalisation_is_undone(brightness_onnx: Path) -> None:
    # The network's logit is 200 (0.5 - brightness): 0.49 grey is sigmoid(2) = 0.8808.
    session = onnxruntime.InferenceSession(brightness_onnx, providers=["CPUExecutionProvider"])
    mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
    std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
    fed = ((np.full((3, 320, 320), 0.49, np.float32) - mean) / std)[None]
    (alpha,) = session.run(None, {session.get_inputs()[0].name: fed})
    assert alpha.shape == (1, 1, 320, 320)
    assert alpha.min() == pytest.approx(0.8808, abs=1e-3) and alpha.max() == pytest.approx(0.8808, abs=1e-3)


def test_predict_takes_the_file_in_place_of_the_checkpoint(brightness_onnx: Path) -> None:
    """Fed as the file's metadata says: this one wants rembg's means taken off, and puts them back on."""
    picture = np.asarray(square())
    expected = Pipeline(loaded(Brightness(), "cutout", 320), settings=PipelineSettings("cpu"))(picture)
    found = Pipeline.load(brightness_onnx, settings=PipelineSettings("cpu"))(picture)
    assert np.abs(found.mask.astype(int) - expected.mask).max() <= 1
    assert found.confidence == pytest.approx(expected.confidence, abs=1e-4)
    with pytest.raises(CheckpointError, match="has one size, and more are asked for"):
        Pipeline.load(brightness_onnx, settings=PipelineSettings("cpu", "flips+scales"))
    with pytest.raises(CheckpointError, match="holds a cutout network, a relight network is needed here"):
        onnx_network.load(brightness_onnx, "relight")
    foreign = onnx.load(brightness_onnx)
    del foreign.metadata_props[:]
    other = brightness_onnx.with_name("other.onnx")
    onnx.save(foreign, other)
    with pytest.raises(CheckpointError, match="not a file that `export` wrote"):
        onnx_network.load(other, "cutout")
    renamed = onnx.load(brightness_onnx)
    for node in renamed.graph.node:
        node.input[:] = ["photo" if name == "image" else name for name in node.input]
    renamed.graph.input[0].name = "photo"
    onnx.save(renamed, other)
    with pytest.raises(CheckpointError, match="not a file that `export` wrote"):
        onnx_network.load(other, "cutout")
    other.write_bytes(b"no network")
    with pytest.raises(CheckpointError, match="broken or no ONNX file"):
        onnx_network.load(other, "cutout")


def test_a_relight_network_is_exported_with_its_shadow(tmp_path: Path) -> None:
    torch.manual_seed(1)
    relighter = Relighter(NetworkConfig("residual_unet", inputs=("image", "alpha"), width=4, depth=2))
    network = loaded(relighter, "relight", inputs=("image", "alpha"))
    found = export.export(network, tmp_path / "r.onnx", synthetic_images((64, 64), 2), input_formats.RELIGHT, 1e-3, {})
    assert found.images == 2 and found.largest < 1e-4
    session = onnxruntime.InferenceSession(tmp_path / "r.onnx", providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == ["stack"]
    assert [(one.name, one.shape[1]) for one in session.get_outputs()] == [("packshot", 3), ("shadow", 1)]
    recorded = json.loads(session.get_modelmeta().custom_metadata_map["packshot"])
    assert recorded["task"] == "relight" and recorded["input"]["order"] == "R G B alpha"
    cutout, picture = loaded(Brightness(), "cutout"), np.asarray(square())
    run = onnx_network.load(tmp_path / "r.onnx", "relight")
    one, other = (Pipeline(cutout, each, PipelineSettings("cpu", shadow="keep"))(picture) for each in (network, run))
    assert np.abs(one.packshot.astype(int) - other.packshot).max() <= 1
    assert (one.packshot != Pipeline(cutout, settings=PipelineSettings("cpu"))(picture).packshot).any()
    unfit = loaded(relighter, "relight", inputs=("image", "alpha", "depth"))
    with pytest.raises(ExportError, match="also wants depth, which a photo does not have"):
        export.export(unfit, tmp_path / "d.onnx", synthetic_images((64, 64), 1), input_formats.RELIGHT, 1e-3, {})


def test_the_real_rembg_runs_it(brightness_onnx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("rembg") is None:
        pytest.skip("rembg is not installed (pip install 'rembg[cpu]')")
    import rembg

    # rembg loads custom models from its own folder alone.
    monkeypatch.setenv("U2NET_HOME", str(brightness_onnx.parent))
    monkeypatch.setenv("REMBG_HOME", str(brightness_onnx.parent))
    session = rembg.new_session("u2net_custom", model_path=str(brightness_onnx))
    mask = np.asarray(rembg.remove(square(), session=session, only_mask=True))
    target = np.zeros((320, 320), bool)
    target[80:240, 80:240] = True
    assert ((mask >= 128) == target).mean() > 0.99
    cut = np.asarray(rembg.remove(square(), session=session))
    assert cut.shape == (320, 320, 4) and (cut[100:200, 100:200] == (40, 40, 40, 255)).all()


def test_a_file_that_differs_is_refused(tmp_path: Path) -> None:
    class Restless(Brightness):
        """Says something else at every look, as a network left in training mode does."""

        calls = 0

        def forward(self, stack: torch.Tensor) -> torch.Tensor:
            type(self).calls += 1
            return super().forward(stack) * (0.001 + 0.0001 * type(self).calls)

    (tmp_path / "net.onnx").write_bytes(b"the one from before")
    with pytest.raises(ExportError, match="more than the bound"):
        export.export(
            loaded(Restless(), "cutout"),
            tmp_path / "net.onnx",
            synthetic_images((32, 32)),
            input_formats.PLAIN,
            1e-3,
            {},
        )
    assert (tmp_path / "net.onnx").read_bytes() == b"the one from before"


def test_sizes_and_mistakes_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
    relight = save_checkpoint(monkeypatch, tmp_path / "relight.ckpt", Doubled(), "relight")
    network = LoadedNetwork(Brightness(), "cutout", ("image",), (100, 64))
    assert export.input_size(network, input_formats.PLAIN, None) == (128, 64)
    assert export.input_size(network, input_formats.PLAIN, 256) == (256, 256)
    assert export.input_size(network, input_formats.REMBG["dis_custom"], None) == (1024, 1024)
    for words, says in [
        (["--cutout", str(cutout), "--size", "100"], "the nearest are 96 and 128"),
        (["--cutout", str(cutout), "--size", "512", "--rembg"], "always feeds 320"),
        (["--cutout", str(relight)], "a cutout network is needed here"),
        (["--relight", str(cutout)], "a relight network is needed here"),
        (["--relight", str(relight), "--rembg"], "rembg cuts out and does not relight"),
        (["--cutout", str(tmp_path / "absent.ckpt")], "no such checkpoint"),
        (["--cutout", str(cutout), "--photos", str(tmp_path)], "holds no photo"),
    ]:
        assert export_command.main([*words, "--out", str(tmp_path / "net.onnx")]) == 2
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("error: ") and says in lines[0], lines
    assert not (tmp_path / "net.onnx").exists()
    assert export_command.main(["--cutout", str(cutout), "--out", str(tmp_path / "net")]) == 2
    assert "ends in .onnx, such as net.onnx" in capsys.readouterr().err
    assert export_command.main(["--relight", str(relight), "--out", str(tmp_path / "net.onnx")]) == 0
    assert "it differs from PyTorch by at most" in capsys.readouterr().out
