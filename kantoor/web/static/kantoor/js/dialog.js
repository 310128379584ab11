/* A <dialog open> that the server sent becomes modal: focus kept inside, page behind inert. */
/* Closing goes to where its data-back points; there the link that led here gets the focus again. */
import { clicked, each } from "./page.js";

const left = "left-dialog";

/* What needs an answer, what the page says comes first, or the first thing that is not the cross in the corner. */
const first = (dialog) => ["[aria-invalid=true]", "[data-first]", ":is(a, button, input, select, textarea):not([type=hidden], .pick *, header *)"]
  .map((selector) => dialog.querySelector(selector)).find(Boolean);

each("dialog[data-back]", (dialog) => {
  for (const scrim of document.querySelectorAll(".scrim")) scrim.remove();
  dialog.removeAttribute("open");
  dialog.showModal();
  first(dialog)?.focus();
  dialog.addEventListener("close", () => {
    sessionStorage.setItem(left, location.pathname);
    location.assign(dialog.dataset.back);
  });
  dialog.addEventListener("mousedown", (event) => { if (event.target === dialog) dialog.close(); });
});

clicked("dialog [data-close]", (button, event) => {
  event.preventDefault();
  button.closest("dialog").close();
});

const from = sessionStorage.getItem(left);
if (from && !document.querySelector("dialog:modal")) {
  sessionStorage.removeItem(left);
  [...document.querySelectorAll("a[href]")].find((link) => link.pathname === from)?.focus();
}
