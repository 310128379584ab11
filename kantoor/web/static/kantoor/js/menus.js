/* Menus hang on the button that opens them; where CSS cannot say so, this does. Arrows move within them. */
const anchored = CSS.supports("position-area: block-end");

const place = (menu, button) => {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight && !menu.matches(".up");
  const left = menu.matches(".up") ? at.left : at.right - width;
  menu.style.setProperty("top", `${Math.max(4, below ? at.bottom : at.top - height - 8)}px`);
  menu.style.setProperty("left", `${Math.min(Math.max(4, left), innerWidth - width - 4)}px`);
  menu.style.setProperty("position", "fixed");
  menu.style.setProperty("position-area", "none");
};

/* A popover that opens gives its `autofocus` the focus before the next key is read; `toggle` comes later. */
document.addEventListener("beforetoggle", (event) => {
  if (event.target.matches?.(".menu[popover]")) event.target.querySelector("a, button")?.setAttribute("autofocus", "");
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu[popover]") || event.newState !== "open") return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"], [data-menu="${CSS.escape(menu.id)}"][data-open]`);
  if (!anchored || menu.matches("[data-row-menu]")) place(menu, button);
}, true);

const lines = (menu) => [...menu.querySelectorAll("a, button")];
const steps = { ArrowDown: (at, count) => (at + 1) % count, ArrowUp: (at, count) => (at - 1 + count) % count, Home: () => 0, End: (at, count) => count - 1 };

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover], .sheet[popover]");
  if (!menu || !steps[event.key]) return;
  event.preventDefault();
  const all = lines(menu);
  all[steps[event.key](all.indexOf(document.activeElement), all.length)]?.focus();
});
