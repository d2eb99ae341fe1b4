// The settings: a form that the browser remembers, and its values as options of `predict`.

const form = document.getElementById("settings");
const shops = JSON.parse(form.dataset.shops);
const KEY = "packshot-settings";
const listeners = [];

export function onSettings(listener) {
  listeners.push(listener);
}

/** The settings as a query of `predict`'s options. */
export function query() {
  const data = new FormData(form);
  const words = new URLSearchParams();
  const framing = data.get("framing");
  words.set("shop", data.get("shop"));
  words.set("shadow", data.get("shadow"));
  if (data.get("colours")) words.set("colours", data.get("colours"));
  words.set("file_type", data.get("file_type"));
  words.set("names", data.get("names"));
  if (framing !== "photo") {
    words.set("fill", String(Number(data.get("fill")) / 100));
    if (data.get("margin").trim()) words.set("margin", data.get("margin").trim());
  }
  if (framing === "square") words.set("square", "true");
  if (framing === "canvas" && data.get("width") && data.get("height")) {
    words.set("canvas", `${data.get("width")}x${data.get("height")}`);
  }
  return words.toString();
}

function show() {
  const data = new FormData(form);
  const framing = data.get("framing");
  document.getElementById("pixels").hidden = framing !== "canvas";
  document.getElementById("placing").hidden = framing === "photo";
  document.getElementById("fill-shown").textContent = `${data.get("fill")} %`;
  const shop = shops[data.get("shop")];
  document.getElementById("shop-rules").textContent = shop
    ? `${shop.canvas.replace("x", " × ")} pixels, ${Math.round(shop.fill * 100)} % full, ${shop.white ? "pure white, " : ""}${shop.file_type.toUpperCase()}`
    : "";
  const suffix = { png: ".png", jpeg: ".jpg", webp: ".webp" }[data.get("file_type")];
  const values = { name: "mug", number: "001", shop: data.get("shop") };
  const name = data.get("names").replace(/\{(\w*)\}/g, (all, field) => values[field] ?? all);
  document.getElementById("names-shown").textContent = name + suffix;
}

function takeShop() {
  const shop = shops[form.elements.shop.value];
  if (!shop) return;
  const [width, height] = shop.canvas.split("x");
  form.elements.framing.value = "canvas";
  form.elements.width.value = width;
  form.elements.height.value = height;
  form.elements.fill.value = Math.round(shop.fill * 100);
  form.elements.margin.value = "";
  form.elements.shadow.value = "none";
  form.elements.file_type.value = shop.file_type;
}

function restore() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    for (const [name, value] of Object.entries(kept)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    // Remembered from a server that had a relight network.
    if (form.querySelector("[name=colours]:checked")?.disabled) form.elements.colours.value = "own";
  } catch {
    localStorage.removeItem(KEY);
  }
}

let timer;
function changed(event) {
  if (event?.target?.name === "shop") takeShop();
  show();
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(new FormData(form))));
  clearTimeout(timer);
  timer = setTimeout(() => listeners.forEach((listener) => listener()), 90);
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
restore();
show();
if (matchMedia("(max-width: 860px)").matches) document.getElementById("settings-fold").open = false;
