/* While the page is looked at, ask every ten seconds whether something changed; the first refusal ends it. */
const pause = 10_000;
let over = false;

const look = () => {
  const asks = document.querySelector("[data-poll]");
  const seen = document.visibilityState === "visible" && !document.querySelector("dialog:modal");
  if (asks && seen && !over) window.htmx.trigger(asks, "look");
};
if (document.querySelector("[data-poll]")) {
  setInterval(look, pause);
  document.addEventListener("visibilitychange", look);
}
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("[data-poll]") && (detail.failed || detail.xhr.status >= 400)) over = true;
});
