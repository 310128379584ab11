/* The customer: who fits appears beneath as one types; choosing one fills in the fields around. */
import { each } from "./page.js";
import { optionsFrom } from "./options.js";

each("[data-finder]", (finder) => {
  const form = finder.closest("form"), input = finder.querySelector("[role=combobox]");
  const drop = finder.querySelector(".drop"), list = drop.querySelector("[role=listbox]"), said = finder.querySelector("[role=status]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector(".active");
  let moved = null; // the id of what they went to by arrows since they typed: it stays so when the list is answered anew

  const move = (option) => {
    active()?.classList.remove("active");
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const go = (option) => { moved = option?.id; move(option); };
  const open = (yes) => { drop.hidden = !yes; input.setAttribute("aria-expanded", yes); if (!yes) move(null); };
  const ask = optionsFrom(finder.dataset.finder, (html) => {
    if (document.activeElement !== input) return;
    list.innerHTML = html;
    open(true);
    move(options().find((option) => option.id === moved));
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

  input.addEventListener("input", () => { moved = null; ask(input.value); });
  input.addEventListener("focus", () => { if (!input.value) ask(""); });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(active());
    const keys = {
      ArrowDown: () => (drop.hidden ? ask(input.value) : go(all[(at + 1) % all.length])),
      ArrowUp: () => go(all.at(at - 1)),
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
