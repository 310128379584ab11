/* One press, one act: after the first submit the button is busy until the answer is there. */
const busy = (form, submitter) => {
  form.dataset.busy = "";
  submitter?.setAttribute("aria-busy", "true");
};
const free = (form) => {
  delete form.dataset.busy;
  for (const button of form.ownerDocument.querySelectorAll("[aria-busy]")) {
    if (button.form === form) button.removeAttribute("aria-busy");
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
  if (event.submitter && "download" in event.submitter.dataset) return; // the page stays
  if ("busy" in form.dataset) event.preventDefault();
  else busy(form, event.submitter);
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-busy]")) free(form); });
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (detail.elt.matches("form")) busy(detail.elt, detail.requestConfig?.triggeringEvent?.submitter); });
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt.matches("form")) free(detail.elt); });
