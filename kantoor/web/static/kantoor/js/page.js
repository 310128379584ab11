/* Run something for every matching element: now, and in whatever htmx puts on the page later. */
export const each = (selector, start) => {
  const begin = (within) => {
    for (const element of within.querySelectorAll(selector)) {
      if (!started.has(element)) { started.add(element); start(element); }
    }
  };
  const started = new WeakSet();
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
};

/* A click anywhere inside an element that matches. */
export const clicked = (selector, act) => {
  document.addEventListener("click", (event) => {
    const element = event.target.closest(selector);
    if (element) act(element, event);
  });
};

const written = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
export const typing = (element) => Boolean(element.closest?.(written));
