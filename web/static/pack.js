// Improves the evidence pack, which also works without script, by page loads: notes are saved as
// they are typed, and passages move in place.
//
// The server renders and escapes everything shown here. DOMParser parses it into a separate
// document, where no script runs, and its nodes are moved into the page.

import { FRAGMENT, announce, improve as improveCards } from "./cards.js";

const PAUSE_MS = 600;
const UNSAVED = "Not saved. Check the connection. It is saved with your next change.";
const UNDONE = "Nothing was changed. Check the connection, then try again.";

const all = (selector) => [...document.querySelectorAll(selector)];
/** Where the form is posted; its buttons, named "action", hide its own property. */
const address = () => document.querySelector(".change").getAttribute("action");

// Notes

/** The text of each note that the server has, by the name of its field. */
const saved = new Map();
let pause;
let saving = Promise.resolve();
let request;

const unsaved = () => all("textarea").filter((note) => note.value !== saved.get(note.name));

/** Show the state of a note beside it; the last one is also announced. */
function state(note, text) {
  const shown = document.getElementById(`${note.id}-state`);
  shown.textContent = text;
  shown.classList.toggle("error", note.getAttribute("aria-invalid") === "true");
}

/** Send the notes that have changed; whether the server has all of them now. */
async function send() {
  clearTimeout(pause);
  const notes = unsaved();
  if (!notes.length) return true;
  const sent = new Map(notes.map((note) => [note.name, note.value]));
  const body = new URLSearchParams([["action", "save"], ...sent]);
  let problem = UNSAVED;
  request = new AbortController();
  try {
    const response = await fetch(address(), {
      method: "POST",
      headers: { Accept: FRAGMENT },
      body,
      // A page that is being left may send little; the limit of browsers is 64 KiB.
      keepalive: String(body).length < 60_000,
      signal: request.signal,
    });
    if (response.ok) problem = "";
    else if (response.status < 500) problem = (await response.json()).detail;
  } catch (error) {
    if (error.name === "AbortError") return false;
  }
  for (const [name, text] of sent) {
    const note = document.getElementById(name);
    if (!problem) saved.set(name, text);
    if (!note) continue;
    if (problem) note.setAttribute("aria-invalid", "true");
    else note.removeAttribute("aria-invalid");
    state(note, problem || (note.value === text ? "Saved" : ""));
    if (!problem) note.closest("footer").querySelector(".noted").textContent = text;
  }
  announce(problem || "Note saved");
  return !problem && unsaved().length === 0;
}

/** Save what has changed, one request after the other, so that the last text is kept. */
function save() {
  saving = saving.then(send);
  return saving;
}

/** Take the notes of a page from the server as saved, and show the controls that need script. */
function improve() {
  saved.clear();
  // A page that says what is wrong has the notes as typed, and saved none.
  const refused = document.querySelector(".summary");
  for (const note of all("textarea")) saved.set(note.name, refused ? null : note.defaultValue);
  for (const button of all("[data-save]")) button.hidden = true;
  for (const hint of all("[data-keys]")) hint.hidden = false;
  improveCards(document);
}

// Order, removal and undo

/** Do what a button of the form says, and show the page that comes back in place of this one. */
async function change(button) {
  // A note that cannot be saved stops this, with its reason beside it.
  if (!(await save())) return;
  const body = new URLSearchParams([["action", button.value]]);
  let page;
  let problem = UNDONE;
  try {
    const response = await fetch(address(), { method: "POST", headers: { Accept: FRAGMENT }, body });
    if (response.ok) page = new DOMParser().parseFromString(await response.text(), "text/html");
    else if (response.status < 500) problem = (await response.json()).detail;
  } catch {
    // The message says so.
  }
  if (!page) return refuse(button, problem);
  const next = page.querySelector("[autofocus]");
  next?.removeAttribute("autofocus");
  const typed = unsaved().map((note) => [note.name, note.value]);
  document.querySelector(".pack").replaceWith(page.querySelector(".pack"));
  document.querySelector("[data-pack-count]").replaceWith(page.querySelector("[data-pack-count]"));
  improve();
  for (const [name, text] of typed) {
    const note = document.getElementById(name);
    if (note) note.value = text;
  }
  if (typed.length) save();
  (next ?? document.getElementById("main")).focus();
  announce(document.getElementById("done")?.textContent ?? "");
}

/** Say beside a button why nothing was done. */
function refuse(button, problem) {
  for (const old of all(".refused")) old.remove();
  const shown = Object.assign(document.createElement("p"), { className: "refused error" });
  shown.textContent = problem;
  button.parentElement.after(shown);
  announce(problem);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches(".noting textarea")) return;
  state(event.target, "");
  clearTimeout(pause);
  pause = setTimeout(save, PAUSE_MS);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches(".noting textarea")) save();
});

// The page may be gone before an answer: what is under way is replaced by the last text.
addEventListener("pagehide", () => {
  request?.abort();
  send();
});

addEventListener("online", save);

addEventListener("beforeunload", (event) => {
  if (all("textarea[aria-invalid]").length && unsaved().length) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".change")) return;
  event.preventDefault();
  change(event.submitter);
});

// A file has the notes as typed.
document.addEventListener("click", async (event) => {
  const file = event.target.closest("a[download]");
  if (file && unsaved().length) {
    event.preventDefault();
    if (await save()) file.click();
  }
});

document.addEventListener("keydown", (event) => {
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!way || !event.altKey || event.target.matches("textarea")) return;
  const button = event.target.closest("article")?.querySelector(`[value^="${way}:"]`);
  if (!button) return;
  event.preventDefault();
  change(button);
});

improve();
// A page loaded again does not repeat what was done.
history.replaceState(null, "", location.pathname);
