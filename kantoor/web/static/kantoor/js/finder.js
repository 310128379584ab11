/* The customer: who fits appears beneath as one types; choosing one fills in the fields around. */
import { each } from "./page.js";
import { highlight } from "./highlight.js";
import { optionsFrom } from "./options.js";

each("[data-finder]", (finder) => {
  const form = finder.closest("form"), input = finder.querySelector("[role=combobox]");
  const drop = finder.querySelector(".drop"), list = drop.querySelector("[role=listbox]"), said = finder.querySelector("[role=status]");
  const { active, kept, move, step, forget } = highlight(input, list);
  const open = (yes) => { drop.hidden = !yes; input.setAttribute("aria-expanded", yes); if (!yes) move(null); };
  const ask = optionsFrom(finder.dataset.finder, (html) => {
    if (document.activeElement !== input) return;
    list.innerHTML = html;
    open(true);
    move(kept());
    said.textContent = list.querySelector("[data-said]")?.textContent ?? "";
  });
  const take = (option) => {
    for (const [name, value] of Object.entries(option.dataset)) {
      const field = form.elements[name];
      if (!field) continue;
      field.value = value;
      if (value) field.closest("details")?.setAttribute("open", "");
    }
    open(false);
    form.dispatchEvent(new CustomEvent("filled"));
  };

  const chosen = () => active() && take(active());

  input.addEventListener("input", () => { forget(); ask(input.value); });
  input.addEventListener("focus", () => { if (!input.value) ask(""); });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => (drop.hidden ? ask(input.value) : step(1)),
      ArrowUp: () => step(-1),
      Enter: () => ask.settled(chosen, chosen),
      Escape: () => open(false),
    };
    if (!keys[event.key] || event.isComposing || (drop.hidden && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
});
