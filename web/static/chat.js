// Improves the chat page, which also works without script, by page loads: asks a question in place,
// opens a whole answer inside its card, copies a passage with its citation.
//
// The server renders and escapes everything shown here. DOMParser parses it into a separate
// document, where no script runs, and its nodes are moved into the page. This file never builds
// HTML from text.

const FRAGMENT = "text/vnd.qa.turn+html";
const form = document.getElementById("ask");
const box = document.getElementById("question");
const send = form.querySelector("[type=submit]");
const UNANSWERED = "No reply arrived. Check the connection, then ask again. Your question is still in the box.";
const UNSAVED = "Not saved. Check the connection, then try again.";
let title = document.title.replace(/^Error: /, "");

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const kind = (response) => (response.headers.get("Content-Type") ?? "").split(";")[0];

const status = document.getElementById("announce");

function announce(text) {
  status.textContent = text;
}

/** Show the controls that need script. */
function improve(root) {
  document.getElementById("keys").hidden = false;
  if (navigator.clipboard) {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  }
  for (const link of root.querySelectorAll("[data-whole]")) {
    link.setAttribute("aria-expanded", "false");
  }
}

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
function wait(waiting) {
  send.setAttribute("aria-disabled", String(waiting));
  box.readOnly = waiting;
}

/**
 * Add a turn below the others, and set the page's address to its conversation. A turn with the same
 * id is replaced: its reply was lost and it was asked again. If turns are missing, another tab asked.
 */
function show(turn, handles) {
  document.querySelector(".welcome")?.remove();
  document.getElementById("handles").replaceWith(handles);
  history.replaceState(null, "", handles.dataset.address);
  title = handles.dataset.title;
  document.getElementById(turn.id)?.remove();
  document.querySelector(".conversation").append(turn);
  if (`turn-${document.querySelectorAll(".turn").length}` !== turn.id) return missed(turn);
  improve(turn);
  refuse("");
  box.value = "";
  const heading = turn.querySelector("h2");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
  announce(turn.dataset.announce);
}

/** Reload the page to show the turns of another tab. */
function missed(turn) {
  location.hash = `${turn.id}-question`;
  location.reload();
}

/** Ask with the fields of a form: the box with its filters, or a chip. */
async function ask(asked) {
  wait(true);
  const body = new URLSearchParams(new FormData(asked));
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: FRAGMENT },
      body,
    });
    if (response.ok && kind(response) === FRAGMENT) {
      for (const field of form.querySelectorAll(".filters [name]")) {
        field.value = body.get(field.name) ?? (field.name === "sort" ? "relevance" : "");
      }
      const reply = parse(await response.text());
      show(reply.querySelector(".turn"), reply.getElementById("handles"));
    } else if (kind(response) === "application/problem+json") {
      refuse((await response.json()).detail);
    } else {
      refuse(UNANSWERED);
    }
  } catch {
    refuse(UNANSWERED);
  } finally {
    wait(false);
  }
}

/** Open or close the whole answer inside its card; if that fails, go to its page. */
async function whole(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  const card = link.closest("article");
  let panel = card.querySelector(".whole");
  try {
    if (!panel) {
      const response = await fetch(link.href);
      const page = parse(await response.text());
      const text = page.getElementById("answer-text");
      panel = document.createElement("div");
      panel.className = "whole text";
      panel.hidden = true;
      panel.setAttribute("role", "group");
      panel.setAttribute("aria-label", "The whole answer");
      const note = page.querySelector(".note");
      const label = document.createElement("p");
      label.className = "label";
      label.textContent = "The whole answer, with this passage marked";
      panel.append(note ?? label, ...text.childNodes);
      // Footnotes and markers link to each other inside the panel.
      const own = `${card.getAttribute("aria-labelledby")}-whole-`;
      for (const named of panel.querySelectorAll("[id]")) named.id = own + named.id;
      for (const led of panel.querySelectorAll("[href^='#']")) {
        led.setAttribute("href", `#${own}${led.hash.slice(1)}`);
      }
      card.append(panel);
    }
  } catch {
    location.assign(link.href);
    return;
  } finally {
    link.removeAttribute("aria-busy");
  }
  panel.hidden = !panel.hidden;
  link.setAttribute("aria-expanded", String(!panel.hidden));
  link.textContent = panel.hidden ? "Show the whole answer" : "Hide the whole answer";
}

/** The card's passage as rich text, with its question and a citation. */
function rich(card, citation) {
  const holder = document.createElement("div");
  const quote = card.querySelector("blockquote").cloneNode(true);
  for (const file of quote.querySelectorAll(".table-file")) file.remove();
  for (const mark of quote.querySelectorAll("mark, a")) mark.replaceWith(...mark.childNodes);
  const question = card.querySelector(".source-question p:last-child").textContent;
  holder.append(quote);
  for (const line of [`Question: ${question}`, citation]) {
    holder.append(Object.assign(document.createElement("p"), { textContent: line }));
  }
  return holder.innerHTML;
}

/** Copy the card's passage with the citation beside the button, else the card's first one. */
async function copy(button) {
  const card = button.closest("article");
  const citation = (button.closest(".citation") ?? card).querySelector("cite").textContent;
  const plain = `${card.dataset.quotation}\n${citation}`;
  const label = (button.dataset.label ??= button.textContent);
  const blob = (type, text) => new Blob([text], { type });
  try {
    if (window.ClipboardItem) {
      const forms = { "text/plain": plain, "text/html": rich(card, citation) };
      const blobs = Object.entries(forms).map(([type, text]) => [type, blob(type, text)]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else {
      await navigator.clipboard.writeText(plain);
    }
    announce("Copied");
    button.textContent = "Copied";
    setTimeout(() => {
      if (status.textContent === "Copied") announce("");
      button.textContent = label;
    }, 4000);
  } catch {
    announce("Not copied. Select the passage and its citation instead.");
  }
}

/** Post a form without leaving the page, and announce the result. */
async function quietly(quiet, button) {
  const body = new URLSearchParams(new FormData(quiet, button));
  const response = await fetch(quiet.action, { method: "POST", headers: { Accept: FRAGMENT }, body })
    .catch(() => null);
  if (!response?.ok) {
    announce(UNSAVED);
    return;
  }
  for (const other of quiet.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  announce(button.dataset.done);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-quiet]")) {
    event.preventDefault();
    quietly(event.target, event.submitter);
  } else if (event.target.matches("#ask, [data-ask]")) {
    event.preventDefault();
    if (send.getAttribute("aria-disabled") !== "true") ask(event.target);
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") box.blur();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest(".whole, [data-whole]")?.closest("article");
  const link = panel?.querySelector("[data-whole][aria-expanded=true]");
  if (event.key === "Escape" && link) {
    whole(link);
    link.focus();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-whole]");
  const button = event.target.closest("[data-copy]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    whole(link);
  }
  if (button) copy(button);
  const edit = event.target.closest("[data-edit]");
  if (edit) {
    event.preventDefault();
    box.value = edit.closest(".turn").querySelector(".question").textContent;
    box.focus();
  }
});

improve(document);
