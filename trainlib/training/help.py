"""The help texts of `fit`, `validate` and `test`.

jsonargparse lists some two hundred settings of the trainer and the run. The most common ones are listed here first.
"""

SETTINGS = """
All settings, with what they mean and what they are without a config:
  fit --model.help CutoutTask, or RelightTask, MultiTaskRelight, Pix2PixRelight, SceneDecoderTask
  fit --data.help PackshotDataModule, or PhotoDataModule, MixedDataModule, AnnotatedDataModule, SceneDataModule
  fit --config cutout --help                                    of the trainer and the run
  fit --config cutout --data.root DATASET --print_config        the whole config, to copy and change
"""

FIT = (
    """\
usage: python -m trainlib fit --config NAME --data.root DATASET [--SETTING VALUE …]

Trains a network and keeps it in out/train/NAME: best.ckpt (by validation), last.ckpt, metrics.csv, images.png,
config.yaml and TensorBoard events. It prints a line per epoch with the metrics and the time left.

  fit --config cutout --data.root DATASET                       as the config says
  fit --config cutout --data.root DATASET --ckpt_path last      continue with a run that Ctrl-C or a power cut ended
  fit --config cutout --data.root DATASET --name large --data.size 256 --trainer.max_epochs 30
  fit --config relight --data.root DATASET --model.start_from out/train/cutout/best.ckpt
  fit --config garments --data.photos DIR --data.cutouts DIR    from photos and their cut-outs

The most common settings:
  --config NAME                {configs}
                               or a YAML file
  --name NAME --out DIR        the run's folder is OUT/NAME; --overwrite true replaces a run of that name
  --ckpt_path last             continue a stopped run; or a file
  --patience N                 stop after N epochs without a better value
  --seed_everything N          seed of first weights, order and augmentation
  --data.root DIR              a dataset; [DIR, DIR] joins several
  --data.size N                pixels a side, a multiple of 32; [HEIGHT, WIDTH] if not square
  --data.batch_size N          samples per step
  --data.num_workers N         processes that load samples
  --data.max_samples N         train on N samples only
  --data.relight 0.7           the share of samples that get new light from their layers
  --data.augment light         none, light or strong
  --model.network.NAME         architecture unet, fpn, deeplabv3plus, classic_unet …; encoder resnet34, mobilenet_v2 …,
                               or tu- and a name of timm; encoder_weights imagenet, a file, or null for none;
                               space_to_depth, decoder_channels, width, depth, attention …
  --model.optimisation.NAME    algorithm, lr, schedule, ema, freeze_encoder, compile …
  --trainer.max_epochs N       --trainer.accelerator cpu|gpu, --trainer.devices N, --trainer.precision bf16-mixed,
                               --trainer.gradient_clip_val 1, --trainer.accumulate_grad_batches N
"""
    + SETTINGS
)

MEASURE = (
    """\
usage: python -m trainlib {command} --config NAME --data.root DATASET [--ckpt_path FILE] [--SETTING VALUE …]

Measures a network on split {split} of a dataset, and keeps its metrics in the run's folder as {command}.json.
Give the config and settings of the training. Without --ckpt_path it takes best.ckpt of the run --out/--name.

  {command} --config cutout --data.root DATASET
  {command} --config cutout --data.root DATASET --name large --data.size 256
  {command} --config out/train/large/config.yaml --data.root OTHER
"""
    + SETTINGS
)

HELP = {
    "fit": FIT,
    "validate": MEASURE.replace("{command}", "validate").replace("{split}", "val"),
    "test": MEASURE.replace("{command}", "test").replace("{split}", "test"),
}
