// One photo, large: a slider for before and after, the brush, and the marketplace's checks.

import { Brush } from "./brush.js";
import { ask, say, tell } from "./request.js";
import { query } from "./settings.js";

const by = (id) => document.getElementById(id);

export class Viewer {
  constructor(on) {
    this.on = on;
    this.photo = null;
    this.dialog = by("viewer");
    this.brush = new Brush((photo) => this.on.changed(photo), () => this.photo);
    by("viewer-close").addEventListener("click", () => this.close());
    by("viewer-before").addEventListener("click", () => this.step(-1));
    by("viewer-next").addEventListener("click", () => this.step(1));
    by("slider").addEventListener("input", () => this.split());
    by("brush").addEventListener("click", () => this.toggleBrush());
    by("keep").addEventListener("click", () => this.keep());
    by("reset").addEventListener("click", () => this.reset());
    this.dialog.addEventListener("close", () => this.closed());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
  }

  open(photo) {
    this.photo = photo;
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
      by("slider").focus();
    }
    this.editing(false);
    this.shown = "";
    this.update(photo);
  }

  close() {
    this.dialog.close();
  }

  closed() {
    this.photo = null;
    this.editing(false);
    if (this.opener?.isConnected) this.opener.focus();
  }

  update(photo) {
    if (photo.state !== "done") {
      this.close();
      return;
    }
    this.photo = photo;
    by("viewer-name").textContent = photo.name;
    by("undo").disabled = !photo.can_undo;
    by("redo").disabled = !photo.can_redo;
    by("reset").hidden = !photo.corrected;
    by("keep").hidden = !photo.corrected;
    by("keep").textContent = photo.kept ? "Kept ✓ (keep again)" : "Keep for training";
    by("viewer-before").disabled = !this.on.neighbour(photo.id, -1);
    by("viewer-next").disabled = !this.on.neighbour(photo.id, 1);
    this.brush.update(photo);
    this.refresh();
  }

  refresh() {
    if (!this.photo) return;
    const words = query();
    const base = `/page/photos/${this.photo.id}`;
    by("viewer-download").href = `${base}/packshot?${words}`;
    by("viewer-cutout").href = `${base}/cutout`;
    const now = `${this.photo.id}&${words}&${this.photo.edits}`;
    if (this.shown === now) return;
    this.shown = now;
    by("image-before").src = `${base}/before.jpg?size=1200&${words}&mask=${this.photo.edits}`;
    by("image-after").src = `${base}/after.jpg?size=1200&${words}&mask=${this.photo.edits}`;
    by("image-before").alt = `${this.photo.name}, the photo`;
    by("image-after").alt = `${this.photo.name}, the packshot`;
    this.split();
    ask(`${base}/refusals?${words}`).then((said) => this.shown === now && this.tell(said)).catch(() => {});
  }

  tell(said) {
    const box = by("viewer-said");
    if (!said.length) {
      box.textContent = "No reason found why a marketplace would refuse it.";
      return;
    }
    const list = document.createElement("ul");
    for (const one of said) {
      const item = document.createElement("li");
      item.textContent = one;
      list.append(item);
    }
    box.replaceChildren("A marketplace may refuse it:", list);
  }

  split() {
    by("stage").style.setProperty("--at", `${by("slider").value}%`);
    by("slider").setAttribute("aria-valuetext", `${by("slider").value} % photo`);
  }

  step(by_) {
    const next = this.on.neighbour(this.photo.id, by_);
    if (next) this.open(next);
  }

  toggleBrush() {
    this.editing(by("edit").hidden);
    if (!by("edit").hidden) this.brush.start(this.photo);
  }

  editing(is) {
    by("edit").hidden = !is;
    by("compare").hidden = is;
    by("brush-modes").hidden = !is;
    by("brush").setAttribute("aria-pressed", String(is));
    by("brush").textContent = is ? "Done" : "Brush";
    if (!is) this.brush.stop();
  }

  keep() {
    tell(async () => {
      const photo = await ask(`/page/photos/${this.photo.id}/keep`, { method: "POST", json: { edits: this.photo.edits } });
      this.on.changed(photo);
      say(`kept for training as ${photo.kept}`);
    });
  }

  reset() {
    tell(async () => this.on.changed(await ask(`/page/photos/${this.photo.id}/reset`, { method: "POST", json: { edits: this.photo.edits } })));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.photo) return;
    const key = event.key.toLowerCase();
    const isSlider = event.target.type === "range";
    const editing = !by("edit").hidden;
    if (editing && this.brush.key(event)) {
      event.preventDefault();
      return;
    }
    const acts = {
      b: () => this.toggleBrush(), s: () => by("viewer-download").click(), k: () => !by("keep").hidden && this.keep(),
      z: () => this.brush.undo(), y: () => this.brush.redo(), delete: () => this.on.remove(this.photo.id),
    };
    if (!isSlider && !editing) Object.assign(acts, { arrowleft: () => this.step(-1), arrowright: () => this.step(1) });
    if (event.key === "Escape" && editing) {
      event.preventDefault();
      this.editing(false);
      by("brush").focus();
    } else if (acts[key]) {
      event.preventDefault();
      acts[key]();
    }
  }
}
