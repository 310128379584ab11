/* A form that saves itself: a moment after the last key, when one leaves, and again when a saving got lost. */
import { each } from "./page.js";
import { apply } from "./drafttold.js";

const pause = 700, again = 5000, most = 60000;

each("form[data-draft]", (form) => {
  const state = document.getElementById("draft-state"), words = state.querySelector("span"), saved = words.textContent;
  const choice = document.getElementById("draft-choice"), store = `draft:${form.dataset.draft}`;
  let turn = 0, timer = 0, busy = false, waiting = false, unsaved = false, leaving = false, stuck = choice.childElementCount > 0;

  const say = (look, text) => { state.className = `saved ${look}`; words.textContent = text; };
  const next = () => `${form.elements.page.value.split(".")[0]}.${turn += 1}`;
  const typed = (over) => {
    const data = new FormData(form);
    data.delete("attachment");
    data.delete("csrfmiddlewaretoken");
    data.set("page", next());
    if (over) data.set("over", over);
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  };
  const keep = (body) => localStorage.setItem(store, body.toString());
  const send = (body, rest) => fetch(form.action, {
    method: "POST", body, redirect: "manual", ...rest,
    headers: { Accept: "application/json", "X-CSRFToken": form.csrfmiddlewaretoken.value },
  });
  const later = (wait) => { unsaved = true; clearTimeout(timer); timer = setTimeout(save, wait); };
  const lost = (body, text) => { keep(body); say("lost", text); };

  const show = (told) => {
    stuck = true;
    choice.innerHTML = told.choice;
    choice.scrollIntoView({ block: "nearest" });
    say("lost", choice.querySelector("b").textContent);
  };
  const take = async (answer, body, back) => {
    if (answer.type === "opaqueredirect" || answer.status === 403) { lost(body, state.dataset.away); return; }
    if (answer.status === 409) { keep(body); show(await answer.json()); return; }
    if (!answer.ok) { lost(body, state.dataset.lost); later(most); return; }
    localStorage.removeItem(store);
    if (back) { leaving = true; location.reload(); return; }
    stuck = false;
    choice.replaceChildren();
    apply(form, await answer.json());
    say("", saved);
  };
  const save = async (over, body = typed(over), back = false) => {
    clearTimeout(timer);
    if (busy) { waiting = true; return; }
    if (stuck && !over) { keep(body); return; }
    busy = true;
    waiting = false;
    say("busy", state.dataset.saving);
    unsaved = false;
    try { await take(await send(body), body, back); }
    catch { lost(body, state.dataset.lost); later(again); }
    busy = false;
    if (waiting) later(0);
  };

  form.addEventListener("input", (event) => { if (event.target.type !== "file") later(pause); });
  form.addEventListener("change", (event) => { if (event.target.type !== "file") later(0); });
  form.addEventListener("filled", () => later(0));
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); form.elements.page.value = next(); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", () => { if (state.classList.contains("lost")) later(0); });
  addEventListener("pagehide", () => {
    if (leaving || stuck || !(unsaved || busy)) return;
    const body = typed();
    keep(body);  // the page that comes next may be made before this arrives
    send(body, { keepalive: true }).catch(() => {});
  });
  choice.addEventListener("click", (event) => {
    const mine = event.target.closest("[data-keep-mine]");
    if (mine) { event.preventDefault(); save(mine.value, mine.dataset.body ? new URLSearchParams(`${mine.dataset.body}&over=${mine.value}`) : undefined, Boolean(mine.dataset.body)); }
    if (event.target.closest("[data-take-theirs]")) { leaving = true; localStorage.removeItem(store); }
  });

  const text = (body) => { ["version", "page", "over"].forEach((name) => body.delete(name)); return body.toString(); };
  const kept = localStorage.getItem(store);
  if (kept && text(new URLSearchParams(kept)) === text(typed())) localStorage.removeItem(store);
  else if (kept && !stuck) {
    const body = new URLSearchParams(kept);
    body.delete("over");
    save("", body, true).then(() => {
      const mine = choice.querySelector("[data-keep-mine]");
      if (mine) mine.dataset.body = body.toString();
    });
  }
});
