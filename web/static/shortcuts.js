// Single-key shortcuts. A sheet lists them and turns them off (WCAG 2.1.4). A browser without
// storage has them on at each visit.

const sheet = document.getElementById("shortcuts");
const wanted = document.getElementById("shortcuts-on");
const TYPING = "input, textarea, select, [contenteditable]";

/** The card that has the focus, else the first in view. */
const here = () =>
  document.activeElement.closest(".card") ??
  [...document.querySelectorAll(".card")].find((card) => card.getBoundingClientRect().bottom > 60);

function step(by) {
  const cards = [...document.querySelectorAll(".card")];
  const at = cards.indexOf(document.activeElement.closest(".card"));
  const card = at < 0 ? here() : cards[at + by];
  if (!card) return;
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

const press = (key) => here()?.querySelector(`[data-key="${key}"]`)?.click();

const KEYS = {
  "/": () => document.querySelector("#question, #q")?.focus(),
  "?": () => sheet.showModal(),
  j: () => step(1),
  k: () => step(-1),
  c: () => press("c"),
  o: () => press("o"),
  p: () => press("p"),
};

document.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!wanted.checked || held || sheet.open || event.target.closest(TYPING)) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const button of document.querySelectorAll("[data-shortcuts]")) {
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());
}
try {
  wanted.checked = localStorage.getItem("shortcuts") !== "off";
  wanted.addEventListener("change", () => {
    localStorage.setItem("shortcuts", wanted.checked ? "on" : "off");
  });
} catch {
  // This browser has no storage: the choice lasts until the page is closed.
}
