/* Lines of an invoice: added with Enter, taken away and moved without asking the server for a page. */
import { each } from "./page.js";

let made = 0;

each("[data-lines]", (list) => {
  const form = list.closest("form"), template = form.querySelector("[data-new-line]");
  const changed = () => form.dispatchEvent(new Event("change"));
  const named = (line) => {
    made += 1;
    for (const control of line.querySelectorAll("input, select")) {
      const key = `${control.name}-new-${made}`;
      line.querySelector(`label[for="${control.id}"]`)?.setAttribute("for", key);
      control.id = key;
    }
  };
  const add = (after) => {
    const line = template.content.cloneNode(true).firstElementChild;
    const before = after ?? list.lastElementChild;
    named(line);
    for (const name of ["line_unit", "line_vat"]) {
      const from = before?.querySelector(`[name=${name}]`);
      if (from) line.querySelector(`[name=${name}]`).value = from.value;
    }
    if (before) before.after(line); else list.append(line);
    line.querySelector("[name=line_name]").focus();
    changed();
  };
  const move = (line, by, button) => {
    const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(line); else other.after(line);
    button.focus();
    changed();
  };
  const remove = (line) => {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    (next?.querySelector("[name=line_name]") ?? form.querySelector("[data-add-line]")).focus();
    changed();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-line], [data-move], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-line]");
    if ("addLine" in button.dataset) add();
    else if ("remove" in button.dataset) remove(line);
    else move(line, Number(button.dataset.move), button);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=file])") || event.defaultPrevented) return;
    event.preventDefault();
    const line = event.target.closest("[data-line]");
    if (!line) return;
    const next = line.nextElementSibling;
    if (next) next.querySelector("[name=line_name]").focus();
    else if (line.querySelector("[name=line_name]").value) add(line);
  });
});
