// The brush: the server fits strokes to the photo's edges.

import { ask, tell } from "./request.js";

const by = (id) => document.getElementById(id);
const STEP = 0.01; // of the photo's longer side, for each press of an arrow key

export class Brush {
  constructor(changed, current) {
    this.changed = changed;
    this.current = current;
    this.canvas = by("canvas");
    this.mode = "add";
    this.on = false;
    this.at = [0.5, 0.5];
    this.stroke = null;
    this.queue = Promise.resolve();
    for (const button of by("brush-modes").querySelectorAll("[data-mode]")) {
      button.addEventListener("click", () => this.choose(button.dataset.mode));
    }
    by("undo").addEventListener("click", () => this.undo());
    by("redo").addEventListener("click", () => this.redo());
    by("brush-size").addEventListener("input", () => this.draw());
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.up(event));
    this.canvas.addEventListener("pointercancel", () => { this.stroke = null; this.draw(); });
  }

  async start(photo) {
    this.on = true;
    this.id = photo.id;
    this.edits = null;
    this.image = await load(`/page/photos/${photo.id}/photo.jpg`);
    if (!this.on || this.id !== photo.id) return;
    this.canvas.width = this.image.naturalWidth;
    this.canvas.height = this.image.naturalHeight;
    this.canvas.focus();
    await this.update(this.current() ?? photo);
  }

  stop() {
    this.on = false;
    this.stroke = null;
  }

  /** Show the current mask. */
  async update(photo) {
    if (!this.on || !this.image || photo.id !== this.id || photo.edits === this.edits) return;
    this.edits = photo.edits;
    const mask = await load(`/page/photos/${photo.id}/mask.png?mask=${photo.edits}`);
    const veil = document.createElement("canvas");
    veil.width = this.canvas.width;
    veil.height = this.canvas.height;
    const paint = veil.getContext("2d", { willReadFrequently: true });
    const pixelsOf = (image) => {
      paint.drawImage(image, 0, 0, veil.width, veil.height);
      return paint.getImageData(0, 0, veil.width, veil.height);
    };
    const [kept, pixels] = [pixelsOf(mask).data, pixelsOf(this.image)];
    // The background is shown in grey, so that it differs from a product of any colour.
    for (let at = 0; at < kept.length; at += 4) {
      const grey = (0.3 * pixels.data[at] + 0.6 * pixels.data[at + 1] + 0.1 * pixels.data[at + 2]) / 2;
      pixels.data.set([grey + 60, grey + 20, grey + 100, 255 - kept[at]], at);
    }
    paint.putImageData(pixels, 0, 0);
    this.veil = veil;
    this.draw();
  }

  choose(mode) {
    this.mode = mode;
    for (const button of by("brush-modes").querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    this.draw();
  }

  /** The brush's radius as a share of the photo's longer side. */
  get radius() {
    return Number(by("brush-size").value) / 1000;
  }

  draw() {
    if (!this.on || !this.image) return;
    const { width, height } = this.canvas;
    const paint = this.canvas.getContext("2d");
    const longer = Math.max(width, height);
    paint.drawImage(this.image, 0, 0, width, height);
    if (this.veil) paint.drawImage(this.veil, 0, 0);
    if (this.stroke) {
      paint.strokeStyle = this.mode === "add" ? "rgb(40 160 90 / .55)" : "rgb(200 40 60 / .6)";
      paint.lineWidth = 2 * this.radius * longer;
      paint.lineCap = paint.lineJoin = "round";
      paint.beginPath();
      this.stroke.forEach(([x, y], at) => (at ? paint.lineTo(x * width, y * height) : paint.moveTo(x * width, y * height)));
      paint.lineTo(...[this.stroke.at(-1)[0] * width + 0.01, this.stroke.at(-1)[1] * height]);
      paint.stroke();
    }
    const [x, y] = [this.at[0] * width, this.at[1] * height];
    const size = (this.mode === "network" ? 4 : 1) * this.radius * longer;
    for (const [colour, line] of [["#000", 4], ["#fff", 2]]) {
      paint.strokeStyle = colour;
      paint.lineWidth = line * (longer / 1200);
      paint.beginPath();
      if (this.mode === "network") paint.rect(x - size, y - size, 2 * size, 2 * size);
      else paint.arc(x, y, size, 0, 2 * Math.PI);
      paint.stroke();
    }
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
  }

  down(event) {
    if (event.button) return;
    this.at = this.place(event);
    if (this.mode === "network") {
      this.again();
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.at];
    this.draw();
  }

  move(event) {
    this.at = this.place(event);
    if (this.stroke && this.stroke.length < 2000) this.stroke.push(this.at);
    this.draw();
  }

  up(event) {
    if (!this.stroke) return;
    this.stroke.push(this.place(event));
    this.paint();
  }

  paint() {
    const points = this.stroke;
    this.stroke = null;
    this.change("strokes", { mode: this.mode, radius: this.radius, points });
  }

  again() {
    this.change("network", { x: this.at[0], y: this.at[1], radius: 4 * this.radius });
  }

  undo() {
    if (!by("undo").disabled) this.change("undo", {});
  }

  redo() {
    if (!by("redo").disabled) this.change("redo", {});
  }

  /** Send one change at a time: each names the version of the mask that it changes. */
  change(what, values) {
    const id = this.current()?.id;
    this.canvas.setAttribute("aria-busy", "true");
    this.queue = this.queue.then(() => tell(async () => {
      const photo = this.current();
      if (!photo || photo.id !== id) return;
      this.changed(await ask(`/page/photos/${id}/${what}`, { method: "POST", json: { ...values, edits: photo.edits } }));
    })).then(() => this.canvas.removeAttribute("aria-busy"));
    return this.queue;
  }

  /** Handle a key; whether it was one of the brush's. */
  key(event) {
    const key = event.key.toLowerCase();
    const size = by("brush-size");
    if (key === "[" || key === "]") {
      size.value = Number(size.value) * (key === "[" ? 0.8 : 1.25);
      this.draw();
      return true;
    }
    const modes = { a: "add", r: "remove", n: "network" };
    if (modes[key]) {
      this.choose(modes[key]);
      return true;
    }
    if (event.target !== this.canvas) return false;
    const ways = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] };
    if (ways[key]) {
      const longer = Math.max(this.canvas.width, this.canvas.height) * STEP * (event.shiftKey ? 5 : 1);
      this.at = [clamp(this.at[0] + (ways[key][0] * longer) / this.canvas.width), clamp(this.at[1] + (ways[key][1] * longer) / this.canvas.height)];
      this.draw();
      return true;
    }
    if (key === " " || key === "enter") {
      if (this.mode === "network") this.again();
      else {
        this.stroke = [this.at];
        this.paint();
      }
      return true;
    }
    return false;
  }
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}

function load(source) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the image could not be loaded"));
    image.src = source;
  });
}
