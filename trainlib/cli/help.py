"""The help text of the command line."""

HELP = """\
usage: python -m trainlib COMMAND …

Trains networks that cut products out of photos and relight them as packshots.

  fit       train                    python -m trainlib fit --config cutout --data.root DATASET
  validate  measure on split val     python -m trainlib validate --config cutout --data.root DATASET
  test      measure on split test    python -m trainlib test --config cutout --data.root DATASET
  predict   photos to packshots      python -m trainlib predict --photos DIR --out DIR --cutout CHECKPOINT
  serve     pages in a browser       python -m trainlib serve --cutout CHECKPOINT
  export    a network as ONNX        python -m trainlib export --cutout CHECKPOINT --out FILE.onnx
  bag       networks as one          python -m trainlib bag CHECKPOINT CHECKPOINT … --out FILE.safetensors
  report    a page with pictures     python -m trainlib report --dataset DATASET --out report.html
  doctor    check a dataset          python -m trainlib doctor DATASET
  statistics  a dataset's colours   python -m trainlib statistics PHOTOS
  backgrounds  photos from HDRIs     python -m trainlib backgrounds --hdris DIR --out DIR
  evaluate  measure on photos        python -m trainlib evaluate PHOTOS --ground-truth DIR --cutout CHECKPOINT --out DIR
  card      a model card             python -m trainlib card --network FILE --dataset DATASET --words FILE --out FILE.md
  study     a sweep of trainings     python -m trainlib study size_curve --data.root DATASET --out DIR
  compose   cut-outs on backgrounds  python -m trainlib compose --cutouts DIR --rooms DATASET --out DIR
  mine      photos worth labelling   python -m trainlib mine PHOTOS --cutout CHECKPOINT --out DIR
  suggest   a spec from failures     python -m trainlib suggest --from EVALUATION --spec packshot --out FILE.toml
  drawings  vessels, with masks      python -m trainlib drawings --profiles FILE.jsonl --out DIR
  outlines  vessels as SVG and DXF   python -m trainlib outlines DRAWINGS --masks DIR --out DIR --bar-mm 50
  sliders   a scene decoder's page   python -m trainlib sliders --scene CHECKPOINT --out FILE.html
  import-cvat                        python -m trainlib import-cvat EXPORT.zip --out DIR

Configs that ship: {configs}. Any other is a YAML file; single settings are given as
--trainer.max_epochs 80 --data.batch_size 16 --data.size 256.
A run is kept in out/train/NAME (--name): best.ckpt, last.ckpt, metrics.csv, images.png, TensorBoard events.
Go on with a run that was stopped: the same command with --ckpt_path last.

`python -m trainlib COMMAND --help` teaches a command.
"""
