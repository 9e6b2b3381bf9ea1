// Telling, while somebody types: saves, draws the line, and keeps every word on this device until the server has it.
// The page works without it. A kept copy carries the id of its writer; it goes once it is saved, sent or somebody else
// is signed in, and `site.js` throws all of them away at sign-out.
"use strict";

const KEPT = "tell.";
const WAIT = 800;
const AGAIN_FIRST = 2000;
const AGAIN_AT_MOST = 30000;

/** All copies on this device, the newest first. */
function copies() {
  const found = [];
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(KEPT))) {
    try {
      const [, user, key] = name.split(".");
      found.push({ name, user, key, ...JSON.parse(localStorage.getItem(name)) });
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found.sort((a, b) => b.at - a.at);
}

/** What a form says, without what the server adds by itself: for telling whether two versions are the same. */
function essence(entries) {
  const said = new Map(entries.filter(([name]) => !/^(role-|seen|key|organisation)/.test(name)).map((e) => [e[0], e[1]]));
  const all = entries.filter(([name, value]) => {
    const moment = name.match(/^moment-(\d+)-/);
    if (moment) return (said.get(`moment-${moment[1]}-text`) || "").trim() && value.trim();
    if (name === "audience") return (value === "organisation") !== (said.get("kind") === "colleague");
    if (name === "cost_any") return value !== "yes" || (said.get("cost") || "").trim();
    return value.trim() && !/^(moment-|role-|seen$|key$|organisation$)/.test(name);
  });
  const places = [...new Set(all.map(([name]) => name.match(/^moment-(\d+)-/)?.[1]).filter(Boolean))].sort((a, b) => a - b);
  const tidy = ([name, value]) => {
    const place = name.replace(/^moment-(\d+)-/, (_, n) => `moment-${places.indexOf(n)}-`);
    const words = value.replace(/\s+/g, " ").trim();
    if (name === "cost") return `${place}=${Number(words.replace(",", "."))}`;
    return `${place}=${name === "tags" ? words.toLowerCase().split(/\s*,\s*/).sort() : words}`;
  };
  return all.map(tidy).sort().join("\n");
}

class Paper {
  constructor(form) {
    this.form = form;
    this.clock = Number(form.dataset.now) / 1000 - Date.now();
    this.version = form.dataset.version;
    this.turn = this.saved = 0;
    this.again = AGAIN_FIRST;
    this.total = form.elements["moment-TOTAL_FORMS"];
    this.template = document.getElementById("passage-template");
    this.offline = document.getElementById("tell-offline");
    this.notice = document.getElementById("tell-kept");
    this.sentences = document.getElementById("tell-sentences").content;
  }

  get name() {
    return `${KEPT}${this.form.dataset.user}.${this.form.dataset.key}`;
  }

  get passages() {
    return [...this.form.querySelectorAll(".passage")];
  }

  say(what) {
    return this.sentences.querySelector(`[data-say="${what}"]`).innerHTML;
  }

  /** Everything written and chosen; pictures go by their own button. */
  entries() {
    return [...new FormData(this.form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  // --- keeping ------------------------------------------------------------------------------------------------
  keep() {
    const copy = { at: Date.now() + this.clock, base: this.version, entries: this.entries() };
    try {
      localStorage.setItem(this.name, JSON.stringify(copy));
    } catch {
      // A full or forbidden store: the page itself still holds the words, and the server has all but the last.
    }
  }

  changed(wait = WAIT) {
    this.turn += 1;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save({ leaving = false } = {}) {
    if (this.saving && !leaving) return this.changedAgain();
    clearTimeout(this.timer);
    const turn = this.turn;
    this.saving = true;
    try {
      this.hear(await this.post(leaving), turn);
    } catch {
      this.without();
    } finally {
      this.saving = false;
    }
  }

  changedAgain() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  async post(leaving) {
    const body = new FormData();
    for (const [name, value] of this.entries()) body.append(name, value);
    const headers = { "HX-Request": "true", "X-CSRFToken": this.token() };
    const how = { method: "POST", body, headers, credentials: "same-origin", redirect: "manual", keepalive: leaving };
    const answer = await fetch(this.form.dataset.save, how);
    return { answer, html: answer.ok || [409, 422].includes(answer.status) ? await answer.text() : "" };
  }

  /** The token of now: signing in again in another tab changes it. */
  token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = this.form.elements.csrfmiddlewaretoken;
    if (cookie) field.value = cookie[1];
    return field.value;
  }

  hear({ answer, html }, turn) {
    if (answer.type === "opaqueredirect" || answer.status === 403) return this.tell(this.say("signed-out"));
    if (!html) return this.without();
    this.offline.hidden = true;
    this.again = AGAIN_FIRST;
    this.show(html);
    const version = document.querySelector("#tell-saved [data-version]")?.dataset.version;
    if (version && answer.ok) {
      this.version = version;
      this.form.action = this.form.dataset.edit;
      history.replaceState(history.state, "", this.form.dataset.edit + location.hash);
    }
    if (turn !== this.turn) this.keep();
    else if (answer.status === 409 || (answer.ok && (version || !essence(this.entries())))) this.forget();
    if (this.sendLater) this.form.requestSubmit(this.form.querySelector(".tell__send"));
  }

  forget() {
    this.saved = this.turn;
    localStorage.removeItem(this.name);
  }

  /** No way to the server: say so, and try again by and by. */
  without() {
    this.offline.hidden = false;
    document.getElementById("tell-saved").innerHTML = `<strong>${this.say("here")}</strong>`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.again);
    this.again = Math.min(2 * this.again, AGAIN_AT_MOST);
  }

  /** Put each part of the answer in the place that has its id. */
  show(html) {
    const parts = new DOMParser().parseFromString(html, "text/html");
    for (const part of parts.querySelectorAll("body > [id]")) {
      const here = document.getElementById(part.id);
      if (here.innerHTML !== part.innerHTML) here.innerHTML = part.innerHTML;
    }
  }

  tell(html, ...buttons) {
    this.notice.innerHTML = `<p>${html}</p>`;
    for (const [label, act] of buttons) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: label });
      button.addEventListener("click", act);
      this.notice.append(button);
    }
    this.notice.hidden = false;
  }

  // --- coming back --------------------------------------------------------------------------------------------
  start() {
    const user = this.form.dataset.user;
    for (const copy of copies()) if (copy.user !== user) localStorage.removeItem(copy.name);
    if (!this.form.dataset.fresh) return this.changed(0);
    const fresh = !this.version;
    const own = copies();
    const copy = own.find((one) => one.name === this.name) || (fresh && own.find((one) => !one.base));
    if (!copy) return;
    if (copy.name !== this.name) this.adopt(copy.key);
    const there = this.entries();
    if (essence(copy.entries) === essence(there)) return this.forget();
    const here = () => this.fill(copy.entries);
    const back = () => this.fill(there);
    if (fresh) {
      here();
      this.tell(this.say("back"), [this.say("anew"), () => (this.forget(), location.assign(location.pathname))]);
    } else if (copy.base === this.version || copy.at > Number(this.version) / 1000) {
      here();
      this.tell(this.say("newer-here"), [this.say("use-there"), back]);
    } else this.tell(this.say("newer-there"), [this.say("use-here"), here]);
  }

  /** Go on with a story that never reached the server, under its own key. */
  adopt(key) {
    const old = this.form.dataset.key;
    for (const name of ["save", "edit", "key"]) this.form.dataset[name] = this.form.dataset[name].replace(old, key);
    this.form.elements.key.value = key;
  }

  fill(entries) {
    const wanted = Number(entries.find(([name]) => name === "moment-TOTAL_FORMS")?.[1] || 1);
    while (this.passages.length < wanted) this.add();
    for (const field of this.form.elements) {
      if (/^(moment-(TOTAL|INITIAL|MIN|MAX)|key$|organisation$|seen$|action$|csrf)/.test(field.name)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else if (field.tagName === "TEXTAREA" || field.type === "text") field.value = "";
    }
    for (const [name, value] of entries) this.put(name, value);
    for (const passage of this.passages) refold(passage);
    this.parts();
    this.changed(0);
  }

  put(name, value) {
    if (/^(moment-TOTAL|seen$|key$|organisation$)/.test(name)) return;
    const fields = [...this.form.elements].filter((field) => field.name === name);
    const box = fields.find((field) => ["radio", "checkbox"].includes(field.type) && field.value === value);
    if (box) box.checked = true;
    else if (name === "who") this.pick(value);
    else {
      const free = fields.find((field) => !["radio", "checkbox"].includes(field.type) && (fields.length === 1 || !field.value));
      if (free) free.value = value;
    }
  }

  // --- what the page can do -------------------------------------------------------------------------------------
  add() {
    const before = this.passages;
    const holder = document.createElement("template");
    holder.innerHTML = this.template.innerHTML.replaceAll("__prefix__", before.length);
    const passage = holder.content.querySelector(".passage");
    passage.querySelector(".passage__n").textContent = before.length + 1;
    const stage = before.at(-1)?.querySelector('[name$="-stage"]:checked')?.value;
    if (stage) passage.querySelector(`[name$="-stage"][value="${stage}"]`).checked = true;
    for (const one of before) {
      refold(one);
      one.open = false;
    }
    before.at(-1).after(passage);
    this.total.value = before.length + 1;
    this.form.classList.add("tell--many");
    return passage;
  }

  pick(value) {
    const list = document.getElementById("who-others");
    const option = list && [...list.options].find((one) => one.value && one.value === value);
    if (!option) return;
    const near = this.form.querySelector(".who__near");
    const chip = near.firstElementChild.cloneNode(true);
    Object.assign(chip.querySelector("input"), { value, checked: true });
    chip.querySelector(".chip__face > span").textContent = option.textContent.split(",")[0];
    near.querySelector(".who__unnamed").before(chip);
    option.remove();
    list.value = "";
  }

  /** Only those who were pressed have a part. */
  parts() {
    for (const row of this.form.querySelectorAll("[data-part-of]")) {
      row.hidden = !this.form.querySelector(`[name="who"][value="${row.dataset.partOf}"]`)?.checked;
    }
  }
}

/** Let a folded passage say what its paper says. */
function refold(passage) {
  const of = (name) => passage.querySelector(`[name$="-${name}"]:checked`);
  const word = (input) => input?.parentElement.textContent.trim() || "";
  const [feeling, stage] = [of("feeling"), of("stage")];
  passage.querySelector(".passage__said").textContent = passage.querySelector("textarea").value;
  const felt = passage.querySelector(".passage__felt");
  felt.replaceChildren();
  if (feeling) felt.append(feeling.parentElement.querySelector("svg").cloneNode(true));
  const said = document.createElement("span");
  said.textContent = feeling ? `${word(feeling)}, ${word(stage).toLowerCase()}` : word(stage);
  felt.append(said);
}

function listen(paper) {
  const { form } = paper;
  const moved = form.querySelector(".tell__add");
  form.addEventListener("input", (event) => event.target.type !== "file" && paper.changed(event.target.type === "radio" ? 150 : WAIT));
  form.addEventListener("change", (event) => {
    if (event.target.id === "who-others") paper.pick(event.target.value);
    if (event.target.name === "who") paper.parts();
  });
  form.addEventListener("toggle", (event) => event.target.matches(".passage") && refold(event.target), true);
  // A chosen face can be taken back by pressing it again.
  form.addEventListener("pointerdown", ({ target }) => (paper.pressed = target.type === "radio" && target.checked ? target : null));
  form.addEventListener("click", ({ target }) => {
    if (target.type !== "radio" || target !== paper.pressed || !target.name.endsWith("-feeling")) return;
    target.checked = false;
    paper.changed(150);
  });
  moved.addEventListener("click", (event) => {
    const last = paper.passages.at(-1);
    if (paper.passages.length >= Number(form.elements["moment-MAX_NUM_FORMS"].value)) return;
    event.preventDefault();
    const empty = !last.querySelector("textarea").value.trim();
    const passage = empty ? last : paper.add();
    passage.open = true;
    passage.querySelector("textarea").focus({ preventScroll: true });
    passage.scrollIntoView({ block: "center" });
    if (!empty) paper.changed(0);
  });
  form.addEventListener("submit", (event) => {
    paper.token();
    clearTimeout(paper.timer);
    if (navigator.onLine) {
      // The form itself carries every word now; a save that came after it would undo a draft thrown away.
      paper.posted = true;
      if (event.submitter?.hasAttribute("data-discard")) paper.forget();
      return;
    }
    event.preventDefault();
    paper.sendLater = event.submitter?.value === "send";
    paper.without();
  });
  const leave = () => !paper.posted && paper.turn !== paper.saved && paper.save({ leaving: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  addEventListener("pagehide", leave);
  addEventListener("online", () => paper.save());
  addEventListener("offline", () => paper.without());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    paper.posted = false;
    paper.save();
  });
}

for (const sent of document.querySelectorAll("[data-sent]")) {
  for (const copy of copies()) if (copy.key === sent.dataset.sent) localStorage.removeItem(copy.name);
}
const form = document.getElementById("tell");
if (form) {
  const paper = new Paper(form);
  listen(paper);
  paper.start();
  paper.parts();
  const wrong = document.getElementById("problems") || form.querySelector('[aria-invalid="true"]') || document.getElementById("points");
  if (!form.dataset.fresh) wrong?.focus();
  document.querySelector(".tell-head__save").hidden = true;
}
