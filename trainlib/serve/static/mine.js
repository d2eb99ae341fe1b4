// The mining page: proposals one at a time, worst first. A decision is on disk before the next photo is shown.

import { ask, say, tell } from "./request.js";

const by = (id) => document.getElementById(id);
const WORDS = { accept: "accepted", reject: "rejected", handwork: "to hand-work", open: "open" };
const done = [];
let all = [];
let shown = [];
let at = 0;
let busy = false;

async function start() {
  all = (await ask("/page/mine")).map((one, number) => ({ ...one, number }));
  for (const group of [...new Set(all.map((one) => one.group).filter(Boolean))].sort()) {
    const option = document.createElement("option");
    option.value = option.textContent = group;
    by("group").append(option);
  }
  by("group").disabled = by("group").options.length < 2;
  filter();
}

function filter(keep) {
  const [show, group] = [by("show").value, by("group").value];
  shown = all.filter((one) => (show === "all" || one.verdict === show) && (!group || one.group === group));
  at = keep === undefined ? 0 : Math.max(0, Math.min(keep, shown.length - 1));
  display();
}

function display() {
  const one = shown[at];
  const decided = all.filter((each) => each.verdict !== "open");
  const accepted = all.filter((each) => each.verdict === "accept").length;
  by("progress").textContent = `${decided.length} of ${all.length} decided · ${accepted} accepted`;
  by("one").hidden = !one;
  by("none").hidden = Boolean(one);
  by("undo").disabled = !done.length;
  if (!one) return;
  by("photo-name").textContent = one.photo;
  by("photo-said").textContent = [`score ${one.score.toFixed(2)}`, one.group, ...one.reasons].filter(Boolean).join(" · ");
  by("verdict").hidden = one.verdict === "open";
  by("verdict").textContent = WORDS[one.verdict];
  by("verdict").className = `chip ${{ accept: "good", reject: "bad", handwork: "warn" }[one.verdict] ?? ""}`;
  by("photo").src = `/page/mine/${one.number}/photo.jpg`;
  by("photo").alt = `The photo ${one.photo}`;
  by("packshot").src = `/page/mine/${one.number}/packshot.jpg`;
  by("packshot").alt = `The cut-out of ${one.photo}, on white`;
  by("before").disabled = at === 0;
  by("after").disabled = at === shown.length - 1;
  const next = shown[at + 1];
  if (next) for (const kind of ["photo", "packshot"]) new Image().src = `/page/mine/${next.number}/${kind}.jpg`;
}

async function decide(one, verdict, isUndo = false) {
  if (!one || busy) return;
  busy = true;
  await tell(async () => {
    await ask(`/page/mine/${one.number}`, { method: "POST", json: { verdict } });
    if (!isUndo) done.push([one, one.verdict]);
    one.verdict = verdict;
    say(`${one.photo}: ${WORDS[verdict]}`);
  });
  busy = false;
  if (by("show").value === "all" && !isUndo) {
    at = Math.min(at + 1, shown.length - 1);
    display();
  } else {
    filter(at);
    if (isUndo) {
      at = Math.max(0, shown.indexOf(one));
      display();
    }
  }
}

function undo() {
  const last = done.pop();
  if (last) decide(...last, true);
}

function step(by_) {
  at = Math.max(0, Math.min(shown.length - 1, at + by_));
  display();
}

for (const button of document.querySelectorAll("[data-verdict]")) {
  button.addEventListener("click", () => decide(shown[at], button.dataset.verdict));
}
by("undo").addEventListener("click", undo);
by("before").addEventListener("click", () => step(-1));
by("after").addEventListener("click", () => step(1));
by("show").addEventListener("change", () => filter());
by("group").addEventListener("change", () => filter());
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("select, input")) return;
  const acts = {
    a: () => decide(shown[at], "accept"), r: () => decide(shown[at], "reject"), h: () => decide(shown[at], "handwork"),
    z: undo, arrowleft: () => step(-1), arrowright: () => step(1),
  };
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
tell(start);
