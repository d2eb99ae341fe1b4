// The packshot page: the server's photos as cards, unsure ones first.

import { Card } from "./card.js";
import { ask, say, tell } from "./request.js";
import { onSettings, query } from "./settings.js";
import { takePhotos } from "./uploads.js";
import { Viewer } from "./viewer.js";

const list = document.getElementById("photos");
const cards = new Map();
let epoch = "";
let version = 0;
let timer;
let arranging;
let polling;

const viewer = new Viewer({
  neighbour: (id, step) => {
    const done = [...list.children].map((node) => cards.get(node.dataset.key)).filter((card) => card.photo?.state === "done");
    return done[done.findIndex((card) => card.key === id) + step]?.photo;
  },
  remove: (id) => remove(id),
  changed: (photo) => { take(photo); arrange(); },
});

function take(photo) {
  let card = cards.get(photo.id);
  if (!card) {
    card = new Card(photo.id, { open: (one) => viewer.open(one), remove: (id) => remove(id), again: (id) => again(id) });
    cards.set(photo.id, card);
  }
  card.show(photo);
  if (viewer.photo?.id === photo.id) viewer.update(photo);
}

/** Unsure ones first, then those that failed, then the others in order of upload. */
function rank(card) {
  const photo = card.photo;
  if (!photo) return 3;
  return photo.unsure ? 0 : photo.state === "failed" ? 1 : 2;
}

function arrange() {
  const wanted = [...cards.values()].sort((a, b) => rank(a) - rank(b) || (a.photo?.number ?? 1e9) - (b.photo?.number ?? 1e9));
  const focused = document.activeElement;
  wanted.forEach((card, at) => {
    if (list.children[at] !== card.node) list.insertBefore(card.node, list.children[at] ?? null);
  });
  if (focused !== document.activeElement && list.contains(focused)) focused.focus();
  summarise();
}

/** Lay out once for many changes: a thousand photos may be dropped. */
function arrangeSoon() {
  arranging ??= setTimeout(() => { arranging = undefined; arrange(); }, 50);
}

function summarise() {
  const photos = [...cards.values()];
  const done = photos.filter((card) => card.photo?.state === "done");
  const failed = photos.filter((card) => card.photo?.state === "failed" || card.error);
  const left = photos.length - done.length - failed.length;
  const unsure = done.filter((card) => card.photo.unsure).length;
  const words = [`${done.length} of ${photos.length} done`];
  if (unsure) words.push(`${unsure} unsure`);
  if (failed.length) words.push(`${failed.length} failed`);
  if (left && done.length) {
    const seconds = left * (done.reduce((sum, card) => sum + card.photo.seconds, 0) / done.length + 1);
    words.push(seconds < 60 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`);
  }
  const summary = document.getElementById("summary");
  if (summary.textContent !== words.join(" · ")) summary.textContent = words.join(" · ");
  const progress = document.getElementById("progress");
  progress.value = photos.length ? (done.length + failed.length) / photos.length : 0;
  progress.hidden = !left;
  document.getElementById("bar").hidden = !photos.length;
  document.getElementById("empty").hidden = photos.length > 0;
  document.body.classList.toggle("has-photos", photos.length > 0);
  const all = document.getElementById("download-all");
  all.toggleAttribute("aria-disabled", !done.length);
  all.textContent = done.length > 1 ? `Download all (${done.length})` : "Download all";
}

async function poll() {
  clearTimeout(timer);
  let wait = 4000;
  try {
    const news = await ask(`/page/photos?since=${version}&epoch=${epoch}`);
    if (epoch && news.epoch !== epoch) {
      location.reload(); // the server was restarted, so the page's token is old
      return;
    }
    ({ epoch, version } = news);
    news.photos.forEach(take);
    for (const id of news.gone) drop(id);
    if (news.photos.length || news.gone.length) arrange();
    const left = [...cards.values()].filter((card) => ["waiting", "working"].includes(card.photo?.state)).length;
    if (left) wait = left < 10 ? 150 : 1000; // often for a few photos, which people wait for; rarely for a thousand
  } catch (error) {
    if (error.status === 0 && epoch) document.getElementById("summary").textContent = error.message;
    if (error.status === 401) location.reload();
  }
  timer = setTimeout(poll, document.hidden ? 8000 : wait);
}

function pollSoon() {
  polling ??= setTimeout(() => { polling = undefined; poll(); }, 150);
}

function drop(id) {
  const card = cards.get(id);
  if (!card) return;
  const next = card.node.nextElementSibling ?? card.node.previousElementSibling;
  const hadFocus = card.node.contains(document.activeElement);
  card.node.remove();
  cards.delete(id);
  if (hadFocus) (next?.querySelector(".open") ?? document.getElementById("files")).focus();
  if (viewer.photo?.id === id) viewer.close();
}

function remove(id, isSure = false) {
  if (!cards.get(id)?.photo) {
    drop(id);
    summarise();
    return;
  }
  const { corrected, name } = cards.get(id).photo;
  if (corrected && !isSure && !confirm(`Remove ${name} with its corrections? Kept corrections stay.`)) return;
  tell(async () => {
    await ask(`/page/photos/${id}`, { method: "DELETE" });
    drop(id);
    summarise();
  });
}

function again(id) {
  tell(async () => { take(await ask(`/page/photos/${id}/again`, { method: "POST" })); poll(); });
}

takePhotos((upload) => {
  let card = cards.get(upload.key);
  if (upload.done) {
    // The upload's card becomes the photo's, unless a poll has made one.
    if (card && !cards.has(upload.done.id)) {
      cards.delete(upload.key);
      card.rename(upload.done.id);
      cards.set(upload.done.id, card);
    } else if (card) {
      drop(upload.key);
    }
    take(upload.done);
    arrangeSoon();
    pollSoon();
    return;
  }
  if (!card) {
    card = new Card(upload.key, { open: (one) => viewer.open(one), remove, again });
    cards.set(upload.key, card);
    arrangeSoon();
  }
  card.upload(upload);
  if (upload.error) summarise();
});

document.getElementById("download-all").addEventListener("click", (event) => {
  const some = [...cards.values()].some((card) => card.photo?.state === "done");
  if (!some) {
    event.preventDefault();
    say("no packshot is finished yet");
    return;
  }
  const cutouts = document.getElementById("with-cutouts").checked ? "&cutouts=true" : "";
  event.currentTarget.href = `/page/packshots.zip?${query()}${cutouts}`;
});

document.getElementById("remove-all").addEventListener("click", () => {
  if (!confirm(`Remove ${cards.size} photos and their results from this computer? Kept corrections stay.`)) return;
  for (const id of [...cards.keys()]) remove(id, true);
});

list.addEventListener("keydown", (event) => {
  const node = event.target.closest("li");
  const card = node && cards.get(node.dataset.key);
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" };
  if (steps[event.key]) node[steps[event.key]]?.querySelector(".open").focus();
  else if (event.key === "Delete") remove(card.key);
  else if (event.key.toLowerCase() === "s" && card.photo?.state === "done") card.save();
  else return;
  event.preventDefault();
});

onSettings(() => {
  for (const card of cards.values()) card.refresh();
  viewer.refresh();
});
addEventListener("visibilitychange", () => !document.hidden && poll());
poll();
