// Suggests, while a person types: answers by UIN, bodies, ministers, own and earlier questions. The
// keys are those of an editable combobox with a list (ARIA Authoring Practices): the focus stays in
// the box; Enter takes a suggestion only where an arrow key has chosen one, else it asks as ever.
//
// The box has lines, and HTML allows no role combobox on a textarea; so it stays a text box with
// aria-autocomplete, and a status says how many suggestions there are in place of aria-expanded.
//
// Suggestions are a help: where none arrive, nothing is shown and nothing is said.

const MAX_CHARS = 300;
const TITLES = {
  answer: "Answers",
  body: "Answering bodies",
  minister: "Ministers",
  "own question": "Your questions",
  "source question": "Asked in Parliament",
};

const box = document.getElementById("question");
const form = box.form;
const list = document.createElement("div");
const said = element("p", "unseen", "");
let request = null;
let chosen = -1;

list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Suggestions");
said.setAttribute("role", "status");
box.closest(".box").append(list, said);
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-haspopup", "listbox");
box.setAttribute("aria-controls", list.id);

const options = () => [...list.querySelectorAll("[role=option]")];

function close() {
  request?.abort();
  request = null;
  list.hidden = true;
  list.replaceChildren();
  said.textContent = "";
  choose(-1);
}

/** Mark one option as chosen; -1 marks none, and the next key goes to the text. */
function choose(at) {
  chosen = at;
  options().forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
  const option = options()[at];
  if (!option) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

/** An element with a class and a text; the text is never read as HTML. */
function element(name, className, text) {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function show(suggestions) {
  close();
  const groups = new Map();
  suggestions.forEach((one, n) => {
    if (!groups.has(one.kind)) {
      const group = document.createElement("div");
      const title = element("span", "kind", TITLES[one.kind] ?? one.kind);
      title.id = `suggestions-${groups.size}`;
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", title.id);
      group.append(title);
      groups.set(one.kind, group);
    }
    const option = document.createElement("div");
    option.id = `suggestion-${n}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.suggestion = one;
    option.append(element("span", "named", one.label));
    if (one.note) option.append(element("span", "hint", ` ${one.note}`));
    groups.get(one.kind).append(option);
  });
  list.replaceChildren(...groups.values());
  list.hidden = !suggestions.length;
  const count = suggestions.length;
  said.textContent = count ? `${count} suggestion${count === 1 ? "" : "s"}, arrow keys choose` : "";
}

/** Do what a suggestion is for: open an answer, set a filter, or fill the box. */
function take({ kind, value, address }) {
  close();
  if (address) return location.assign(address);
  const filter = { body: "body", minister: "minister" }[kind];
  const field = filter && form.elements[filter];
  if (field) {
    field.value = value;
    field.closest("details").open = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  box.value = field ? "" : value;
  box.setSelectionRange(box.value.length, box.value.length);
}

/** Ask for suggestions to the text as it is now; the request before it is cancelled. */
async function suggest() {
  request?.abort();
  const text = box.value.trim();
  if (text.length < 2 || text.length > MAX_CHARS) return close();
  const own = (request = new AbortController());
  try {
    // Posted: an address is logged on the way, and a draft is not for logs.
    const body = new URLSearchParams({ q: text });
    const response = await fetch("/suggest", { method: "POST", body, signal: own.signal });
    const found = response.ok ? (await response.json()).suggestions : [];
    if (request === own && document.activeElement === box) show(found);
  } catch {
    if (request === own) close();
  }
}

/** Keys of an open list; they are taken before the box and the page see them. */
function key(event) {
  if (event.target !== box || list.hidden || event.isComposing) return;
  const count = options().length;
  if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : -1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? count - 1 : chosen - 1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && chosen >= 0) take(options()[chosen].suggestion);
  else {
    if (event.key === "Enter" || event.key === "Tab") close();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

box.addEventListener("input", (event) => {
  if (!event.isComposing) suggest();
});
box.addEventListener("compositionend", suggest);
box.addEventListener("blur", close);
form.addEventListener("keydown", key, true);
form.addEventListener("submit", close);
// The box would lose the focus before the click.
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option.suggestion);
});
