/* Left and right turn the pages of a paper; a button with data-print prints. Never while somebody is typing. */
import { typing } from "./page.js";

const TURNS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const rel = TURNS[event.key];
  if (!rel || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event.target)) return;
  if (event.target.closest?.("[role=menu], [role=tablist], pre, dialog")) return;
  const turn = document.querySelector(`.desk a[rel=${rel}][href]`);
  if (!turn) return;
  event.preventDefault();
  turn.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
