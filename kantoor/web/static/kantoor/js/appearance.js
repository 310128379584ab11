/* Light, dark or as the system says, without loading the page again; the server reads the same cookie. */
import { clicked } from "./page.js";

const year = 365 * 24 * 3600;

clicked("[data-appearance]", (button, event) => {
  event.preventDefault();
  const choice = button.dataset.appearance;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `appearance=${choice}; path=/; max-age=${choice ? year : 0}; samesite=lax${secure}`;
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const other of document.querySelectorAll("[data-appearance]")) {
    other.setAttribute("aria-pressed", other.dataset.appearance === choice);
  }
});
