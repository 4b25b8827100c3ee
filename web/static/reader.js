// The whole answer with a passage marked in it: beside the cards on a wide page, else inside the
// card. Without script the link leads to the answer's own page.

// A search has its counts beside the results, and so less room.
const wide = matchMedia(
  document.querySelector(".narrow") ? "(min-width: 100rem)" : "(min-width: 75rem)",
);
const reader = document.getElementById("reader");
const pane = reader.querySelector(".pane");
const pages = new Map();  // The answers read, by address.
let read = null;  // The link of the passage in the reader.
let copies = 0;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const links = () => [...document.querySelectorAll(".bar > [data-whole]")];

/** The article of an answer's page, with ids of its own; throws where it cannot be read. */
async function article(href) {
  if (!pages.has(href)) {
    const response = await fetch(href);
    if (!response.ok) throw new Error(href);
    pages.set(href, await response.text());
  }
  const found = parse(pages.get(href)).querySelector("article.answer");
  // Footnotes and markers link to each other inside the copy.
  const own = `copy-${(copies += 1)}-`;
  for (const named of found.querySelectorAll("[id]")) named.id = own + named.id;
  for (const led of found.querySelectorAll("[href^='#']")) {
    led.setAttribute("href", `#${own}${led.getAttribute("href").slice(1)}`);
  }
  for (const name of ["aria-labelledby", "aria-describedby"]) {
    for (const one of found.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, own + one.getAttribute(name));
    }
  }
  return found;
}

/** Show a passage's whole answer beside the cards; where that fails, its page if it was `chosen`. */
async function beside(link, chosen = true) {
  read?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  read = link;
  reader.hidden = false;
  reader.querySelector("[data-page]").href = link.href;
  try {
    const found = await article(link.href);
    if (read !== link) return;  // Another was chosen meanwhile.
    for (const one of found.querySelectorAll(":scope > footer, .citations, .bar")) one.remove();
    const heading = found.querySelector("h1");
    const smaller = document.createElement("h2");
    smaller.append(...heading.childNodes);
    heading.replaceWith(smaller);
    pane.replaceChildren(...found.childNodes);
    const mark = pane.querySelector("mark");
    pane.scrollTop = mark ? mark.offsetTop - pane.clientHeight / 2 : 0;
  } catch {
    if (chosen) location.assign(link.href);
    else close();
    return;
  }
  const all = links();
  const at = all.indexOf(link);
  for (const button of reader.querySelectorAll("[data-step]")) {
    button.setAttribute("aria-disabled", String(!all[at + Number(button.dataset.step)]));
  }
}

/** Open or close the whole answer inside its card; if that fails, go to its page. */
async function inside(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  const passage = link.closest(".passage");
  let panel = passage.querySelector(".whole");
  if (!panel) {
    link.setAttribute("aria-busy", "true");
    try {
      const found = await article(link.href);
      panel = document.createElement("div");
      panel.className = "whole text";
      panel.hidden = true;
      panel.setAttribute("role", "group");
      panel.setAttribute("aria-label", "The whole answer");
      const note = found.querySelector(".note") ?? "";
      panel.append(note, ...found.querySelector(".said .text").childNodes);
      passage.append(panel);
    } catch {
      location.assign(link.href);
      return;
    } finally {
      link.removeAttribute("aria-busy");
    }
  }
  panel.hidden = !panel.hidden;
  link.setAttribute("aria-expanded", String(!panel.hidden));
  link.firstChild.data = panel.hidden ? "Whole answer" : "Hide the whole answer";
}

/** Close the reader, and put the focus back on the passage it showed. */
function close() {
  reader.hidden = true;
  read?.removeAttribute("aria-current");
  if (reader.contains(document.activeElement)) read?.focus();
  read = null;
}

/** On a wide page, show the first answer of a reply beside it. */
export function present(root) {
  const link = root?.querySelector(".bar > [data-whole]");
  if (wide.matches && link) beside(link, false);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-whole]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    const own = link.closest(".card").querySelector(".bar > [data-whole]");
    const passage = link.closest(".passage") ? link : own;
    if (wide.matches) beside(passage);
    else inside(passage);
  }
  if (event.target.closest("[data-close]")) close();
  const step = event.target.closest("[data-step]");
  const next = step && links()[links().indexOf(read) + Number(step.dataset.step)];
  if (next) {
    beside(next);
    next.closest(".card").scrollIntoView({ block: "nearest" });
  }
});

// The reader follows the card that keys select.
document.addEventListener("focusin", (event) => {
  if (reader.hidden || !event.target.matches(".card")) return;
  beside(event.target.querySelector(".bar > [data-whole]"), false);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const link = event.target.closest(".passage")?.querySelector("[data-whole][aria-expanded=true]");
  if (link) {
    inside(link);
    link.focus();
  } else if (!reader.hidden && event.target.closest(".reader, .card, body > main, body")) {
    if (!event.target.closest("textarea, dialog, .menu, .filters")) close();
  }
});

wide.addEventListener("change", () => {
  if (!wide.matches) close();
});

present([...document.querySelectorAll(".turn, .results")].at(-1));
