// Uploads: photos and folders, dropped, pasted or chosen. Three are sent at a time, so that a thousand need little memory.

import { send } from "./request.js";

const SUFFIX = /\.(jpe?g|png|webp|tiff?|heic|heif|hif)$/i;
const AT_ONCE = 3;
const waiting = [];
let running = 0;
let number = 0;

/** Listen for photos; `on` gets each upload: {key, name, share, error, done}. */
export function takePhotos(on) {
  const drop = document.getElementById("drop");
  const take = (files) => {
    const place = (file) => file.webkitRelativePath || file.name;
    // A folder lists its files in any order.
    for (const file of [...files].sort((a, b) => place(a).localeCompare(place(b), undefined, { numeric: true }))) {
      const upload = { key: `up-${++number}`, name: file.name || "photo", file, share: 0, error: "", done: null };
      waiting.push(upload);
      on(upload);
    }
    work(on);
  };
  for (const id of ["files", "folder"]) {
    document.getElementById(id).addEventListener("change", (event) => {
      take([...event.target.files].filter((file) => id === "files" || SUFFIX.test(file.name)));
      event.target.value = "";
    });
  }
  let inside = 0;
  addEventListener("dragenter", () => { inside += 1; drop.classList.add("over"); });
  addEventListener("dragleave", () => { inside -= 1; if (inside <= 0) drop.classList.remove("over"); });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    inside = 0;
    drop.classList.remove("over");
    take(await dropped(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) take(files.map((file) => (file.name === "image.png" ? new File([file], `pasted-${Date.now()}.png`, { type: file.type }) : file)));
  });
}

async function work(on) {
  while (running < AT_ONCE && waiting.length) {
    const upload = waiting.shift();
    running += 1;
    send("/page/photos", upload.file, upload.name, (share) => { upload.share = share; on(upload); })
      .then((photo) => { upload.done = photo; })
      .catch((error) => { upload.error = error.message; })
      .finally(() => { running -= 1; upload.file = null; on(upload); work(on); });
  }
}

/** The files of a drop, and the photos in dropped folders. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  for (const entry of entries) await walk(entry, files, true);
  return files;
}

async function walk(entry, files, named) {
  if (entry.isFile) {
    // A file that was dropped by itself is sent, whatever its name. Of a folder, only photos are sent, and none hidden.
    if (!named && (!SUFFIX.test(entry.name) || entry.name.startsWith("."))) return;
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const one of some) await walk(one, files, false);
  }
}
