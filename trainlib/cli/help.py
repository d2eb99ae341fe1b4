"""The help text of the command line."""

HELP = """\
usage: python -m trainlib COMMAND …

Trains networks that turn photos of products into packshots on datasets of `python -m blender_addon`.

A sample has an input (a product in a room), its target (the packshot: the same product on pure white) and alpha (the
product's mask). A cut-out network predicts alpha, a relight network the target. Each sample is in one split: train,
val or test.

  fit         train                    fit --config cutout --data.root DATASET
  validate    measure on split val     validate --config cutout --data.root DATASET
  test        measure on split test    test --config cutout --data.root DATASET
  predict     photos to packshots      predict --photos DIR --out DIR --cutout CHECKPOINT
  serve       the same in a browser    serve --cutout CHECKPOINT
  evaluate    measure on photos        evaluate PHOTOS --ground-truth DIR --cutout CHECKPOINT --out DIR
  study       a sweep of trainings     study size_curve --data.root DATASET --out DIR
  export      a network as ONNX        export --cutout CHECKPOINT --out FILE.onnx
  bag         networks as one          bag CHECKPOINT CHECKPOINT … --out FILE.safetensors
  card        a model card             card --network FILE --dataset DATASET --words FILE --out FILE.md
  report      a page on a dataset      report --dataset DATASET --out report.html
  doctor      check a dataset          doctor DATASET
  statistics  a dataset's colours      statistics DATASET
  backgrounds photos from HDRIs        backgrounds --hdris DIR --out DIR
  compose     cut-outs on backgrounds  compose --cutouts DIR --rooms DATASET --out DIR
  mine        photos worth labelling   mine PHOTOS --cutout CHECKPOINT --out DIR
  suggest     a spec from failures     suggest --from EVALUATION --spec packshot --out FILE.toml
  import-cvat annotations from CVAT    import-cvat EXPORT.zip --out DIR
  drawings    vessels, with masks      drawings --profiles FILE.jsonl --out DIR
  outlines    vessels as SVG and DXF   outlines DRAWINGS --masks DIR --out DIR --bar-mm 50
  sliders     a scene decoder's page   sliders --scene CHECKPOINT --out FILE.html

Configs that ship: {configs}.
Any other is a YAML file. Single settings: --trainer.max_epochs 80 --data.batch_size 16 --data.size 256
A run is kept in out/train/NAME (--name): best.ckpt, last.ckpt, metrics.csv, images.png, TensorBoard events.
To continue a stopped run, give the same command with --ckpt_path last.

`python -m trainlib COMMAND --help` explains a command.
"""
