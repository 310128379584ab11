/* Date fields: the day in words, in the language of the page, and buttons that fill in a usual day. */
import { clicked, each } from "./page.js";

const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });

each("input[data-day]", (input) => {
  const said = document.createElement("output");
  said.className = "hint";
  said.htmlFor = input.id;
  const tell = () => { said.textContent = input.valueAsDate ? words.format(input.valueAsDate) : ""; };
  (input.closest(".row") ?? input).after(said);
  for (const happening of ["input", "change"]) input.addEventListener(happening, tell);
  tell();
});

clicked("[data-sets-day]", (button) => {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  input.value = button.dataset.setsDay;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
