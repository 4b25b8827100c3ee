// What a card does with script, on every page that shows one: copies a passage with its citation,
// and sends its forms without leaving the page.

export const FRAGMENT = "text/vnd.qa.turn+html";
const UNSAVED = "Not saved. Check the connection, then try again.";
const COPY_LABELS = { full: "Copy", footnote: "Copy with footnote", referral: "Copy “I refer …”" };
const SHOWN_MS = 6000;

const status = document.getElementById("announce");
let hiding;

/** Tell a screen reader, and with `shown` everybody, what has happened; `undo` is done by a button. */
export function announce(text, shown = false, undo = null) {
  clearTimeout(hiding);
  status.textContent = text;
  status.classList.toggle("shown", shown && text !== "");
  if (shown) hiding = setTimeout(() => status.classList.remove("shown"), SHOWN_MS);
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { textContent: "Undo" });
  button.addEventListener("click", undo);
  status.append(" ", button);
}

/** The style of citation chosen last in this browser. */
function chosenStyle() {
  try {
    const kept = localStorage.getItem("citation");
    return Object.hasOwn(COPY_LABELS, kept) ? kept : "full";
  } catch {
    return "full";  // This browser has no storage.
  }
}

function choose(style) {
  try {
    localStorage.setItem("citation", style);
  } catch {
    // The choice lasts until the page is closed.
  }
  for (const button of document.querySelectorAll("[data-copy='']")) label(button, style);
}

function label(button, style) {
  button.dataset.style = style;
  button.firstChild.data = COPY_LABELS[style];
}

/** Show the controls that need script. */
export function improve(root) {
  for (const one of root.querySelectorAll(".marks, [data-clear]")) one.hidden = false;
  if (!navigator.clipboard) return;
  const style = chosenStyle();
  for (const span of root.querySelectorAll("[data-copying]")) span.hidden = false;
  for (const button of root.querySelectorAll("[data-copy='']")) label(button, style);
}

/** A passage as rich text, with its question and a citation. */
function rich(passage, citation) {
  const holder = document.createElement("div");
  const quote = passage.querySelector("blockquote").cloneNode(true);
  for (const file of quote.querySelectorAll(".table-file")) file.remove();
  for (const mark of quote.querySelectorAll("mark, b, .lead:is(span), a[href^='#']")) {
    mark.replaceWith(...mark.childNodes);
  }
  quote.removeAttribute("class");
  for (const one of quote.querySelectorAll("[class]")) one.removeAttribute("class");
  const question = `Question: ${passage.dataset.question}`;
  holder.append(quote);
  for (const line of [question, citation]) {
    holder.append(Object.assign(document.createElement("p"), { textContent: line }));
  }
  return holder.innerHTML;
}

/** Copy a passage with its citation; a referral is copied alone. */
async function copy(button) {
  const passage = button.closest(".passage");
  const style = button.dataset.copy || button.dataset.style;
  const citation = passage.querySelector(`cite[data-citation="${style}"]`).textContent;
  const alone = style === "referral";
  const plain = alone ? citation : `${passage.dataset.quotation}\n${citation}`;
  const main = passage.querySelector("[data-copy='']");
  if (button !== main) {
    button.closest("details").open = false;
    main.focus();
    choose(style);
  }
  try {
    if (window.ClipboardItem && !alone) {
      const blob = (type, text) => new Blob([text], { type });
      const forms = { "text/plain": plain, "text/html": rich(passage, citation) };
      const blobs = Object.entries(forms).map(([type, text]) => [type, blob(type, text)]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else {
      await navigator.clipboard.writeText(plain);
    }
  } catch {
    announce("Not copied. Select the passage and its citation instead.", true);
    return;
  }
  announce("Copied");
  main.firstChild.data = "Copied ✓";
  setTimeout(() => {
    if (status.textContent === "Copied") announce("");
    label(main, main.dataset.style);
  }, 4000);
}

/** Post a form without leaving the page, and announce the result. */
async function quietly(quiet, button) {
  const body = new URLSearchParams(new FormData(quiet, button));
  const response = await fetch(quiet.action, { method: "POST", headers: { Accept: FRAGMENT }, body })
    .catch(() => null);
  if (!response?.ok) {
    announce(UNSAVED, true);
    return;
  }
  for (const other of quiet.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  announce(button.dataset.done, true);
}

/** Add a passage to the pack or take it out, on every card that shows it. */
async function collect(form) {
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
  }).catch(() => null);
  if (!response?.ok) {
    announce(response?.status < 500 ? (await response.json()).detail : UNSAVED, true);
    return;
  }
  const { collected, count } = await response.json();
  for (const other of document.querySelectorAll("[data-collect]")) {
    if (other.elements.passage_id.value !== body.get("passage_id")) continue;
    const button = other.querySelector("button");
    if (button.getAttribute("aria-pressed") === String(collected)) continue;
    button.setAttribute("aria-pressed", String(collected));
    [other.action, other.dataset.other] = [other.dataset.other, other.getAttribute("action")];
  }
  document.querySelector("[data-pack-count]").textContent = count ? ` (${count})` : "";
  const said = collected ? "Added to your evidence pack." : "Removed from your evidence pack.";
  announce(said, true, () => collect(form));
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-quiet], [data-collect]")) return;
  event.preventDefault();
  if (event.target.matches("[data-collect]")) collect(event.target);
  else quietly(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear]");
  for (const field of clear?.closest(".filters").querySelectorAll("[name]") ?? []) {
    field.value = field.name === "sort" ? "relevance" : "";
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest(".menu[open], .filters[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

improve(document);
