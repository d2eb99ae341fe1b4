// The card of one photo: its packshot, its progress and the marketplace's checks. Built from nodes, so names stay text.

import { ask } from "./request.js";
import { query } from "./settings.js";

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const card = entry.target.card;
    card.visible = entry.isIntersecting;
    if (card.visible) card.refresh();
  }
}, { rootMargin: "200px" });

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export class Card {
  constructor(key, on) {
    this.key = key;
    this.on = on;
    this.photo = null;
    this.error = "";
    this.shown = "";
    this.node = make("li", "photo");
    this.node.dataset.key = key;
    this.node.card = this;
    this.open = make("button", "open");
    this.open.type = "button";
    this.open.addEventListener("click", () => this.photo?.state === "done" && on.open(this.photo));
    this.name = make("p", "name");
    this.chips = make("p", "chips");
    this.said = make("ul", "said");
    this.about = make("div", "about");
    this.about.append(this.name, this.chips, this.said);
    this.acts = make("div", "acts");
    this.node.append(this.open, this.about, this.acts);
    seen.observe(this.node);
  }

  rename(key) {
    this.key = key;
    this.node.dataset.key = key;
  }

  /** Show the progress of the upload. */
  upload(upload) {
    this.error = upload.error;
    this.title(upload.name);
    this.state(upload.error ? "not uploaded" : upload.share < 1 ? "uploading" : "waiting", upload.error ? undefined : upload.share);
    this.node.classList.toggle("failed", Boolean(upload.error));
    this.tell(upload.error ? [upload.error] : []);
    this.buttons(upload.error ? ["remove"] : []);
  }

  /** Show the server's record. */
  show(photo) {
    const before = this.photo;
    this.photo = photo;
    this.error = "";
    this.title(photo.name);
    this.node.classList.toggle("unsure", photo.unsure);
    this.node.classList.toggle("failed", photo.state === "failed");
    this.chips.replaceChildren();
    if (photo.unsure) this.chips.append(make("span", "chip warn", "unsure"));
    if (photo.state === "failed") this.chips.append(make("span", "chip bad", "failed"));
    if (photo.corrected) this.chips.append(make("span", "chip good", photo.kept ? "corrected, kept" : "corrected"));
    if (photo.state === "done") {
      if (before?.state !== "done" || before.edits !== photo.edits) this.shown = "";
      this.buttons(["save", "remove"]);
      this.refresh();
      return;
    }
    this.shown = "";
    const words = { waiting: "waiting", working: "cutting out", failed: "no result" }[photo.state];
    this.state(words, photo.state === "working" ? null : undefined); // a thousand animated bars would be slow
    this.tell(photo.state === "failed" ? [photo.error] : []);
    this.buttons(photo.state === "failed" ? ["again", "remove"] : ["remove"]);
  }

  /** Show packshot and checks for the current settings, if the card is on screen. */
  refresh() {
    if (!this.visible || this.photo?.state !== "done") return;
    const words = query();
    const now = `${words}&${this.photo.edits}`;
    if (this.shown === now) return;
    this.shown = now;
    let image = this.open.querySelector("img");
    if (!image) {
      image = make("img");
      this.open.replaceChildren(image);
    }
    image.alt = `Packshot of ${this.photo.name}`;
    // The picture first: marks are made of the same preview, and are read after it is seen.
    image.onload = image.onerror = () => this.mark(words, now);
    image.src = `/page/photos/${this.key}/after.jpg?size=420&${words}&mask=${this.photo.edits}`;
  }

  mark(words, now) {
    if (this.shown !== now) return;
    ask(`/page/photos/${this.key}/refusals?${words}`)
      .then((said) => this.shown === now && this.tell(said))
      .catch((error) => this.shown === now && this.tell([error.message]));
  }

  save() {
    this.acts.querySelector("a")?.click();
  }

  title(name) {
    this.name.textContent = name;
    this.name.title = name;
    this.open.setAttribute("aria-label", this.photo?.state === "done" ? `Open ${name}` : name);
  }

  state(words, share) {
    this.open.setAttribute("aria-label", `${words}: ${this.name.textContent}`);
    const box = make("span", "state", words);
    if (share !== undefined) {
      const bar = make("progress");
      bar.max = 1;
      if (share !== null) bar.value = share;
      bar.setAttribute("aria-label", words);
      box.append(bar);
    }
    this.open.replaceChildren(box);
  }

  tell(said) {
    this.said.replaceChildren(...said.map((one) => make("li", "", one)));
    this.said.hidden = !said.length;
  }

  buttons(wanted) {
    if (this.acts.dataset.has === wanted.join()) return;
    this.acts.dataset.has = wanted.join();
    const makers = { save: () => this.saver(), remove: () => this.button("Remove", () => this.on.remove(this.key)), again: () => this.button("Again", () => this.on.again(this.key)) };
    this.acts.replaceChildren(...wanted.map((one) => makers[one]()));
  }

  saver() {
    const link = make("a", "button", "Save");
    link.href = "#";
    link.download = "";
    link.setAttribute("aria-label", `Save ${this.photo.name}`);
    link.addEventListener("click", () => { link.href = `/page/photos/${this.key}/packshot?${query()}`; });
    return link;
  }

  button(words, work) {
    const button = make("button", "", words);
    button.type = "button";
    button.setAttribute("aria-label", `${words} ${this.name.textContent}`);
    button.addEventListener("click", work);
    return button;
  }
}
