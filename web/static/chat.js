// Improves the chat page, which also works without script, by page loads: asks in place, and shows
// the question at once.
//
// The server renders and escapes everything shown here. DOMParser parses it into a separate
// document, where no script runs, and its nodes are moved into the page. This file never builds
// HTML from text.

import { FRAGMENT, announce, improve } from "./cards.js";
import { present } from "./reader.js";

const form = document.getElementById("ask");
const box = document.getElementById("question");
const send = form.querySelector("[type=submit]");
const turns = document.getElementById("conversation");
const UNANSWERED = "No reply arrived. Check the connection, then ask again. Your question is still in the box.";
let title = document.title.replace(/^Error: /, "");
let waiting = null;  // What stops the request that is under way.

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const kind = (response) => (response.headers.get("Content-Type") ?? "").split(";")[0];

/** Show an error beside the box; an empty message removes it. */
function refuse(message) {
  document.querySelector(".summary")?.remove();
  document.getElementById("question-error").hidden = !message;
  document.getElementById("question-error-text").textContent = message;
  document.title = message ? `Error: ${title}` : title;
  box.setAttribute("aria-describedby", message ? "question-error question-hint" : "question-hint");
  if (message) {
    box.setAttribute("aria-invalid", "true");
    box.focus();
  } else {
    box.removeAttribute("aria-invalid");
  }
}

/** Disable asking while waiting; the button keeps the focus. */
function wait(stop) {
  waiting = stop;
  send.setAttribute("aria-disabled", String(stop !== null));
  box.readOnly = stop !== null;
}

/** Show the question at once, with a sign of waiting; returns the turn. */
function pending(question) {
  const turn = document.getElementById("pending").content.cloneNode(true).firstElementChild;
  turn.querySelector(".question").textContent = question;
  turns.append(turn);
  turn.scrollIntoView({ block: "start" });
  return turn;
}

/**
 * Show a turn in place of the one with its id, or below the others, and set the page's address to
 * its conversation. If turns are missing, another tab asked.
 */
function show(turn, handles) {
  for (const welcome of document.querySelectorAll(".welcome")) welcome.remove();
  document.getElementById("handles").replaceWith(handles);
  history.replaceState(null, "", handles.dataset.address);
  title = handles.dataset.title;
  const before = document.getElementById(turn.id);
  if (before) before.replaceWith(turn);
  else turns.append(turn);
  if (!before && `turn-${turns.children.length}` !== turn.id) return missed(turn);
  improve(turn);
  refuse("");
  box.value = "";
  form.querySelector(".filters").open = false;
  const heading = turn.querySelector("h2");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
  announce(turn.dataset.announce);
  present(turn);
}

/** Reload the page to show the turns of another tab. */
function missed(turn) {
  location.hash = `${turn.id}-question`;
  location.reload();
}

/** Ask with the fields of a form: the box with its filters, an example, or a chip. */
async function ask(asked, submitter) {
  const stop = new AbortController();
  wait(stop);
  refuse("");
  const body = new URLSearchParams(new FormData(asked, submitter));
  const changed = document.getElementById(`turn-${body.get("replace")}`);
  changed?.setAttribute("aria-busy", "true");
  const turn = changed || !body.get("question").trim() ? null : pending(body.get("question"));
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: FRAGMENT },
      body,
      signal: stop.signal,
    });
    const text = await response.text();
    turn?.remove();
    if (response.ok && kind(response) === FRAGMENT) {
      for (const field of form.querySelectorAll(".filters [name]")) {
        field.value = body.get(field.name) ?? (field.name === "sort" ? "relevance" : "");
      }
      const reply = parse(text);
      show(reply.querySelector(".turn"), reply.getElementById("handles"));
    } else if (kind(response) === "application/problem+json") {
      refuse(JSON.parse(text).detail);
    } else {
      refuse(UNANSWERED);
    }
  } catch {
    turn?.remove();
    if (stop.signal.aborted) announce("Cancelled. Your question is still in the box.", true);
    else refuse(UNANSWERED);
  } finally {
    changed?.removeAttribute("aria-busy");
    if (waiting === stop) wait(null);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#ask, [data-ask]")) return;
  event.preventDefault();
  if (!waiting) ask(event.target, event.submitter);
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") box.blur();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.defaultPrevented) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]")) waiting?.abort();
  const edit = event.target.closest("[data-edit]");
  if (!edit) return;
  event.preventDefault();
  box.value = edit.closest(".turn").querySelector(".question").textContent;
  box.focus();
});
