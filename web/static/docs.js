// The page for developers: a link to a record opens it, and each sample can be copied.

const status = document.getElementById("copied");

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function addCopy(sample) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "action";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(sample.querySelector("code").textContent);
      status.textContent = button.textContent = "Copied";
    } catch {
      status.textContent = "Not copied. Select the text instead.";
    }
  });
  sample.append(button);
}

// Browsers have no clipboard on plain HTTP from another machine.
if (navigator.clipboard) document.querySelectorAll(".sample").forEach(addCopy);
addEventListener("hashchange", openTarget);
openTarget();
