// Requests to this server, with the page's token, and messages for eyes and screen readers.

const csrf = document.querySelector('meta[name="packshot-page"]').content;

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The answer's JSON (or nothing); throws `Refused` with the server's one line. */
export async function ask(path, { method = "GET", json, signal } = {}) {
  const headers = { "x-packshot-page": csrf };
  if (json !== undefined) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, signal, body: json === undefined ? undefined : JSON.stringify(json) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("the server does not answer: is it running?", 0);
  }
  if (!answer.ok) throw new Refused(await reason(answer), answer.status);
  return answer.status === 204 ? null : answer.json();
}

/** Send a photo; `onProgress` gets the share that was sent. */
export function send(path, file, name, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("photo", file, name);
    request.open("POST", path);
    request.setRequestHeader("x-packshot-page", csrf);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Refused(request.response?.detail ?? `refused (${request.status})`, request.status));
    };
    request.onerror = () => reject(new Refused("the server does not answer, or the file is too large", 0));
    request.send(form);
  });
}

async function reason(answer) {
  try {
    return (await answer.json()).detail;
  } catch {
    return `refused (${answer.status})`;
  }
}

/** Show a message for some seconds; errors stay longer. */
export function say(text, isError = false) {
  const box = document.createElement("div");
  box.className = isError ? "message error" : "message";
  box.textContent = text;
  // A modal dialog hides everything outside of it, from screen readers too.
  const home = document.querySelector("dialog[open]") ?? document.body;
  const messages = document.getElementById("messages");
  home.append(messages);
  messages.append(box);
  setTimeout(() => box.remove(), isError ? 9000 : 4000);
}

/** Run something that the server may refuse, and show its message. */
export async function tell(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") say(error.message, true);
    return undefined;
  }
}
