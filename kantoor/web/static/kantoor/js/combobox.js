/* Combobox with many picks, or with data-one a single one: type to narrow, arrows to move, Enter to pick, Backspace to
   take the last away. */
import { each } from "./page.js";
import { highlight } from "./highlight.js";
import { optionsFrom } from "./options.js";
import { picksOf } from "./picks.js";

each("[data-combobox]", (combo) => {
  const input = combo.querySelector("[role=combobox]");
  const list = combo.querySelector("[role=listbox]");
  const said = combo.querySelector("[role=status]");
  const picks = picksOf(combo);
  const { options, active, kept, move, step, forget } = highlight(input, list);
  const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", yes); if (!yes) move(null); };
  const mark = () => { for (const option of options()) option.setAttribute("aria-selected", picks.has(option.dataset.value)); };
  const ask = optionsFrom(combo.dataset.source, (html) => {
    list.innerHTML = html;
    mark();
    open(true);
    move(kept() ?? options().find((option) => option.ariaDisabled !== "true"));
    said.textContent = list.querySelector("[data-said]")?.textContent ?? "";
  });
  const tell = (name, words) => {
    said.textContent = words.replace("{name}", name);
    combo.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
  };
  const take = (value) => { tell(picks.remove(value), combo.dataset.taken); mark(); };
  const toggle = (option) => {
    if (option.ariaDisabled === "true") { said.textContent = option.querySelector(".how").textContent; return; }
    if (picks.has(option.dataset.value)) { take(option.dataset.value); return; }
    const one = "one" in combo.dataset;
    if (one && picks.last()) picks.remove(picks.last());
    picks.add(option);
    forget();
    tell(option.dataset.name, combo.dataset.picked);
    mark();
    if (one) { input.value = ""; list.innerHTML = ""; open(false); } else if (input.value) { input.value = ""; ask(""); }
  };

  const chosen = () => active() && toggle(active());
  const only = () => { if (options().length === 1) chosen(); };

  input.addEventListener("input", () => { forget(); ask(input.value); });
  input.addEventListener("focus", () => { if (!options().length) ask(input.value); });
  input.addEventListener("click", () => (options().length ? open(true) : ask(input.value)));
  input.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => (list.hidden ? ask(input.value) : step(1)),
      ArrowUp: () => (list.hidden ? ask(input.value) : step(-1)),
      Enter: () => ask.settled(chosen, () => (kept() ? chosen() : only())),
      Escape: () => open(false),
    };
    if (event.key === "Backspace" && !input.value && picks.last()) take(picks.last());
    if (!keys[event.key] || event.isComposing || (event.key === "Escape" && list.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  input.addEventListener("blur", () => open(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) toggle(option); });
  combo.addEventListener("click", (event) => {
    const pick = event.target.closest(".pick button")?.closest(".pick");
    if (pick) { take(pick.dataset.of); input.focus(); }
  });
});
