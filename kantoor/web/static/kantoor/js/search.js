/* The search of the frame: found things are links; arrows walk through them, Enter opens, Escape lets go. */
const input = document.querySelector("[data-search]");

if (input) {
  const form = input.form;
  const links = () => [...form.querySelectorAll(".found a")];
  const leave = () => { form.querySelector(".found").replaceChildren(); document.activeElement?.blur(); };

  form.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); input.value = ""; leave(); }
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); all[(at + 1) % all.length].focus(); }
    if (event.key === "ArrowUp" && all.length) { event.preventDefault(); (all[at - 1] ?? input).focus(); }
  });
  form.querySelector("[data-close-search]").addEventListener("click", leave);
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) form.querySelector(".found").replaceChildren();
  });
}
