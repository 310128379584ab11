/* Picking rows: one box for all on the page, a count, and Escape lets go. */
import { each } from "./page.js";

each("[data-bulk]", (form) => {
  const all = form.querySelector("[data-all]");
  const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]:enabled")];
  const tell = () => {
    const picked = boxes().filter((box) => box.checked).length;
    for (const place of form.querySelectorAll("[data-count]")) place.textContent = picked;
    if (!all) return;
    all.checked = picked > 0 && picked === boxes().length;
    all.indeterminate = picked > 0 && !all.checked;
  };
  const set = (yes) => { for (const box of boxes()) box.checked = yes; tell(); };

  form.addEventListener("change", (event) => (event.target === all ? set(all.checked) : tell()));
  form.addEventListener("click", (event) => { if (event.target.closest("[data-none]")) set(false); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) set(false); });
  tell();
});
