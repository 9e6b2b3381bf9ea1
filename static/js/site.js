// What every page may do with JavaScript; nothing needs it.
// Public pages are the same for everybody, so the signed-in corner is fetched afterwards.
"use strict";

for (const corner of document.querySelectorAll("[data-corner]")) {
  fetch(corner.dataset.corner, { credentials: "same-origin", headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => {
      if (html) corner.innerHTML = html;
    })
    .catch(() => {});
}

// Words of a draft that this device keeps belong to one person: signing out takes them along.
document.addEventListener("submit", ({ target }) => {
  if (!/\/account\/logout\/$/.test(target.action)) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("tell.")) localStorage.removeItem(name);
});
