/* Messages that pass. One with an act or about something wrong stays until it is closed. */
import { clicked } from "./page.js";

const shown = document.getElementById("toasts");
const moment = 8000;

/* A live region is only read aloud when it changes: what came with the page is put in anew. */
const first = [...shown.children];
shown.replaceChildren();
requestAnimationFrame(() => shown.append(...first));

const leaveLater = (toast) => {
  if (toast.matches(".wrong, :has(form)")) return;
  const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.remove()), moment);
  wait();
};
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.("[data-toast]")) leaveLater(node);
}).observe(shown, { childList: true });

clicked("[data-dismiss]", (button) => button.closest("[data-toast]").remove());

const trouble = () => shown.append(document.getElementById("trouble").content.cloneNode(true));
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, trouble);
