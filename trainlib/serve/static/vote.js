// The voting page: two cut-outs without names. A vote is on disk before the next photo is shown.

import { ask, tell } from "./request.js";

const by = (id) => document.getElementById(id);
const KEY = "packshot-voter";
let voter = localStorage.getItem(KEY) ?? "";
let now = null;
let busy = false;

function show(next) {
  now = next;
  const isDone = next.photo === null;
  by("who").hidden = true;
  by("leave").hidden = false;
  by("one").hidden = isDone;
  by("none").hidden = !isDone;
  by("progress").textContent = `${voter}: ${next.own} ${next.own === 1 ? "vote" : "votes"} · all: ${next.votes} of ${next.needed}`;
  if (isDone) {
    by("none").focus();
    return;
  }
  const who = encodeURIComponent(voter);
  by("photo").src = `/page/vote/${next.photo}/photo.jpg`;
  for (const side of ["left", "right"]) by(side).src = `/page/vote/${next.photo}/${side}.png?voter=${who}&turn=${next.own}`;
}

async function start() {
  if (!voter) {
    by("who").hidden = false;
    by("one").hidden = by("none").hidden = by("leave").hidden = true;
    by("voter").focus();
    return;
  }
  await tell(async () => show(await ask(`/page/vote?voter=${encodeURIComponent(voter)}`)));
}

async function vote(choice) {
  if (busy || !now || now.photo === null || !by("who").hidden) return;
  busy = true;
  const json = { photo: now.photo, voter, choice, seen: now.own };
  await tell(async () => show(await ask("/page/vote", { method: "POST", json })));
  busy = false;
  if (!by("standing").hidden) standing();
}

async function standing() {
  await tell(async () => {
    const found = await ask("/page/vote/standing");
    const [first, second] = found.labels;
    const percent = (value) => `${Math.round(value * 100)} %`;
    const rows = [
      [first, `${found.wins[first]} photos`],
      [second, `${found.wins[second]} photos`],
      ["no winner", `${found.undecided} photos`],
      ["still open", `${found.open} photos`],
      [`share of ${first}`, found.share ? `${percent(found.share[0])}, 95 % interval ${percent(found.share[1])} to ${percent(found.share[2])}` : "no photo was won yet"],
      ["votes", `${found.votes} of ${found.voters} voter${found.voters === 1 ? "" : "s"}`],
      ["voters agree (Krippendorff’s α)", found.agreement === null ? "not known yet" : found.agreement.toFixed(2)],
      ["voters agree with themselves", found.consistency === null ? "not known yet" : found.consistency.toFixed(2)],
    ];
    by("standing-rows").replaceChildren(...rows.flatMap(([name, value]) => {
      const [term, words] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = name;
      words.textContent = value;
      return [term, words];
    }));
  });
}

function toggleStanding() {
  const open = by("standing").hidden;
  by("standing").hidden = !open;
  by("show-standing").setAttribute("aria-expanded", String(open));
  if (open) standing().then(() => by("standing-title").focus());
}

function toggleGround() {
  const white = document.body.classList.toggle("on-white");
  by("ground").setAttribute("aria-pressed", String(white));
}

by("who").addEventListener("submit", (event) => {
  event.preventDefault();
  voter = by("voter").value.trim();
  if (!voter) return;
  localStorage.setItem(KEY, voter);
  start();
});
by("leave").addEventListener("click", () => {
  voter = "";
  now = null;
  localStorage.removeItem(KEY);
  by("voter").value = "";
  start();
});
for (const button of document.querySelectorAll("[data-choice]")) button.addEventListener("click", () => vote(button.dataset.choice));
by("show-standing").addEventListener("click", toggleStanding);
by("ground").addEventListener("click", toggleGround);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input")) return;
  const acts = {
    1: () => vote("left"), 2: () => vote("right"), 0: () => vote("equal"),
    arrowleft: () => vote("left"), arrowright: () => vote("right"), w: toggleGround,
  };
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
start();
