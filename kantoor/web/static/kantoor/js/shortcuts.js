/* "/" or Ctrl K: search. A letter in data-shortcut: that link or button. Never while somebody is typing. */
import { typing } from "./page.js";

document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  const find = () => { event.preventDefault(); search?.focus(); search?.select(); };
  if ((event.ctrlKey || event.metaKey) && event.key === "k") { find(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog:modal, [popover]:popover-open")) return;
  if (event.key === "/") find();
  else if (/^[a-z]$/.test(event.key)) document.querySelector(`[data-shortcut="${event.key}"]`)?.click();
});
