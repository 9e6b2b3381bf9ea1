// Reactions, sharing and comments on a story's page. Without this script each of them is a link to the respond page.
// The page is the same for everybody, so the token and one's own reactions are fetched when somebody first acts.
"use strict";

const place = document.querySelector("[data-respond]");
const said = place.querySelector("[data-said]");
const presses = [...place.querySelectorAll("[data-reaction]")];
const asJson = { credentials: "same-origin", headers: { Accept: "application/json" } };
const ACTED = "acted";
let token = "";

async function arrive() {
  const answer = await fetch(place.dataset.respond, asJson);
  if (!answer.ok) throw new Error(String(answer.status));
  const state = await answer.json();
  token = state.token;
  return state.mine;
}

function press(link, pressed) {
  link.setAttribute("aria-pressed", String(pressed));
}

async function send(address, fields) {
  if (!token) (await arrive()).forEach((kind) => press(presses.find((link) => link.dataset.reaction === kind), true));
  const answer = await fetch(address, {
    ...asJson,
    method: "POST",
    headers: { ...asJson.headers, "X-CSRFToken": token },
    body: new URLSearchParams(fields),
  });
  const result = await answer.json();
  said.textContent = result.sentence;
  localStorage.setItem(ACTED, "yes");
  return answer.ok ? result : null;
}

for (const link of presses) {
  link.setAttribute("role", "button");
  press(link, false);
  const act = async (event) => {
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    try {
      const result = await send(place.dataset.react, { reaction: link.dataset.reaction });
      if (result) {
        press(link, result.pressed);
        link.querySelector("[data-count]").textContent = result.count;
      }
    } catch {
      location.assign(link.href);
    } finally {
      link.ariaBusy = null;
    }
  };
  link.addEventListener("click", act);
  link.addEventListener("keydown", (event) => event.key === " " && act(event));
}

// Whoever acted here before finds her own reactions marked; nobody else asks the server for anything.
if (localStorage.getItem(ACTED)) {
  arrive()
    .then((mine) => presses.forEach((link) => press(link, mine.includes(link.dataset.reaction))))
    .catch(() => {});
}

const passOn = place.querySelector("[data-share-link]");
passOn.addEventListener("click", async (event) => {
  event.preventDefault();
  const address = document.querySelector("link[rel=canonical]").href;
  try {
    if (navigator.share) await navigator.share({ title: passOn.dataset.title, url: address });
    else await navigator.clipboard.writeText(address);
    const result = await send(place.dataset.share, {});
    if (result) {
      place.querySelector("[data-shares]").textContent = result.count;
      if (!navigator.share) said.textContent = passOn.dataset.copied;
    }
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(passOn.href);
  }
});

// The comment form gets its token when it is sent, so that it arrives in one press.
const form = document.querySelector("form[data-needs-token]");
form.addEventListener("submit", async (event) => {
  if (form.elements.csrfmiddlewaretoken) return;
  event.preventDefault();
  try {
    if (!token) await arrive();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: token });
    form.append(field);
  } finally {
    form.submit();
  }
});
