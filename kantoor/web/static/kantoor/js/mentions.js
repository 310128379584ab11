/* A button with a name puts it into the note, where somebody is writing. */
import { clicked } from "./page.js";

clicked("[data-mention]", (button) => {
  const field = document.getElementById(button.closest("[data-mentions]").dataset.mentions);
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  field.setRangeText(`${gap}${button.dataset.mention} `, field.selectionStart, field.selectionEnd, "end");
  field.focus();
});
